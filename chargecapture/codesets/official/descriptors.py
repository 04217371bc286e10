"""A practice's licensed CPT descriptors, as the AMA hands them out or as a table of code and descriptor.

Known are the consolidated code list (tab-delimited, a copyright notice above its header), the lists without
a header (`LONGULT.txt`: notice, then code, tab, descriptor) and a CSV whose header begins `code,descriptor`.
The licence stands in a TOML file beside it, of the same name. What is imported stays in the user's folder.

Source of the terms: AMA, CPT licence; its duties are the practice's.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from chargecapture.codesets.official.cells import plain
from chargecapture.codesets.official.layout import Edition, Layout, Reading, Row, Table
from chargecapture.codesets.official.source import SourceFile
from chargecapture.codesets.official.store import EditionFile
from chargecapture.domain.codes import NO_DESCRIPTORS, Descriptors

KIND, LICENCE = "descriptors", "licence"
CODE = re.compile(r"\d{4}[0-9A-Z]")
CONSOLIDATED = ("Concept Id", "CPT Code", "Long", "Medium", "Short")
SIMPLE = ("code", "descriptor")
AMA = re.compile(r"american medical association|\bCPT\b", re.IGNORECASE)
MOST_ABOVE = 80  # lines of notice
LONGEST = 2000

TABLES = (
    Table(KIND, {"code": "TEXT", "descriptor": "TEXT"}, ("code",)),
    Table(
        LICENCE,
        {"holder": "TEXT", "edition_year": "INTEGER", "users": "INTEGER", "expires": "TEXT"},
        ("holder",),
    ),
)
LICENCE_EXAMPLE = 'licence_holder = "Your practice", edition_year = 2026, users = 4 and expires = 2026-12-31'


class Licence(NamedTuple):
    """Who may see the descriptors: `users` persons, until and with the day `expires`."""

    holder: str
    edition_year: int
    users: int
    expires: date

    def fault_on(self, day_of_service: date, today: date) -> str:
        """Why the descriptors may not stand on a document of that day; empty where they may."""
        if today > self.expires:
            return f"The licence for CPT descriptors ended on {self.expires.isoformat()}."
        if day_of_service.year > self.edition_year:
            return f"The CPT descriptors at hand are those of {self.edition_year}."
        return ""

    @property
    def notice(self) -> str:
        """What must stand where descriptors are shown."""
        return (
            f"CPT copyright {self.edition_year} American Medical Association. All rights reserved. CPT is a "
            "registered trademark of the American Medical Association. Fee schedules, relative value units, "
            "conversion factors and related components are not assigned by the AMA, are not part of CPT, and "
            "the AMA is not recommending their use. The AMA assumes no liability for data contained or not "
            "contained herein."
        )


def _cells(line: str) -> tuple[str, ...]:
    return tuple(plain(cell.strip('"')) for cell in re.split(r"[\t,]", line))


def knows(source: SourceFile) -> bool:
    head = source.head
    if any(_cells(line)[: len(CONSOLIDATED)] == CONSOLIDATED for line in head):
        return True
    if head and _cells(head[0].lower())[:2] == SIMPLE:
        return True
    listed = any(re.match(rf"{CODE.pattern}\t\S", line) for line in head)
    return listed and any(AMA.search(line) for line in head)


def read(sources: Sequence[SourceFile]) -> Reading:
    """Reads all rows at once; there are ten thousand or so."""
    (source,) = sources
    licence = _licence(source)
    rows = list(_rows(source))
    if not rows:
        source.refuse("It holds no descriptor", allowed="lines of a CPT code and its descriptor")
    year = licence.edition_year
    users = f"{licence.users} user{'s' * (licence.users > 1)}"
    name = f"CPT {year} of {licence.holder}, {users}, licensed until {licence.expires}"
    edition = Edition(KIND, name, date(year, 1, 1), date(year, 12, 31))
    kept = (licence.holder, licence.edition_year, licence.users, licence.expires.isoformat())
    return Reading(edition, {KIND: rows, LICENCE: [kept]})


def _licence(source: SourceFile) -> Licence:
    path = Path(source.name.partition(": ")[0]).with_suffix(".toml")
    way_out = f"Write the licence into {path}: {LICENCE_EXAMPLE}."
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except OSError:
        source.refuse(
            "Its licence is not told", found="no file beside it", allowed=str(path), way_out=way_out
        )
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        source.refuse("Its licence cannot be read", found=str(problem), allowed="TOML", way_out=way_out)
    wanted: Mapping[str, type] = {"licence_holder": str, "edition_year": int, "users": int, "expires": date}
    for name, kind in wanted.items():
        given: Any = raw.get(name)
        if type(given) is not kind or not given:
            found = f"{name} = {given}" if name in raw else f"no {name}"
            source.refuse("Its licence is not whole", found=found, allowed=LICENCE_EXAMPLE, way_out=way_out)
    year, users = raw["edition_year"], raw["users"]
    if not (1990 <= year <= 2100 and users > 0 and raw["expires"] >= date(year, 1, 1)):
        found = f"{year}, {users} users, {raw['expires']}"
        source.refuse("Its licence contradicts itself", found=found, allowed=LICENCE_EXAMPLE, way_out=way_out)
    return Licence(raw["licence_holder"], year, users, raw["expires"])


def _rows(source: SourceFile) -> Iterator[Row]:
    """The rows below the header, or below the notice where the first row of a code is."""
    code_at, text_at, begun = 0, 1, False
    seen: set[str] = set()
    for line, cells in source.records():
        named = tuple(map(plain, cells))
        if not begun and named[: len(CONSOLIDATED)] == CONSOLIDATED:
            code_at, text_at, begun = 1, 2, True
            continue
        if not begun and tuple(name.lower() for name in named[:2]) == SIMPLE:
            begun = True
            continue
        if not begun and not (len(cells) == 2 and CODE.fullmatch(named[0])):
            if line > MOST_ABOVE:
                source.refuse(
                    "It has no header that is known", allowed="CPT Code and Long, or code,descriptor"
                )
            continue
        begun = True
        yield _row(source, line, named, code_at, text_at, seen)


def _row(
    source: SourceFile, line: int, cells: Sequence[str], code_at: int, text_at: int, seen: set[str]
) -> Row:
    if len(cells) <= text_at:
        source.refuse("A row is not whole", line=line, found=f"{len(cells)} cells", allowed=f"{text_at + 1}")
    code, text = cells[code_at], cells[text_at]
    if not CODE.fullmatch(code):
        source.refuse(
            "A row cannot be taken", line=line, column=code_at + 1, found=code, allowed="a CPT code"
        )
    if code in seen:
        source.refuse("A code is there twice", line=line, column=code_at + 1, found=code, allowed="each once")
    if not 0 < len(text) <= LONGEST:
        found, allowed = f"{len(text)} characters", f"1 to {LONGEST}"
        source.refuse("A descriptor is not one", line=line, column=text_at + 1, found=found, allowed=allowed)
    seen.add(code)
    return code, text


LAYOUT = Layout(
    kind=KIND,
    label="CPT descriptors of the practice's licence",
    tables=TABLES,
    knows=knows,
    read=read,
    of_publisher=False,
)


class LicensedWords:
    """The imported descriptors for documents of a day.

    Args:
        files: the imported editions, oldest first.
        today: tells the day on which a document is made.
    """

    def __init__(self, files: Sequence[EditionFile], today: Callable[[], date]) -> None:
        self._files = files
        self._today = today
        self._known: dict[str, Mapping[str, str]] = {}

    def on(self, day: date) -> Descriptors:
        """Those of the day's year, else the nearest later ones; with a fault where none may be shown.

        Raises:
            DamagedEditionError: an edition's file is damaged.
        """
        fault = ""
        for file in self._files:
            licence = _licence_of(file)
            found = licence.fault_on(day, self._today())
            if not found:
                return Descriptors(self._words(file), licence.edition_year, licence.notice)
            fault = f"{found} Our own labels stand in their place."
        return NO_DESCRIPTORS._replace(fault=fault)

    def _words(self, file: EditionFile) -> Mapping[str, str]:
        words = self._known.get(file.kept.file)
        if words is None:
            words = self._known[file.kept.file] = dict(file.rows("SELECT code, descriptor FROM descriptors"))
        return words


def _licence_of(file: EditionFile) -> Licence:
    ((holder, edition_year, users, expires),) = file.rows(
        "SELECT holder, edition_year, users, expires FROM licence"
    )
    return Licence(holder, edition_year, users, date.fromisoformat(expires))
