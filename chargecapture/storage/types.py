"""Column types that give back exactly what was put in, on SQLite as on PostgreSQL.

SQLite knows neither exact decimals nor dates; there their digits stand as text.
"""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import Date, DateTime, Dialect, Numeric, String
from sqlalchemy.types import TypeDecorator, TypeEngine

from chargecapture.errors import KnownError
from chargecapture.storage import faults

T = TypeVar("T")


def _read(read: Callable[[str], T], text: Any) -> Any:
    if not isinstance(text, str):
        return text
    try:
        return read(text)
    except (ValueError, ArithmeticError):  # the message would quote the text
        raise KnownError(*faults.DAMAGED) from None


class _Kept(TypeDecorator[T]):
    """Kept by its own type where the database has it, and as text on SQLite."""

    read: Callable[[str], T]
    write: Callable[[T], str]

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(String() if dialect.name == "sqlite" else self.impl_instance)

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return value if value is None or dialect.name != "sqlite" else type(self).write(value)

    def process_result_value(self, value: Any, _dialect: Dialect) -> Any:
        return _read(type(self).read, value)


def _digits(value: Decimal) -> str:
    if not value.is_finite():
        raise ValueError("a finite number is needed")
    return str(value)


class Exact(_Kept[Decimal]):
    """An exact decimal with the digits that were given."""

    impl = Numeric
    cache_ok = True
    read = Decimal
    write = staticmethod(_digits)


class Day(_Kept[date]):
    impl = Date
    cache_ok = True
    read = date.fromisoformat
    write = date.isoformat


class Moment(_Kept[datetime]):
    """A date and time with its offset from UTC, where it has one."""

    impl = DateTime(timezone=True)
    cache_ok = True
    read = datetime.fromisoformat
    write = datetime.isoformat
