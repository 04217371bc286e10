"""The file of the code library: where it lies, whether it is sound, and how it is put in place.

A file is built beside its place and moved there whole, so that two programs at once and a program killed
halfway leave either the old file or the new one.
"""

import hashlib
import os
import shutil
import sqlite3
import tempfile
import threading
import time
import weakref
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, closing, suppress
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from chargecapture.codesets.icd10cm import OfficialCode
from chargecapture.codesets.words import SCHEMA
from chargecapture.errors import KnownError

Progress = Callable[[int, int], None]
ReadEdition = Callable[[], Iterable[OfficialCode]]


class AddedDiagnosis(NamedTuple):
    """A diagnosis of an imported edition; `first` is the first day of the oldest one that has it."""

    code: str
    title: str
    billable: bool
    first: date


class Additions(NamedTuple):
    """What was imported, to be found beside what is built in: diagnoses, and procedures with their text.

    `key` tells one import from another, in a few characters.
    """

    key: str = ""
    diagnoses: Callable[[], Iterable[AddedDiagnosis]] = tuple
    procedures: Callable[[], Iterable[tuple[str, str]]] = tuple


NOTHING_ADDED = Additions()
SOURCES = (
    "codesets/SOURCE.toml",
    "codesets/procedures.csv",
    "codesets/search.toml",
    "codesets/icd10cm_changes.csv",
    "rules/diagnoses/terms.csv",
    "rules/diagnoses/by_site.csv",
    "rules/diagnoses/words.toml",
    "rules/sites/sites.csv",
)
STALE_AFTER_SECONDS = 3600.0
MAPPED_BYTES = 256 * 1024 * 1024


def library_key(resources: Path, additions: Additions = NOTHING_ADDED) -> str:
    """What the library is made from, in a few characters: another edition, table or schema is another key."""
    made_from = hashlib.sha256(f"{SCHEMA}{additions.key}".encode())
    for name in SOURCES:
        made_from.update((resources / name).read_bytes())
    return made_from.hexdigest()[:16]


def library_path(cache_folder: Path, resources: Path, additions: Additions = NOTHING_ADDED) -> Path:
    return cache_folder.absolute() / f"codes-{library_key(resources, additions)}.sqlite"


def is_sound(path: Path) -> bool:
    """Whether a file is a whole library of this schema; a fault deep inside shows when it is read."""
    try:
        with closing(connect(path)) as db:
            pages, size, schema = (
                db.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("page_count", "page_size", "user_version")
            )
            whole = path.stat().st_size == pages * size
            return whole and schema == SCHEMA and db.execute("SELECT 1 FROM found LIMIT 1").fetchone() == (1,)
    except (sqlite3.Error, OSError):
        return False


def connect(path: Path) -> sqlite3.Connection:
    """Open a library's file for reading."""
    # immutable: the file is never changed in place, so no lock is needed, not even where none can be had.
    db = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    db.execute(f"PRAGMA mmap_size = {MAPPED_BYTES}")
    return db


class LibraryFile:
    """Answers questions from the library's file, and builds it anew where it is missing or damaged.

    One connection serves all threads, one question at a time: each takes less than what a second one costs.
    """

    def __init__(
        self,
        cache_folder: Path,
        resources: Path,
        progress: Progress | None,
        read_edition: ReadEdition,
        additions: Additions = NOTHING_ADDED,
    ) -> None:
        self._resources = resources
        self._progress = progress or _tell_nobody
        self._read_edition = read_edition
        self._additions = additions
        self._one_at_a_time = threading.Lock()
        self._db: sqlite3.Connection | None = None
        self._held = ExitStack()
        self._close = weakref.finalize(self, self._held.close)
        self._path = library_path(cache_folder, resources, additions)
        if not is_sound(self._path):
            self._build()

    @property
    def path(self) -> Path:
        return self._path

    def rows(self, question: str, values: Sequence[object] = ()) -> list[Any]:
        """All rows of a question; a file found damaged is built anew first."""
        with self._one_at_a_time:
            try:
                return self._ask(question, values)
            except sqlite3.DatabaseError:
                self._let_go()
                self._build()
                return self._ask(question, values)

    def _ask(self, question: str, values: Sequence[object]) -> list[Any]:
        if self._db is None:
            self._db = self._held.enter_context(closing(connect(self._path)))
        return self._db.execute(question, values).fetchall()

    def _let_go(self) -> None:
        self._held.close()
        self._db = None

    def _build(self) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            made = self._build_in(self._path.parent)
        except OSError:
            made = self._build_aside()
        except sqlite3.OperationalError:  # the disk is full
            made = self._build_aside()
        self._path = made

    def _build_in(self, folder: Path) -> Path:
        handle, name = tempfile.mkstemp(prefix=f"{self._path.stem}-", suffix=".building", dir=folder)
        os.close(handle)
        being_built = Path(name)
        try:
            self._fill(being_built)
            being_built.replace(self._path)
        finally:
            with suppress(OSError):
                being_built.unlink(missing_ok=True)
        self._clear_out(folder)
        return self._path

    def _build_aside(self) -> Path:
        try:
            folder = tempfile.mkdtemp(prefix="chargecapture-")
            self._held.callback(shutil.rmtree, folder, ignore_errors=True)
            made = Path(folder) / "codes.sqlite"
            self._fill(made)
        except (OSError, sqlite3.OperationalError) as problem:
            raise KnownError(
                "The code library cannot be built: its folder and the temporary folder cannot be written.",
                f"Make room on the disk, or allow writing in {self._path.parent}.",
            ) from problem
        return made

    def _fill(self, empty: Path) -> None:
        from chargecapture.codesets.library_build import build  # noqa: PLC0415 -- opening needs none of it

        build(empty, self._resources, self._read_edition, self._progress, self._additions)

    def _clear_out(self, folder: Path) -> None:
        """Remove what killed programs and older editions left behind."""
        for other in folder.glob("codes-*"):
            with suppress(OSError):
                left = other.suffix == ".building" and _age_seconds(other) > STALE_AFTER_SECONDS
                if left or (other.suffix == ".sqlite" and other != self._path):
                    other.unlink()


def _tell_nobody(done: int, of: int) -> None:
    del done, of


def _age_seconds(path: Path) -> float:
    return time.time() - path.stat().st_mtime
