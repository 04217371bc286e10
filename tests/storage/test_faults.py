"""What the world may do to the record file: one clear sentence each, and the file left as it was."""

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Barrier, Thread

import pytest

from chargecapture.errors import KnownError
from chargecapture.storage import record_file
from chargecapture.storage.record_file import copy_record_file
from chargecapture.storage.records import SqlRecords
from tests.helpers.records import (
    NOON,
    charted_more,
    fill,
    records_at,
    sample_answer,
    sample_patient,
    sample_practice,
    sample_visit,
)

ROOT = Path(__file__).resolve().parents[2]
PAGE = 4096
PRIVATE = ("Sample", "Ruth", "10023", "keratosis", "sqlite", "/")
"""What no message may hold: the patient, the chart, the file's name."""


@pytest.fixture
def closed(path: Path) -> Path:
    """A record file with a signed visit and a draft, closed."""
    records = fill(records_at(path))
    records.sign(sample_visit(id="S1"), sample_answer(), by="L", at=NOON)
    records.save_draft(sample_visit())
    records.close()
    return path


def refusal(path: Path, **how: object) -> KnownError:
    with pytest.raises(KnownError) as refused:
        records_at(path, **how).close()
    assert refused.value.way_out
    assert not [word for word in PRIVATE if word in str(refused.value)]
    return refused.value


def beside(path: Path) -> set[str]:
    return {file.name for file in path.parent.iterdir()} - {"home"}


# What is no record file


def test_a_folder_that_is_missing_is_named_as_such(tmp_path: Path) -> None:
    assert refusal(tmp_path / "gone" / "records").sentence == "The folder of the record file is missing."


def test_a_missing_file_is_made_unless_it_should_be_there(path: Path) -> None:
    assert refusal(path, create=False).sentence == "The record file is missing."
    assert beside(path) == set()
    records_at(path).close()
    records_at(path, create=False).close()
    assert beside(path) == {path.name}


def test_a_folder_is_no_record_file(tmp_path: Path) -> None:
    assert refusal(tmp_path).sentence == "This is a folder, not a record file."


def test_an_empty_file_is_not_taken_for_a_new_one(path: Path) -> None:
    path.touch()
    assert refusal(path).sentence == "The record file is empty."
    assert path.read_bytes() == b""


