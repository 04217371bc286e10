"""The checklist of a visit's note as plain text, for the terminal and for paper."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from chargecapture.domain.charges import Place
from chargecapture.domain.checklist import Item, State

MARKS: dict[State, str] = {"charted": "charted", "missing": "missing", "to_confirm": "in the note?"}
WIDTH = 14


def listed(named: str, items: Sequence[Item]) -> str:
    """Write the items of one encounter under what they are asked of, each with what is already said."""
    return "\n".join(_listed(named, items))


def _listed(named: str, items: Sequence[Item]) -> Iterator[str]:
    missing = sum(item.state == "missing" for item in items)
    yield f"Encounter {named} · {len(items)} items, {missing} missing"
    for place, together in groupby(items, key=lambda item: item.place):
        yield _headed(place)
        for item in together:
            said = f": {item.said}" if item.said else ""
            yield f"  {MARKS[item.state]:<{WIDTH}}{item.label}{said}"
    yield ""


def _headed(place: Place) -> str:
    if place.lesion:
        return f"Lesion {place.lesion}" + ("" if place.procedure is None else f", act {place.procedure + 1}")
    if place.procedure is not None:
        return f"Service {place.procedure + 1}"
    return place.field.capitalize() or "All that was done"
