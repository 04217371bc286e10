"""A file as a publisher hands it out: text, CSV, tab-delimited, XLSX, or one of these in a ZIP.

Text is UTF-8, else cp1252, as CMS and NCHS write it. What cannot be such a file is refused with its place.
"""

import csv
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import NoReturn

from chargecapture.errors import KnownError

Tell = Callable[[int], None]  # told how many more bytes are done
MOST_BYTES = 1024 * 1024 * 1024
HEAD_LINES = 40
HEAD_BYTES = 64 * 1024
TOLD_EACH_LINES = 1000
BOM = b"\xef\xbb\xbf"
BLANK = b"\0 \r\n\t"
SUFFIXES = (".txt", ".csv", ".xlsx")  # the best to read first: a ZIP often holds one file in several
BINARY = frozenset(map(chr, range(32))) - set("\t\r\n\f\x1a")

UNREADABLE_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    RuntimeError,
    NotImplementedError,
    OSError,
    ValueError,
)  # fmt: skip -- encrypted, damaged, or packed in a way that is not known here


class RefusedFileError(KnownError):
    """A file is not what it claims, or not whole; nothing of it was taken."""


class SourceFile:
    """One file, or one member of a ZIP.

    Args:
        name: how messages name it.
        load: gives its bytes.
        size: its size in bytes, for progress.
        starts: the day its edition begins, where whoever imports it says so; `None`: the file tells.

    `tell` is told of progress; who imports the file sets it.
    """

    def __init__(
        self, name: str, load: Callable[[], bytes], size: int, *, starts: date | None = None
    ) -> None:
        self.name = name
        self.size = size
        self.starts = starts
        self.tell: Tell = lambda _: None
        self._load = load

    @property
    def file_name(self) -> str:
        """The name without its folder or ZIP, as published."""
        return PurePosixPath(self.name.replace("\\", "/").rpartition(": ")[2]).name

    @property
    def is_sheet(self) -> bool:
        return self.file_name.lower().endswith(".xlsx")

    @cached_property
    def head(self) -> tuple[str, ...]:
        """The first lines; of a sheet the first rows, cells parted by tabs. Empty where it cannot be read."""
        try:
            if self.is_sheet:
                rows = (cells for _, cells in self.records())
                return tuple("\t".join(row) for row, _ in zip(rows, range(HEAD_LINES), strict=False))
            start = self._load()[:HEAD_BYTES].removeprefix(BOM)
        except RefusedFileError:
            return ()
        return tuple(start.decode("cp1252", errors="replace").splitlines()[:HEAD_LINES])

    def open_up(self) -> None:
        """Look whether it can be read at all.

        Raises:
            RefusedFileError: it cannot, or is no workbook though its name says so.
        """
        self._load()
        if self.is_sheet:
            next(self.records(), None)

    def data(self) -> bytes:
        """All bytes.

        Raises:
            RefusedFileError: the file is empty or cannot be read.
        """
        content = self._load()
        if not content[:HEAD_BYTES].strip(BLANK) and not content.strip(BLANK):
            self.refuse("It is empty")
        return content

    def text(self) -> str:
        """The whole text.

        Raises:
            RefusedFileError: the file is empty, no text, or ends within a line, as one cut short does.
        """
        content = self.data()
        text = _decoded(content)
        at = next((at for at, char in enumerate(text[:HEAD_BYTES]) if char in BINARY), None)
        at = text.find("\0") if at is None else at
        if at >= 0:
            line = text.count("\n", 0, at) + 1
            self.refuse("It is no text", line=line, found=f"the byte {ord(text[at])}", allowed="text")
        if not text.endswith(("\n", "\x1a")):
            line = text.count("\n") + 1
            self.refuse("It was cut short", line=line, found="no line end", allowed="whole lines")
        return text

    def lines(self) -> Iterator[tuple[int, str]]:
        """Each line with its number, without its end; blank lines are left out."""
        told = 0
        for at, line in enumerate(self.text().split("\n"), start=1):
            told += len(line) + 1
            if at % TOLD_EACH_LINES == 0:
                self.tell(told)
                told = 0
            if content := line.rstrip("\r\x1a"):
                yield at, content
        self.tell(told)

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """Each row of a CSV, tab-delimited or XLSX file, with the number of its last line.

        Blank rows are left out. A cell's blanks at both ends stay. Numbers and days of a sheet read as
        CMS writes them in text.
        """
        rows = self._sheet_rows() if self.is_sheet else self._text_rows()
        for at, cells in rows:
            if any(cells):
                yield at, cells

    def _text_rows(self) -> Iterator[tuple[int, list[str]]]:
        text = self.text()
        tabbed = any("\t" in line for line in self.head)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if tabbed else ",", strict=True)
        each = len(text) / max(text.count("\n"), 1)
        told = 0
        try:
            for cells in reader:
                if reader.line_num - told >= TOLD_EACH_LINES:
                    self.tell(int((reader.line_num - told) * each))
                    told = reader.line_num
                yield reader.line_num, cells
        except csv.Error as problem:
            self.refuse("A row cannot be read", line=reader.line_num, found=str(problem), allowed="CSV")
        self.tell(int((reader.line_num - told) * each))

    def _sheet_rows(self) -> Iterator[tuple[int, list[str]]]:
        import python_calamine  # noqa: PLC0415 -- few files are sheets, and few commands read any

        try:
            book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(self.data()))
            sheet = book.get_sheet_by_index(0)
            start = sheet.start[0] if sheet.start else 0
            rows = enumerate(sheet.iter_rows(), start=start + 1)
        except python_calamine.CalamineError as problem:
            self.refuse("The sheet cannot be read", found=str(problem), allowed="an XLSX file")
        each = self.size / max(sheet.total_height, 1)
        for at, cells in rows:
            if at % TOLD_EACH_LINES == 0:
                self.tell(int(each * TOLD_EACH_LINES))
            yield at, [_as_text(cell) for cell in cells]

    def refuse(
        self,
        sentence: str,
        *,
        line: int | None = None,
        column: int | str | None = None,
        found: str = "",
        allowed: str = "",
        way_out: str = "Nothing was imported. Get the file from its publisher again.",
    ) -> NoReturn:
        """Refuse the file whole, naming the place, what was found and what is allowed.

        Raises:
            RefusedFileError: always.
        """
        places = [("line", line), ("column", column)]
        place = "".join(f", {what} {at}" for what, at in places if at is not None)
        told = f": found {found[:80]}" if found else ""
        told += f"; allowed: {allowed}" if allowed else ""
        raise RefusedFileError(f"{self.name}{place}: {sentence}{told}.", way_out)


