"""From groups of pieces to the visit: lesions with their procedures, services and the E/M part.

What a piece became is noted beside it; a piece of which nothing is noted was not understood.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import Any, get_args, get_type_hints

from annotated_types import Ge, Le

from chargecapture.domain.charges import Place
from chargecapture.domain.encounter import Encounter, Lesion, Visit
from chargecapture.domain.procedures import AnyProcedure, Coded, Drug
from chargecapture.exchange.shorthand.grammar import Piece
from chargecapture.exchange.shorthand.grouping import CLOSURES, Group
from chargecapture.exchange.shorthand.tokens import Word
from chargecapture.exchange.shorthand.vocabulary import (
    ActMeaning,
    DrugMeaning,
    DxMeaning,
    SiteMeaning,
    VisitFact,
    Vocabulary,
)
from chargecapture.workflow.charting import RECORDS, letters
from chargecapture.workflow.typed_line import LineFacts, Question

COUNTED = (
    "destruction", "skin_tag_removal", "intralesional_injection", "paring", "comedone_extraction",
    "photodynamic_therapy", "patch_test", "nail", "incision_drainage", "laboratory",
)  # fmt: skip
"""Kinds of which a bare number says how many."""
SPREAD = ("destruction", "skin_tag_removal", "intralesional_injection", "photodynamic_therapy", "paring")
"""Kinds that may be charted at several sites at once."""
ANYWHERE = (
    *SPREAD,
    "chemical_peel",
    "comedone_extraction",
    "phototherapy",
    "laboratory",
    "cosmetic",
    "patch_test",
    "coded",
)
BY_NUMBER = ("destruction", "skin_tag_removal", "intralesional_injection", "paring", "biopsy")
"""Kinds whose charge depends on the number of lesions, so that a plural without one is asked about."""
MEASURED = {
    "shave_removal": "lesion_cm", "excision": "lesion_cm", "destruction": "lesion_cm", "repair": "length_cm",
}  # fmt: skip
SERVICES = ("phototherapy", "patch_test", "laboratory", "pathology", "drug", "cosmetic", "coded")
"""Kinds that need no lesion where no place is named."""
OF_THE_VISIT = ("phototherapy", "patch_test", "laboratory")
"""Services that are for the one problem of the visit where nothing else is said."""
SERIOUS = ("malignant", "in_situ")
SIDED_REGIONS = ("head", "upper_limb", "lower_limb")
MOST_COUNT = 999
MOST_STAGES, MOST_STAGE_WORDS = 30, 60


@dataclass(slots=True)
class Charted:
    """A visit as it is put together; `became` says of each piece what it was taken for."""

    facts: LineFacts
    words: Vocabulary
    text: str
    lesions: list[Lesion] = field(default_factory=list)
    services: list[AnyProcedure] = field(default_factory=list)
    visit: Visit | None = None
    new: bool | None = None
    became: dict[int, str] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)

    def note(self, pieces: Piece | Iterable[Piece], what: str) -> None:
        for piece in (pieces,) if isinstance(pieces, Piece) else pieces:
            self.became.setdefault(id(piece), what)

    def ask(self, rule: str, message: str, place: Place) -> None:
        self.questions.append(Question(f"shorthand.{rule}", message, place))

    def encounter(self) -> Encounter:
        patient = self.facts.patient
        if self.new is not None:
            patient = replace(patient, established=not self.new)
        return Encounter(
            id=self.facts.id,
            date_of_service=self.facts.date_of_service,
            payer=self.facts.payer,
            patient=patient,
            visit=self.visit,
            lesions=tuple(self.lesions),
            services=tuple(self.services),
        )


@dataclass(slots=True, eq=False)
class Act:
    """What is charted of one group before it becomes a lesion or service."""

    group: Group
    count: int | None = None
    place: "Where | None" = None
    pieces: list[Piece] = field(default_factory=list)
    closures: list["Act"] = field(default_factory=list)
    dx: list[Piece] = field(default_factory=list)
    several: bool = False


@dataclass(frozen=True, slots=True)
class Where:
    """A place as said: the sites it may be, and the side."""

    sites: tuple[str, ...]
    side: str
    label: str
    plural: bool
    nail: bool
    area: bool
    ordinals: tuple[int, ...] = ()


def assemble(groups: Sequence[Group], facts: LineFacts, words: Vocabulary, text: str) -> Charted:
    charted = Charted(facts, words, text)
    acts = [_begun(group, charted) for group in groups if not group.visit]
    acts = _shared(acts, charted)
    _check_totals(acts, charted)
    acts = [one for act in acts for one in _each_size(act, charted)]
    acts = _closed(acts)
    for group in groups:
        if group.visit:
            _chart_visit(group, charted)
    _leftovers(acts, charted, [group for group in groups if group.visit])
    for act in acts:
        _chart(act, charted)
    return charted


def _begun(group: Group, charted: Charted) -> Act:
    where, count = _where(group, charted), _count(group, charted)
    site = charted.words.sites.get(where.sites[0]) if where and len(where.sites) == 1 else None
    if where and site and site.paired and not where.side and group.has("EACH"):
        where, count = replace(where, side="bilateral"), count * 2 if count else None
        charted.note(group.all("EACH"), "on both sides")
    return Act(group, count, where, list(group.pieces), [], list(group.named))


def _count(group: Group, charted: Charted) -> int | None:
    for piece in group.counts:
        at = group.pieces.index(piece)
        if any(each.rule == "STAGE" for each in group.pieces[at + 1 : at + 2]):
            continue
        number = piece.value("NUMBER")
        if 1 <= number <= MOST_COUNT and number == number.to_integral_value():
            charted.note(piece, f"{int(number)} of them")
            return int(number)
    return None


def _where(group: Group, charted: Charted) -> Where | None:
    places = [piece for piece in group.all("place") if not _is_donor(piece, group)]
    if not places:
        return _at_digit(group)
    said = [_said(piece) for piece in places]
    best = min(said, key=lambda where: (len(where.sites) != 1, where.area))
    side = next((where.side for where in said if where.side), "") or _loose_side(group, charted)
    return replace(best, side=side, ordinals=tuple(o for where in said for o in where.ordinals))


def _is_donor(piece: Piece, group: Group) -> bool:
    at = group.pieces.index(piece)
    return at > 0 and group.pieces[at - 1].rule == "DONOR"


def _loose_side(group: Group, charted: Charted) -> str:
    """A side that stands apart from its place, such as after a comma."""
    for piece in group.all("SIDE_AFTER", "SIDE_BEFORE"):
        charted.note(piece, piece.first.value)
        return str(piece.first.value)
    return ""


def _said(piece: Piece) -> Where:
    word = piece.of("SITE")[0]
    meaning: SiteMeaning = word.value
    side = word.side or piece.value("SIDE_BEFORE") or piece.value("SIDE_AFTER") or ""
    ordinals = tuple(each.value for each in piece.of("ORDINAL"))
    return Where(meaning.sites, side, meaning.label, word.plural, meaning.nail, meaning.area, ordinals)


def _at_digit(group: Group) -> Where | None:
    """A place that only a digit's mark names, such as `RT1`."""
    for piece in group.all("DIGIT"):
        mark = piece.first.value
        return Where((), {"L": "left", "R": "right"}[mark[0]], mark, False, True, False)
    return None


