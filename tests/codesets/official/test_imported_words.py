"""What documents and lists call things once editions are imported, through the program as it is started."""

from datetime import date
from pathlib import Path

import pytest

from chargecapture import bootstrap
from chargecapture.bootstrap import Built
from chargecapture.bootstrap_window import _priced
from chargecapture.codesets.official.desk import EditionDesk
from chargecapture.codesets.official.words import ImportedWords
from chargecapture.codesets.rule_tables import load_built_in
from tests.codesets.official import published
from tests.codesets.official.published import take
from tests.helpers.library import whole_library
from tests.helpers.paper import text_of
from tests.helpers.rules import RESOURCES

VISIT = (RESOURCES / "sample" / "visits" / "warts.json").read_bytes()
DAY = date(2026, 11, 23)
OURS = "Benign destruction, up to 14 lesions"
THEIRS = "The practice's licensed words"


def licence(year: int, expires: str) -> str:
    return f'licence_holder = "Skin Practice"\nedition_year = {year}\nusers = 4\nexpires = {expires}\n'


def words_of(folder: Path, *licences: tuple[int, str], today: date = DAY) -> ImportedWords:
    files = {}
    for year, expires in licences:
        (folder / f"cpt{year}.toml").write_text(licence(year, expires), "utf-8")
        files[f"cpt{year}.txt"] = published.consolidated([("17110", f"{THEIRS} of {year}")])
    return ImportedWords(take(folder, files), lambda: today)


@pytest.mark.parametrize(
    ("licences", "day", "today", "year", "fault"),
    [
        ([(2026, "2026-12-31")], DAY, DAY, 2026, ""),
        ([(2026, "2026-12-31")], DAY, date(2027, 1, 1), 0, "ended on 2026-12-31. Our own labels"),
        ([(2025, "2026-12-31")], DAY, DAY, 0, "are those of 2025. Our own labels"),
        ([(2025, "2027-12-31"), (2026, "2027-12-31")], date(2025, 12, 31), DAY, 2025, ""),
        ([(2025, "2027-12-31"), (2026, "2027-12-31")], date(2026, 1, 1), DAY, 2026, ""),
        ([(2025, "2025-12-31"), (2026, "2026-12-31")], date(2025, 12, 31), DAY, 2026, ""),
    ],
)
def test_descriptors_are_those_of_the_year_as_long_as_their_licence_lasts(
    tmp_path: Path, licences: list[tuple[int, str]], day: date, today: date, year: int, fault: str
) -> None:
    found = words_of(tmp_path, *licences, today=today).descriptors(day)
    assert found.year == year
    assert found.words.get("17110") == (f"{THEIRS} of {year}" if year else None)
    assert fault in found.fault
    assert bool(found.fault) == bool(fault)
    assert (f"CPT copyright {year} American Medical Association" in found.notice) == bool(year)


def test_without_a_licence_there_are_no_descriptors_and_no_fault(tmp_path: Path) -> None:
    found = ImportedWords(take(tmp_path, {"gpci.csv": published.gpci()}), lambda: DAY).descriptors(DAY)
    assert (dict(found.words), found.fault) == ({}, "")


@pytest.mark.parametrize(
    ("today", "next_step"),
    [
        (date(2026, 12, 31), ""),
        (
            date(2027, 1, 1),
            "The licence for CPT descriptors ended on 2026-12-31. Our own labels stand in their",
        ),
    ],
)
def test_the_status_names_the_licence_and_tells_when_it_ended(
    tmp_path: Path, today: date, next_step: str
) -> None:
    words_of(tmp_path, (2026, "2026-12-31"))
    desk = EditionDesk(tmp_path / "editions", load_built_in(RESOURCES / "rules"), lambda: today)
    (kind,) = [kind for kind in desk.at_hand() if kind.kind == "descriptors"]
    assert kind.editions[0].name == "CPT 2026 of Skin Practice, 4 users, licensed until 2026-12-31"
    assert kind.next_step[: len(next_step)] == next_step
    assert bool(kind.next_step) == bool(next_step)


