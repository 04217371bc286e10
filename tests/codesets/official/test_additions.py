"""Imported codes in the library: found by their words, and not before their day."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from chargecapture.codesets.icd10cm import OfficialCode
from chargecapture.codesets.library import CodeLibrary, open_library
from chargecapture.codesets.official.additions import imported_codes
from tests.codesets.official import published
from tests.codesets.official.published import take
from tests.helpers.library import few_codes
from tests.helpers.rules import RESOURCES

FY2027 = [("L570", 1, "Actinic keratosis, renamed"), ("Q998", 1, "Zebra stripes of skin")]
FILES = {"icd10cm_order_2027.txt": published.icd10cm(FY2027), "HCPC2026_OCT_ANWEB.csv": published.hcpcs()}


def _must_not_build() -> Iterator[OfficialCode]:
    raise AssertionError("built again")
    yield


@pytest.fixture
def library(tmp_path: Path) -> CodeLibrary:
    additions = imported_codes(take(tmp_path, FILES))
    return open_library(tmp_path / "cache", RESOURCES, read_edition=few_codes, additions=additions)


def test_an_imported_diagnosis_is_found_by_its_words_and_by_its_code(library: CodeLibrary) -> None:
    assert [found.code for found in library.find("zebra stripes")] == ["Q99.8"]
    assert library.find("q998")[0].label == "Zebra stripes of skin"


def test_an_imported_title_is_shown_in_place_of_the_built_in_one(library: CodeLibrary) -> None:
    assert library.find("L57.0")[0].label == "Actinic keratosis, renamed"
    assert library.find("solar keratosis")[0].code == "L57.0"


@pytest.mark.parametrize(
    ("icd10", "on", "standing"),
    [
        ("Q99.8", date(2026, 9, 30), "not_yet"),
        ("Q99.8", date(2026, 10, 1), "billable"),
        ("L57.0", date(2026, 9, 30), "billable"),
    ],
)
def test_a_new_diagnosis_does_not_stand_before_its_edition(
    library: CodeLibrary, icd10: str, on: date, standing: str
) -> None:
    assert library.standing(icd10, on) == standing


def test_an_imported_hcpcs_code_is_found_after_all_else_and_has_no_label_of_ours(
    library: CodeLibrary,
) -> None:
    assert [found.code for found in library.find("sheet begins")] == ["Q4999"]
    assert library.find("J9999")[0].label == "A drug that ended (ended 2026-03-31)"
    assert library.find("dexamethasone sodium")[0].code == "J1100"
    assert "Q4999" not in library.labels
    assert library.labels["J1100"] != "Injection, dexamethasone sodium phosphate, 1 mg"


def test_another_import_is_another_library_and_the_same_one_is_opened(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    editions = take(tmp_path, FILES)
    open_library(cache, RESOURCES, read_edition=few_codes, additions=imported_codes(editions))
    open_library(cache, RESOURCES, read_edition=_must_not_build, additions=imported_codes(editions))
    with pytest.raises(AssertionError, match="built again"):
        open_library(cache, RESOURCES, read_edition=_must_not_build)


def test_editions_that_hold_no_codes_to_find_change_no_library(tmp_path: Path) -> None:
    additions = imported_codes(take(tmp_path, {"gpci.csv": published.gpci()}))
    open_library(tmp_path / "cache", RESOURCES, read_edition=few_codes)
    open_library(tmp_path / "cache", RESOURCES, read_edition=_must_not_build, additions=additions)
