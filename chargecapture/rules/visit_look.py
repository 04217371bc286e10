"""What a charted visit comes to so far, for whoever charts it: both ways to a level, and what it leaves out.

It asks the same functions as the coding of the visit does (`evaluation`), and decides nothing of its own.
"""

from collections.abc import Iterator
from typing import Literal

from chargecapture.domain.charges import Answer, ChargeLine
from chargecapture.domain.encounter import Encounter, Visit
from chargecapture.domain.worked_out import Grade, VisitLook, Way
from chargecapture.rules.evaluation import (
    Level,
    higher,
    level_by_elements,
    level_by_time,
    standing_of,
    touches_visit,
)
from chargecapture.rules.tables import RuleBook

RANKS = (1, 2, 3, 4)
LIGHT = "phototherapy"


def look_at_visit(encounter: Encounter, answer: Answer, book: RuleBook) -> VisitLook:
    """Both ways to the level of an encounter's visit; of one without a visit, what the levels are."""
    visit = encounter.visit or Visit()
    standing = standing_of(encounter)
    by_elements = level_by_elements(visit, book, standing)
    by_time = level_by_time(visit, book, standing)
    levels = book.lookups["evaluation.level"]
    rows = [levels[f"{standing} {rank}"] for rank in RANKS]
    return VisitLook(
        established=encounter.patient.established,
        grades=tuple(Grade(rank, row["code"]) for rank, row in zip(RANKS, rows, strict=True)),
        by_elements=_way(by_elements),
        by_minutes=_way(by_time),
        deciding=by_elements.deciding if by_elements else (),
        taken=_taken(visit, higher(by_elements, by_time)),
        minutes=tuple((row["minutes"], row["code"]) for row in rows),
        beside=tuple(dict.fromkeys(_beside(encounter, answer, rows[0]["code"], book))),
    )


def _way(level: Level | None) -> Way | None:
    """The code of a level, and its reason without patient and code, which stand beside it."""
    if level is None:
        return None
    code = level.row["code"]
    says = level.why[0].text.partition("; ")[2].removesuffix(code).rstrip(" ,:")
    return Way(code, says)


def _taken(visit: Visit, level: Level | None) -> Literal["elements", "minutes", "staff", ""]:
    if visit.staff_only:
        return "staff"
    if level is None:
        return ""
    return "minutes" if level.by_time else "elements"


def _beside(encounter: Encounter, answer: Answer, visit_code: str, book: RuleBook) -> Iterator[str]:
    """The procedures of the day whose work is their own, and about which modifier 25 is asked."""
    for line in answer.lines:
        if line.is_visit or line.responsibility == "patient" or line.parent_code:
            continue
        if touches_visit(line.code, visit_code, book) or _is_light(encounter, line):
            yield line.code


def _is_light(encounter: Encounter, line: ChargeLine) -> bool:
    """Whether a line is phototherapy, which is asked about though it has no global days."""
    charted = {lesion.id: lesion.procedures for lesion in encounter.lesions} | {"": encounter.services}
    return any(
        place.procedure is not None and charted[place.lesion][place.procedure].kind == LIGHT
        for place in line.places
    )