def test_titles_labels_and_places_are_the_newest_imported_else_the_built_in_ones(tmp_path: Path) -> None:
    files = {
        "icd10cm_order_2026.txt": published.icd10cm([("L570", 1, "Keratosis of old"), ("L821", 1, "Other")]),
        "icd10cm_order_2027.txt": published.icd10cm([("L570", 1, "Keratosis")]),
        "HCPC2026_OCT_ANWEB.csv": published.hcpcs(),
        "places.csv": published.places(),
    }
    words = ImportedWords(take(tmp_path, files), lambda: DAY)
    titles = words.titles({"L57.0": "Built in", "Z00": "Built in"})
    assert dict(titles) == {"L57.0": "Keratosis", "L82.1": "Other", "Z00": "Built in"}
    assert (len(titles), titles.get("Q99")) == (3, None)
    labels = words.labels({"J1100": "Our dexamethasone"})
    assert labels["J1100"] == "Our dexamethasone"
    assert labels["Q4999"] == "A sheet that begins"
    assert words.places({"11": "Built in", "99": "Other"}) == {"11": "Office", "12": "Home", "99": "Other"}


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Built:
    """The program with its editions in a folder of the test's own, and the library already built."""
    monkeypatch.setattr(bootstrap, "_today", lambda: DAY)
    built = Built()
    built.editions_folder = tmp_path / "editions"
    built.library = whole_library()
    return built


def test_a_superbill_shows_licensed_descriptors_with_their_notice(program: Built, tmp_path: Path) -> None:
    words_of(tmp_path, (2026, "2026-12-31"))
    (page,) = text_of(program.print_superbills(VISIT, office=None, reasons=False)["insurance"])
    flat = " ".join(page.split())
    assert f"{THEIRS} of 2026" in flat
    assert OURS not in flat
    assert "CPT copyright 2026 American Medical Association. All rights reserved. CPT is a" in flat
    assert "no descriptors printed" not in flat


def test_a_superbill_after_the_licence_shows_our_labels_and_the_command_says_why(
    program: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words_of(tmp_path, (2026, "2026-12-31"))
    monkeypatch.setattr(bootstrap, "_today", lambda: date(2027, 1, 1))
    (page,) = text_of(program.print_superbills(VISIT, office=None, reasons=False)["insurance"])
    flat = " ".join(page.split())
    assert THEIRS not in flat
    assert OURS in flat
    assert "no descriptors printed" in flat
    assert "licence for CPT descriptors ended on 2026-12-31" in capsys.readouterr().err


def test_a_diagnosis_that_the_edition_of_the_day_has_not_blocks_the_visit(
    program: Built, tmp_path: Path
) -> None:
    whole = published.icd10cm([("B07", 0, "Warts"), ("B070", 1, "Sole"), ("B0799", 1, "Other wart")])
    take(tmp_path, {"icd10cm_order_2027.txt": whole})
    assert program.imported is not None
    published.as_whole(program.imported)
    assert program.coder._diagnoses.codes.standing("B07.9", DAY) == "ended"
    assert program.coder._diagnoses.codes.standing("B07.9", date(2026, 9, 30)) == "billable"


def test_without_an_import_nothing_of_it_is_loaded(program: Built) -> None:
    assert program.imported is None
    assert program.wording.labels["17110"] == OURS


def test_the_window_prices_codes_in_licensed_words_where_there_are_any(
    program: Built, tmp_path: Path
) -> None:
    words_of(tmp_path, (2026, "2026-12-31"))
    priced = _priced(program)
    assert (priced["17110"], priced["17000"]) == (
        f"{THEIRS} of 2026",
        "Premalignant destruction, first lesion",
    )
    assert program.descriptors_today.notice.startswith("CPT copyright 2026")
