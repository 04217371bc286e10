"""What may have been done and is not charged, told where a fact of the encounter speaks for it.

It tells, it never adds, and it never suggests charting what was not done. Its tables are `missed.*`; each row
names its source.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

from chargecapture.domain.charges import Alert, Place
from chargecapture.domain.procedures import (
    Biopsy,
    Coded,
    Drug,
    IntralesionalInjection,
    Mohs,
    Pathology,
    Phototherapy,
    Repair,
)
from chargecapture.rules.case import Act, Case, Charge, begin_with
from chargecapture.rules.diagnoses import diagnose_words
from chargecapture.rules.families.base import number
from chargecapture.rules.families.excision import closure_is_included, is_hidradenitis
from chargecapture.rules.global_period import open_periods
from chargecapture.rules.tables import Lookup, Row

CATEGORY = 3
SEPARATE = "25"


def find_missed(charges: Sequence[Charge], case: Case) -> Iterator[Alert]:
    """Tell what the encounter itself suggests to be missing from its charges; always `info`."""
    yield from _beside(charges, case)
    kinds = {act.procedure.kind for act in case.acts}
    for kind, look in LOOKS:
        if kind in kinds:
            yield from look(charges, case)
    yield from _separate_lesions(case)
    yield from _of_the_visit(charges, case)


def _told(act: Act, key: str, message: str, source: str, field: str = "") -> Alert:
    return act.tells(f"missed.{key}", message, source)._replace(place=act.at(field))


@lru_cache(maxsize=16)
def _by_code(beside: Lookup) -> Mapping[str, Row]:
    """The row of `missed.beside` by each of its codes, sought once for the table in force."""
    return {code: row for row in beside.rows.values() for code in row["codes"]}


def _beside(charges: Sequence[Charge], case: Case) -> Iterator[Alert]:
    """A drug without its administration, or the reverse."""
    by_code = _by_code(case.lookup("missed.beside"))
    found = {by_code[c.code]["key"]: c for c in reversed(charges) if c.code in by_code and not c.cosmetic}
    for charge in found.values():
        row = by_code[charge.code]
        if charge.acts and not _is_there(row, charges, case):
            source = row.get("source", case.lookup("missed.beside").source)
            yield _told(charge.acts[0], row["key"], row["says"], source)


def _is_there(row: Row, charges: Sequence[Charge], case: Case) -> bool:
    begins = tuple(row["lacks"])
    if begin_with(begins, [charge.code for charge in charges]):
        return True
    kinds = row["kinds"]
    return any(act.procedure.kind in kinds or _code_of(act).startswith(begins) for act in case.acts)


def _code_of(act: Act) -> str:
    """The code that an act is charted by, in capitals; empty where it has none."""
    done = act.procedure
    if isinstance(done, Coded):
        return (done.code or "").upper()
    if isinstance(done, Drug):
        return done.hcpcs or ""
    return (done.drug or "") if isinstance(done, IntralesionalInjection) else ""


def _counted(charges: Sequence[Charge], case: Case) -> Iterator[Alert]:
    """Lesions beyond those that a code charted by itself counts."""
    table = case.lookup("missed.counted")
    codes = {charge.code for charge in charges}
    for act in case.acts:
        row = table.get(_code_of(act)) if isinstance(act.procedure, Coded) else None
        if row is not None and act.how_many > row["counts"] and codes.isdisjoint(row["further"]):
            further = " or ".join(row["further"])
            counts = row["counts"]
            message = (
                f"{act.how_many} lesions are charted, {row['key']} counts {counts}. More are for {further}."
            )
            yield _told(act, "counted", message, table.source, "code")


def _closures(charges: Sequence[Charge], case: Case) -> Iterator[Alert]:
    """A layered or complex closure that is charted and not charged, and why."""
    charged = {act.place for charge in charges for act in charge.acts}
    table = case.lookup("missed.closure")
    for act in case.acts:
        done = act.procedure
        if not isinstance(done, Repair) or act.place in charged or done.length_cm is None:
            continue
        if done.complexity in ("intermediate", "complex") and (said := _takes_in(act, table, case)):
            message = f"the {done.complexity} closure is not charged. {said}"
            yield _told(act, "closure", message, table.source)


def _takes_in(act: Act, table: Lookup, case: Case) -> str:
    """Why the closure goes into another service on its lesion; empty where none takes it in."""
    for other in case.on_lesion(act):
        kind: str = other.procedure.kind
        if kind == "excision":
            small = closure_is_included(other, case)
            kind = "hidradenitis" if is_hidradenitis(other, case) else "excision" if small else ""
        if row := table.get(kind):
            return str(row["says"])
    return ""


def _separate_lesions(case: Case) -> Iterator[Alert]:
    """Several of a kind on one lesion, charged once."""
    table = case.lookup("missed.separate")
    groups: dict[tuple[str, str], list[Act]] = {}
    for act in case.acts:
        if act.lesion is not None and len(act.lesion.procedures) > 1 and act.procedure.kind in table.rows:
            groups.setdefault((act.place.lesion, act.procedure.kind), []).append(act)
    for (_, kind), acts in groups.items():
        apart = any(act.procedure.separate_session or act.procedure.repeat for act in acts)
        sizes = table[kind]["sizes"]
        measured = {tuple(getattr(act.procedure, size) for size in sizes) for act in acts}
        if len(acts) > 1 and not apart and (not sizes or len(measured) > 1):
            named = f"the {kind.replace('_', ' ')} is charted {len(acts)} times and charged once"
            message = f"{named}. Separate lesions are charted each by itself."
            yield _told(acts[0], "separate", message, table.source)


def _specimens(charges: Sequence[Charge], case: Case) -> Iterator[Alert]:  # noqa: ARG001 -- a look of two
    """Fewer specimens read than were taken."""
    table = case.lookup("missed.specimens")
    read = [
        act for act in case.acts if isinstance(act.procedure, Pathology) and act.procedure.level is not None
    ]
    taken = {act.place.lesion: act.how_many for act in case.acts if act.procedure.kind in table.rows}
    counted = sum((act.procedure.specimens or 1) for act in read if isinstance(act.procedure, Pathology))
    total = sum(taken.values())
    if read and counted < total:
        message = f"{total} specimens were taken, {counted} read by the chart. Compare the report."
        yield _told(read[0], "specimens", message, table.source, "specimens")


def _frozen_section(charges: Sequence[Charge], case: Case) -> Iterator[Alert]:
    """A biopsy charged before Mohs surgery whose reading is not."""
    row = case.lookup("missed.facts")["frozen_section"]
    frozen = case.lookup("pathology")["frozen_first"]["code"]
    if any(_code_of(act) == frozen or getattr(act.procedure, "frozen_blocks", ()) for act in case.acts):
        return
    charged = {act.place for charge in charges for act in charge.acts}
    for act in case.acts:
        if isinstance(act.procedure, Mohs) and act.procedure.prior_pathology is False:
            before = (other for other in case.on_lesion(act) if isinstance(other.procedure, Biopsy))
            if any(other.place in charged for other in before):
                yield _told(act, "frozen_section", row["says"], row["source"])


def _supervised(charges: Sequence[Charge], case: Case) -> Iterator[Alert]:  # noqa: ARG001 -- a look of two
    row = case.lookup("missed.facts")["supervised"]
    for act in case.acts:
        done = act.procedure
        if isinstance(done, Phototherapy) and done.light in row["lights"] and done.supervised_hours is None:
            hours = case.lookup("phototherapy")[str(done.light)]["hours"]
            yield _told(act, "supervised", row["says"].format(hours=hours), row["source"], "supervised_hours")


def _waste(charges: Sequence[Charge], case: Case) -> Iterator[Alert]:
    """Drug thrown away that the payer's profile does not pay."""
    if case.payer.drug_waste:
        return
    row = case.lookup("missed.facts")["waste"]
    charged = {act.place for charge in charges for act in charge.acts}
    for act in case.acts:
        done = act.procedure
        if not isinstance(done, Drug | IntralesionalInjection) or act.place not in charged:
            continue
        if done.wasted_mg and done.container != "multi_dose":
            known = case.row("drug", _code_of(act))
            measure = known["measure"] if known else "mg"
            message = row["says"].format(wasted=number(Decimal(done.wasted_mg)), measure=measure)
            yield _told(act, "waste", message, row["source"], "wasted_mg")