# Several lesions of one act.


def _shared(acts: list[Act], charted: Charted) -> list[Act]:
    """Settle what the lesions of one act have in common: the diagnosis, and a count for all of them."""
    for act in acts:
        if not act.dx and act.group.like:
            act.dx = next((each.dx for each in acts if each.group is act.group.like), [])
    for at in range(len(acts) - 2, -1, -1):
        act, later = acts[at], acts[at + 1]
        if not act.dx and _act_is_shared(act.group, later.group):
            act.dx = later.dx
    for before, act in pairwise(acts):
        same_act = [each.kind for each in act.group.acts] == [each.kind for each in before.group.acts]
        repeats = same_act and before.group.clause == act.group.clause and not act.group.closes
        if not act.dx and repeats and not _is_biopsy(act):
            act.dx = before.dx
    return _counted_together(acts, charted)


def _act_is_shared(group: Group, later: Group) -> bool:
    return group.like is later or (later.like is not None and later.like in (group, group.like))


def _is_biopsy(act: Act) -> bool:
    return any(each.kind == "biopsy" for each in act.group.acts)


def _counted_together(acts: list[Act], charted: Charted) -> list[Act]:
    """`x7 scalp, face, ears` is seven in all; `x2 L cheek, R arm` is one at each place."""
    made: list[Act] = []
    at = 0
    while at < len(acts):
        run = [acts[at]]
        while at + len(run) < len(acts) and _goes_on(run, acts[at + len(run)], charted):
            run.append(acts[at + len(run)])
        made += _dealt(run, charted)
        at += len(run)
    return made


def _goes_on(run: Sequence[Act], act: Act, charted: Charted) -> bool:
    """Whether an act only names a further lesion of those that a number before them counts."""
    first = run[0]
    said = {piece.rule for piece in act.group.pieces} - {
        "size",
        "margin",
        "sum",
        "place",
        "SIDE_AFTER",
        "SYMPTOM",
        "ACT",
        "diagnosis",
        "FACT",
    }
    said |= {"count" for piece in act.group.pieces if _is_bare(piece)}
    bare = not said and act.count is None and act.place is not None and act.group.clause == first.group.clause
    linked = act.group.like is not None and act.group.like in {each.group for each in run} | {
        first.group.like
    }
    return bare and linked and first.place is not None and _counts_before_place(first, charted)


def _counts_before_place(act: Act, charted: Charted) -> bool:
    rules = [piece.rule for piece in act.group.pieces]
    counted = rules.index("count") if act.group.counts else None
    if counted is None:
        kinds = _kinds(act, charted)
        bare = (at for at, p in enumerate(act.group.pieces) if _is_bare(p) and _says_count(p, act, kinds))
        counted = next(bare, None)
    return counted is not None and "place" in rules and counted < rules.index("place")


def _kinds(act: Act, charted: Charted) -> set[str]:
    return {_settled(each, act, charted).kind for each in act.group.acts}


def _dealt(run: list[Act], charted: Charted) -> list[Act]:
    first = run[0]
    total = first.count if first.count is not None else _bare_count(first, charted)
    if len(run) == 1 or total is None:
        return run
    if total == len(run):
        for act in run:
            act.count = 1
        return run
    kinds = _kinds(first, charted)
    alike = not any(act.group.has("size", "sum") or act.group.named for act in run[1:])
    if not alike and total < len(run):
        return run
    if total > len(run) and kinds <= set(SPREAD) and alike:
        first.several, first.count = True, total
        for act in run[1:]:
            first.pieces += act.pieces
            charted.note([piece for piece in act.pieces if piece.rule == "place"], "one of several sites")
            _settle(act, charted)
        return [first]
    first.count = max(1, total - len(run) + 1)
    charted.ask("count", f"{total} at {len(run)} places: how many at each?", Place(field="count"))
    return run


def _check_totals(acts: Sequence[Act], charted: Charted) -> None:
    """`AK x10: face x4, scalp x6`: the total is understood where the lesions come to it."""
    for act in acts:
        if act.group.total is not None:
            run = [each for each in acts if each.group.root is act.group.root]
            counts = [each.count or _bare_count(each, charted) or 1 for each in run]
            if sum(counts) == act.group.total.value("NUMBER") and len(run) > 1:
                charted.note(act.group.total, f"{sum(counts)} in all")


def _is_bare(piece: Piece) -> bool:
    return (
        piece.rule == "size" and len(piece.words) == 1 and piece.first.type == "NUMBER" and piece.first.whole
    )


def _bare_count(act: Act, charted: Charted, settled: Sequence[ActMeaning] = ()) -> int | None:
    """A bare number of an act that counts: `7 scalp`, `18 AKs`."""
    kinds = {each.kind for each in settled} or _kinds(act, charted)
    if act.group.counts or not kinds:
        return None
    for piece in act.group.all("size"):
        if piece is act.group.total:
            continue
        if _is_bare(piece) and 1 <= piece.numbers[0] <= MOST_COUNT and _says_count(piece, act, kinds):
            act.count = int(piece.numbers[0])
            charted.note(piece, f"{act.count} of them")
            return act.count
    return None


