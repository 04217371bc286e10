"""The office's payer file: keys of a profile that it sets otherwise, and exceptions for single codes.

`PAYERS.md` beside this file is the format. All faults of a file are told at once.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import StringConstraints, TypeAdapter, ValidationError

from chargecapture.domain.encounter import PayerFamily
from chargecapture.domain.payers import (
    KEYS_BY_CODE,
    KEYS_BY_NAME,
    OfficePayers,
    PayerException,
    PayerOverride,
    Span,
    clashing_exceptions,
    clashing_overrides,
)
from chargecapture.domain.records import Name, record
from chargecapture.errors import DocumentError, Fault
from chargecapture.exchange.faults import one_of, shown
from chargecapture.exchange.toml_file import bytes_of, faults_of, parsed

Code = Annotated[str, StringConstraints(pattern=r"^([0-9]{4}[0-9A-Z]|[A-Z][0-9]{4})$")]
_PATTERNS = {"codes": "a code of 5 characters"}


@record
class _OverrideEntry:
    payer: PayerFamily
    set: Mapping[str, Any]
    effective_from: date
    reviewed_on: date
    source: Name
    effective_to: date | None = None
    payer_name: Name | None = None


@record
class _ExceptionEntry:
    id: Name
    payer: PayerFamily
    overrides: Literal[KEYS_BY_CODE]  # type: ignore[valid-type]  # one list of keys, said once
    codes: tuple[Code, ...]
    value: str | bool
    effective_from: date
    reviewed_on: date
    source: Name
    effective_to: date | None = None
    payer_name: Name | None = None


@record
class _PayersFile:
    override: tuple[_OverrideEntry, ...] = ()
    exception: tuple[_ExceptionEntry, ...] = ()


_ADAPTER = TypeAdapter(_PayersFile)


def read_payers(path: Path) -> OfficePayers:
    """Read an office's payer file.

    Raises:
        KnownError: the file cannot be opened.
        DocumentError: with every fault of the file.
    """
    try:
        entries = _ADAPTER.validate_json(json.dumps(parsed(bytes_of(path)), default=str))
    except ValidationError as problem:
        raise DocumentError(tuple(faults_of(problem, _PATTERNS))) from None
    made = OfficePayers(
        tuple(map(_override, entries.override)), tuple(_exception(entry) for entry in entries.exception)
    )
    if faults := (*_values(entries), *_dates(entries), *_clashes(made), *_ids_twice(entries)):
        raise DocumentError(faults)
    return made


def _override(entry: _OverrideEntry) -> PayerOverride:
    span = Span(entry.effective_from, entry.effective_to)
    name = entry.payer_name or ""
    return PayerOverride(entry.payer, entry.set, span, entry.source, entry.reviewed_on, name)


def _exception(entry: _ExceptionEntry) -> PayerException:
    span = Span(entry.effective_from, entry.effective_to)
    return PayerException(
        entry.id,
        entry.payer,
        entry.overrides,
        entry.codes,
        entry.value,
        span,
        entry.source,
        entry.reviewed_on,
        entry.payer_name or "",
    )


def _values(entries: _PayersFile) -> Iterator[Fault]:
    for at, override in enumerate(entries.override):
        for name, value in override.set.items():
            path = f"$.override[{at}].set.{name}"
            key = KEYS_BY_NAME.get(name)
            if key is None:
                yield Fault(path, f"the key {shown(name)}", one_of(tuple(KEYS_BY_NAME), name))
            elif not key.takes(value):
                yield Fault(path, shown(value), key.says_allowed)
    for at, exception in enumerate(entries.exception):
        key = KEYS_BY_NAME[exception.overrides]
        if not key.takes(exception.value):
            yield Fault(f"$.exception[{at}].value", shown(exception.value), key.says_allowed)
        if not exception.codes:
            yield Fault(f"$.exception[{at}].codes", "no code", "one code or more")


def _dates(entries: _PayersFile) -> Iterator[Fault]:
    rows: Sequence[tuple[str, Sequence[_OverrideEntry | _ExceptionEntry]]] = (
        ("override", entries.override),
        ("exception", entries.exception),
    )
    for table, found in rows:
        for at, row in enumerate(found):
            if row.effective_to is not None and row.effective_to < row.effective_from:
                allowed = f"{row.effective_from}, the first day, or later"
                yield Fault(f"$.{table}[{at}].effective_to", str(row.effective_to), allowed)


def _clashes(made: OfficePayers) -> Iterator[Fault]:
    for one, other, key in clashing_overrides(made.overrides):
        found = f"{key} set on days on which override[{one}] sets it"
        yield Fault(f"$.override[{other}].set.{key}", found, "one row a key, payer and day")
    for one, other, code in clashing_exceptions(made.exceptions):
        found = f"{code} on days on which exception[{one}] has it"
        yield Fault(f"$.exception[{other}].codes", found, "one exception a key, payer, code and day")


def _ids_twice(entries: _PayersFile) -> Iterator[Fault]:
    ids = [entry.id for entry in entries.exception]
    for at, name in enumerate(ids):
        if name in ids[:at]:
            yield Fault(f"$.exception[{at}].id", shown(name), "an id that no other exception has")
