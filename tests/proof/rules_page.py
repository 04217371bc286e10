"""The rules as the specification prints them: its tables of codes, bounds and units read from their text."""

import re
from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal
from functools import cache
from typing import NamedTuple

from tests.proof.published import SHARED, rows_of

PAGE = SHARED / "domain" / "procedures.md"
SITES = SHARED / "domain" / "sites-to-groups.csv"
HEAD = ["code", "label", "site group", "bound", "units", "parent", "global", "MUE/MAI", "work", "total", "MP"]
LITTLE = Decimal("0.01")
_BOUND = re.compile(r"([<>≤≥=])\s*(\d+(?:\.\d+)?)")
_PART = re.compile(r"ceil\(\(\w+−([\d.]+)\)/(\d+)\)")
_HOLDS = {
    "<": Decimal.__lt__,
    ">": Decimal.__gt__,
    "≤": Decimal.__le__,
    "≥": Decimal.__ge__,
    "=": Decimal.__eq__,
}


class Printed(NamedTuple):
    """One row of a table; texts as printed."""

    section: str
    code: str
    label: str
    group: str
    bound: str
    units: str
    parent: str
    global_days: str
    mue: str
    work: str
    total: str
    multiple: str

    def holds(self, measure: Decimal) -> bool:
        return all(_HOLDS[sign](measure, Decimal(number)) for sign, number in _BOUND.findall(self.bound))

    def units_at(self, measure: Decimal) -> int:
        """How often the code is charged: once, or as the formula of the units column counts."""
        if part := _PART.match(self.units):
            started = (measure - Decimal(part[1])) / Decimal(part[2])
            return int(started.to_integral_value(rounding=ROUND_CEILING))
        return int(measure) - 1 if self.units.startswith("n−1") else 1

    @property
    def bounds(self) -> set[Decimal]:
        """The measures at which something changes, with the first two started parts."""
        found = {Decimal(number) for _, number in _BOUND.findall(self.bound)}
        if part := _PART.match(self.units):
            found |= {Decimal(part[1]) + Decimal(part[2]) * times for times in range(3)}
        return found


@cache
def printed() -> tuple[Printed, ...]:
    return tuple(_rows())


def _rows() -> Iterator[Printed]:
    section, in_table = "", False
    for line in PAGE.read_text("utf-8").splitlines():
        if line.startswith("#"):
            section = line.lstrip("# ").split(" ")[0].rstrip(".")
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if line.startswith("|") else []
        if cells == HEAD:
            in_table = True
        elif not cells:
            in_table = False
        elif in_table and not cells[0].startswith("---"):
            yield Printed(section, *cells)


def rows(section: str, *codes: str) -> list[Printed]:
    """The rows of a section, or those of the codes named."""
    return [row for row in printed() if row.section == section and (not codes or row.code in codes)]


def expected(of: list[Printed], measure: Decimal) -> dict[str, int]:
    """Units by code at a measure, as the rows say; an add-on brings its parent, whose row ends before it."""
    found = {row.code: row.units_at(measure) for row in of if row.holds(measure)}
    parents = {row.parent: 1 for row in of if row.code in found and row.global_days == "ZZZ"}
    return parents | found


def measures(of: list[Printed], step: Decimal = LITTLE) -> list[Decimal]:
    """Each bound, and the measure just below and above it."""
    bounds = {bound for row in of for bound in row.bounds}
    around = {bound + change for bound in bounds for change in (-step, Decimal(0), step)}
    return sorted(measure for measure in around if measure > 0)


@cache
def site_rows() -> tuple[dict[str, str], ...]:
    return tuple(rows_of(SITES))


def sites_of(family: str, first_code: str) -> list[str]:
    """The sites whose group in a family begins with a code."""
    return [row["site"] for row in site_rows() if row[family] == first_code]