def _says_count(piece: Piece, act: Act, kinds: set[str]) -> bool:
    pieces = act.group.pieces
    after = [each for each in pieces[pieces.index(piece) + 1 :] if each.rule not in ("SYMPTOM", "NATURE")][:1]
    before_its_noun = bool(after) and (bool(after[0].of("DX")) or after[0].rule == "nail")
    if pieces[0] is piece and bool(after) and after[0].rule == "ACT" and not kinds & set(CLOSURES):
        return True
    if kinds & {"mohs", "drug", "cosmetic"} and not before_its_noun:
        return False
    if kinds <= set(COUNTED) and not (kinds == {"destruction"} and _nature(act) in SERIOUS):
        return True
    return before_its_noun and not kinds & set(CLOSURES)


def _each_size(act: Act, charted: Charted) -> list[Act]:
    """`x2, 0.8 & 1.2`: as many sizes as lesions, one each."""
    sizes = [piece for piece in act.group.all("size") if not _is_bare(piece)]
    by_lesion = _kinds(act, charted) & {"shave_removal", "excision", "destruction"}
    if len(sizes) < 2 or act.count != len(sizes) or not by_lesion:
        return [act]
    made = []
    for size in sizes:
        pieces = [piece for piece in act.group.pieces if piece not in sizes or piece is size]
        group = Group(act.group.clause, pieces, like=act.group.like)
        made.append(Act(group, 1, act.place, list(pieces), [], act.dx))
    return made


# What closes a wound belongs to the lesion that was taken.


def _closed(acts: list[Act]) -> list[Act]:
    made: list[Act] = []
    waiting: list[Act] = []
    for act in acts:
        owner = _owner(act, made) if act.group.closes and not act.dx else None
        if owner is not None:
            owner.closures.append(act)
        elif act.group.closes and act.place is None and not act.dx:
            waiting.append(act)
        else:
            act.closures += waiting
            waiting = []
            made.append(act)
    return made + waiting


def _owner(closure: Act, acts: Sequence[Act]) -> Act | None:
    owners = [act for act in acts if any(each.kind not in SERVICES for each in act.group.acts)]
    if closure.place is None:
        return owners[-1] if owners else None
    return next((act for act in reversed(owners) if act.place and _is_there(closure.place, act.place)), None)


def _is_there(one: Where, other: Where) -> bool:
    sides = {one.side, other.side} - {""}
    return bool(set(one.sites) & set(other.sites)) and len(sides) < 2


# The visit.


def _chart_visit(group: Group, charted: Charted) -> None:
    facts: dict[str, Any] = {}
    texts: list[str] = []
    leveled = False
    code = next(iter(group.all("VISIT_CODE")), None)
    if code:
        row = charted.words.visit_codes[code.first.value]
        facts.update(row.facts)
        charted.new, leveled = row.new, True
        charted.note(code, f"visit {row.code}")
    for piece in group.all("NEW"):
        charted.new = piece.first.value if charted.new is None else charted.new
        charted.note(piece, "new patient" if piece.first.value else "established patient")
    leveled |= _level(group, facts, charted)
    for piece in group.all("VISIT_FACT"):
        said: VisitFact = piece.first.value
        facts.update({name: value for name, value in said.facts.items() if name not in facts or not code})
        texts += [said.diagnosis] if said.diagnosis else []
        what = (f"{name.replace('_', ' ')}: {value}" for name, value in said.facts.items())
        charted.note(piece, ", ".join(what))
    for piece in group.all("MINUTES"):
        minutes = piece.first.value
        if minutes != minutes.to_integral_value() or not _fits("visit", "minutes", minutes):
            continue
        if not leveled:
            facts["minutes"] = int(minutes)
        charted.note(piece, f"{piece.first.value} minutes")
    charted.note(group.all("VISIT"), "visit")
    texts += _visit_diagnoses(group, charted)
    charted.note(group.all("SEPARATE"), "separate from the procedures")
    if not (leveled or {"minutes", "problems", "staff_only"} & set(facts)):
        instead = next(
            (piece.first.value.code for piece in group.all("VISIT_FACT") if piece.first.value.code), ""
        )
        if instead:
            charted.services.append(Coded(code=instead, diagnosis=", ".join(dict.fromkeys(texts)) or None))
            return
    named_problem = bool(texts) and (leveled or "minutes" in facts or "problems" in facts)
    if group.has("SEPARATE") or named_problem:
        facts["separate"] = True
    charted.visit = Visit(diagnoses=tuple(dict.fromkeys(texts))[:12], **facts)


def _level(group: Group, facts: dict[str, Any], charted: Charted) -> bool:
    """`new pt level 3`, `est 4`: a level in words."""
    for piece in group.all("level", "size"):
        if piece.rule == "size" and not (_is_bare(piece) and group.has("NEW", "VISIT")):
            continue
        level = str(piece.value("NUMBER"))
        new = charted.new if charted.new is not None else not charted.facts.patient.established
        row = next(
            (row for row in charted.words.visit_codes.values() if row.level == level and row.new == new), None
        )
        if row and not group.has("VISIT_CODE"):
            facts.update(row.facts)
            charted.note(piece, f"level {level}")
            return True
    return False


def _visit_diagnoses(group: Group, charted: Charted) -> list[str]:
    texts: list[str] = []
    for at, piece in enumerate(group.pieces):
        if piece.rule == "diagnosis":
            text = _dx_text(piece, charted)
            after = group.pieces[at + 1] if at + 1 < len(group.pieces) else None
            if after and after.rule == "place" and piece.of("DX") and piece.of("DX")[0].value.nature:
                text = f"{text}, {charted.text[after.words[0].start : after.words[-1].end]}"
            texts.append(text)
            charted.note(piece, text)
        elif piece.rule == "place":
            charted.note(piece, "where, of the visit")
        elif piece.rule == "SYMPTOM":
            charted.note(piece, "symptom, of the visit")
    return texts


def _leftovers(acts: list[Act], charted: Charted, visits: Sequence[Group]) -> None:
    """A diagnosis without an act, beside a visit without one, is what the visit was for."""
    if charted.visit is None or charted.visit.diagnoses:
        return
    for act in list(acts):
        idle = not act.group.acts and not act.group.is_coded and act.dx and act.count is None
        if idle and all(piece.rule in ("diagnosis", "place", "SYMPTOM") for piece in act.pieces):
            for piece in act.group.pieces:
                visits[0].pieces.append(piece)
            acts.remove(act)
            _chart_visit(visits[0], charted)
            return


