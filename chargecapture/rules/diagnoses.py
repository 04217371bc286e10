"""From the clinician's words to ICD-10-CM by site and side.

Sources: ICD-10-CM tabular list and Official Guidelines (IV.H: what is "suspected" or "ruled out" is not
coded as present; I.C.2 neoplasms). What the words leave open is asked, never chosen.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from chargecapture.domain.charges import Alert, Place
from chargecapture.domain.encounter import Lesion, Nature
from chargecapture.rules.tables import DiagnosisCodes, SiteGroups

ICD10 = re.compile(r"^[A-TV-Z][0-9][0-9A-Z](\.?[0-9A-Z]{1,4})?$")
NEWER_ICD10 = re.compile(r"^[A-TV-Z][A-Z][0-9](\.?[0-9A-Z]{1,4})?$")
"""With a letter in the second place, as QA1 of FY2027; many a word looks so, such as CO2."""
GUIDELINE = "ICD-10-CM Official Guidelines IV.H"
TABLE = "ICD-10-CM tabular list, FY2026"
ANY = "*"
MOST_REMEMBERED = 20_000


class DiagnosisRow(NamedTuple):
    """One code of a term. A missing `side` is written empty, `*` is any."""

    site: str
    side: str
    icd10: str
    valid_from: date | None
    valid_to: date | None
    note: str

    def valid_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


class Term(NamedTuple):
    """A diagnosis in clinical words; an empty `nature` is no neoplasm and goes with any."""

    name: str
    synonyms: tuple[str, ...]
    nature: str
    rows: tuple[DiagnosisRow, ...]


class Words(NamedTuple):
    """How words are read: see `resources/rules/diagnoses/words.toml`."""

    hedges: tuple[str, ...]
    introducing: tuple[str, ...]
    tumors: frozenset[str]
    refusals: frozenset[str]
    forward_refusals: frozenset[str]
    ambiguous: frozenset[str]
    general: frozenset[str]
    plurals: Mapping[str, str]
    phrases: tuple[tuple[str, str], ...]
    distinct: tuple[str, ...]
    unsaid: frozenset[str]
    causes: Mapping[str, str]
    infections: tuple[str, ...]
    nature_of_code: Mapping[str, Nature]
    stand_ins: Mapping[str, str]
    places: Mapping[str, tuple[str, ...]]
    neoplasms_from: str
    neoplasms_to: str


class Diagnosed(NamedTuple):
    """The codes of one diagnosis, what the charge is entered as, and what is open about it."""

    icd10: tuple[str, ...]
    nature: Nature | None
    term: str
    alerts: tuple[Alert, ...] = ()


class Reading(NamedTuple):
    """What a text says: the terms that fit best, and whether it only suspects them.

    `stated` is what it says is there before it says what that might be: "rash" of "rash, rule out lupus".
    `feared`: what it might be is a tumor.
    """

    terms: tuple[Term, ...]
    hedged: bool
    ambiguous: tuple[Term, ...] = ()
    stated: Term | None = None
    feared: bool = False


class _Phrase(NamedTuple):
    words: frozenset[str]
    term: Term
    text: str


class _Case(NamedTuple):
    words: str
    nature: Nature | None
    site: str
    side: str | None
    paired: bool
    named: str
    place: Place
    on: date


_NAMED = _Case._fields.index("named")  # what stands before it decides the code


class _Openings:
    """Phrases that may begin anywhere in a text, found by their first word."""

    def __init__(self, phrases: Iterable[Sequence[str]]) -> None:
        self._by_first: dict[str, list[tuple[str, ...]]] = {}
        for phrase in phrases:
            self._by_first.setdefault(phrase[0], []).append(tuple(phrase))

    def begin_in(self, words: Sequence[str]) -> list[int]:
        """Where any of the phrases begins in the words."""
        return [
            at
            for at, word in enumerate(words)
            for phrase in self._by_first.get(word, ())
            if tuple(words[at : at + len(phrase)]) == phrase
        ]


@dataclass(slots=True)
class DiagnosisTable:
    """All terms, found by any order of their words."""

    terms: tuple[Term, ...]
    words: Words
    codes: DiagnosisCodes
    _by_name: dict[str, Term] = field(init=False)
    _phrases: dict[frozenset[str], list[_Phrase]] = field(init=False)
    _by_word: dict[str, list[_Phrase]] = field(init=False)
    _hedges: "_Openings" = field(init=False)
    _introducing: "_Openings" = field(init=False)
    _distinct: tuple[frozenset[str], ...] = field(init=False)
    _refusals: frozenset[str] = field(init=False)
    _forward_refusals: frozenset[str] = field(init=False)
    _places: dict[tuple[str, ...], tuple[str, ...]] = field(init=False)
    _known: dict[tuple[object, ...], Diagnosed] = field(init=False, default_factory=dict)
    _readings: dict[str, Reading] = field(init=False, default_factory=dict)
    _rows: dict[tuple[str, str], tuple[DiagnosisRow, ...]] = field(init=False, default_factory=dict)
    _spots: dict[str, set[tuple[str, str]]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._by_name = {term.name: term for term in self.terms}
        self._phrases = {}
        self._by_word = {}
        for term in self.terms:
            for text in (term.name, *term.synonyms):
                words = frozenset(self._split(text))
                phrase = _Phrase(words, term, text)
                self._phrases.setdefault(words, []).append(phrase)
                for word in words:
                    self._by_word.setdefault(word, []).append(phrase)
        self._hedges = _Openings(map(self._split, self.words.hedges))
        self._introducing = _Openings(map(self._split, self.words.introducing))
        self._distinct = tuple(frozenset(self._split(name)) for name in self.words.distinct)
        self._refusals = frozenset(map(self._singular, self.words.refusals))
        self._forward_refusals = frozenset(map(self._singular, self.words.forward_refusals))
        self._places = {tuple(self._split(place)): sites for place, sites in self.words.places.items()}

    def _split(self, text: str) -> list[str]:
        plain = f" {text.lower()} ".replace("’", "'").replace("'s ", " ")
        for written, meant in self.words.phrases:
            plain = plain.replace(written, meant)
        return [self._singular(word) for word in re.findall(r"[a-z0-9]+", plain)]

    def _singular(self, word: str) -> str:
        known = self.words.plurals.get(word)
        if known:
            return known
        if len(word) > 2 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
            return word[:-1]
        return word

    def read(self, text: str) -> Reading:
        """Find the terms that a text names; the one that takes up most of its words wins."""
        known = self._readings.get(text)
        if known is None:
            if len(self._readings) >= MOST_REMEMBERED:
                self._readings.clear()
            known = self._readings[text] = self._read(self._split(text))
        return known

    def _read(self, split: Sequence[str]) -> Reading:
        words = frozenset(self._not_denied(split))
        hedged = bool(self._hedges.begin_in(split))
        exact = self._phrases.get(words)
        if exact:
            hedged = False  # "graft versus host disease": the word belongs to the name
            best = exact
        else:
            fitting = {
                id(phrase): phrase
                for word in words
                for phrase in self._by_word.get(word, ())
                if phrase.words <= words
            }
            refused = words & self._refusals
            found = [phrase for phrase in fitting.values() if refused <= phrase.words]
            most = max((len(phrase.words) for phrase in found), default=0)
            fullest = [phrase for phrase in found if len(phrase.words) == most]
            best = [phrase for phrase in fullest if not phrase.words <= self.words.general] or fullest
            if self._names_another(words, best):
                return Reading((), hedged)
        named = {phrase.term.name: phrase.term for phrase in best}
        unsure = [p for p in best if len(p.words) == 1 and p.text.lower() in self.words.ambiguous]
        if unsure:
            return Reading((), hedged, tuple(phrase.term for phrase in unsure))
        stated, feared = self._stated(split) if hedged else (None, False)
        return Reading(tuple(named.values()), hedged, (), stated, feared)

    def _names_another(self, words: frozenset[str], best: Sequence[_Phrase]) -> bool:
        """Whether the text names a disease of its own of which the best phrases are but a part."""
        named = [name for name in self._distinct if name <= words]
        return any(not any(name <= phrase.words for phrase in best) for name in named)

    def _not_denied(self, split: Sequence[str]) -> Sequence[str]:
        """All words up to one that denies what follows it; where nothing stands before it, all."""
        denied = (at for at, word in enumerate(split) if at and word in self._forward_refusals)
        end = next(denied, len(split))
        whole = end == len(split) or frozenset(split) in self._phrases
        return split if whole else split[:end]

    def _stated(self, split: Sequence[str]) -> tuple[Term | None, bool]:
        """The dermatosis or sign that stands before what is only thought of, and whether that is a tumor."""
        starts = self._introducing.begin_in(split)
        if not starts:
            return None, False
        seen, thought = self._read(split[: min(starts)]), frozenset(split[min(starts) :])
        certain = not seen.hedged and len(seen.terms) == 1 and not seen.terms[0].nature
        known = (phrase for word in thought for phrase in self._by_word.get(word, ()))
        feared = any(phrase.term.nature and phrase.words <= thought for phrase in known)
        return seen.terms[0] if certain else None, feared or bool(thought & self.words.tumors)

    def remember(self, case: _Case, diagnose: Callable[["DiagnosisTable", _Case], Diagnosed]) -> Diagnosed:
        """Read each text once: an office writes the same few hundred over and over.

        What raises no alert names no lesion, so it is the same for all of them.
        """
        anywhere = (case[:_NAMED], case.on, diagnose)
        known = self._known.get(anywhere) or self._known.get(case)
        if known is None:
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            known = diagnose(self, case)
            self._known[case if known.alerts else anywhere] = known
        return known

    def located(self, text: str) -> tuple[tuple[str, ...], str | None]:
        """The sites that a text may mean, none where it names no place, and the side where it names one."""
        split = self._split(text)
        named: list[str] = []
        at = 0
        while at < len(split):
            place = next(
                (tuple(split[at : at + size]) for size in (2, 1) if self._is_place(split, at, size)), ()
            )
            named += self._places.get(place, ())
            at += len(place) or 1
        sides = [side for side in ("left", "right") if side in split]
        return tuple(dict.fromkeys(named)), sides[0] if len(sides) == 1 else None

    def _is_place(self, split: Sequence[str], at: int, size: int) -> bool:
        return tuple(split[at : at + size]) in self._places

    def rows_for(self, term: Term, site: str) -> tuple[DiagnosisRow, ...]:
        """The rows of a term that can count at a site: its own, and those of any site."""
        key = (term.name, site)
        rows = self._rows.get(key)
        if rows is None:
            rows = self._rows[key] = tuple(row for row in term.rows if row.site in (site, ANY))
        return rows

    def spots_of(self, icd10: str) -> set[tuple[str, str]]:
        """The sites and sides that a code stands for; empty where the table does not hold it."""
        if not self._spots:
            for term in self.terms:
                for row in term.rows:
                    self._spots.setdefault(row.icd10, set()).add((row.site, row.side))
        return self._spots.get(icd10, set())

    def causes_in(self, text: str) -> tuple[str, ...]:
        """The codes of the germs that a text names and does not deny."""
        words = frozenset(self._split(text))
        if words & self._refusals:
            return ()
        return tuple(code for germ, code in self.words.causes.items() if germ in words)

    def term(self, name: str) -> Term | None:
        return self._by_name.get(name)

    def stand_in(self, nature: str) -> Term:
        return self._by_name[self.words.stand_ins[nature]]

    def is_neoplasm(self, icd10: str) -> bool:
        return self.words.neoplasms_from <= icd10[:3] <= self.words.neoplasms_to

    def nature_of(self, icd10: str) -> Nature:
        """What a code by itself says of the nature."""
        for length in range(len(icd10), 0, -1):
            known = self.words.nature_of_code.get(icd10[:length])
            if known:
                return known
        return "not_neoplastic"


def _at(case: _Case, field_: str) -> Place:
    """The field of a lesion or service that is meant; the diagnoses of a visit are one field."""
    return case.place if case.place.field else Place(case.place.lesion, case.place.procedure, field_)


def _ask(case: _Case, rule: str, message: str, source: str = TABLE, field_: str = "diagnosis") -> Alert:
    place = _at(case, field_)
    return Alert("error", rule, message, source, place=place, effect="hold")


def _contradicts(case: _Case, message: str) -> Alert:
    place = _at(case, "nature")
    return Alert("error", "diagnosis.contradiction", message, TABLE, place=place, effect="block")


def _diagnose(table: DiagnosisTable, case: _Case) -> Diagnosed:
    text = case.words.strip()
    if not text:
        return _without_words(table, case)
    code = _leading_code(table, case, text)
    if code:
        return _from_code(table, case, code)
    reading = table.read(text)
    if reading.stated and _is_a_rash(case, reading):
        return _from_term(table, case._replace(nature=None), reading.stated)._replace(nature=case.nature)
    if case.nature == "unspecified" or (case.nature is None and reading.hedged):
        return _not_yet_known(table, case, reading)
    if reading.hedged:
        return _only_suspected(case, reading)
    if reading.ambiguous:
        offers = ", ".join(term.name for term in reading.ambiguous)
        return Diagnosed((), case.nature, "", (_ambiguous(case, text, offers),))
    if len(reading.terms) > 1:
        return _several(table, case, reading)
    if not reading.terms:
        return _unread(table, case, text)
    return _from_term(table, case, reading.terms[0])


def _is_a_rash(case: _Case, reading: Reading) -> bool:
    """Whether what is seen is coded as such: charted as no neoplasm, or no tumor thought of."""
    if case.nature in (None, "unspecified"):
        return not reading.feared
    return case.nature == "not_neoplastic"


def _ambiguous(case: _Case, text: str, offers: str) -> Alert:
    return _ask(
        case, "diagnosis.ambiguous", f"“{text}” can mean more than one thing. Write it out: {offers}."
    )


def _without_words(table: DiagnosisTable, case: _Case) -> Diagnosed:
    if case.nature in ("unspecified", "uncertain"):
        return _from_term(table, case, table.stand_in(case.nature))
    message = f"{case.named}: the diagnosis is missing."
    return Diagnosed((), case.nature, "", (_ask(case, "diagnosis.missing", message),))


def _leading_code(table: DiagnosisTable, case: _Case, text: str) -> str:
    """The code that a text is, or begins with where its title follows, as the code library writes it."""
    first, _, title = text.partition(" ")
    icd10 = _dotted(first.upper())
    newer = NEWER_ICD10.match(first.upper()) and table.codes.standing(icd10, case.on) != "unknown"
    if not (newer or ICD10.match(first.upper())):
        return ""
    doubtful = title and (table.read(title).hedged or table.codes.standing(icd10, case.on) == "unknown")
    return "" if doubtful else icd10


def _dotted(code: str) -> str:
    return code if "." in code or len(code) == 3 else f"{code[:3]}.{code[3:]}"


def _from_code(table: DiagnosisTable, case: _Case, icd10: str) -> Diagnosed:
    nature = case.nature or table.nature_of(icd10)
    standing = table.codes.standing(icd10, case.on)
    if standing == "billable":
        against = tuple(_conflict(table, case, icd10, table.nature_of(icd10), (icd10,)))
        known = not (against and case.nature == "unspecified")
        elsewhere = (*_elsewhere(table, case, icd10), *_says_nothing(table, case, icd10))
        return Diagnosed((icd10,) if known else (), nature, "", against + elsewhere)
    why = {
        "header": f"{icd10} is a heading. Choose one of the codes under it.",
        "ended": f"{icd10} had ended on {case.on}.",
        "not_yet": f"{icd10} was not yet in force on {case.on}.",
    }.get(standing, f"{icd10} is not in ICD-10-CM as it is at hand for {case.on}.")
    place = _at(case, "diagnosis")
    alert = Alert("error", "diagnosis.code", f"{case.named}: {why}", TABLE, place=place, effect="block")
    return Diagnosed((), nature, "", (alert,))


def _says_nothing(table: DiagnosisTable, case: _Case, icd10: str) -> Iterable[Alert]:
    if icd10 in table.words.unsaid and case.nature in ("unspecified", "uncertain"):
        message = f"{case.named}: {icd10} is not for a suspected tumor. Take the code of its behavior."
        yield Alert("warning", "diagnosis.unsaid", message, TABLE, place=_at(case, "diagnosis"))


def _elsewhere(table: DiagnosisTable, case: _Case, icd10: str) -> Iterable[Alert]:
    """What a typed code says of the place against where the lesion is charted."""
    spots = table.spots_of(icd10)
    nowhere = case.site in ("", "unspecified", "multiple") or case.site.startswith("canthus")
    if nowhere or not spots or any(site == ANY for site, _ in spots):
        return
    sides = {side for site, side in spots if site == case.site}
    if not sides:
        message = f"{case.named}: {icd10} is for another site than this. Compare the code and the site."
        yield Alert("warning", "diagnosis.elsewhere", message, TABLE, place=_at(case, "diagnosis"))
    elif case.side in ("left", "right") and sides == {"left" if case.side == "right" else "right"}:
        message = f"{case.named}: {icd10} is of the other side than the {case.side}. Which holds?"
        place = _at(case, "side")
        yield Alert("error", "diagnosis.other_side", message, TABLE, place=place, effect="block")


def _not_yet_known(table: DiagnosisTable, case: _Case, reading: Reading) -> Diagnosed:
    """Pathology is not back. A dermatosis or a sign is coded as such, a suspected tumour as unspecified."""
    named = reading.terms[0] if len(reading.terms) == 1 else None
    if named and not reading.hedged and named.nature in ("", "unspecified"):
        return _from_term(table, case._replace(nature=None), named)._replace(nature="unspecified")
    if named and reading.hedged and not named.nature and case.nature is None:
        return _only_suspected(case, reading)
    return _from_term(table, case._replace(nature="unspecified"), table.stand_in("unspecified"))


def _only_suspected(case: _Case, reading: Reading) -> Diagnosed:
    name = reading.terms[0].name if reading.terms else f"“{case.words}”"
    if case.nature in ("malignant", "in_situ", "premalignant", "uncertain"):
        message = (
            f"{case.named}: “{name}” is only suspected, yet charted as {_said(case.nature)}. Which holds?"
        )
        return Diagnosed((), case.nature, "", (_contradicts(case, message),))
    message = f"{case.named}: {name} is only suspected. Chart the sign, such as rash or itching, instead."
    return Diagnosed((), case.nature, "", (_ask(case, "diagnosis.suspected", message, GUIDELINE),))


def _several(table: DiagnosisTable, case: _Case, reading: Reading) -> Diagnosed:
    """Terms that tie: the nature may decide, and codes that agree need no decision."""
    fitting = [term for term in reading.terms if not case.nature or term.nature in ("", case.nature)]
    exact = [term for term in fitting if case.nature and term.nature == case.nature]
    for choice in (exact, fitting):
        if len(choice) == 1:
            return _from_term(table, case, choice[0])
    answers = [_from_term(table, case, term) for term in fitting or reading.terms]
    if answers[0].icd10 and all(answer.icd10 == answers[0].icd10 for answer in answers):
        return answers[0]
    names = ", ".join(term.name for term in fitting or reading.terms)
    message = f"{case.named}: “{case.words}” names more than one diagnosis. Chart one: {names}."
    return Diagnosed((), case.nature, "", (_ask(case, "diagnosis.ambiguous", message),))


def _unread(table: DiagnosisTable, case: _Case, text: str) -> Diagnosed:
    if case.nature == "uncertain":
        return _from_term(table, case, table.stand_in("uncertain"))
    message = f"{case.named}: “{text}” is not a diagnosis the program knows. Pick one or type its code."
    return Diagnosed((), case.nature, "", (_ask(case, "diagnosis.unknown", message),))


def _from_term(table: DiagnosisTable, case: _Case, term: Term) -> Diagnosed:
    if case.nature == "uncertain" and term.nature not in ("uncertain", ""):
        term = table.stand_in("uncertain")
    rows = table.rows_for(term, case.site)
    in_force = tuple(row for row in rows if row.valid_on(case.on))
    standing = _rows_at(in_force, case.site, case.side, paired=case.paired)
    nature = case.nature or _nature_of_term(table, term, standing)
    codes = tuple(row.icd10 for row in standing)
    alerts = list(_conflict(table, case, term.name, term.nature, codes))
    if not standing:
        ever = _rows_at(rows, case.site, case.side, paired=case.paired)
        alerts.append(_no_row(case, term, had_rows=bool(ever)))
        return Diagnosed((), nature, term.name, tuple(alerts))
    alerts.extend(_remarks(case, term, standing))
    if codes[0].startswith(table.words.infections):
        codes += table.causes_in(case.words)
    return Diagnosed(codes, nature, term.name, tuple(alerts))


def _nature_of_term(table: DiagnosisTable, term: Term, rows: Iterable[DiagnosisRow]) -> Nature:
    if term.nature:
        return term.nature  # type: ignore[return-value]  # the loader checks the table's word
    return next((table.nature_of(row.icd10) for row in rows), "not_neoplastic")


def _rows_at(
    rows: Sequence[DiagnosisRow], site: str, side: str | None, *, paired: bool
) -> tuple[DiagnosisRow, ...]:
    """The rows of one place, by the order of the table: site and side, site, site without side, any."""
    if side == "bilateral":
        both = tuple(row for row in rows if row.site == site and row.side in ("left", "right"))
        if both:
            return both
    unsided = paired and side in ("midline", "bilateral")
    for step in (side, ANY) if unsided else (side, ANY, ""):
        found = tuple(row for row in rows if row.site == site and row.side == step)
        if found:
            return found
    if any(row.site == site for row in rows):
        return ()
    return tuple(row for row in rows if row.site == ANY)


def _conflict(
    table: DiagnosisTable, case: _Case, name: str, nature: str, codes: Sequence[str]
) -> Iterable[Alert]:
    """What a name or code says of the nature against what is charted; outside C00 to D49 the mild agree."""
    charted = case.nature
    if not charted or not nature or nature == charted:
        return
    mild = {"benign", "not_neoplastic", "unspecified", "uncertain"}
    harmless = charted in mild and nature in mild
    no_neoplasm = not any(table.is_neoplasm(code) for code in codes)
    if no_neoplasm and (harmless or (charted == "premalignant" and nature == "not_neoplastic")):
        return
    message = f"{case.named}: {name} is {_said(nature)}, yet charted as {_said(charted)}. Which holds?"
    yield _contradicts(case, message)


def _no_row(case: _Case, term: Term, *, had_rows: bool) -> Alert:
    if had_rows:
        message = f"{case.named}: no code for {term.name} was in force on {case.on}."
        return _ask(case, "diagnosis.date", message)
    sited = {row.site for row in term.rows}
    if case.site in sited or (case.paired and case.side in ("midline", "bilateral")):
        message = f"{case.named}: which {_site(case)}, left or right? {term.name} has no code without."
        return _ask(case, "diagnosis.side", message, field_="side")
    if case.site in ("multiple", "unspecified", ""):
        message = f"{case.named}: {term.name} is coded by site. Chart each lesion at its site."
        return _ask(case, "diagnosis.site", message, field_="site")
    message = f"{case.named}: {term.name} has no code at this site. Pick another or type its code."
    return _ask(case, "diagnosis.site", message)


def _remarks(case: _Case, term: Term, rows: Sequence[DiagnosisRow]) -> Iterable[Alert]:
    place = _at(case, "side")
    if any(row.side == "" for row in rows):
        asked = f"{case.named}: which {_site(case)}, left or right?"
        message = f"{asked} {rows[0].icd10} is for a side not stated."
        yield Alert("warning", "diagnosis.side_missing", message, TABLE, place=place)
    for row in rows:
        if "must be asked" in row.note:
            asked = f"{case.named}: upper or lower lid? The code of {term.name} depends on it."
            yield _ask(case, "diagnosis.lid", asked, field_="lid")
        elif row.note.startswith("UNVERIFIED"):
            why = row.note.removeprefix("UNVERIFIED").strip(": ") or "no published source confirms the choice"
            yield Alert("warning", "diagnosis.unverified", f"{case.named}: {row.icd10}, {why}.", TABLE)


def _site(case: _Case) -> str:
    return case.site.replace("_", " ")


def _said(nature: str) -> str:
    return nature.replace("_", " ")


def diagnose_lesion(table: DiagnosisTable, lesion: Lesion, site: SiteGroups, *, on: date) -> Diagnosed:
    """Code a lesion's diagnosis. A canthus is coded as the lid that `lid` names."""
    at = f"eyelid_{lesion.lid}" if lesion.lid and lesion.site.startswith("canthus") else lesion.site
    named = f"Lesion {lesion.id}"
    case = _Case(lesion.diagnosis, lesion.nature, at, lesion.side, site.paired, named, Place(lesion.id), on)
    return table.remember(case, _diagnose)


def diagnose_words(
    table: DiagnosisTable, words: str, place: Place, named: str, *, on: date, nature: Nature | None = None
) -> Diagnosed:
    """Code a diagnosis that is tied to no lesion, such as a visit's, at the place that its words name."""
    case = _Case(words, nature, "unspecified", None, False, named, place, on)
    return table.remember(case, _diagnose_where_said)


def _diagnose_where_said(table: DiagnosisTable, case: _Case) -> Diagnosed:
    sites, side = table.located(case.words)
    there = [_diagnose(table, case._replace(site=site, side=side)) for site in sites]
    agreed = len({found.icd10 for found in there}) == 1
    asks = any(alert.effect for found in there for alert in found.alerts)
    return there[0] if agreed and not asks else _diagnose(table, case)
