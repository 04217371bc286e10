"""The program killed at any moment, and the disk full: what was acknowledged is there."""

import random
import shutil
import sqlite3
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import closing
from itertools import takewhile
from pathlib import Path
from time import perf_counter

import pytest

from chargecapture.storage.records import SqlRecords
from tests.helpers.records import fill, records_at, sample_visit
from tests.storage.window import SIGNED_EACH, answer_of, typed

ROOT = Path(__file__).resolve().parents[2]
KILLS = 32
LONGEST_S = 0.004  # about the time of two saves and a signing


def started(act: str, path: Path, *before: str) -> subprocess.Popen[str]:
    command = [*before, sys.executable, "-m", "tests.storage.window", act, str(path)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def pass_time(seconds: float) -> None:
    """Let the other process go on for a time that no lock or pipe can give."""
    until = perf_counter() + seconds
    while perf_counter() < until:
        pass


def numbers(lines: list[str], word: str) -> list[int]:
    return [int(line.split()[1]) for line in lines if line.split()[0] == word]


@pytest.fixture
def typed_into(path: Path) -> Path:
    """A record file with a draft into which numbers are typed."""
    records = fill(records_at(path))
    records.save_draft(typed(sample_visit(), "0"))
    records.close()
    return path


def waiting_windows(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Windows that are loaded and wait, each started while the one before it works."""
    windows = deque(started("save", path) for _ in range(2))
    for at in range(KILLS):
        if at + len(windows) < KILLS:
            windows.append(started("save", path))
        yield windows.popleft()


def killed(window: subprocess.Popen[str], chance: random.Random) -> list[str]:
    """What a window acknowledged from its start until it was killed, at a moment of chance."""
    with window:
        assert window.stdout is not None and window.stdin is not None
        window.stdin.write("begin\n")
        window.stdin.flush()
        lines = [window.stdout.readline() for _ in range(chance.randint(1, 25))]
        pass_time(chance.uniform(0, LONGEST_S))
        window.kill()
        lines += window.stdout.readlines()
    assert window.returncode != 0
    return [line for line in lines if line.endswith("\n")]


def test_a_window_killed_at_any_moment_loses_nothing_that_was_acknowledged(typed_into: Path) -> None:
    chance = random.Random(20261124)
    signed: list[int] = []
    for window in waiting_windows(typed_into):
        lines = killed(window, chance)
        last = numbers(lines, "saved")[-1]
        signed += numbers(lines, "signed")
        with closing(sqlite3.connect(typed_into)) as raw:
            assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
        records = records_at(typed_into)
        found = int(records.visit("V1").encounter.lesions[0].diagnosis)
        assert found in (last, last + 1)
        _check_signed(records, found, set(signed))
        records.close()
    assert len(signed) >= KILLS


def _check_signed(records: SqlRecords, newest: int, acknowledged: set[int]) -> None:
    """Each signed visit is there whole; one not acknowledged is there whole or not at all."""
    there = {int(row.id[1:]) for row in records.visits_on(sample_visit().day) if row.id.startswith("S")}
    assert acknowledged <= there <= set(range(0, newest + 1, SIGNED_EACH))
    for number in there:
        visit = records.visit(f"S{number}")
        assert (visit.state, visit.answer) == ("signed", answer_of(number))


def in_own_mounts(*commands: str) -> list[str]:
    """Run a program after these commands of the shell, whose mounts nobody else sees."""
    return ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", _then_run(*commands), "sh"]


def _then_run(*commands: str) -> str:
    return " && ".join((*commands, 'exec "$@"'))


def small_disk(path: Path) -> tuple[list[str], Path, str]:
    """What to run a window in so that its disk fills up, where its file lies then, and what it will say."""
    folder = path.parent / "small"
    folder.mkdir()
    mount = f"mount -t tmpfs -o size=1m none '{folder}'"
    if shutil.which("unshare") and not subprocess.call([*in_own_mounts(mount), "true"]):
        ballast = f"head -c 200000 /dev/zero > '{folder}/ballast'"
        before = in_own_mounts(mount, f"cp '{path}' '{folder}'", ballast)
        return before, folder / path.name, "The disk of the record file is full."
    limited = _then_run("trap '' XFSZ", "ulimit -S -f 1000")
    return ["bash", "-c", limited, "bash"], path, "The disk of the record file reports a fault."


def test_a_full_disk_is_told_in_a_sentence_and_loses_nothing(typed_into: Path) -> None:
    """On a disk of 1 MB where the system lets us mount one, else with the file held to half a MB."""
    before, path, sentence = small_disk(typed_into)
    with started("fill", path, *before) as window:
        assert window.stdout is not None and window.stdin is not None
        lines = list(takewhile(lambda line: "stored" not in line, window.stdout))
        stored = int(window.stdout.readline())
        window.stdin.write("there is space\n")
        window.stdin.close()
        after = window.stdout.read()
    assert lines[-1] == f"refused {sentence}\n"
    assert stored - numbers(lines, "saved")[-1] in (0, 1)
    assert after == "saved more\n"
