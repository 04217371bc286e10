from collections.abc import Iterator
from pathlib import Path

import pytest

from chargecapture.storage.records import SqlRecords
from tests.helpers.records import fill, records_at


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "records.sqlite"


@pytest.fixture
def records(path: Path) -> Iterator[SqlRecords]:
    """A record file of the sample practice, open."""
    opened = fill(records_at(path))
    yield opened
    opened.close()


@pytest.fixture
def other_window(records: SqlRecords, path: Path) -> Iterator[SqlRecords]:
    """The same record file, opened once more."""
    opened = records_at(path)
    yield opened
    opened.close()
