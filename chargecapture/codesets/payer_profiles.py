"""Reads the payer profiles that ship under `resources/rules/payers.toml`."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chargecapture.domain.payers import (
    KEYS_BY_NAME,
    SHIPPED,
    OfficePayers,
    PayerException,
    Span,
    clashing_exceptions,
)
from chargecapture.errors import KnownError, TableError
from chargecapture.rules.payers import PayerProfile, PayerTable, PayerVersion


def load_payers(path: Path, office: OfficePayers = SHIPPED) -> PayerTable:
    """Read what ships and lay over it what the office sets otherwise.

    Raises:
        TableError: a profile that ships lacks a key or has a value that the key does not take.
        KnownError: an exception of the office and one that ships fit one code on one day.
    """
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as problem:
        raise TableError(f"{path.name} cannot be read: {problem}") from problem
    versions = [_version(row, path.name) for row in raw.get("payer", ())]
    exceptions = [_exception(row, path.name) for row in raw.get("exception", ())]
    table = PayerTable(versions, exceptions, office)
    for one, other, code in clashing_exceptions(table.exceptions):
        names = f"{table.exceptions[one].id} and {table.exceptions[other].id}"
        way_out = "Give the office's the id of the other, which replaces it, or take the code out."
        raise KnownError(f"The payer exceptions {names} both fit {code}.", way_out)
    return table


def _version(row: Mapping[str, Any], file: str) -> PayerVersion:
    values = {key: value for key, value in row.items() if key in KEYS_BY_NAME}
    named = f"{file}, {row['id']}"
    if lacking := sorted(set(KEYS_BY_NAME) - set(values)):
        raise TableError(f"{named}: nothing stands for {', '.join(lacking)}")
    for key, value in values.items():
        _check(key, value, named)
    profile = PayerProfile(id=row["id"], label=row["label"], source=row["source"], **values)
    return PayerVersion(profile, _span(row), row["reviewed_on"])


def _exception(row: Mapping[str, Any], file: str) -> PayerException:
    _check(row["overrides"], row["value"], f"{file}, {row['id']}")
    return PayerException(
        row["id"],
        row["payer"],
        row["overrides"],
        tuple(row["codes"]),
        row["value"],
        _span(row),
        row["source"],
        row["reviewed_on"],
    )


def _span(row: Mapping[str, Any]) -> Span:
    return Span(row["effective_from"], row.get("effective_to"))


def _check(key: str, value: object, named: str) -> None:
    if not KEYS_BY_NAME[key].takes(value):
        raise TableError(f"{named}: {key} is {value!r}; allowed: {KEYS_BY_NAME[key].says_allowed}")