LOOKS = (
    ("coded", _counted),
    ("repair", _closures),
    ("pathology", _specimens),
    ("mohs", _frozen_section),
    ("phototherapy", _supervised),
    ("drug", _waste),
    ("intralesional_injection", _waste),
)


def _of_the_visit(charges: Sequence[Charge], case: Case) -> Iterator[Alert]:
    visit = case.encounter.visit
    if visit is None:
        if not case.acts:
            yield from _follow_up(case)
    elif visit.separate is False:
        yield from _managed(charges, case)
    elif not visit.longitudinal and case.payer.longitudinal and case.encounter.history:
        yield from _longitudinal(charges, case)


def _follow_up(case: Case) -> Iterator[Alert]:
    """An encounter without anything, inside a global period."""
    for period in open_periods(case)[:1]:
        row = case.lookup("missed.facts")["follow_up"]
        message = row["says"].format(period=period.named)
        yield Alert("info", "missed.follow_up", message, row["source"], place=Place(field="visit"))


def _managed(charges: Sequence[Charge], case: Case) -> Iterator[Alert]:
    """A visit that is part of the procedures, yet names a problem that none of them treats."""
    visit = case.encounter.visit
    if visit is None or any(charge.is_visit for charge in charges):
        return
    treated = {icd10[:CATEGORY] for act in case.acts for icd10 in act.diagnosed.icd10}
    apart = [
        words for words in visit.diagnoses if (found := _categories(words, case)) and not found & treated
    ]
    if apart:
        row = case.lookup("missed.facts")["visit"]
        message = row["says"].format(words=", ".join(apart))
        yield Alert("info", "missed.visit", message, row["source"], place=Place(field="visit.separate"))


def _categories(words: str, case: Case) -> set[str]:
    found = diagnose_words(case.diagnoses, words, Place(), "", on=case.encounter.date_of_service)
    return {icd10[:CATEGORY] for icd10 in found.icd10}


def _longitudinal(charges: Sequence[Charge], case: Case) -> Iterator[Alert]:
    """A visit for a disease that earlier visits were for."""
    levels = {row["code"] for key, row in case.lookup("evaluation.level").rows.items() if key != "staff"}
    visit = next((charge for charge in charges if charge.is_visit and charge.code in levels), None)
    if visit is None or SEPARATE in visit.modifiers:
        return
    diseases = {icd10[:CATEGORY] for icd10 in visit.icd10}
    earlier = [
        prior.diagnosis for prior in case.encounter.history if prior.code in levels and prior.diagnosis
    ]
    if any(_categories(words, case) & diseases for words in dict.fromkeys(earlier)):
        row = case.lookup("missed.facts")["longitudinal"]
        place = Place(field="visit.longitudinal")
        yield Alert("info", "missed.longitudinal", row["says"], row["source"], place=place)
