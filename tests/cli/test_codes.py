"""`chargecapture codes`: what it says, and that the command for coding uses what was imported."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest

from chargecapture.cli.main import run
from chargecapture.domain.codes import EditionAtHand, KindAtHand
from chargecapture.errors import KnownError
from chargecapture.exchange.encounter_json import write_encounter
from tests.codesets.official import ncci_files
from tests.helpers.encounters import biopsy, encounter, keratoses

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = write_encounter(
    encounter(biopsy("A"), keratoses("B", 3), payer="medicare", date_of_service=date(2026, 7, 1))
)
UNITS = EditionAtHand("MUE of 2026-07-01", date(2026, 7, 1), date(2026, 9, 30), 15_104, "imported from a.csv")
HCPCS = EditionAtHand("HCPCS October 2026", date(2026, 10, 1), None, 1, "imported from b.csv", "1 row is few")


class FakeDesk:
    """Holds two kinds; refuses a file named `bad.csv`, and is interrupted at `long.csv`."""

    def __init__(self) -> None:
        self.insisted: tuple[object, ...] = ()

    def at_hand(self) -> Sequence[KindAtHand]:
        return (
            KindAtHand("mue", "Units", (UNITS,), ("2026 Q4",), "Not covered: 2026 Q4."),
            KindAtHand("hcpcs", "HCPCS Level II", (HCPCS,), (), ""),
            KindAtHand("gpci", "Indices", (), ("2025",), ""),
        )

    def take(
        self,
        files: Sequence[Path],
        progress: Callable[[int, int], None],
        *,
        starts: date | None,
        partial: bool,
        older: bool,
    ) -> tuple[Sequence[EditionAtHand], Sequence[str]]:
        self.insisted = (starts, partial, older)
        if files[0].name == "bad.csv":
            raise KnownError("bad.csv: It is empty.", "Get it again.")
        if files[0].name == "long.csv":
            raise KeyboardInterrupt
        return [UNITS], ["readme.txt"]

    def go_back(self) -> Sequence[EditionAtHand]:
        return []


class FakeProgram:
    def __init__(self) -> None:
        self.editions = FakeDesk()


@pytest.fixture
def program() -> FakeProgram:
    return FakeProgram()


@pytest.mark.parametrize("arguments", [["codes"], ["codes", "status"]])
def test_the_status_tells_editions_periods_gaps_and_what_to_do(program, arguments, capsys) -> None:
    assert run(arguments, program) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Units",
        "    MUE of 2026-07-01: 2026-07-01 to 2026-09-30, 15,104 rows, imported from a.csv",
        "    ! Not covered: 2026 Q4.",
        "HCPCS Level II",
        "    HCPCS October 2026: 2026-10-01 on, 1 row, imported from b.csv; not whole: 1 row is few",
        "    covers today and the year before",
        "Indices",
        "    none imported",
    ]


def test_an_import_says_what_is_in_use_and_what_was_passed_over(program, capsys) -> None:
    assert run(["codes", "import", "a.csv", "--starts", "2026-07-01", "--partial"], program) == 0
    assert program.editions.insisted == (date(2026, 7, 1), True, False)
    out = capsys.readouterr().out
    assert out.startswith("In use: MUE of 2026-07-01")
    assert "Passed over: readme.txt" in out


def test_a_refused_file_is_told_on_standard_error(program, capsys) -> None:
    assert run(["codes", "import", "bad.csv"], program) == 1
    assert capsys.readouterr() == ("", "bad.csv: It is empty. Get it again.\n")


def test_an_interrupted_import_says_that_nothing_changed(program, capsys) -> None:
    assert run(["codes", "import", "long.csv"], program) == 130
    assert capsys.readouterr().err == "Stopped. The editions in use are as before.\n"


def test_a_day_that_is_none_is_refused(program, capsys) -> None:
    with pytest.raises(SystemExit, match="2"):
        run(["codes", "import", "a.csv", "--starts", "July"], program)
    assert "write it as YYYY-MM-DD" in capsys.readouterr().err


def chargecapture(
    *arguments: object, home: Path, document: str | None = None
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "chargecapture", *map(str, arguments)]
    environment = {**os.environ, "XDG_DATA_HOME": str(home), "HOME": str(home)}
    return subprocess.run(
        command, cwd=ROOT, env=environment, input=document, capture_output=True, text=True, check=False
    )


def status_of(home: Path) -> str:
    coded = chargecapture("code", "-", home=home, document=DOCUMENT)
    assert coded.stderr == ""
    return json.loads(coded.stdout)["status"]


def test_the_command_imports_codes_by_it_and_goes_back(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert status_of(home) == "ready"
    taken = chargecapture("codes", "import", *ncci_files.ptp_parts(tmp_path), home=home)
    assert (taken.returncode, taken.stderr) == (0, "")
    assert taken.stdout.startswith("In use: PTP v32.2: 2026-07-01 to 2026-09-30, 8 rows, imported ")
    assert status_of(home) == "blocked"
    assert "PTP v32.2" in chargecapture("codes", home=home).stdout
    back = chargecapture("codes", "rollback", home=home)
    assert (back.returncode, back.stdout) == (0, "In use again: what is built in.\n")
    assert status_of(home) == "ready"


# A shell starts what it puts in the background deaf to Ctrl+C, and with it the tests and their children.
HEARS_CTRL_C = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from chargecapture.bootstrap import main
sys.exit(main())
"""


def test_ctrl_c_in_a_long_import_leaves_the_editions_as_they_were(tmp_path: Path) -> None:
    home, parts = tmp_path / "home", ncci_files.ptp_parts(tmp_path, "v323r0")
    rows = "".join(
        ncci_files.ptp_row((f"{code:05}", "11102", "20200101", "*", "1")) for code in range(20_000)
    )
    with parts[0].open("a", encoding="ascii", newline="") as file:  # seconds of work, to be interrupted in it
        file.writelines([rows] * 60)
    command = [sys.executable, "-c", HEARS_CTRL_C, "codes", "import", *map(str, parts)]
    environment = {**os.environ, "XDG_DATA_HOME": str(home), "HOME": str(home)}
    running = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
    assert running.stderr is not None
    first = running.stderr.readline()
    running.send_signal(signal.SIGINT)
    _, rest = running.communicate(timeout=60)
    assert first.startswith("Importing: ")
    assert running.returncode == 130
    assert "Stopped. The editions in use are as before." in rest
    assert "PTP v32.3" not in chargecapture("codes", home=home).stdout
