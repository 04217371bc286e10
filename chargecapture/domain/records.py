"""What every charted record has in common: it is frozen, named by keyword and compares by value."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, TypeVar, dataclass_transform, get_args

from annotated_types import Ge, Gt, Le, MaxLen, MinLen

T = TypeVar("T")

# Read by the document reader's validation library and by nothing else: no key but the named ones,
# no value of another type made to fit.
STRICT = {"extra": "forbid", "strict": True}


@dataclass_transform(frozen_default=True, kw_only_default=True)
def record(cls: type[T]) -> type[T]:
    """Make `cls` a frozen, keyword-only dataclass that the document reader takes strictly."""
    made = dataclass(frozen=True, slots=True, kw_only=True)(cls)
    made.__pydantic_config__ = STRICT  # type: ignore[attr-defined]  # a hook the library looks for by name
    return made


def _exact(value: object) -> Decimal:
    """Take a JSON number by its digits; text in quotes and true or false are no measure."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ValueError("a number, without quotes")
    return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)


class _Number:
    """Marks a measure that a document gives as a JSON number."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema  # noqa: PLC0415 -- only the reader asks for a schema

        return core_schema.no_info_before_validator_function(_exact, handler(source))


@dataclass(frozen=True, slots=True)
class TextForm:
    """Marks text that has a fixed form; `said` tells a person which."""

    pattern: str
    said: str

    def fits(self, text: str) -> bool:
        return re.fullmatch(self.pattern, text) is not None

    def _checked(self, text: str) -> str:
        if not self.fits(text):
            raise ValueError(self.said)
        return text

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema  # noqa: PLC0415 -- only the reader asks for a schema

        return core_schema.no_info_after_validator_function(self._checked, handler(source))


def _dollars(value: object) -> Decimal:
    """Take money by its digits, from a JSON number or from plain text such as `12.50`."""
    if not isinstance(value, str):
        return _exact(value)
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]*)?", value):
        raise ValueError("a number, or text such as 12.50")
    return Decimal(value)


class _Dollars:
    """Marks money that a document gives as a JSON number or as text."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema  # noqa: PLC0415 -- only the reader asks for a schema

        return core_schema.no_info_before_validator_function(_dollars, handler(source))


class ByKind:
    """Marks a union of records that a document tells apart by their `kind`."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema  # noqa: PLC0415 -- only the reader asks for a schema

        records = get_args(source)
        choices = {kind_of(record_): handler.generate_schema(record_) for record_ in records}
        return core_schema.tagged_union_schema(choices, discriminator="kind")


def kind_of(record_: Any) -> str:
    """The `kind` that a document writes for a procedure record."""
    kind: str = record_.__dataclass_fields__["kind"].default
    return kind


Centimetres = Annotated[Decimal, _Number(), Gt(0), Le(200)]
MarginCentimetres = Annotated[Decimal, _Number(), Ge(0), Le(50)]
SquareCentimetres = Annotated[Decimal, _Number(), Gt(0), Le(20000)]
Dose = Annotated[Decimal, _Number(), Gt(0), Le(100000)]
Waste = Annotated[Decimal, _Number(), Ge(0), Le(100000)]
Hours = Annotated[Decimal, _Number(), Ge(0), Le(24)]
Quantity = Annotated[Decimal, _Number(), Gt(0), Le(9999)]
Money = Annotated[Decimal, _Dollars(), Ge(0), Le(1000000)]
"""US dollars; a document may give it as a number or, to keep the cents, as text."""

Count = Annotated[int, Ge(1), Le(9999)]
Whole = Annotated[int, Ge(0), Le(9999)]
Minutes = Annotated[int, Ge(0), Le(1440)]
Years = Annotated[Decimal, _Number(), Ge(0), Le(130)]
Text = Annotated[str, MaxLen(500)]
Name = Annotated[str, MinLen(1), MaxLen(100)]
