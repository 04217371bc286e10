"""Rows of the practice, its providers and fees, its patients and who pays for them."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Table, and_, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from chargecapture.domain.practice import Address, Coverage, FeeSchedule, Patient, Practice, Provider
from chargecapture.errors import KnownError
from chargecapture.storage import tables

ONLY = 1
ADDRESS = tuple(field.name for field in fields(Address))


def put(connection: Connection, table: Table, key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Change the row of a key, or add it."""
    its_row = and_(*(table.c[name] == value for name, value in key.items()))
    if not connection.execute(update(table).where(its_row).values(values)).rowcount:
        connection.execute(insert(table).values({**key, **values}))


def _address_values(address: Address | None, prefix: str = "") -> dict[str, str | None]:
    return {f"{prefix}{name}": getattr(address, name) if address else None for name in ADDRESS}


def _address(row: Mapping[str, Any], prefix: str = "") -> Address | None:
    parts = {name: row[f"{prefix}{name}"] for name in ADDRESS}
    return None if parts["street"] is None else Address(**parts)


def read_practice(connection: Connection) -> Practice:
    row = connection.execute(select(tables.practice)).mappings().one_or_none()
    if row is None:
        return Practice()
    plain = {field.name: row[field.name] for field in fields(Practice) if field.name in row}
    return Practice(**plain, address=_address(row) or Address(), pay_to=_address(row, "pay_to_"))


def write_practice(connection: Connection, practice: Practice) -> None:
    values = _plain(practice, without=("address", "pay_to"))
    values |= _address_values(practice.address) | _address_values(practice.pay_to, "pay_to_")
    put(connection, tables.practice, {"id": ONLY}, values)


def _plain(record: Any, *, without: tuple[str, ...]) -> dict[str, Any]:
    return {field.name: getattr(record, field.name) for field in fields(record) if field.name not in without}


def read_providers(connection: Connection) -> tuple[Provider, ...]:
    """The providers in the order in which they were added."""
    columns = [tables.providers.c[field.name] for field in fields(Provider)]
    rows = connection.execute(select(*columns).order_by(tables.providers.c.position))
    return tuple(Provider(**row._mapping) for row in rows)


def write_provider(connection: Connection, provider: Provider) -> None:
    table = tables.providers
    known = connection.execute(select(table.c.position).where(table.c.id == provider.id)).scalar()
    last = connection.execute(select(func.coalesce(func.max(table.c.position), 0))).scalar_one()
    position = last + 1 if known is None else known
    values = _plain(provider, without=("id",)) | {"position": position}
    put(connection, table, {"id": provider.id}, values)


def read_patient(connection: Connection, patient_id: str) -> Patient:
    query = select(tables.patients).where(tables.patients.c.id == patient_id)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise KnownError("This patient is not in the record file.", "Look the patient up again.")
    return _patient(row)


def _patient(row: Row[Any]) -> Patient:
    values = row._mapping
    plain = {field.name: values[field.name] for field in fields(Patient) if field.name != "address"}
    return Patient(**plain, address=_address(values) or Address())


def write_patient(connection: Connection, patient: Patient) -> None:
    values = _plain(patient, without=("id", "address")) | _address_values(patient.address)
    values["search"] = search_words(patient)
    try:
        put(connection, tables.patients, {"id": patient.id}, values)
    except IntegrityError:  # the only index besides the key is the account's
        raise KnownError(
            "Another patient has this account number.", "Give this patient a number of their own."
        ) from None


def mark_seen(connection: Connection, patient_id: str, day: date) -> None:
    """Keep the latest day that the practice saw a patient, which decides new or established."""
    table = tables.patients
    earlier = table.c.last_seen.is_(None) | (table.c.last_seen < day)
    connection.execute(update(table).where(table.c.id == patient_id, earlier).values(last_seen=day))


def find_patients(connection: Connection, text: str, *, most: int) -> tuple[Patient, ...]:
    table = tables.patients
    query = select(table).order_by(table.c.search).limit(most)
    for word in typed_words(text):
        query = query.where(table.c.search.contains(f" {word}"))
    return tuple(_patient(row) for row in connection.execute(query))


# What is searched: last and first name, account, birth date, as words each after a space.

_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})


def _bare(text: str) -> str:
    """Small letters without accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(mark for mark in apart if not unicodedata.combining(mark)).translate(_LETTERS)


def _words(text: str) -> list[str]:
    """The words of a name, a double name and one with an apostrophe also in one."""
    found = []
    for part in _bare(text).split():
        pieces = re.findall(r"[^\W_]+", part)
        found += ["".join(pieces), *pieces] if len(pieces) > 1 else pieces
    return found


def _date_words(day: date) -> list[str]:
    """A birth date as it may be typed: 03141972, 3141972, 341972 for March 4th, 031472, 19720314."""
    american, year = f"{day:%m%d}", f"{day.year:04}"
    short = f"{day.month}{day.day}{year}"
    return [f"{american}{year}", f"{american}{year}".lstrip("0"), short, f"{day:%m%d%y}", f"{year}{american}"]


def search_words(patient: Patient) -> str:
    """What finds a patient, in the order in which patients are listed."""
    names = [*_words(patient.last_name), *_words(patient.first_name)]
    words = dict.fromkeys([*names, *_words(patient.account), *_date_words(patient.born)])
    return "".join(f" {word}" for word in words)


def typed_words(text: str) -> list[str]:
    """The words that were typed; a date's month and day get their zeros."""
    return [word for part in _bare(text).split() if (word := _typed_word(part))]


def _typed_word(part: str) -> str:
    numbers = re.split(r"[/.\-]", part)
    if len(numbers) > 1 and all(number.isdecimal() or not number for number in numbers):
        return "".join([*(number.zfill(2) for number in numbers[:-1] if number), numbers[-1]])
    return "".join(re.findall(r"[^\W_]+", part))


def read_coverage(connection: Connection, patient_id: str) -> Coverage:
    """Who pays for a patient; the patient, where nothing is entered yet."""
    table = tables.coverage
    columns = [table.c[field.name] for field in fields(Coverage)]
    row = connection.execute(select(*columns).where(table.c.patient_id == patient_id)).one_or_none()
    return Coverage(family="self_pay") if row is None else Coverage(**row._mapping)


def write_coverage(connection: Connection, patient_id: str, coverage: Coverage) -> None:
    put(connection, tables.coverage, {"patient_id": patient_id}, asdict(coverage))


def read_fee_schedule(connection: Connection, on: date) -> FeeSchedule:
    """The fees in force on a day; none where no schedule has begun."""
    schedules, fees = tables.fee_schedules, tables.fees
    begun = select(func.max(schedules.c.effective_from)).where(schedules.c.effective_from <= on)
    query = select(fees.c.code, fees.c.fee).where(fees.c.effective_from == begun.scalar_subquery())
    rows = connection.execute(query.order_by(fees.c.code))
    return FeeSchedule({row.code: row.fee for row in rows})


def write_fee_schedule(connection: Connection, schedule: FeeSchedule, effective_from: date) -> None:
    """Keep a schedule from a day on; one that began on the same day is replaced."""
    begins = {"effective_from": effective_from}
    put(connection, tables.fee_schedules, begins, begins)
    connection.execute(delete(tables.fees).where(tables.fees.c.effective_from == effective_from))
    rows = [{**begins, "code": code, "fee": fee} for code, fee in schedule.fees.items()]
    if rows:
        connection.execute(insert(tables.fees), rows)
