"""What was copied into a visit and not looked at since: one mark a fact, gone once the fact is changed.

A mark is a place in the encounter and the day of the visit that the fact comes from. A whole act has a mark
at its kind, which goes with the first change of any of its facts.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from chargecapture.domain.charges import Place
from chargecapture.domain.encounter import Encounter, Lesion
from chargecapture.domain.procedures import AnyProcedure

KIND = "kind"
VISIT = "visit."


class Copied(NamedTuple):
    """A fact that stands as it was copied; `day` is that of the visit it comes from."""

    place: Place
    day: date


Marks = frozenset[Copied]
UNMARKED: Marks = frozenset()


def lesion_with(encounter: Encounter, label: str) -> Lesion | None:
    return next((lesion for lesion in encounter.lesions if lesion.id == label), None)


def still_copied(marks: Marks, before: Encounter, after: Encounter) -> Marks:
    """The marks that a step of charting leaves, at the places where their facts stand after it."""
    if not marks or before == after:
        return marks
    moved = {
        label: _moved(_acts(before, label), _acts(after, label))
        for label in {mark.place.lesion for mark in marks if mark.place.procedure is not None}
    }
    left = (_left(mark, before, after, moved.get(mark.place.lesion, {})) for mark in marks)
    return frozenset(mark for mark in left if mark is not None)


def _left(mark: Copied, before: Encounter, after: Encounter, moved: Mapping[int, int]) -> Copied | None:
    place = mark.place
    if place.procedure is None:
        names = ("side", "site") if place.field == "side" else (place.field,)  # a side is that of its site
        facts = (place._replace(field=name) for name in names)
        return mark if all(_fact(before, each) == _fact(after, each) for each in facts) else None
    at = moved.get(place.procedure)
    if at is None:
        return None
    then, now = _acts(before, place.lesion)[place.procedure], _acts(after, place.lesion)[at]
    if place.field == KIND:
        same = then == now
    else:
        same = getattr(then, place.field, None) == getattr(now, place.field, None)
    return mark._replace(place=place._replace(procedure=at)) if same else None


def _acts(encounter: Encounter, label: str) -> Sequence[AnyProcedure]:
    if not label:
        return encounter.services
    lesion = lesion_with(encounter, label)
    return lesion.procedures if lesion else ()


def _fact(encounter: Encounter, place: Place) -> Any:
    if not place.lesion:
        return getattr(encounter.visit, place.field.removeprefix(VISIT), None)
    return getattr(lesion_with(encounter, place.lesion), place.field, None)


def _moved(before: Sequence[AnyProcedure], after: Sequence[AnyProcedure]) -> Mapping[int, int]:
    """Where each act of a list stands after a step; those that are gone are left out."""
    if len(before) == len(after):
        return {at: at for at in range(len(before)) if type(before[at]) is type(after[at])}
    shorter = min(len(before), len(after))
    head = 0
    while head < shorter and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < shorter - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    ends = {len(before) - 1 - at: len(after) - 1 - at for at in range(tail)}
    return {at: at for at in range(head)} | ends