# One act on one lesion.


def _dx_text(piece: Piece, charted: Charted, sites: Iterable[str] = ()) -> str:
    """The diagnosis as typed, an abbreviation of our own written out, and by the site where that decides."""
    parts: list[str] = []
    for word in piece.words:
        typed = charted.text[word.start : word.end]
        if word.type == "DX":
            parts.append(_term_text(word.value, set(sites)) or typed)
        else:
            parts.append(word.value or typed)
    return " ".join(parts)


def _term_text(meaning: DxMeaning, sites: set[str]) -> str:
    there = (text for at, text in meaning.elsewhere if sites and sites <= at)
    return next(there, meaning.text)


def _meanings(act: Act) -> list[DxMeaning]:
    return [word.value for piece in act.dx for word in piece.of("DX")]


def _nature(act: Act) -> str:
    return next((meaning.nature for meaning in _meanings(act)), "")


def _is_hedged(act: Act) -> bool:
    every = (*act.dx, *(piece for piece in act.pieces if piece.rule == "diagnosis"))
    return any(piece.of("HEDGE") or piece.of("JOINING") for piece in every)


def _chart(act: Act, charted: Charted) -> None:
    kinds = _settle(act, charted)
    if act.count is None:
        _bare_count(act, charted, kinds)
    if not kinds and not act.group.is_coded and not _has_subject(act):
        return
    if _is_service(act, kinds):
        charted.services += _service(act, kinds, charted)
    else:
        _lesion(act, kinds, charted)


def _has_subject(act: Act) -> bool:
    return bool(act.place or act.group.named or act.group.has("DRUG", "DRUG_STRENGTH"))


def _settle(act: Act, charted: Charted) -> list[ActMeaning]:
    """The acts of a group, those whose kind the diagnosis or site settles by that."""
    made: list[ActMeaning] = []
    for piece in act.group.all("ACT"):
        charted.note(piece, piece.first.value.label)
    said = act.group.acts
    if any(each.kind == "nail" for each in said):
        said = [each for each in said if each.kind != "nail"] + _most_extensive(said)
    for each in said:
        if each.kind in CLOSURES and any(m.kind == "incision_drainage" for m in made):
            continue
        made.append(_settled(each, act, charted))
    return _told_once(made)


def _most_extensive(acts: Sequence[ActMeaning]) -> list[ActMeaning]:
    nails = [act for act in acts if act.kind == "nail"]
    order = ("matrixectomy", "repair", "avulsion", "biopsy", "hematoma_evacuation", "debridement", "trimming")
    return [min(nails, key=lambda act: order.index(act.facts["what"]))]


def _told_once(acts: Sequence[ActMeaning]) -> list[ActMeaning]:
    """`destruction` beside `LN2`, `bx` beside `punch`: one act, said twice."""
    made: list[ActMeaning] = []
    for act in acts:
        again = next((at for at, each in enumerate(made) if each.kind == act.kind), None)
        compatible = again is not None and all(
            made[again].facts.get(name, value) == value for name, value in act.facts.items()
        )
        if again is None or (act.kind in CLOSURES and not compatible):
            made.append(act)
        elif compatible:
            made[again] = made[again]._replace(facts={**made[again].facts, **act.facts})
        elif act.kind == "destruction":
            pass  # frozen and curetted: one destruction, by the first method
        else:
            made.append(act)
    return made


def _settled(said: ActMeaning, act: Act, charted: Charted) -> ActMeaning:
    if said.kind == "shave":
        return _shave(said, act)
    terms = {meaning.term for meaning in _meanings(act)}
    sites = set(act.place.sites) if act.place else {m.site for m in _meanings(act) if m.site}
    on_nail = act.group.has("nail") or bool(act.place and act.place.nail) or _is_nail_disease(act)
    for row in charted.words.settled:
        if row.act != said.kind or (row.service and row.service != said.facts.get("service")):
            continue
        fits_dx = not row.diagnoses or bool(terms & set(row.diagnoses))
        fits_site = not row.at or bool(sites & set(row.at))
        if row.cosmetic and not any("requested_by_patient" in p.first.value for p in act.group.all("FACT")):
            continue
        if fits_dx and fits_site and (not row.nails or (on_nail and _may_be_nail(said, act))):
            facts = {**_kept(said, row.kind), **row.facts}
            return ActMeaning(row.kind, facts, said.label, drug=row.drug)
    return said


def _kept(said: ActMeaning, kind: str) -> Mapping[str, Any]:
    return said.facts if said.kind == kind else {}


def _is_nail_disease(act: Act) -> bool:
    return any(meaning.nails for meaning in _meanings(act))


def _may_be_nail(said: ActMeaning, act: Act) -> bool:
    """A biopsy is of the nail where the nail itself is named, not only a disease of it."""
    return said.kind != "biopsy" or act.group.has("nail") or bool(act.place and act.place.nail)


def _shave(said: ActMeaning, act: Act) -> ActMeaning:
    """`shave` alone samples what is only suspected, and removes what is known and measured."""
    sized = act.group.has("size", "sum")
    if _is_hedged(act) or not act.dx or _nature(act) in ("unspecified", *SERIOUS) or not sized:
        return ActMeaning("biopsy", {"method": "tangential"}, "tangential biopsy")
    return ActMeaning("shave_removal", {}, said.label)


def _is_service(act: Act, kinds: Sequence[ActMeaning]) -> bool:
    if act.group.is_coded or (not kinds and act.group.has("DRUG", "DRUG_STRENGTH")):
        return act.place is None
    only = bool(kinds) and all(each.kind in SERVICES for each in kinds)
    placeless = act.place is None or (act.place.area and len(act.place.sites) != 1)
    light = any(each.kind in ("phototherapy", "patch_test") for each in kinds)
    return only and (placeless or light)


def _service(act: Act, kinds: Sequence[ActMeaning], charted: Charted) -> Iterator[AnyProcedure]:
    place = Place("", len(charted.services))
    diagnosis = _diagnosis(act, charted) or None
    problems = charted.visit.diagnoses if charted.visit else ()
    if diagnosis is None and len(problems) == 1 and all(each.kind in OF_THE_VISIT for each in kinds):
        diagnosis = problems[0]
    _note_context(act, charted)
    for procedure in _procedures(act, kinds, charted, place):
        yield replace(procedure, diagnosis=diagnosis)


