"""One visit from end to end: charted, signed, closed, opened again and printed in a real window."""

import json
import sqlite3
from decimal import Decimal
from pathlib import Path

import pytest

from chargecapture.storage.records import open_records
from chargecapture.workflow.records import VisitRecord
from tests.helpers.paper import text_of
from tests.helpers.records import Clock, JsonCodec
from tests.helpers.screen import XVFB, run_window, screen

pytestmark = pytest.mark.skipif(XVFB is None, reason="needs Xvfb, Debian package xvfb")

LINES = [
    "Insurance claim",
    "12052 | 59 | 1 | A C44.311 | C | 625.00 | Insurance",
    "11642 |  | 1 | A C44.311 | C | 535.00 | Insurance",
    "11102 | 59 | 1 | B D49.2 | A | 190.00 | Insurance",
    "99213 | 25 | 1 | C L40.0 | Visit | 180.00 | Insurance",
    "17000 | 59 | 1 | D L57.0 | B | 135.00 | Insurance",
    "17003 |  | 6 | D L57.0 | B | 90.00 | Insurance",
    "Patient pays, not sent to the insurer",
    "Cosmetic |  | 20 | not on the claim | – | 280.00 | Patient",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("visit")


@pytest.fixture(scope="module")
def visit(folder: Path) -> dict[str, dict[str, object]]:
    """What the window showed while the visit was charted, and when another run opened it again."""
    home = folder / "home"
    home.mkdir()
    told = {}
    with screen() as display:
        for what in ("chart", "reopen"):
            arguments = (what, str(folder / "records.db"), str(folder))
            window = run_window("tests.desktop.whole_visit", *arguments, display=display, home=home)
            out, trouble = window.communicate(timeout=300)
            assert window.returncode == 0, trouble
            assert trouble == ""
            told[what] = json.loads(out)
    return told


@pytest.fixture(scope="module")
def stored(folder: Path, visit: dict[str, dict[str, str]]) -> VisitRecord:
    records = open_records(folder / "records.db", JsonCodec(), now=Clock(), create=False)
    found = records.visit(visit["chart"]["visit"])
    records.close()
    return found


def test_what_is_charted_by_keyboard_and_mouse_shows_its_charges_at_once(visit):
    assert visit["chart"]["before_signing"] == LINES
    assert visit["chart"]["state"] == "Ready to sign"
    assert visit["chart"]["told"] == []


def test_the_signed_visit_shows_the_same_after_the_program_was_closed_and_opened(visit):
    assert visit["reopen"]["visit"] == visit["chart"]["visit"]
    assert visit["reopen"]["lines"] == visit["chart"]["lines"] == LINES
    assert visit["reopen"]["foot"] == visit["chart"]["foot"]
    assert visit["reopen"]["foot"].startswith("Signed by Lena Hartmann, MD")


def test_the_record_file_holds_the_signed_lines(stored):
    assert (stored.state, stored.version) == ("signed", 1)
    assert stored.answer is not None
    lines = [
        (line.code, line.modifiers, int(line.units), line.responsibility) for line in stored.answer.lines
    ]
    assert lines == [
        ("12052", ("59",), 1, "insurance"),
        ("11642", (), 1, "insurance"),
        ("11102", ("59",), 1, "insurance"),
        ("99213", ("25",), 1, "insurance"),
        ("17000", ("59",), 1, "insurance"),
        ("17003", (), 6, "insurance"),
        ("COS-botulinum_toxin", (), 20, "patient"),
    ]
    assert stored.answer.total("insurance") == Decimal("1755")
    assert stored.answer.total("patient") == Decimal("280")
    assert all(line.why for line in stored.answer.lines)


def test_the_record_file_holds_the_facts_as_they_were_charted(stored):
    cheek, scalp, nose = stored.encounter.lesions
    assert (cheek.site, cheek.side, cheek.procedures[0].method) == ("cheek", "left", "tangential")
    assert (scalp.site, scalp.count, scalp.procedures[0].method) == ("scalp", 7, "cryosurgery")
    excision, repair = nose.procedures
    assert (excision.lesion_cm, excision.margin_cm) == (Decimal("0.8"), Decimal("0.4"))
    assert (repair.complexity, repair.length_cm) == ("intermediate", Decimal("4.2"))


def test_the_record_file_is_sound(folder, stored):
    with sqlite3.connect(folder / "records.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_the_insurer_s_superbill_has_the_claim_and_nothing_for_looks(folder, visit):
    assert visit["reopen"]["titles"] == ["Insurance superbill", "Self-pay statement"]
    (path,) = folder.glob("*-insurance.pdf")
    text = " ".join(text_of(path.read_bytes()))
    for wanted in ("12052", "11642", "11102", "99213", "17000", "17003", "C44.311", "D49.2", "1,755.00"):
        assert wanted in text
    for never in ("toxin", "Botulinum", "COS-", "280.00", "Z41.1"):
        assert never not in text


def test_the_patient_s_statement_has_what_is_for_looks_and_no_claim_line(folder, visit):
    (path,) = folder.glob("*-self-pay.pdf")
    text = " ".join(text_of(path.read_bytes()))
    assert "280.00" in text
    assert "20" in text
    for never in ("12052", "11642", "11102", "99213", "17000", "17003"):
        assert never not in text
