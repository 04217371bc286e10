"""Kills the real window while a visit is charted, and looks at what the next start shows.

`python -m tests.desktop.killed_visit 50` kills it 50 times and says what was lost. As a driver it takes
`chart` or `look`, the record file and a folder.

The driver writes a line at each step, before the step is handed to the record file, and one when a field is
left. So a start after the kill must show one of the steps since the last field that was left.
"""

import json
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.helpers.screen import Person, run_window, screen

LEFT = "left"
STEPS = 140  # of the whole visit, or a few more


def _say(what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def _chart(records: Path, folder: Path) -> None:
    """Chart the visit, telling each step."""
    from chargecapture.exchange.encounter_json import encounter_document
    from tests.desktop import whole_visit

    window, _ = whole_visit.open_window(records, folder)
    presenter = window._presenters.visit
    keep, left = presenter._keeper.put, presenter.field_left

    def told_put(job: tuple) -> None:
        _say(encounter_document(job[1]))
        keep(job)

    def told_left() -> None:
        left()
        _say(LEFT)

    presenter._keeper.put = told_put
    window.pages.visit.cards._parts = window.pages.visit.cards._parts._replace(field_left=told_left)
    whole_visit.chart(Person(window), window)


def _look(records: Path, folder: Path, visit_id: str) -> None:
    """Open the visit anew and tell what the window shows."""
    from chargecapture.exchange.encounter_json import encounter_document
    from tests.desktop import whole_visit

    window, _ = whole_visit.open_window(records, folder)
    Person(window)
    window._presenters.day.open_visit(visit_id)
    _say(encounter_document(window._presenters.visit.charted.encounter))
    window.close()


class Kill(NamedTuple):
    """One kill: after how many lines, how many steps were told, and how many steps back the next start is."""

    after: int
    told: int
    behind: int
    behind_left: bool


def kill_visits(times: int, *, seed: int, folder: Path) -> Iterator[Kill]:
    """Chart and kill; `behind_left` means that a field that was left is lost."""
    chance = random.Random(seed)
    home = folder / "person"
    home.mkdir()
    records = folder / "records.db"
    with screen() as display:
        for _ in range(times):
            after = chance.randrange(1, STEPS)
            told = list(_charted_until(after, records, folder, display, home))
            steps = [step for step in told if step != LEFT]
            arguments = ("look", str(records), str(folder), steps[-1]["id"])
            window = run_window("tests.desktop.killed_visit", *arguments, display=display, home=home)
            out, trouble = window.communicate(timeout=120)
            assert window.returncode == 0, trouble
            yield _compared(after, told, json.loads(out.splitlines()[-1]))


def _charted_until(after: int, records: Path, folder: Path, display: str, home: Path) -> Iterator[object]:
    """What the window told until it was killed at its line number `after`."""
    window = run_window(
        "tests.desktop.killed_visit", "chart", str(records), str(folder), display=display, home=home
    )
    assert window.stdout is not None
    for number, line in enumerate(window.stdout, start=1):
        if number == after:
            window.kill()
        if line.endswith("\n"):
            yield json.loads(line)
    window.wait()
    window.stdout.close()
    assert window.stderr is not None
    window.stderr.close()


def _compared(after: int, told: list[object], shown: object) -> Kill:
    steps = [step for step in told if step != LEFT]
    at = max((n for n, step in enumerate(steps) if step == shown), default=None)
    if at is None:
        raise AssertionError(
            f"killed after {after} lines: the next start shows what was never charted: {shown}"
        )
    last_left = max((n for n, step in enumerate(told) if step == LEFT), default=-1)
    steps_when_left = sum(step != LEFT for step in told[:last_left]) if last_left >= 0 else 0
    return Kill(after, len(steps), len(steps) - 1 - at, at < steps_when_left - 1)


def main() -> None:
    times = int(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        kills = list(kill_visits(times, seed=random.randrange(10**6), folder=Path(folder)))
    behind = [kill.behind for kill in kills]
    lost = sum(kill.behind_left for kill in kills)
    sys.stdout.write(
        f"{len(kills)} kills; a field that was left is lost in {lost}; keystrokes of the field being typed"
        f" lost: {sum(behind)} in all, at most {max(behind)} in one\n"
    )


if __name__ == "__main__":
    if sys.argv[1] == "chart":
        _chart(Path(sys.argv[2]), Path(sys.argv[3]))
    elif sys.argv[1] == "look":
        _look(Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4])
    else:
        main()
