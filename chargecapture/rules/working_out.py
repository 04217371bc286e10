"""The arithmetic behind an act's charge: the sum of its measures, its tier and where the next one begins.

It reads the tables that an answer's lines rest on and decides nothing: what the engine chose is shown with
its neighbours. Sources: those of the tables.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from chargecapture.domain.charges import Answer, ChargeLine, Place
from chargecapture.domain.encounter import Encounter, Lesion
from chargecapture.domain.procedures import AnyProcedure, Excision, Mohs, Nail, Repair
from chargecapture.domain.worked_out import WorkedOut
from chargecapture.rules.families.base import number
from chargecapture.rules.families.excision import measure
from chargecapture.rules.families.summing import summed
from chargecapture.rules.tables import Row, RuleBook, Step, StepTable

MOHS = "mohs"
OWN_SITES = "excision.site"
PENDING = "pathology.pending"
SERIES = ("benign", "malignant")


def work_out(encounter: Encounter, answer: Answer, book: RuleBook, place: Place) -> WorkedOut:
    """What follows from the facts of the act at `place`, as far as `answer` charges it."""
    procedure, _ = _act_at(encounter, place)
    if isinstance(procedure, Mohs):
        return _stages(procedure, answer, book, place)
    own = measure(procedure) if isinstance(procedure, Excision) else None
    shown = own.shown if own and "=" in own.shown else ""
    line = next((line for line in answer.lines if _is_about(line, place)), None)
    found = _tier_of(line, book) if line else None
    if line is None or found is None:
        held = any(alert.rule == PENDING and _is_here(alert.place, place) for alert in answer.alerts)
        return WorkedOut(shown, _either(procedure, place, encounter, book) if held else "")
    table, step = found
    formula = _formula(line, answer)
    parts = list(_measures(encounter, line, table))
    if not shown and (len(parts) > 1 or formula):
        shown = f"{summed(parts)} {table.unit}"
    return WorkedOut(f"{shown}: {formula}" if formula else shown, _tier(table, step))


def _act_at(encounter: Encounter, place: Place) -> tuple[AnyProcedure, Lesion | None]:
    assert place.procedure is not None
    lesion = next((each for each in encounter.lesions if each.id == place.lesion), None)
    acts = lesion.procedures if lesion else encounter.services
    return acts[place.procedure], lesion


def _is_here(charted: Place | None, place: Place) -> bool:
    return charted is not None and (charted.lesion, charted.procedure) == (place.lesion, place.procedure)


def _is_about(line: ChargeLine, place: Place) -> bool:
    """Whether a line of its own, no add-on, charges the act."""
    return not line.parent_code and any(_is_here(each, place) for each in line.places)


def _either(procedure: AnyProcedure, place: Place, encounter: Encounter, book: RuleBook) -> str:
    """What an excision that waits for pathology would come to, by size: benign or malignant."""
    own = measure(procedure) if isinstance(procedure, Excision) else None
    lesion = next((each for each in encounter.lesions if each.id == place.lesion), None)
    if own is None or lesion is None or book.lookups[OWN_SITES].get(lesion.site) is not None:
        return ""
    groups = book.sites[lesion.site].groups
    found = [(series, groups.get(f"excision.{series}", "")) for series in SERIES]
    codes = [
        f"{book.table(f'excision.{series}', group).step_for(own.cm).code} if {series}"
        for series, group in found
        if group
    ]
    return ", ".join(codes)


def _tier_of(line: ChargeLine, book: RuleBook) -> tuple[StepTable, Step] | None:
    for reason in line.why:
        table = book.steps.get(reason.rule)
        step = next((step for step in table.steps if step.code == line.code), None) if table else None
        if table and step:
            return table, step
    return None


def _formula(line: ChargeLine, answer: Answer) -> str:
    """The code with the add-ons beside it, such as `17000 + 17003 × 6`; empty where it stands alone."""
    lesions = set(line.places)
    further = [
        add_on
        for add_on in answer.lines
        if add_on.parent_code == line.code and not lesions.isdisjoint(add_on.places)
    ]
    return " + ".join(map(_times, (line, *further))) if further else ""


def _times(line: ChargeLine) -> str:
    return line.code if line.units == 1 else f"{line.code} × {number(line.units)}"


def _measures(encounter: Encounter, line: ChargeLine, table: StepTable) -> Iterator[Decimal]:
    """The measures that the line takes together, in the order charted."""
    for place in line.places:
        procedure, lesion = _act_at(encounter, place)
        count = lesion.count if lesion else 1
        if isinstance(procedure, Nail) and procedure.digits:
            yield Decimal(len(procedure.digits))
        elif not table.unit.startswith("cm"):
            yield Decimal(count)
        elif isinstance(procedure, Repair):
            yield (procedure.length_cm or Decimal(0)) * count
        elif (area := getattr(procedure, "area_cm2", None)) is not None:
            yield area * count


def _tier(table: StepTable, step: Step) -> str:
    """The class of a step, and the next one or its add-on: what one more would change."""
    whole = not table.unit.startswith("cm")
    said = [f"{step.code}: {_class(table, step)}"]
    if step.further:
        each = number(step.each)
        more = (
            f"each one past {number(step.above)}" if each == "1" else f"each {each} past {number(step.above)}"
        )
        said.append(f"{step.further} for {more}")
    following = table.steps[table.steps.index(step) + 1 :]
    if following:
        said.append(_next(step, following[0].code, whole=whole))
    return "; ".join(said)


def _class(table: StepTable, step: Step) -> str:
    """The class in words; where one code has them all, what it holds before its add-on begins."""
    if len(table.steps) == 1 and step.further:
        return f"up to {number(step.above)} {table.unit}"
    return table.class_of(step)


def _next(step: Step, code: str, *, whole: bool) -> str:
    if step.up_to is None:
        return f"{code} from {step.below}"
    return f"{number(step.up_to + 1)} or more: {code}" if whole else f"{code} above {step.up_to}"


def _stages(mohs: Mohs, answer: Answer, book: RuleBook, place: Place) -> WorkedOut:
    """One tumour's stages, and the blocks past those that a stage takes in."""
    if not mohs.stages:
        return WorkedOut()
    count = len(mohs.stages)
    shown = f"{count} {'stage' if count == 1 else 'stages'}, {_plus(mohs.stages)} blocks"
    line = next((line for line in answer.lines if _is_about(line, place)), None)
    row = next((row for row in book.lookups[MOHS].rows.values() if line and row["first"] == line.code), None)
    return WorkedOut(f"{shown}: {_stage_codes(mohs, row)}", _stage_tier(row)) if row else WorkedOut(shown)


def _plus(parts: Sequence[int]) -> str:
    return " + ".join(map(str, parts))


def _stage_codes(mohs: Mohs, row: Row) -> str:
    later = len(mohs.stages) - 1
    extra = sum(max(0, blocks - int(row["blocks"])) for blocks in mohs.stages)
    codes = [(row["first"], 1), (row["later"], later), (row["block"], extra)]
    return " + ".join(code if units == 1 else f"{code} × {units}" for code, units in codes if units)


def _stage_tier(row: Row) -> str:
    return (
        f"{row['later']} for each stage after the first; "
        f"{row['block']} for each block past {row['blocks']} in a stage"
    )