def _note_context(act: Act, charted: Charted) -> None:
    """Places and the like of a service, which has no field for them."""
    for piece in act.pieces:
        if piece.rule == "place":
            charted.note(piece, "where, of the service")
        elif piece.rule == "SYMPTOM":
            charted.note(piece, "symptom, of the service")


def _diagnosis(act: Act, charted: Charted) -> str:
    texts = []
    for piece in act.dx:
        text = _inflamed(piece, act) or _dx_text(piece, charted, act.place.sites if act.place else ())
        charted.note(piece, text)
        texts.append(text)
    said = ", ".join(dict.fromkeys(texts))
    loose = [piece for piece in act.pieces if piece.rule == "diagnosis" and not piece.of("DX", "ICD10")]
    for piece in loose:
        text = _dx_text(piece, charted)
        charted.note(piece, text)
        if said and piece.of("HEDGE"):
            said = f"{text} {said}"
    implied = next((each.diagnosis for each in act.group.acts if each.diagnosis), "")
    return said or implied


def _inflamed(piece: Piece, act: Act) -> str:
    """The name of a disease that is another where it is inflamed."""
    inflamed = any(each.first.value == "inflamed" for each in act.group.all("SYMPTOM"))
    names = [word.value.inflamed for word in piece.of("DX") if word.value.inflamed]
    return names[0] if inflamed and names and len(piece.words) == 1 else ""


def _lesion(act: Act, kinds: list[ActMeaning], charted: Charted) -> None:
    taken = charted.facts.taken | {lesion.id for lesion in charted.lesions}
    label = next(letter for letter in letters() if letter not in taken)
    site, side = _site(act, kinds, charted, label)
    diagnosis = _diagnosis(act, charted)
    symptoms = _symptoms(act, charted)
    made = list(_procedures(act, kinds, charted, Place(label)))
    for closure in act.closures:
        closing = _settle(closure, charted)
        made += _procedures(closure, closing, charted, Place(label, len(made)))
        _note_place(closure, charted, "where it was closed")
    if not made:
        charted.ask("act", f"Lesion {label}: what was done?", Place(label, None, "procedures"))
    count = _lesion_count(act, kinds, charted, label)
    lesion = Lesion(
        id=label,
        site=site,  # type: ignore[arg-type]  # of the table of sites
        side=side or None,  # type: ignore[arg-type]  # of the sides above
        diagnosis=diagnosis,
        nature=_charted_nature(act, kinds, charted, diagnosis),  # type: ignore[arg-type]  # as in the tables
        symptoms=symptoms,  # type: ignore[arg-type]  # as in the list of grounds
        count=count,
        procedures=tuple(made),
        **_lesion_facts(act, charted),
    )
    charted.lesions.append(lesion)


def _note_place(act: Act, charted: Charted, what: str) -> None:
    for piece in act.pieces:
        if piece.rule in ("place", "DONOR", "SAME"):
            charted.note(piece, what)


def _symptoms(act: Act, charted: Charted) -> tuple[str, ...]:
    found = []
    for piece in act.pieces:
        if piece.rule == "SYMPTOM":
            ground = piece.first.value
            charted.note(piece, f"{ground.replace('_', ' ')}, documented")
            found.append(ground)
    return tuple(dict.fromkeys(found))


def _charted_nature(act: Act, kinds: Sequence[ActMeaning], charted: Charted, diagnosis: str) -> str | None:
    for piece in act.pieces:
        if piece.rule == "NATURE":
            charted.note(piece, f"{piece.first.value}, as charted")
            return str(piece.first.value)
    sampled = any(each.kind == "biopsy" for each in kinds) and all(
        each.kind in ("biopsy", *CLOSURES) for each in kinds
    )
    if sampled and not _is_hedged(act):
        known = any(word for piece in act.dx for word in piece.of("ICD10"))
        if not diagnosis or (_nature(act) and not known):
            return "unspecified"
    if sampled and _is_hedged(act) and not _meanings(act):
        return "unspecified"
    return None


def _lesion_facts(act: Act, charted: Charted) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for piece in act.pieces:
        if piece.rule == "FACT" and "margin" in piece.first.value:
            made["margin"] = True
            charted.note(piece, "the free margin is in the specimen")
    return made


def _lesion_count(act: Act, kinds: Sequence[ActMeaning], charted: Charted, label: str) -> int:
    named = [each.kind for each in kinds]
    if act.count is None and _is_plural(act) and set(named) & set(BY_NUMBER):
        charted.ask("count", f"Lesion {label}: how many were there?", Place(label, None, "count"))
    if {"patch_test", "cosmetic", "drug"} & set(named) or act.group.is_coded:
        return 1
    if act.group.has("DRUG") and "photodynamic_therapy" in named:
        return 1
    return act.count or 1


def _is_plural(act: Act) -> bool:
    return any(word.plural for piece in act.dx for word in piece.of("DX")[-1:]) and not any(
        word.value.term in ("milia",) for piece in act.dx for word in piece.of("DX")
    )


def _site(act: Act, kinds: Sequence[ActMeaning], charted: Charted, label: str) -> tuple[str, str]:
    """Where the lesion is; what the words leave open is asked."""
    where = act.place
    _note_place(act, charted, where.label if where else "")
    if where is None or act.several:
        implied = next((meaning.site for meaning in _meanings(act) if meaning.site), "")
        if act.group.has("nail"):
            return _nail_site(act, charted)
        return (implied or ("multiple" if act.several or (act.count or 1) > 1 else "unspecified")), ""
    if where.nail and not where.sites:
        return _digit_site(where.label, charted), where.side
    site = _one_site(act, where, kinds, charted, label)
    side = where.side
    known = charted.words.sites.get(site)
    if known and known.paired and not side and where.plural and act.count != 1:
        side = "bilateral"
    if known and not known.paired and side in ("left", "right", "bilateral"):
        side = "" if known.region != "trunk" and site not in ("nose", "lip_lower_cutaneous") else side
    if known and known.paired and not side and known.region in SIDED_REGIONS:
        charted.ask("side", f"Lesion {label}: left or right {where.label}?", Place(label, None, "side"))
    return site, side


