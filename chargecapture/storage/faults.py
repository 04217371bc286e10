"""Says in a sentence what is wrong with the world when the record file does not answer.

Source of the codes: SQLite, Result and Error Codes. The sentences name neither file nor patient.
"""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from chargecapture.errors import KnownError
from chargecapture.workflow.records import SIGNED

TRY_AGAIN = "Check the disk or the network drive, then try again."
RESTORE = "Keep the file as it is, and restore the newest backup beside it."

LOCKED = ("Another program holds the record file.", "Close it there, or try again in a moment.")
NOT_WRITABLE = (
    "The record file may not be changed.",
    "Allow this user to write to the file and its folder, then try again.",
)
FULL = ("The disk of the record file is full.", "Free some space, then try again.")
DISK_FAULT = ("The disk of the record file reports a fault.", TRY_AGAIN)
NOT_REACHED = ("The record file cannot be reached.", TRY_AGAIN)
DAMAGED = ("The record file is damaged.", RESTORE)
NOT_A_RECORD_FILE = ("This file is not a record file.", "Choose the practice's record file.")
NOT_KNOWN = ("The patient or the provider is not in the record file.", "Enter them first, then try again.")
NOT_STORABLE = ("A character that was typed cannot be stored.", "Delete the character that shows as a box.")

_BY_CODE = {
    sqlite3.SQLITE_BUSY: LOCKED,
    sqlite3.SQLITE_LOCKED: LOCKED,
    sqlite3.SQLITE_PROTOCOL: LOCKED,
    sqlite3.SQLITE_READONLY: NOT_WRITABLE,
    sqlite3.SQLITE_PERM: NOT_WRITABLE,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_IOERR: DISK_FAULT,
    sqlite3.SQLITE_CANTOPEN: NOT_REACHED,
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: NOT_A_RECORD_FILE,
}
_BY_CONSTRAINT = {
    sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY: NOT_KNOWN,
    sqlite3.SQLITE_CONSTRAINT_TRIGGER: SIGNED,
}
_BY_ERRNO = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EACCES: NOT_WRITABLE,
    errno.EPERM: NOT_WRITABLE,
    errno.EROFS: NOT_WRITABLE,
}


@contextmanager
def told() -> Iterator[None]:
    """Turn what the world did into a `KnownError`; what is our own fault goes on as it is."""
    try:
        yield
    except DBAPIError as problem:
        known = _known(problem.orig)
        if known is None:
            raise
        raise known from None
    except sqlite3.Error as problem:
        known = _known(problem)
        if known is None:
            raise
        raise known from None
    except UnicodeDecodeError:  # its message would quote the text
        raise KnownError(*DAMAGED) from None
    except UnicodeEncodeError:
        raise KnownError(*NOT_STORABLE) from None
    except OSError as problem:
        raise KnownError(*_BY_ERRNO.get(problem.errno or 0, NOT_REACHED)) from None


_LOST = ("no such table", "no such column", "has no column", "foreign key mismatch", "Could not decode")
"""What SQLite and its Python module say, without a code of its own, of a file that lost what we put there."""


def _known(problem: BaseException | None) -> KnownError | None:
    code = getattr(problem, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    said = _BY_CONSTRAINT.get(code) or _BY_CODE.get(code & 0xFF)
    if said is None and any(words in str(problem) for words in _LOST):
        said = DAMAGED
    return KnownError(*said) if said else None
