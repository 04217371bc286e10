"""The words of the typed line: those of the tables of sites, diagnoses and acts, and of `words.toml`.

A phrase is kept by its words in lower case and singular. Where two tables have a phrase, the first to say
it wins: the short hand's own words, then acts, sites and diagnoses.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from chargecapture.domain.acts import ActChoice
from chargecapture.errors import TableError

ATOM = re.compile(
    r"[0-9]+(?:\.[0-9]+)?|\.[0-9]+|[^\W\d_]+?(?=[xX×][0-9])|[^\W\d_]+(?:['’](?:[sSdD])\b)?|[^\s]", re.UNICODE
)
"""A number, a word (`AK` of `AKx3`), or one sign."""

LONGEST_SHORT = 4
SHORTEST_SLIP = 5
VOWELS = frozenset("aeiouy")


def plain_atom(atom: str) -> str:
    return atom.lower().replace("’", "'").removesuffix("'s").removesuffix("'d")


def _one_letter_less(word: str) -> set[str]:
    """The word, and the word without each of its letters: two that share one differ by a slip."""
    return {word} | {word[:at] + word[at + 1 :] for at in range(len(word))}


def _is_slip(typed: str, meant: str) -> bool:
    """A letter too many or too few, two exchanged, or a vowel for a vowel; any other is another word."""
    if abs(len(typed) - len(meant)) == 1:
        return True
    unlike = [(a, b) for a, b in zip(typed, meant, strict=False) if a != b]
    if len(typed) != len(meant) or not unlike:
        return False
    exchanged = len(unlike) == 2 and unlike[0] == unlike[1][::-1]
    return exchanged or (len(unlike) == 1 and set(unlike[0]) <= VOWELS)


class SiteWords(NamedTuple):
    """A site of the body with the names people have for it; `groups` are its coding groups."""

    site: str
    label: str
    region: str
    paired: bool
    words: tuple[str, ...]
    groups: tuple[str, ...] = ()


class TermWords(NamedTuple):
    """A diagnosis with its other names; an empty `nature` is no neoplasm."""

    name: str
    nature: str
    words: tuple[str, ...]
    no_site: bool = False


class Meaning(NamedTuple):
    """What a phrase stands for: the type of its token, and what that token says."""

    type: str
    value: Any = None


class ActMeaning(NamedTuple):
    """An act as it is named; `diagnosis` is what its name says of the lesion."""

    kind: str
    facts: Mapping[str, Any]
    label: str
    diagnosis: str = ""
    drug: str = ""


class SiteMeaning(NamedTuple):
    """The sites that a place may be, none for several; `nail` where a nail is named."""

    sites: tuple[str, ...]
    label: str
    nail: bool = False
    area: bool = False
    side: str = ""


class DxMeaning(NamedTuple):
    """A diagnosis. `text` is what the tables read it by, empty: as typed; `elsewhere` is it at some sites."""

    term: str
    nature: str
    text: str = ""
    nails: bool = False
    site: str = ""
    only: tuple[str, ...] = ()
    elsewhere: tuple[tuple[frozenset[str], str], ...] = ()
    inflamed: str = ""


class DrugMeaning(NamedTuple):
    hcpcs: str
    label: str
    each_mg: Decimal | None
    strengths: tuple[Decimal, ...]


class Settled(NamedTuple):
    """An act whose kind the diagnosis or site settles."""

    act: str
    kind: str
    facts: Mapping[str, Any]
    diagnoses: tuple[str, ...]
    at: tuple[str, ...]
    nails: bool
    service: str
    drug: str
    cosmetic: bool


class VisitFact(NamedTuple):
    """What a phrase says of the visit; `code` is charted where nothing gives the visit a level."""

    facts: Mapping[str, str | bool]
    diagnosis: str
    code: str


class VisitCode(NamedTuple):
    code: str
    level: str
    new: bool
    facts: Mapping[str, str | bool]


Trie = dict[str, Any]
END = ""


@dataclass(slots=True)
class Vocabulary:
    """All phrases, found longest first."""

    singular: Callable[[str], str]
    sites: Mapping[str, SiteWords]
    trie: Trie = field(default_factory=dict)
    units: Trie = field(default_factory=dict)
    modifiers: dict[str, Meaning] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    slips: dict[str, set[str]] = field(default_factory=dict)
    atoms: set[str] = field(default_factory=set)
    never_slips: frozenset[str] = frozenset()
    settled: tuple[Settled, ...] = ()
    area_settled: tuple[tuple[frozenset[str], tuple[str, ...]], ...] = ()
    visit_codes: Mapping[str, VisitCode] = field(default_factory=dict)
    toes: tuple[str, ...] = ()
    fingers: tuple[str, ...] = ()
    drugs: Mapping[str, DrugMeaning] = field(default_factory=dict)
    strength_words: frozenset[str] = frozenset()
    several: frozenset[str] = frozenset()

    def key(self, phrase: str) -> tuple[str, ...]:
        """The atoms of a phrase; a short one keeps its s, which may be half of an abbreviation."""
        plain = map(plain_atom, ATOM.findall(phrase))
        return tuple(self.singular(atom) if len(atom) > LONGEST_SHORT else atom for atom in plain)

    def readings(self, atom: str) -> tuple[str, ...]:
        """How an atom of a line may stand in the vocabulary, as typed before singular."""
        plain = plain_atom(atom)
        single = self.singular(plain)
        return (plain,) if single == plain else (plain, single)

    def meant(self, atom: str) -> str:
        """The one word of the vocabulary that is a slip of one letter away; empty for none or several."""
        plain = plain_atom(atom)
        if len(plain) < SHORTEST_SLIP or not plain.isalpha() or plain in self.never_slips:
            return ""
        near: set[str] = set()
        for reading in self.readings(atom):
            for variant in _one_letter_less(reading):
                near |= self.slips.get(variant, set())
        alike = {word for word in near if word[0] == plain[0] and _is_slip(plain, word)}
        same = {self.singular(word) for word in alike}
        return min(alike, key=len) if len(same) == 1 else ""

    def add(self, phrase: str, meaning: Meaning, *, trie: Trie | None = None) -> None:
        """Teach a phrase; what is known already is kept."""
        for written in _spelled(phrase):
            node = self.trie if trie is None else trie
            atoms = self.key(written)
            if not atoms:
                continue
            for atom in atoms:
                node = node.setdefault(atom, {})
                self.atoms.add(atom)
                if len(atom) >= SHORTEST_SLIP and atom.isalpha():
                    for variant in _one_letter_less(atom):
                        self.slips.setdefault(variant, set()).add(atom)
            node.setdefault(END, meaning)

    def longest(
        self, atoms: Sequence[str], at: int, *, trie: Trie | None = None
    ) -> tuple[int, Meaning] | None:
        """The longest phrase that begins at an atom: how many atoms it takes, and its meaning."""
        best: tuple[int, Meaning] | None = None
        open_: list[tuple[int, Trie]] = [(at, self.trie if trie is None else trie)]
        while open_:
            here, node = open_.pop(0)
            if END in node and (best is None or here - at > best[0]):
                best = here - at, node[END]
            if here < len(atoms):
                open_ += [(here + 1, node[word]) for word in self.readings(atoms[here]) if word in node]
        return best

    def forget(self, phrase: str, type_: str) -> None:
        node = self.trie
        for atom in self.key(phrase):
            node = node.get(atom, {})
        if END in node and node[END].type == type_:
            del node[END]


def _spelled(phrase: str) -> Iterator[str]:
    """Each way that `shave|tangential bx` or `cyst of|` is written."""
    for parts in product(*(slot.split("|") for slot in phrase.split())):
        yield " ".join(part for part in parts if part)


def load_vocabulary(
    path: Path,
    *,
    sites: Iterable[SiteWords],
    terms: Iterable[TermWords],
    acts: Sequence[ActChoice],
    drugs: Mapping[str, str],
    hedges: Sequence[str],
    ambiguous: Iterable[str],
    singular: Callable[[str], str],
) -> Vocabulary:
    """The vocabulary of an office; `path` is `words.toml`, `drugs` the labels of drugs by their code.

    Raises:
        TableError: a row lacks a key, or names a site or diagnosis that is in no table.
    """
    own = tomllib.loads(path.read_text("utf-8"))
    words = Vocabulary(singular, {site.site: site for site in sites})
    try:
        _fill(words, own, acts, drugs)
        _diagnoses(words, own, {term.name: term for term in terms}, hedges, frozenset(ambiguous))
    except KeyError as missing:
        raise TableError(f"{path.name}: there is no {missing}") from None
    return words


def _fill(
    words: Vocabulary,
    own: Mapping[str, Any],
    acts: Sequence[ActChoice],
    drugs: Mapping[str, str],
) -> None:
    _small_words(words, own)
    _visits(words, own)
    _drugs(words, own, drugs)
    _acts(words, own, acts)
    _facts(words, own)
    _places(words, own)
    for phrase in own["fillers"]:
        words.add(phrase, Meaning("FILLER"))


def _small_words(words: Vocabulary, own: Mapping[str, Any]) -> None:
    lists = {
        "CONNECTOR": own["connectors"],
        "TIMES": own["times"],
        "MARGIN": own["margin"],
        "STAGE": own["stages"],
        "BLOCK": own["blocks"],
        "COUNTED": own["count_nouns"],
        "WASTE": own["waste"],
        "EXCISED": own["excised"],
        "SAME": own["same_lesion"],
        "EACH": own["each_side"],
        "DONOR": own["donor"],
        "DIRECTION": own["directions"],
        "INJECT": own["inject"],
    }
    acts = {
        "EXCISED": ActMeaning("excision", {}, "Excision"),
        "INJECT": ActMeaning("intralesional_injection", {}, "Intralesional injection"),
    }
    for type_, phrases in lists.items():
        for phrase in phrases:
            words.add(phrase, Meaning(type_, acts.get(type_)))
    words.numbers = own["numbers"]
    words.several = frozenset(own["several"])
    words.never_slips = frozenset(own["never_slips"])
    for side, phrases in own["sides"].items():
        for phrase in phrases:
            words.add(phrase, Meaning("SIDE", side))
    for unit, phrases in own["units"].items():
        for phrase in phrases:
            words.add(phrase, Meaning(unit), trie=words.units)
    for at, roman in enumerate(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii"), start=1):
        words.add(roman, Meaning("ROMAN", at))
    for at, ordinals in enumerate(own["nails"]["ordinals"]):
        for ordinal in ordinals.split("|"):
            words.add(ordinal, Meaning("ORDINAL", at))


def _visit_fact(row: Mapping[str, Any]) -> VisitFact:
    return VisitFact(row["facts"], row.get("diagnosis", ""), row.get("code", ""))


def _visits(words: Vocabulary, own: Mapping[str, Any]) -> None:
    words.visit_codes = {
        row["code"]: VisitCode(row["code"], row["level"], row["new"], row["facts"])
        for row in own["visit_code"]
    }
    for row in own["visit_fact"]:
        for phrase in row["words"]:
            words.add(phrase, Meaning("VISIT_FACT", _visit_fact(row)))
    for type_, key, value in (
        ("NEW", "new_patient", True),
        ("NEW", "established", False),
        ("VISIT", "visit", None),
        ("LEVEL", "level", None),
        ("SEPARATE", "separate", None),
    ):
        for phrase in own[key]:
            words.add(phrase, Meaning(type_, value))
    words.modifiers = {"25": Meaning("SEPARATE")}


def _drugs(words: Vocabulary, own: Mapping[str, Any], labels: Mapping[str, str]) -> None:
    drugs, strong = {}, set()
    for row in own["drug"]:
        strengths = tuple(map(Decimal, row.get("strengths", ())))
        each = Decimal(row["each_mg"]) if "each_mg" in row else None
        drug = DrugMeaning(row["hcpcs"], labels[row["hcpcs"]], each, strengths)
        drugs[drug.hcpcs] = drug
        for phrase in row["words"]:
            words.add(phrase, Meaning("DRUG", drug))
        if strengths:
            strong |= {words.key(phrase)[0] for phrase in row["words"]}
    for hcpcs, label in labels.items():
        drug = drugs.setdefault(hcpcs, DrugMeaning(hcpcs, label, None, ()))
        words.add(re.sub(r"[^\w\s-]", " ", label), Meaning("DRUG", drug))
    words.drugs, words.strength_words = drugs, frozenset(strong)


def _identity(kind: str, facts: Mapping[str, Any]) -> tuple[object, ...]:
    return kind, *sorted(facts.items())


def _acts(words: Vocabulary, own: Mapping[str, Any], acts: Sequence[ActChoice]) -> None:
    labels = {_identity(choice.kind, choice.facts): choice.label for choice in reversed(acts)}
    for row in own["act"]:
        facts = row.get("facts", {})
        plain = row["kind"].replace("_", " ").capitalize()
        label = labels.get(_identity(row["kind"], facts)) or labels.get(_identity(row["kind"], {}), plain)
        act = ActMeaning(row["kind"], facts, label, row.get("diagnosis", ""))
        for phrase in row["words"]:
            words.add(phrase, Meaning("ACT", act))
    for choice in acts:
        act = ActMeaning(choice.kind, choice.facts, choice.label)
        if choice.kind not in ("coded", "nail", "drug"):
            words.add(choice.label.replace("|", " "), Meaning("ACT", act))
    words.settled = tuple(
        Settled(
            row["act"],
            row["kind"],
            row.get("facts", {}),
            tuple(row.get("diagnoses", ())),
            tuple(row.get("at", ())),
            row.get("nails", False),
            row.get("service", ""),
            row.get("drug", ""),
            row.get("cosmetic", False),
        )
        for row in own["settled"]
    )


def _facts(words: Vocabulary, own: Mapping[str, Any]) -> None:
    for row in own["fact"]:
        for phrase in row["words"]:
            meaning = Meaning("FACT", row["facts"])
            if phrase.isdigit():
                words.modifiers.setdefault(phrase, meaning)
            else:
                words.add(phrase, meaning)
    for ground, phrases in own["symptoms"].items():
        for phrase in phrases:
            words.add(phrase, Meaning("SYMPTOM", ground))
    for nature, phrases in own["natures"].items():
        for phrase in phrases:
            words.add(phrase, Meaning("NATURE", nature))
    for row in own["visit_fact"]:
        for phrase in row["words"]:
            if phrase.isdigit():
                words.forget(phrase, "VISIT_FACT")
                words.modifiers.setdefault(phrase, Meaning("VISIT_FACT", _visit_fact(row)))
    words.forget("25", "SEPARATE")


def _places(words: Vocabulary, own: Mapping[str, Any]) -> None:
    nails = own["nails"]
    words.toes, words.fingers = tuple(nails["toes"]), tuple(nails["fingers"])
    said = {"toe_words": words.toes, "finger_words": words.fingers, "words": ()}
    for key, sites in said.items():
        for phrase in nails[key]:
            words.add(phrase, Meaning("NAIL", sites))
    for row in (*own["area"], *own["sided"]):
        sites = tuple(words.sites[site].site for site in row["sites"])
        for phrase in row["words"]:
            place = SiteMeaning(sites, phrase, area=len(sites) != 1, side=row.get("side", ""))
            words.add(phrase, Meaning("SITE", place))
    words.area_settled = tuple(
        (frozenset(row["diagnoses"]), tuple(row["prefer"])) for row in own["area_settled"]
    )
    _sites(words, own)


def _sites(words: Vocabulary, own: Mapping[str, Any]) -> None:
    refused = set(own["not_words"])
    for site, phrases in own["sites"].items():
        label = words.sites[site].label.lower()
        for phrase in phrases:
            words.add(phrase, Meaning("SITE", SiteMeaning((site,), label, nail="nail" in phrase)))
    for each in words.sites.values():
        meaning = Meaning("SITE", SiteMeaning((each.site,), each.label.lower()))
        for phrase in (each.label, each.site.replace("_", " "), *each.words):
            if phrase.lower() not in refused and each.site not in ("multiple", "unspecified"):
                words.add(phrase.replace(",", ""), meaning)


def _diagnoses(
    words: Vocabulary,
    own: Mapping[str, Any],
    terms: Mapping[str, TermWords],
    hedges: Sequence[str],
    ambiguous: frozenset[str],
) -> None:
    refused = set(own["not_words"])
    by_word = {each.lower(): term for term in terms.values() for each in (term.name, *term.words)}
    for row in own["diagnosis"]:
        term = by_word[row["means"].lower()]
        for phrase in row["words"]:
            known = by_word.get(phrase.lower()) is term and phrase.lower() not in ambiguous
            text = "" if known else row["means"]
            made = DxMeaning(
                term.name,
                term.nature,
                text,
                row.get("nails", False),
                row.get("site", ""),
                tuple(row.get("only", ())),
                tuple((frozenset(each["sites"]), each["means"]) for each in row.get("at", ())),
                row.get("inflamed", ""),
            )
            words.add(phrase, Meaning("DX", made))
    for term in terms.values():
        for phrase in (term.name, *term.words):
            if phrase.lower() not in refused and "|" not in phrase:
                words.add(phrase, Meaning("DX", DxMeaning(term.name, term.nature)))
    for phrase in hedges:
        words.add(phrase, Meaning("HEDGE"))
    for phrase in own["diagnosis_words"]["kept"]:
        words.add(phrase, Meaning("HEDGE"))
    for phrase in own["diagnosis_words"]["history"]:
        words.add(phrase, Meaning("HEDGE", "history of"))
    for phrase in own["diagnosis_words"]["suspected"]:
        words.add(phrase, Meaning("HEDGE", "rule out"))
    for phrase in own["diagnosis_words"]["adjectives"]:
        words.add(phrase, Meaning("ADJECTIVE"))
    for phrase in own["diagnosis_words"]["joining"]:
        words.add(phrase, Meaning("JOINING", "versus"))