def _one_site(act: Act, where: Where, kinds: Sequence[ActMeaning], charted: Charted, label: str) -> str:
    sites = where.sites
    for terms, prefer in charted.words.area_settled:
        if terms & {meaning.term for meaning in _meanings(act)}:
            sites = tuple(site for site in prefer if site in sites)[:1] or sites
    if len(sites) == 1:
        return sites[0]
    spread = bool(kinds) and all(each.kind in ANYWHERE for each in kinds)
    if spread or not sites:
        return "multiple"
    tables = charted.words.sites
    question = f"Lesion {label}: which {where.label} exactly?"
    charted.ask("site", question, Place(label, None, "site"))
    alike = len({tables[site].groups for site in sites}) == 1
    return sites[0] if alike else "unspecified"


def _nail_site(act: Act, charted: Charted) -> tuple[str, str]:
    piece = act.group.all("nail")[0]
    side = piece.value("SIDE_BEFORE") or piece.value("SIDE_AFTER") or _loose_side(act.group, charted)
    sites = piece.value("NAIL")
    marks = _digits(act, charted)
    if len(marks) == 1:
        return _digit_site(marks[0], charted), {"L": "left", "R": "right"}[marks[0][0]]
    if sites == charted.words.toes or any(mark[1] == "T" for mark in marks):
        return "foot_dorsum", side or "bilateral"
    return ("hand_dorsum", side or "bilateral") if sites else ("unspecified", "")


def _digit_site(mark: str, charted: Charted) -> str:
    places = charted.words.toes if mark[1] == "T" else charted.words.fingers
    return places[int(mark[2]) - 1]


# The procedures of an act.


def _procedures(
    act: Act, kinds: Sequence[ActMeaning], charted: Charted, place: Place
) -> Iterator[AnyProcedure]:
    codes = [] if kinds else act.group.all("CODE")
    for piece in codes:
        yield _by_code(act, piece, charted)
    if not kinds and not codes and act.group.has("DRUG", "DRUG_STRENGTH"):
        yield _drug(act, charted)
        return
    for at, each in enumerate(kinds):
        facts = {**each.facts, **_facts_of(act, each.kind, charted)}
        facts.update(_measured(act, each, charted, place, at))
        made: AnyProcedure = RECORDS[each.kind](**{k: v for k, v in facts.items() if k in _fields(each.kind)})
        yield made
        if each.drug:
            yield Drug(hcpcs=each.drug, dose_mg=_dose(act, None, charted))
        if each.kind not in ("intralesional_injection", "drug") and act.group.has("DRUG", "DRUG_STRENGTH"):
            yield _drug(act, charted)
    for piece in act.group.all("CODE") if kinds else ():
        yield _by_code(act, piece, charted)


def _fields(kind: str) -> frozenset[str]:
    return frozenset(each.name for each in fields(RECORDS[kind]) if each.name != "kind")


@cache
def _takes(kind: str, name: str, value: object) -> bool:
    """Whether a kind has the field, and the field this word among its own."""
    if name not in _fields(kind):
        return False
    hint = get_type_hints(RECORDS[kind])[name]
    words = {word for each in (hint, *get_args(hint)) for word in get_args(each) if isinstance(word, str)}
    return not words or value in words


def _facts_of(act: Act, kind: str, charted: Charted) -> dict[str, Any]:
    """The facts that hang on no act, as far as this kind has a field for them."""
    made: dict[str, Any] = {}
    pieces = act.pieces + [p for p in (act.group.like.pieces if act.group.like else []) if p.rule == "FACT"]
    for piece in pieces:
        if piece.rule == "FACT":
            for name, value in piece.first.value.items():
                if _takes(kind, name, value):
                    made[name] = value
                    charted.note(piece, f"{name.replace('_', ' ')}: {value}")
    return made


def _measured(act: Act, each: ActMeaning, charted: Charted, place: Place, at: int) -> dict[str, Any]:
    if each.kind == "excision":
        return _excision(act, charted)
    if each.kind == "mohs":
        return _mohs(act, charted, place, at)
    if each.kind == "nail":
        return {"digits": _digits(act, charted)}
    if each.kind == "intralesional_injection":
        return _dosed(act, each.facts.get("drug"), charted)
    if each.kind == "cosmetic":
        return _cosmetic(act, charted)
    if each.kind == "patch_test":
        return {"count": act.count} if act.count else {}
    if each.kind == "pathology":
        return _pathology(act, each, charted)
    if each.kind == "chemical_peel":
        return _peel(act, charted)
    if each.kind == "phototherapy":
        said = [p for p in act.group.all("HOURS") if _fits(each.kind, "supervised_hours", p.first.value)]
        charted.note(said, "hours of supervision")
        supervised = {"supervised_hours": said[0].first.value} if said else {}
        return {**supervised, **_area(act, each, charted)}
    if each.kind in ("adjacent_tissue_transfer", "graft", "debridement"):
        return _area(act, each, charted)
    if each.kind in MEASURED:
        return _length(act, each, charted)
    charted.note(act.group.all("size", "PERCENT"), "size, not needed")
    return {}


@cache
def _bounds(kind: str, name: str) -> tuple[Decimal, bool, Decimal]:
    """The least and the most that a field of a record takes, and whether the least itself is taken."""
    record: type = Visit if kind == "visit" else RECORDS[kind]
    hint = get_type_hints(record, include_extras=True)[name]
    marks = [mark for each in (hint, *get_args(hint)) for mark in getattr(each, "__metadata__", ())]
    most = next(Decimal(mark.le) for mark in marks if isinstance(mark, Le))  # type: ignore[arg-type]  # a number
    least = next((Decimal(mark.ge) for mark in marks if isinstance(mark, Ge)), None)  # type: ignore[arg-type]  # as above
    return least or Decimal(0), least is not None, most


def _fits(kind: str, name: str, value: Decimal) -> bool:
    least, included, most = _bounds(kind, name)
    return value <= most and (value >= least if included else value > least)


