"""What the three NCCI publications have in common: quarters, code forms, and the names of their files.

Source: CMS, Medicare National Correct Coding Initiative edits, practitioner files.
"""

import re
from datetime import date, timedelta

from chargecapture.codesets.official.source import SourceFile

FIRST_VERSION_YEAR = 1994  # version 2.x was in force in 1996, 32.x in 2026
MONTHS_A_QUARTER = 3


def quarter(year: int, number: int) -> date:
    """The first day of a quarter, numbered from 1."""
    return date(year, MONTHS_A_QUARTER * (number - 1) + 1, 1)


def quarter_of(day: date) -> date:
    """The first day of a day's quarter."""
    return quarter(day.year, (day.month - 1) // MONTHS_A_QUARTER + 1)


def end_of_quarter(start: date) -> date:
    """The last day of the quarter that begins on `start`."""
    in_the_next = date(start.year, start.month, 1) + timedelta(days=32 * MONTHS_A_QUARTER)
    return quarter_of(in_the_next) - timedelta(days=1)


def named(source: SourceFile, pattern: re.Pattern[str]) -> re.Match[str] | None:
    """What the name of a file says of its edition; `None` where it is not named as CMS names it."""
    return pattern.search(source.file_name)


def plain(cell: str) -> str:
    """A header's cell without blanks, line breaks and upper case, as it differs between text and sheet."""
    return re.sub(r"[\s_-]+", "", cell).lower()
