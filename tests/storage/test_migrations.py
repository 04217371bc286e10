"""The steps that brought the tables about, and how an older file gets those it lacks."""

import gzip
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from alembic import op
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from chargecapture.storage import migrations, record_file
from chargecapture.storage.migrations import steps
from chargecapture.storage.tables import metadata
from tests.helpers.encounters import keratoses
from tests.helpers.records import (
    fill,
    records_at,
    sample_fees,
    sample_practice,
    sample_provider,
    sample_visit,
)

ROOT = Path(__file__).resolve().parents[2]


def test_the_steps_give_the_tables_that_the_program_uses(path: Path) -> None:
    records = records_at(path)
    with records._file.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    records.close()


def test_the_revision_that_is_opened_without_a_migration_is_the_last_steps() -> None:
    assert steps.REVISIONS[-1] == migrations.HEAD
    assert [step.down_revision for step in steps.STEPS] == [None, *steps.REVISIONS[:-1]]


def test_opening_a_file_that_is_up_to_date_loads_no_migration_library(path: Path) -> None:
    fill(records_at(path)).close()
    program = (
        "import sys; from pathlib import Path; from tests.storage.window import *;"
        f"open_records(Path({str(path)!r}), Codec(), now=lambda: None).close();"
        "print('alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True)
    assert done.stdout.strip() == b"False"


Act = Callable[[], None]
NEXT = "9999"


@pytest.fixture
def next_step(monkeypatch: pytest.MonkeyPatch) -> Callable[[Act], None]:
    """Make this program the next version, whose step does as told."""

    def make(act: Act) -> None:
        step = ModuleType("next_step")
        about = {"revision": NEXT, "down_revision": migrations.HEAD, "__file__": "next_step.py"}
        step.__dict__.update(about, upgrade=act)
        monkeypatch.setattr(steps, "STEPS", (*steps.STEPS, step))
        monkeypatch.setattr(steps, "REVISIONS", (*steps.REVISIONS, NEXT))
        monkeypatch.setattr(record_file, "HEAD", NEXT)

    return make


def older_file(path: Path) -> bytes:
    records = fill(records_at(path))
    records.save_draft(sample_visit())
    records.close()
    return path.read_bytes()


def ask(path: Path, query: str) -> object:
    with closing(sqlite3.connect(path)) as raw:
        return raw.execute(query).fetchone()[0]


def add_notes() -> None:
    op.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY)")
    op.execute("UPDATE practice SET name = 'Changed by a step'")


def test_an_older_file_is_copied_then_brought_up_to_date(path: Path, next_step: Callable) -> None:
    older_file(path)
    next_step(add_notes)
    for _ in range(2):
        records = records_at(path)
        assert records.practice().name == "Changed by a step"
        assert records.visit("V1").encounter == sample_visit().encounter
        records.close()
    copies = sorted(file.name for file in path.parent.glob(f"{path.name}.*"))
    assert copies == [f"{path.name}.before-{NEXT}"]
    copy = path.with_name(copies[0])
    assert ask(copy, "SELECT name FROM practice") == "Elm Street Dermatology"
    assert ask(copy, "SELECT version_num FROM alembic_version") == migrations.HEAD
    assert ask(copy, "PRAGMA integrity_check") == "ok"


def test_a_step_that_fails_halfway_leaves_the_file_as_it_was(path: Path, next_step: Callable) -> None:
    older_file(path)

    def fail() -> None:
        add_notes()
        raise ZeroDivisionError

    next_step(fail)
    with pytest.raises(ZeroDivisionError):
        records_at(path)
    assert ask(path, "SELECT name FROM practice") == "Elm Street Dermatology"
    assert ask(path, "SELECT version_num FROM alembic_version") == migrations.HEAD
    assert ask(path, "SELECT count(*) FROM sqlite_master WHERE name = 'notes'") == 0


def test_no_step_runs_without_a_sound_copy(
    path: Path, next_step: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = older_file(path)
    next_step(add_notes)
    asked: list[object] = []

    def sound_but_once(_connection: object) -> bool:
        asked.append(_connection)
        return len(asked) == 1  # the file is; its copy is not

    monkeypatch.setattr(record_file, "_is_sound", sound_but_once)
    with pytest.raises(record_file.KnownError, match="The copy of the record file is damaged"):
        records_at(path)
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.glob(f"{path.name}*")] == [path.name]


# What earlier versions of the program wrote

RELEASED = sorted((ROOT / "tests" / "storage" / "files").glob("version-*.db.gz"))
"""A file of each version: the sample practice with a signed visit and a draft."""


def test_there_is_a_stored_file_of_every_earlier_version() -> None:
    versions = [stored.name.removeprefix("version-").removesuffix(".db.gz") for stored in RELEASED]
    assert versions == list(steps.REVISIONS[: len(versions)])
    assert "0001" in versions


@pytest.mark.parametrize("stored", RELEASED, ids=lambda stored: stored.name)
def test_a_file_of_an_earlier_version_opens_with_all_that_was_in_it(stored: Path, path: Path) -> None:
    path.write_bytes(gzip.decompress(stored.read_bytes()))
    records = records_at(path)
    assert records.practice() == sample_practice()
    assert records.providers() == (sample_provider(),)
    assert records.fee_schedule(sample_visit().day) == sample_fees()
    signed, draft = records.visit("V1"), records.visit("V2")
    assert (signed.state, signed.version) == ("signed", 1)
    assert signed.answer is not None
    assert [(line.code, int(line.units)) for line in signed.answer.lines] == [("17000", 1), ("17003", 6)]
    assert all(line.why for line in signed.answer.lines)
    assert (draft.state, draft.encounter.lesions) == ("draft", (keratoses("A", 2),))
    with records._file.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    with pytest.raises(Exception, match="signed"):
        records.save_draft(replace(signed, reason="Another"))
    assert records.save_draft(replace(draft, reason="Another")).reason == "Another"
    records.close()
    copy = path.with_name(f"{path.name}.before-{migrations.HEAD}")
    assert ask(copy, "PRAGMA integrity_check") == "ok"
    assert ask(path, "PRAGMA integrity_check") == "ok"