def _length(act: Act, each: ActMeaning, charted: Charted) -> dict[str, Any]:
    made: dict[str, Any] = {}
    counted = each.kind == "destruction" and _nature(act) not in ("", *SERIOUS)
    for piece in act.group.all("size"):
        if id(piece) in charted.became or (counted and _is_bare(piece)):
            continue
        if piece.of("AREA") and each.kind == "destruction" and _fits(each.kind, "area_cm2", _product(piece)):
            made.setdefault("area_cm2", _product(piece))
            charted.note(piece, f"area {_product(piece)} cm²")
        elif not piece.of("AREA") and _fits(each.kind, MEASURED[each.kind], max(piece.numbers)):
            if MEASURED[each.kind] in made:
                break
            made[MEASURED[each.kind]] = max(piece.numbers)
            charted.note(piece, f"{max(piece.numbers)} cm")
    charted.note(act.group.all("PERCENT", "MINUTES"), "strength, not needed")
    return made


def _product(piece: Piece) -> Decimal:
    made = Decimal(1)
    for number in piece.numbers:
        made *= number
    return made


def _area(act: Act, each: ActMeaning, charted: Charted) -> dict[str, Any]:
    for piece in act.group.all("size"):
        if not _fits(each.kind, "area_cm2", _product(piece)):
            continue
        if piece.of("AREA") or len(piece.numbers) > 1:
            charted.note(piece, f"area {_product(piece)} cm²")
            return {"area_cm2": _product(piece)}
    for piece in act.group.all("size"):
        if _fits(each.kind, "area_cm2", piece.numbers[0]) and (each.kind != "graft" or piece.of("NUMBER")):
            charted.note(piece, f"area {piece.numbers[0]} cm²")
            return {"area_cm2": piece.numbers[0]}
    return {}


def _excision(act: Act, charted: Charted) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for piece in act.group.all("sum"):
        first, *rest = piece.numbers
        margin = min(rest)
        doubled = len(rest) == 1 or Decimal(2) in rest
        if len(rest) > 2 or not doubled or not _is_margin(margin) or not _is_lesion(first):
            continue
        made.update(lesion_cm=first, margin_cm=margin)
        charted.note(piece, f"lesion {first} cm, margin {margin} cm")
    for piece in act.group.all("margin"):
        if not _is_margin(piece.numbers[0]):
            continue
        made["margin_cm"] = piece.numbers[0]
        charted.note(piece, f"margin {piece.numbers[0]} cm")
    for piece in act.group.all("excised"):
        if not _is_lesion(piece.numbers[0]):
            continue
        made["excised_cm"] = piece.numbers[0]
        charted.note(piece, f"excised diameter {piece.numbers[0]} cm")
    for piece in act.group.all("size"):
        free = not piece.of("AREA") and id(piece) not in charted.became
        if "lesion_cm" not in made and free and _is_lesion(max(piece.numbers)):
            made["lesion_cm"] = max(piece.numbers)
            charted.note(piece, f"lesion {max(piece.numbers)} cm")
    return made


def _is_lesion(value: Decimal) -> bool:
    return _fits("excision", "lesion_cm", value)


def _is_margin(value: Decimal) -> bool:
    return _fits("excision", "margin_cm", value)


def _mohs(act: Act, charted: Charted, place: Place, at: int) -> dict[str, Any]:
    """Stages and their blocks: `2 stages 3,2`, `I:3 II:2`, `stage 1: 3 blocks`, `3/2/1`."""
    if sum(len(_stage_words(piece)) for piece in act.pieces) > MOST_STAGE_WORDS:
        return {}
    stages, blocks = _stages(act, charted)
    if stages and not blocks:
        question = "how many tissue blocks had each stage?"
        where = Place(place.lesion, at, "stages")
        charted.ask("blocks", f"Lesion {place.lesion}: {question}", where)
        blocks = [1] * min(stages, MOST_STAGES)
    elif stages and len(blocks) != stages:
        question = f"{stages} stages, yet blocks of {len(blocks)}. Which holds?"
        charted.ask("blocks", f"Lesion {place.lesion}: {question}", Place(place.lesion, at, "stages"))
        blocks = (blocks + [1] * MOST_STAGES)[:stages]
    return {"stages": tuple(blocks[:MOST_STAGES])}


def _stages(act: Act, charted: Charted) -> tuple[int, list[int]]:
    stages, blocks = 0, []
    words = [word for piece in act.pieces for word in _stage_words(piece)]
    for piece in act.pieces:
        if _stage_words(piece):
            charted.note(piece, "stages and blocks")
        elif piece.rule == "size":
            charted.note(piece, "size, not needed")
    at = 0
    while at < len(words):
        word = words[at]
        before = words[at - 1].type if at else ""
        after = words[at + 1] if at + 1 < len(words) else None
        if word.type == "NUMBER" and after and after.type == "STAGE":
            stages = int(word.value)
        elif word.type == "NUMBER" and before == "STAGE" and _names_stage(words, at):
            stages = max(stages, int(word.value))
        elif word.type == "NUMBER":
            blocks.append(int(word.value))
        at += 1
    return stages, blocks


def _stage_words(piece: Piece) -> list[Word]:
    if any(not 1 <= word.value <= MOST_COUNT for word in piece.of("NUMBER")):
        return []
    if piece.rule in ("STAGE", "BLOCK", "ROMAN", "count"):
        return [word for word in piece.words if word.type in ("STAGE", "BLOCK", "ROMAN", "NUMBER")]
    if piece.rule == "size" and all(word.type == "NUMBER" and word.whole for word in piece.words):
        return list(piece.words) if len(piece.words) == 1 else []
    return []


def _names_stage(words: Sequence[Word], at: int) -> bool:
    """Whether the number behind `stage` names the stage, as in `stage 1: 3 blocks`, and counts no blocks."""
    singular = not words[at - 1].plural
    counted = at >= 2 and words[at - 2].type == "NUMBER"
    follows = at + 1 < len(words) and words[at + 1].type == "NUMBER"
    return singular and not counted and follows


