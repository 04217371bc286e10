"""Every code that a rule table names exists on every day on which its version is in force."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.proof.published import RULES, published, rows_of

CODE = re.compile(r"\d{5}|[A-Z]\d{4}")
LAST = date(2026, 12, 31)
# Tables that name codes to say that they are not in force, or what they are part of; and bounds of a section.
SAY_OTHERWISE = ("codes.dates", "included_services", "evaluation.by_code")
# Real codes that the files, reduced to dermatology, leave out; preventive services are of other specialties.
LEFT_OUT = {"0232T", "J7352", "J7354"}
OF_OTHERS = "evaluation.preventive"


class InForce(NamedTuple):
    """A version of a table: the codes it names, and its first and last day."""

    table: str
    codes: frozenset[str]
    first: date
    last: date


@cache
def versions() -> tuple[InForce, ...]:
    return tuple(found for path in sorted(RULES.glob("*.toml")) for found in _versions_in(path))


def _versions_in(path: Path) -> Iterator[InForce]:
    content = tomllib.loads(path.read_text("utf-8"))
    for table in (*content.get("table", ()), *content.get("lookup", ())):
        if table["id"] in SAY_OTHERWISE or table["id"].startswith(OF_OTHERS):
            continue
        starts = [version["effective_from"] for version in table["version"]]
        for version, following in zip(table["version"], [*starts[1:], None], strict=True):
            last = following - timedelta(days=1) if following else LAST
            codes = frozenset(_codes_in(version.get("steps", version.get("rows"))))
            yield InForce(table["id"], codes, version["effective_from"], last)


def _codes_in(value: Any) -> Iterator[str]:
    if isinstance(value, str) and CODE.fullmatch(value):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _codes_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _codes_in(inner)


def _faults(version: InForce) -> list[str]:
    tables = published()
    unknown = [
        f"{code} is in no published table" for code in version.codes - LEFT_OUT if not tables.known(code)
    ]
    ends = (version.first, version.last)
    return unknown + [
        f"{code} is not in force on {day}"
        for code in version.codes
        for day in ends
        if not tables.in_force(code, day)
    ]


DATED = {
    "J1010",
    "J1020",
    "J1030",
    "J1040",
}  # each with its days in `codes.dates`, which the coder asks first


@pytest.mark.parametrize("version", versions(), ids=lambda version: version.table)
def test_every_code_of_a_table_exists_on_every_day_of_its_version(version: InForce) -> None:
    assert _faults(version._replace(codes=version.codes - DATED)) == []


def test_the_codes_of_cosmetic_services_exist_on_every_day() -> None:
    codes = {row["code"] for row in rows_of(RULES / "cosmetic" / "services.csv")} - {""}
    assert len(codes) > 10
    assert _faults(InForce("cosmetic.services", frozenset(codes), date(2024, 1, 1), LAST)) == []


def test_the_days_of_codes_are_those_of_the_published_lists() -> None:
    """HCPCS by the dates in its file; CPT by the years of procedures 10."""
    tables = published()
    content = tomllib.loads((RULES / "code_dates.toml").read_text("utf-8"))
    rows = content["lookup"][0]["version"][0]["rows"]
    assert len(rows) > 80
    for row in rows:
        for day, stands in (
            (row.get("first_day"), True),
            (row.get("last_day"), True),
            (row.get("first_day") and row["first_day"] - timedelta(days=1), False),
            (row.get("last_day") and row["last_day"] + timedelta(days=1), False),
        ):
            if day and row["key"] in tables.hcpcs:
                assert tables.in_force(row["key"], day) is stands, (row["key"], day)


def test_no_code_that_came_or_went_lacks_its_days() -> None:
    content = tomllib.loads((RULES / "code_dates.toml").read_text("utf-8"))
    named = {row["key"] for row in content["lookup"][0]["version"][0]["rows"]}
    moved = {
        code for code, (first, last) in published().hcpcs.items() if first > date(2024, 1, 1) or last < LAST
    }
    assert moved - named == set()


def test_a_code_out_of_its_days_would_be_seen() -> None:
    early = InForce("a table", frozenset(["J1010"]), date(2024, 1, 1), LAST)
    assert _faults(early) == ["J1010 is not in force on 2024-01-01"]
    assert _faults(early._replace(codes=frozenset(["00000"]))) == ["00000 is in no published table"]
