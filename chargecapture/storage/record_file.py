"""The record file itself: made, opened, checked, brought up to date, read from and written to.

Each thread takes a connection of its own from the pool. A reader sees the last commit and waits for nobody;
a writer takes the file's write lock at once (BEGIN IMMEDIATE) and waits a few seconds for another.
Durability: SQLite, Write-Ahead Logging and PRAGMA synchronous=FULL: what is committed is on disk.
"""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from chargecapture.errors import KnownError
from chargecapture.storage import faults
from chargecapture.storage.migrations import HEAD

APPLICATION_ID = 0x43434150  # "CCAP", in the file's head; tells it from another program's database
WAIT_S = 3.0
MOST_CHECKED_BYTES = 128_000_000  # when opened: about 1.5 ms a megabyte; what is bigger is left to `check`
BEGIN = "begin"


class RecordFile:
    """An open record file."""

    def __init__(self, path: Path, *, wait_s: float = WAIT_S) -> None:
        self._path = path
        self._engine = _engine(path, wait_s)
        self._writer = self._engine.execution_options(**{BEGIN: "IMMEDIATE"})
        self._file = self._identity()

    def reading(self) -> AbstractContextManager[Connection]:
        """One transaction that sees one state of the file."""
        return self._transaction(self._engine)

    def writing(self) -> AbstractContextManager[Connection]:
        """One transaction that is on disk when the block is left, or has left no trace."""
        return self._transaction(self._writer)

    @contextmanager
    def _transaction(self, engine: Engine) -> Iterator[Connection]:
        with faults.told():
            if self._identity() != self._file:
                raise KnownError(*faults.NOT_REACHED)
            with engine.begin() as connection:
                yield connection

    def _identity(self) -> tuple[int, int]:
        """Which file stands at the path: one moved away while open would take writes that nobody finds."""
        found = self._path.stat()
        return found.st_dev, found.st_ino

    def check(self) -> None:
        """Raise a `KnownError` where the file is damaged."""
        with faults.told(), closing(_connect(self._path, WAIT_S)) as connection:
            if not _is_sound(connection):
                raise KnownError(*faults.DAMAGED)

    def close(self) -> None:
        with faults.told():
            self._engine.dispose()


def _connect(path: Path, wait_s: float) -> sqlite3.Connection:
    """Connect to a file that is there; the transactions are begun by us alone."""
    return sqlite3.connect(
        f"{path.as_uri()}?mode=rw", uri=True, timeout=wait_s, isolation_level=None, check_same_thread=False
    )


