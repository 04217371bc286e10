"""Arbitrary encounters, made from the types of the records: a new kind or key is covered by itself."""

from dataclasses import MISSING, fields, replace
from datetime import date
from decimal import Decimal
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from annotated_types import Ge, Gt, Le, MaxLen, MinLen
from hypothesis import strategies as st

from chargecapture.domain.encounter import Encounter, Lesion
from chargecapture.domain.records import TextForm

MOST_ENTRIES = 3


def values(hint: Any, bounds: tuple[Any, ...] = ()) -> st.SearchStrategy[Any]:
    """Values that a type and its bounds allow."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return values(inner[0], inner[1:])
    if origin is Literal:
        return st.sampled_from(inner)
    if origin in (Union, UnionType):
        return st.one_of([st.none() if part is type(None) else values(part) for part in inner])
    if origin is tuple:
        return st.lists(values(inner[0]), max_size=MOST_ENTRIES).map(tuple)
    if hasattr(hint, "__dataclass_fields__"):
        return records(hint)
    return _plain(hint, bounds)


def _plain(hint: Any, bounds: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    low = next((bound.ge for bound in bounds if isinstance(bound, Ge)), None)
    above = next((bound.gt for bound in bounds if isinstance(bound, Gt)), None)
    high = next((bound.le for bound in bounds if isinstance(bound, Le)), None)
    if hint is bool:
        return st.booleans()
    if hint is int:
        return st.integers(low, high)
    if hint is Decimal:
        lowest = low if above is None else Decimal("0.000001")
        exact = st.integers(0, 6).flatmap(lambda places: st.decimals(lowest, high, places=places))
        return exact.filter(lambda value: above is None or value > above)
    if hint is date:
        return st.dates()
    form = next((bound for bound in bounds if isinstance(bound, TextForm)), None)
    if form:
        return st.from_regex(form.pattern, fullmatch=True)
    least = next((bound.min_length for bound in bounds if isinstance(bound, MinLen)), 0)
    most = next(bound.max_length for bound in bounds if isinstance(bound, MaxLen))
    return st.text(min_size=least, max_size=min(most, 20))


def records(record: type) -> st.SearchStrategy[Any]:
    """Records of a type, in which any fact that may be missing is sometimes missing."""
    hints = get_type_hints(record, include_extras=True)
    facts = {}
    for field in fields(record):
        some = values(hints[field.name])
        facts[field.name] = some if field.default is MISSING else st.just(field.default) | some
    return st.builds(record, **facts)


def _labelled(encounter: Encounter) -> Encounter:
    """What one lesion says of another: each has a label of its own, and its procedures' diagnosis."""
    lesions = tuple(
        replace(lesion, id=f"{at}{lesion.id}", procedures=tuple(map(_undiagnosed, lesion.procedures)))
        for at, lesion in enumerate(encounter.lesions)
    )
    return replace(encounter, lesions=lesions)


def _undiagnosed(procedure: Any) -> Any:
    return replace(procedure, diagnosis=None)


encounters = records(Encounter).map(_labelled)
lesions = records(Lesion)