def open_sources(path: Path, *, starts: date | None = None) -> list[SourceFile]:
    """The files that `path` holds, each as text where it can be; errors as of `forms_in`."""
    return [forms[0] for forms in forms_in(path, starts=starts)]


def forms_in(path: Path, *, starts: date | None = None) -> list[list[SourceFile]]:
    """The files that `path` holds: itself, or each text, CSV and XLSX file of a ZIP.

    A ZIP may hold one file in several forms: they stand together, text first.

    Raises:
        RefusedFileError: the path is missing, a folder, not readable, too large, or of another kind.
    """
    outside = SourceFile(str(path), lambda: b"", 0)
    with _readable(outside):
        if path.is_dir():
            outside.refuse("It is a folder", allowed="a file", way_out="Name the files in it.")
        size = path.stat().st_size
        with path.open("rb") as file:
            starts_as_zip = file.read(4) == b"PK\3\4"
    if size > MOST_BYTES:
        outside.refuse("It is too large", found=f"{size} bytes", allowed=f"{MOST_BYTES}")
    suffix = path.suffix.lower()
    if suffix == ".zip":
        return _members(path, outside, starts)
    if suffix not in SUFFIXES:
        outside.refuse(
            "It is of another kind", found=suffix or "no ending", allowed=".txt, .csv, .xlsx or .zip"
        )
    if starts_as_zip != (suffix == ".xlsx"):
        outside.refuse("It is not what its name says", found="other content", allowed=f"a {suffix} file")
    return [[SourceFile(str(path), lambda: _bytes(path), size, starts=starts)]]


def _bytes(path: Path) -> bytes:
    with _readable(SourceFile(str(path), lambda: b"", 0)) as content:
        content.append(path.read_bytes())
    return content[0]


@contextmanager
def _readable(source: SourceFile) -> Iterator[list[bytes]]:
    try:
        yield []
    except OSError as problem:
        source.refuse("It cannot be read", found=problem.strerror or str(problem), way_out="Check its name.")


def _members(path: Path, outside: SourceFile, starts: date | None) -> list[list[SourceFile]]:
    try:
        with zipfile.ZipFile(path) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
    except UNREADABLE_ZIP as problem:
        outside.refuse("The ZIP file cannot be read", found=str(problem))
    forms: dict[str, list[SourceFile]] = {}
    for info in sorted(infos, key=lambda info: (_rank(info), info.filename)):
        if _rank(info) < len(SUFFIXES) and info.file_size <= MOST_BYTES:
            member = _member(path, info, outside, starts)
            forms.setdefault(info.filename.rpartition(".")[0].lower(), []).append(member)
    if not forms:
        outside.refuse("The ZIP file holds no table", allowed="a .txt, .csv or .xlsx file in it")
    return [forms[stem] for stem in sorted(forms)]


def _rank(info: zipfile.ZipInfo) -> int:
    suffix = PurePosixPath(info.filename).suffix.lower()
    return SUFFIXES.index(suffix) if suffix in SUFFIXES else len(SUFFIXES)


def _member(path: Path, info: zipfile.ZipInfo, outside: SourceFile, starts: date | None) -> SourceFile:
    def load() -> bytes:
        try:
            with zipfile.ZipFile(path) as archive:
                return archive.read(info)  # checks the checksum as it goes
        except UNREADABLE_ZIP as problem:
            outside.refuse(f"{info.filename} in it cannot be read", found=str(problem))

    return SourceFile(f"{path}: {info.filename}", load, info.file_size, starts=starts)


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _as_text(cell: object) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return "" if cell is None else str(cell)