def _engine(path: Path, wait_s: float) -> Engine:
    engine = create_engine(
        "sqlite+pysqlite://",
        creator=lambda: _connect(path, wait_s),
        poolclass=QueuePool,
        hide_parameters=True,  # what a patient could be known by stays out of messages
    )

    @event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, _record: object) -> None:
        for pragma in ("foreign_keys = ON", "synchronous = FULL", "fullfsync = ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        how = connection.get_execution_options().get(BEGIN, "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {how}")

    return engine


def open_record_file(path: Path, *, create: bool = True, wait_s: float = WAIT_S) -> RecordFile:
    """Open a record file, making it where there is none.

    One that an older version wrote is first copied, then brought up to date.

    Raises:
        KnownError: what stands in the way, and the way out; the file is left as it was.
    """
    path = path.absolute()
    with faults.told():
        if not _is_there(path, create=create):
            _make(path)
        _look(path, wait_s)
        record_file = RecordFile(path, wait_s=wait_s)
        try:
            _bring_up_to_date(record_file, path)
        except BaseException:
            record_file.close()
            raise
        return record_file


def _is_there(path: Path, *, create: bool) -> bool:
    try:
        found = path.stat()
    except FileNotFoundError:
        if not path.parent.is_dir():
            raise KnownError(
                "The folder of the record file is missing.", "Connect its drive, or choose another folder."
            ) from None
        if not create:
            raise KnownError(
                "The record file is missing.", "Put it back where it was, or choose where it is now."
            ) from None
        return False
    if not path.is_file():
        raise KnownError("This is a folder, not a record file.", "Choose the record file in it.")
    if not found.st_size:
        raise KnownError("The record file is empty.", faults.RESTORE)
    if not all(_may_be_written(place) for place in (path, path.parent)):
        raise KnownError(*faults.NOT_WRITABLE)
    return True


def _may_be_written(place: Path) -> bool:
    """Asked of the folder too, as SQLite keeps its log beside the file."""
    return os.access(place, os.R_OK | os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _look(path: Path, wait_s: float) -> None:
    """Refuse what is not ours, damaged, or not to be written to; nothing is changed by looking."""
    with closing(_connect(path, wait_s)) as connection:
        if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise KnownError(*faults.NOT_A_RECORD_FILE)
        is_checked = path.stat().st_size <= MOST_CHECKED_BYTES
        if not _is_whole(path, connection) or (is_checked and not _is_sound(connection)):
            raise KnownError(*faults.DAMAGED)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")


def _is_whole(path: Path, connection: sqlite3.Connection) -> bool:
    """Whether the file ends with a page. SQLite reads what is cut off as zeros, as an empty page has there.

    While its log holds anything a page may still be on its way into the file.
    """
    log = path.with_name(f"{path.name}-wal")
    if log.exists() and log.stat().st_size:
        return True
    return path.stat().st_size % connection.execute("PRAGMA page_size").fetchone()[0] == 0


def _is_sound(connection: sqlite3.Connection) -> bool:
    return [row[0] for row in connection.execute("PRAGMA quick_check(1)")] == ["ok"]


def _bring_up_to_date(record_file: RecordFile, path: Path) -> None:
    with record_file.reading() as connection:
        if _revision(connection) == HEAD:
            return
    with record_file.writing() as connection:  # nobody else writes between the copy and the last step
        found = _revision(connection)
        if found == HEAD:
            return
        from chargecapture.storage.migrations import steps  # noqa: PLC0415 -- slow, and seldom needed

        if found not in steps.REVISIONS:
            raise KnownError(
                "The record file was written by a newer version of this program.",
                "Install the newer version here too.",
            )
        copy_record_file(path, path.with_name(f"{path.name}.before-{HEAD}"))
        steps.upgrade(connection)


def _revision(connection: Connection) -> str:
    revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    if revision is None:
        raise KnownError(*faults.DAMAGED)
    return str(revision)


def copy_record_file(path: Path, copy: Path) -> Path:
    """Copy a record file as it stands at its last commit, and look whether the copy is sound.

    Gives where the copy lies: a file that is there already stays, and the copy gets a number.

    Raises:
        KnownError: there is no sound copy.
    """
    with faults.told():
        free = _free_name(copy)
        with _new_file_beside(free) as new:
            with closing(_connect(path, WAIT_S)) as source, closing(_connect(new, WAIT_S)) as target:
                source.backup(target)
                if not _is_sound(target):
                    raise KnownError("The copy of the record file is damaged.", faults.TRY_AGAIN)
            _put_in_place(new, free)
        return free


def _free_name(path: Path) -> Path:
    number = 1
    free = path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.name}-{number}")
    return free


def _make(path: Path) -> None:
    """Make a new record file, whole from its first moment: made beside its place, then put there."""
    from chargecapture.storage.migrations import steps  # noqa: PLC0415 -- slow, and seldom needed

    with _new_file_beside(path) as new:
        with closing(_connect(new, WAIT_S)) as connection:
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute("PRAGMA journal_mode = WAL")
        record_file = RecordFile(new)
        try:
            with record_file.writing() as transaction:
                steps.upgrade(transaction)
        finally:
            record_file.close()
        _put_in_place(new, path)


@contextmanager
def _new_file_beside(path: Path) -> Iterator[Path]:
    """An empty file that only this user may read, gone afterwards unless it was put in its place."""
    handle, name = tempfile.mkstemp(prefix=f"{path.name}.", suffix=".new", dir=path.parent)
    os.close(handle)
    new = Path(name)
    try:
        yield new
    finally:
        for rest in (new, *(new.with_name(f"{new.name}{end}") for end in ("-wal", "-shm", "-journal"))):
            rest.unlink(missing_ok=True)


def _put_in_place(new: Path, path: Path) -> None:
    """Give a finished file its name; one that another window put there meanwhile stays."""
    try:
        path.hardlink_to(new)
    except FileExistsError:
        return
    except OSError:  # a file system without links, as on a memory stick
        if not path.exists():
            new.rename(path)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