@pytest.mark.parametrize(
    "content",
    [b"\0", b"x", b"name,born\n" * 50, b"\x89PNG\r\n\x1a\n" + bytes(5000), bytes(100), bytes(9000)],
    ids=["a zero", "a letter", "a list", "a picture", "zeros", "many zeros"],
)
def test_another_kind_of_file_is_refused_and_stays_as_it_is(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert refusal(path).sentence == "This file is not a record file."
    assert path.read_bytes() == content
    assert beside(path) == {path.name}


def test_a_file_of_random_bytes_is_refused_and_stays_as_it_is(path: Path) -> None:
    for size in (1, 15, 16, 99, 100, 511, 512, 513, PAGE, 3 * PAGE, 100_000):
        content = random.Random(size).randbytes(size)
        path.write_bytes(content)
        assert refusal(path).sentence == "This file is not a record file."
        assert path.read_bytes() == content


def test_another_programs_database_is_refused_and_stays_as_it_is(path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE alembic_version (version_num)")
        raw.execute("INSERT INTO alembic_version VALUES ('0001')")
        raw.commit()
    content = path.read_bytes()
    assert refusal(path).sentence == "This file is not a record file."
    assert path.read_bytes() == content


# What is damaged


@pytest.mark.parametrize("cut", [1, 100, PAGE - 1, PAGE, 10 * PAGE, 30 * PAGE])
def test_a_file_cut_short_is_refused_and_not_repaired(closed: Path, cut: int) -> None:
    whole = closed.read_bytes()
    closed.write_bytes(whole[:-cut])
    assert refusal(closed).sentence == "The record file is damaged."
    assert closed.read_bytes() == whole[:-cut]


@pytest.mark.parametrize("kept", [1, 16, 100, 1000, PAGE])
def test_a_beginning_of_a_file_is_refused_and_not_repaired(closed: Path, kept: int) -> None:
    start = closed.read_bytes()[:kept]
    closed.write_bytes(start)
    assert refusal(closed).sentence in ("The record file is damaged.", "This file is not a record file.")
    assert closed.read_bytes() == start


def use_everything(records: SqlRecords) -> None:
    records.practice()
    records.providers()
    records.fee_schedule(NOON.date())
    for patient in records.find_patients(""):
        records.coverage(patient.id)
    for row in records.visits_on(sample_visit().day):
        records.visit(row.id)
    records.history("P1", sample_visit().day.replace(year=2027))
    records.save_draft(charted_more(records.visit("V1"), "typed"))
    records.sign(sample_visit(id="S2"), sample_answer(), by="L", at=NOON)


def test_a_file_with_flipped_bytes_works_or_says_that_it_is_damaged(closed: Path) -> None:
    """Whatever the bytes: no other exception, and none of the texts around them in a message."""
    chance = random.Random(20261124)
    whole = closed.read_bytes()
    outcomes: set[str] = set()
    for _ in range(120):
        damaged = bytearray(whole)
        for _ in range(chance.choice([1, 1, 4, 40])):
            damaged[chance.randrange(len(damaged))] ^= chance.randrange(1, 256)
        closed.write_bytes(damaged)
        try:
            records = records_at(closed)
            try:
                use_everything(records)
                outcomes.add("works")
            finally:
                records.close()
        except KnownError as problem:
            assert not [word for word in PRIVATE if word in str(problem)]
            outcomes.add(problem.sentence)
    assert {"works", "The record file is damaged."} <= outcomes


def test_damage_that_shows_only_while_working_is_told(closed: Path) -> None:
    """A text that is not UTF-8 passes SQLite's own check; Python would quote it in its message."""
    with closing(sqlite3.connect(closed, isolation_level=None)) as raw:
        raw.execute("UPDATE patients SET last_name = CAST(x'53616d706cff' AS TEXT)")
        raw.execute("UPDATE patients SET born = '197c-03-14' WHERE id = 'P1'")
    records = records_at(closed)
    for act in (lambda: records.patient("P1"), lambda: records.find_patients("")):
        with pytest.raises(KnownError, match="The record file is damaged") as refused:
            act()
        assert "Sampl" not in str(refused.value)
    records.close()


def test_a_file_too_big_to_be_checked_when_opened_is_checked_when_asked(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_file, "MOST_CHECKED_BYTES", 10 * PAGE)
    records = records_at(closed)
    records.check()
    records.close()
    whole = closed.read_bytes()
    closed.write_bytes(whole[: 40 * PAGE] + bytes(PAGE) + whole[41 * PAGE :])
    records = records_at(closed)
    with pytest.raises(KnownError, match="The record file is damaged"):
        records.check()
    records.close()


def test_a_file_from_a_newer_version_is_refused_and_stays_as_it_is(closed: Path) -> None:
    with closing(sqlite3.connect(closed)) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
        raw.commit()
    content = closed.read_bytes()
    assert refusal(closed).sentence == "The record file was written by a newer version of this program."
    assert closed.read_bytes() == content
    assert beside(closed) == {closed.name}


# What may not be touched now


@contextmanager
def locking(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another program that holds the file's write lock."""
    command = [sys.executable, "-m", "tests.storage.window", "hold", str(path)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdin is not None and program.stdout is not None
        assert program.stdout.readline() == "held\n"
        yield program
        program.stdin.close()


def test_a_file_that_another_program_holds_can_be_read_and_is_written_once_let_go(closed: Path) -> None:
    records = records_at(closed, wait_s=0.05)
    with locking(closed) as program:
        assert refusal(closed, wait_s=0.05).sentence == "Another program holds the record file."
        before = records.visit("V1")
        for act in (
            lambda: records.save_draft(charted_more(before, "typed")),
            lambda: records.sign(before, sample_answer(), by="L", at=NOON),
            lambda: records.save_practice(sample_practice(name="Changed")),
        ):
            with pytest.raises(KnownError) as refused:
                act()
            assert refused.value.sentence == "Another program holds the record file."
        assert records.visit("V1") == before
        assert program.stdin is not None and program.stdout is not None
        program.stdin.write("let go\n")
        program.stdin.flush()
        assert program.stdout.readline() == "released\n"
        kept = records.save_draft(charted_more(before, "typed"))
    assert records.visit("V1") == kept
    records.close()


def test_a_program_killed_while_it_holds_the_file_lets_go(closed: Path) -> None:
    records = records_at(closed, wait_s=0.05)
    with locking(closed) as program:
        program.kill()
        program.wait()
        assert records.save_draft(records.visit("V1")).revision == 2
    records.close()


@contextmanager
def as_ordinary_user() -> Iterator[None]:
    """Nothing is read-only to the system's administrator; be somebody else for a while."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def shelf(closed: Path) -> Iterator[Path]:
    """The closed record file in a folder that every user can reach."""
    folder = Path(tempfile.mkdtemp())
    shelved = folder / closed.name
    shutil.copy(closed, shelved)
    yield shelved
    folder.chmod(0o700)
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    ("of_folder", "of_file"), [(0o777, 0o444), (0o555, 0o666), (0o555, 0o444), (0o777, 0)]
)
def test_a_read_only_file_or_folder_is_told_when_it_is_opened(
    shelf: Path, of_folder: int, of_file: int
) -> None:
    shelf.chmod(of_file)
    shelf.parent.chmod(of_folder)
    with as_ordinary_user():
        assert refusal(shelf).sentence == "The record file may not be changed."
    shelf.chmod(0o600)
    assert shelf.read_bytes()[:15] == b"SQLite format 3"


def test_no_new_file_is_made_in_a_read_only_folder(shelf: Path) -> None:
    shelf.parent.chmod(0o555)
    with as_ordinary_user():
        assert refusal(shelf.with_name("new")).sentence == "The record file may not be changed."
    assert beside(shelf) == {shelf.name}


def test_a_folder_that_may_not_be_looked_into_is_told(shelf: Path) -> None:
    shelf.parent.chmod(0)
    with as_ordinary_user():
        assert refusal(shelf).sentence == "The record file may not be changed."


def test_a_file_that_becomes_read_only_while_open_is_told(closed: Path) -> None:
    """As when a drive is mounted anew for reading only: SQLite refuses, and we say so."""
    records = records_at(closed)
    draft = records.visit("V1")
    with records._file._engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")
    with pytest.raises(KnownError, match="The record file may not be changed"):
        records.save_draft(charted_more(draft, "typed"))
    assert records.visit("V1") == draft
    records.close()


def test_a_file_that_is_moved_while_open_takes_no_more_and_goes_on_when_it_is_back(closed: Path) -> None:
    """On POSIX the open file would go on taking drafts that nobody finds again."""
    records = records_at(closed)
    draft = records.visit("V1")
    elsewhere = closed.with_name("elsewhere")
    closed.rename(elsewhere)
    for _ in range(2):
        with pytest.raises(KnownError) as refused:
            records.save_draft(charted_more(draft, "typed"))
        assert refused.value.sentence == "The record file cannot be reached."
        closed.write_bytes(b"another file in its place")
    elsewhere.replace(closed)
    assert records.save_draft(charted_more(draft, "typed")) == records.visit("V1")
    records.close()


# New files and copies


def test_two_windows_that_make_the_same_new_file_share_it(path: Path) -> None:
    barrier = Barrier(2)
    windows: list[SqlRecords] = []

    def open_at_once() -> None:
        barrier.wait()
        windows.append(records_at(path))

    threads = [Thread(target=open_at_once) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    first, second = windows
    first.save_patient(sample_patient())
    assert second.patient("P1") == sample_patient()
    first.close()
    second.close()
    assert beside(path) == {path.name}


def test_a_new_file_is_for_its_user_alone(path: Path) -> None:
    records_at(path).close()
    other_users = path.stat().st_mode & 0o077
    assert other_users == (0 if os.name == "posix" else 0o066)  # Windows keeps no such bits


def test_a_copy_holds_what_was_committed_while_the_file_is_in_use(records: SqlRecords, path: Path) -> None:
    kept = records.save_draft(sample_visit())
    copy = copy_record_file(path, path.with_name("copy"))
    records.save_draft(charted_more(kept, "later"))
    copied = records_at(copy)
    assert copied.visit("V1") == kept
    copied.close()


def test_a_copy_never_takes_the_place_of_another_file(closed: Path) -> None:
    names = [copy_record_file(closed, closed.with_name("copy")).name for _ in range(3)]
    assert names == ["copy", "copy-2", "copy-3"]
    assert beside(closed) == {closed.name, *names}


def test_no_copy_is_left_of_a_damaged_file(closed: Path) -> None:
    whole = closed.read_bytes()
    closed.write_bytes(whole[: 10 * PAGE] + bytes(20 * PAGE) + whole[30 * PAGE :])
    with pytest.raises(KnownError, match="damaged"):
        copy_record_file(closed, closed.with_name("copy"))
    assert beside(closed) == {closed.name}
