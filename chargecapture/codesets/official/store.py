"""Where imported editions are kept: one SQLite file each, and one list of those in use.

A file is written beside its place, checked, and named in the list last; so an import that is killed at any
moment leaves the state before it. The list remembers the states before, for going back; what no state names
is deleted by the next command that changes it.
"""

import json
import os
import secrets
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from chargecapture.codesets.official.layout import Edition, Layout, Reading, RefusedFileError, Row, Table
from chargecapture.errors import KnownError
from chargecapture.rules.tables import DamagedEditionError

FORMAT = 1
LIST = "editions.json"
MOST_STATES = 8
MAPPED_BYTES = 256 * 1024 * 1024
UNFINISHED = ".importing"
MAKE_ROOM = "The editions in use are as before. Make room on the disk, or allow writing there."
IMPORT_AGAIN = "Import its file again, or go back with `chargecapture codes rollback`."


@dataclass(frozen=True, slots=True)
class Kept:
    """An imported edition: what it is, which file holds it, and what it came from.

    `lacks` says what it has not of a whole edition; empty where it is whole. `rows` counts published rows.
    """

    edition: Edition
    label: str
    file: str
    size: int
    rows: int
    lacks: str
    came_from: tuple[str, ...]
    imported_on: date


@dataclass(frozen=True, slots=True)
class State:
    """All imported editions that are in use at one time."""

    kept: tuple[Kept, ...] = ()

    def of(self, kind: str) -> tuple[Kept, ...]:
        """The editions of one kind, oldest first."""
        found = (kept for kept in self.kept if kept.edition.kind == kind)
        return tuple(sorted(found, key=lambda kept: kept.edition.effective_from))