def _digits(act: Act, charted: Charted) -> tuple[str, ...]:
    marks: list[str] = []
    for piece in act.group.all("DIGIT"):
        marks.append(piece.first.value)
        charted.note(piece, "digit")
    where = act.place
    words = charted.words
    if where and len(where.sites) == 1:
        row = words.toes if where.sites[0] in words.toes else words.fingers
        for site in (*(row[at] for at in where.ordinals), where.sites[0]):
            marks += _marks(site, where.side, words)
    for piece in act.group.all("nail"):
        sites, side = piece.value("NAIL"), piece.value("SIDE_BEFORE") or piece.value("SIDE_AFTER")
        ordinals = [word.value for word in piece.of("ORDINAL")]
        charted.note(piece, "nails")
        if ordinals and sites:
            marks += [mark for at in ordinals for mark in _marks(sites[at], side or "", words)]
        elif sites and act.count == 10:
            marks += [mark for site in sites for mark in _marks(site, "bilateral", words)]
        elif sites and act.count == 5 and side in ("left", "right"):
            marks += [mark for site in sites for mark in _marks(site, side, words)]
    if where and where.area and where.ordinals and where.sites in (words.toes, words.fingers):
        marks += [mark for at in where.ordinals for mark in _marks(where.sites[at], where.side, words)]
    return tuple(dict.fromkeys(marks))


def _marks(site: str, side: str, words: Vocabulary) -> list[str]:
    letter = "T" if site in words.toes else "F" if site in words.fingers else ""
    if not letter:
        return []
    places = words.toes if letter == "T" else words.fingers
    sides = {"left": "L", "right": "R", "bilateral": "LR"}.get(side, "")
    return [f"{each}{letter}{places.index(site) + 1}" for each in sides]


def _dosed(act: Act, hcpcs: str | None, charted: Charted) -> dict[str, Any]:
    """The drug and its dose: milligrams, or volume by strength."""
    made: dict[str, Any] = {"drug": hcpcs} if hcpcs else {}
    strength: Decimal | None = None
    for piece in act.pieces:
        if piece.rule in ("DRUG", "DRUG_STRENGTH"):
            drug: DrugMeaning = piece.first.value if piece.rule == "DRUG" else piece.first.value[0]
            made["drug"] = drug.hcpcs
            strength = piece.first.value[1] if piece.rule == "DRUG_STRENGTH" else strength
            charted.note(piece, drug.label)
        elif piece.rule == "STRENGTH":
            strength = piece.first.value
            charted.note(piece, f"{strength} mg/mL")
    dose = _dose(act, strength, charted)
    if dose is not None and "drug" in made:
        made["dose_mg"] = dose
    for piece in act.group.all("waste"):
        amount = piece.value("MASS", "UNITS", "NUMBER")
        volume = piece.value("VOLUME")
        wasted = amount if amount is not None else volume * strength if volume and strength else None
        if wasted is not None and _fits("drug", "wasted_mg", wasted):
            made["wasted_mg"] = wasted
            charted.note(piece, f"{wasted} mg wasted")
    return made


def _dose(act: Act, strength: Decimal | None, charted: Charted) -> Decimal | None:
    dose = Decimal(0)
    for piece in act.pieces:
        amount = Decimal(0)
        if piece.rule in ("MASS", "UNITS"):
            amount, what = piece.first.value, f"{piece.first.value} in all"
        elif piece.rule == "VOLUME" and strength is not None:
            amount, what = piece.first.value * strength, f"{piece.first.value} mL of {strength} mg/mL"
        if amount and _fits("drug", "dose_mg", dose + amount):
            dose += amount
            charted.note(piece, what)
    return dose or None


def _drug(act: Act, charted: Charted) -> Drug:
    facts = _dosed(act, None, charted)
    meaning = next((p.first.value for p in act.pieces if p.rule == "DRUG"), None)
    packs = next((piece for piece in act.pieces if piece.rule == "PACKS"), None)
    number = packs.first.value if packs else Decimal(act.count) if act.count else Decimal(1)
    dose = facts.get("dose_mg")
    known = isinstance(meaning, DrugMeaning) and meaning.each_mg
    if dose is None and known and _fits("drug", "dose_mg", meaning.each_mg * number):
        dose = meaning.each_mg * number
        charted.note(act.group.all("PACKS"), f"{number} of {meaning.each_mg} mg")
    container = _facts_of(act, "drug", charted).get("container")
    return Drug(hcpcs=facts.get("drug"), dose_mg=dose, wasted_mg=facts.get("wasted_mg"), container=container)


def _by_code(act: Act, piece: Piece, charted: Charted) -> AnyProcedure:
    """A code as typed; a drug's is charted as the drug, in units."""
    code = piece.first.value
    units = act.count or 1
    charted.note(piece, code)
    if code in charted.words.drugs:
        facts = _dosed(act, code, charted)
        dose = facts.get("dose_mg")
        return Drug(hcpcs=code, dose_mg=dose, units=None if dose is not None else units)
    made: AnyProcedure = RECORDS["coded"](code=code, units=units, **_facts_of(act, "coded", charted))
    return made


def _cosmetic(act: Act, charted: Charted) -> dict[str, Any]:
    for piece in act.pieces:
        if piece.rule in ("UNITS", "PACKS", "VOLUME") and _fits("cosmetic", "units", piece.first.value):
            charted.note(piece, f"{piece.first.value} units")
            return {"units": piece.first.value}
    for piece in act.group.all("size"):
        if _is_bare(piece) and _fits("cosmetic", "units", piece.numbers[0]):
            charted.note(piece, f"{piece.numbers[0]} units")
            return {"units": piece.numbers[0]}
    return {"units": Decimal(act.count)} if act.count else {}


def _pathology(act: Act, each: ActMeaning, charted: Charted) -> dict[str, Any]:
    """Specimens, or for frozen sections the blocks of each."""
    if not each.facts.get("frozen"):
        return {"specimens": act.count} if act.count else {}
    blocks = [
        int(w.value) for p in act.pieces for w in _stage_words(p) if p.rule == "size" and w.type == "NUMBER"
    ]
    charted.note([piece for piece in act.pieces if piece.rule in ("size", "BLOCK")], "blocks")
    return {"frozen_blocks": tuple(blocks[:50]) or (1,) * (act.count or 1)}


def _peel(act: Act, charted: Charted) -> dict[str, Any]:
    charted.note(act.group.all("PERCENT"), "strength, not needed")
    where = act.place
    if where is None or not where.sites:
        return {}
    regions = {charted.words.sites[site].region for site in where.sites}
    return {"facial": regions == {"head"}}