class EditionFile:
    """Answers questions from one edition's file; one connection serves all threads, a question at a time."""

    def __init__(self, folder: Path, kept: Kept) -> None:
        self.kept = kept
        self._path = folder / kept.file
        self._one_at_a_time = threading.Lock()
        self._db: sqlite3.Connection | None = None

    def open_up(self) -> None:
        """Look whether the file is there and whole.

        Raises:
            DamagedEditionError: it is gone, of another size, or no file of SQLite.
        """
        self.rows("SELECT count(*) FROM sqlite_schema")

    def rows(self, question: str, values: Sequence[object] = ()) -> list[Any]:
        """All rows of a question.

        Raises:
            DamagedEditionError: the file is gone or damaged.
        """
        with self._one_at_a_time:
            try:
                if self._db is None:
                    self._db = self._opened()
                return self._db.execute(question, values).fetchall()
            except (sqlite3.Error, OSError) as problem:
                raise damaged(self.kept) from problem

    def _opened(self) -> sqlite3.Connection:
        if self._path.stat().st_size != self.kept.size:
            raise damaged(self.kept)
        # immutable: a kept file never changes, so no lock is needed, not even where none can be had.
        db = sqlite3.connect(
            f"{self._path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        db.execute(f"PRAGMA mmap_size = {MAPPED_BYTES}")
        return db

    def close(self) -> None:
        with self._one_at_a_time:
            if self._db is not None:
                self._db.close()
                self._db = None


def damaged(kept: Kept) -> DamagedEditionError:
    named = f"The imported edition {kept.edition.name} ({kept.label})"
    return DamagedEditionError(f"{named} is damaged: {kept.file} is not as it was written.", IMPORT_AGAIN)


class EditionStore:
    """The folder of the imported editions."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def state(self) -> State:
        """The editions in use; none where nothing was imported.

        Raises:
            DamagedEditionError: the list of editions cannot be read.
        """
        states = self._states()
        return states[-1] if states else State()

    @contextmanager
    def changing(self) -> Iterator["Change"]:
        """A change of the editions in use. Nothing changes unless it is committed.

        Raises:
            KnownError: another import is under way, or the folder cannot be written.
        """
        with _told(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = sqlite3.connect(self.folder / "lock", timeout=0, isolation_level=None)
        with closing(lock):
            try:
                lock.execute("BEGIN EXCLUSIVE")  # let go by the system itself when the program is killed
            except sqlite3.OperationalError as problem:
                way_out = "Wait until it has ended."
                raise KnownError("Another import or rollback is under way.", way_out) from problem
            states = self._states()
            self._sweep(states)
            try:
                yield Change(self, states)
            finally:
                self._sweep(self._states())

    def tidy(self) -> None:
        """Delete what a killed import left behind, unless an import is under way."""
        if self.folder.is_dir():
            with suppress(KnownError), self.changing():
                pass

    def replace_list(self, states: Sequence[State]) -> None:
        """Put a new list in place, at once or not at all."""
        if not states:
            (self.folder / LIST).unlink()
            return
        content = {"format": FORMAT, "states": [_written(state) for state in states]}
        beside = self.folder / f"{LIST}{UNFINISHED}"
        with _told(self.folder):
            with beside.open("w", encoding="utf-8") as file:
                json.dump(content, file, indent=1)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(self.folder / LIST)
            _sync_folder(self.folder)

    def _states(self) -> tuple[State, ...]:
        path = self.folder / LIST
        try:
            content = json.loads(path.read_text("utf-8"))
            if content["format"] != FORMAT:
                raise ValueError("another format")
            return tuple(State(tuple(map(_read, state))) for state in content["states"])
        except FileNotFoundError:
            return ()
        except (OSError, ValueError, KeyError, TypeError) as problem:
            sentence = f"The list of imported editions cannot be read: {path}."
            way_out = f"Move the folder {self.folder} away and import the files again."
            raise DamagedEditionError(sentence, way_out) from problem

    def _sweep(self, states: Iterable[State]) -> None:
        """Delete what no state names: a killed or refused import's files, and those too old to go back to."""
        named = {kept.file for state in states for kept in state.kept}
        for path in self.folder.iterdir():
            if path.suffix == UNFINISHED or (path.suffix == ".sqlite" and path.name not in named):
                with suppress(OSError):  # in use by another window; the next change tries again
                    path.unlink()


class Change:
    """One command's change of the editions in use."""

    def __init__(self, store: EditionStore, states: Sequence[State]) -> None:
        self._store = store
        self._states = states

    @property
    def before(self) -> State:
        return self._states[-1] if self._states else State()

    def write(self, layout: Layout, reading: Reading, came_from: Sequence[str], *, on: date) -> Kept:
        """Write an edition into a file of its own, check it, and give what was kept.

        Raises:
            RefusedFileError: a row is not as it should be, or stands there twice.
            KnownError: the disk is full, or the folder cannot be written.
        """
        edition = reading.edition
        name = f"{edition.kind}-{edition.effective_from}-{secrets.token_hex(4)}"
        beside = self._store.folder / f"{name}{UNFINISHED}"
        with _told(self._store.folder):
            rows = _filled(beside, layout, reading, came_from)
            reading.finish()
            with beside.open("rb+") as file:
                os.fsync(file.fileno())
            path = beside.replace(self._store.folder / f"{name}.sqlite")
            size = path.stat().st_size
        return Kept(edition, layout.label, path.name, size, rows, reading.lacks, tuple(came_from), on)

    def commit(self, state: State) -> None:
        """Take `state` into use; the one before stays for going back."""
        with _told(self._store.folder):
            _sync_folder(self._store.folder)
        self._store.replace_list((*self._states, state)[-MOST_STATES:])

    def go_back(self) -> State:
        """Take the state before the last change into use again, and give it.

        Raises:
            KnownError: nothing was imported, or the states before are not kept any more.
        """
        if not self._states:
            raise KnownError("Nothing was imported, so there is nothing to go back to.")
        self._store.replace_list(self._states[:-1])
        return self._states[-2] if len(self._states) > 1 else State()


def _filled(path: Path, layout: Layout, reading: Reading, came_from: Sequence[str]) -> int:
    """Write all rows of a reading and count the published rows they stand for."""
    rows = 0
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for setting in ("journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE"):
            db.execute(f"PRAGMA {setting}")  # nobody reads this file before it is whole and synced
        db.execute("BEGIN")
        for table in layout.tables:
            taken = _Taken(table, reading.rows[table.name])
            columns = ", ".join(f"{name} {kind} NOT NULL" if name in table.key else f"{name} {kind}"
                                for name, kind in table.columns.items())  # fmt: skip
            db.execute(f"CREATE TABLE {table.name} ({columns}, PRIMARY KEY ({', '.join(table.key)}))")
            marks = ", ".join("?" * len(table.columns))
            try:
                db.executemany(f"INSERT INTO {table.name} VALUES ({marks})", taken)
            except sqlite3.IntegrityError as problem:
                files = ", ".join(came_from)
                way_out = "Nothing was imported. Get the file from its publisher again."
                sentence = f"{files}: A row stands there twice: {taken.key_of_last()}."
                raise RefusedFileError(sentence, way_out) from problem
            rows += taken.held
            (kept,) = db.execute(f"SELECT count(*) FROM {table.name}").fetchone()
            if kept != taken.count:
                raise KnownError(f"{path.name} does not hold what was written.", MAKE_ROOM)
        db.execute("COMMIT")
        if db.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise KnownError(f"{path.name} does not hold what was written.", MAKE_ROOM)
    return rows


class _Taken:
    """Hands rows on, counts them, and knows which came last."""

    def __init__(self, table: Table, rows: Iterable[Row]) -> None:
        self._table = table
        self._rows = rows
        self._last: Row = ()
        self.count = 0
        self.held = 0

    def __iter__(self) -> Iterator[Row]:
        holds = self._table.holds
        for row in self._rows:
            self._last = row
            self.count += 1
            self.held += holds(row) if holds else 1
            yield row

    def key_of_last(self) -> str:
        named = zip(self._table.columns, self._last, strict=True)
        return ", ".join(f"{name} {value}" for name, value in named if name in self._table.key)


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """Say in a sentence that the folder or its disk does not take what is written."""
    try:
        yield
    except (OSError, sqlite3.OperationalError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else str(problem)
        raise KnownError(f"The editions cannot be kept in {folder}: {reason}.", MAKE_ROOM) from problem


def _sync_folder(folder: Path) -> None:
    """Make renamed files last over a loss of power; Windows does so by itself and cannot be asked to."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _written(state: State) -> list[dict[str, Any]]:
    return [json.loads(json.dumps(asdict(kept), default=date.isoformat)) for kept in state.kept]


def _read(row: dict[str, Any]) -> Kept:
    edition = row["edition"]
    ends = edition["effective_to"]
    return Kept(
        Edition(
            edition["kind"],
            edition["name"],
            date.fromisoformat(edition["effective_from"]),
            date.fromisoformat(ends) if ends else None,
            edition["revision"],
        ),
        row["label"],
        row["file"],
        row["size"],
        row["rows"],
        row["lacks"],
        tuple(row["came_from"]),
        date.fromisoformat(row["imported_on"]),
    )
