"""Which code may be billed on a day, and for how much, by the imported edition of that day."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import ClassVar

import pytest

from chargecapture.codesets.official.allowed import NO_ADJUSTMENT, FeeSchedule, Parts, amount
from chargecapture.codesets.official.diagnoses import DatedDiagnoses
from chargecapture.codesets.official.in_use import ImportedEditions
from chargecapture.codesets.official.store import DamagedEditionError
from chargecapture.codesets.rule_tables import load_rule_tables
from chargecapture.domain.charges import Answer
from chargecapture.domain.encounter import Encounter
from chargecapture.domain.procedures import Coded
from chargecapture.rules.engine import Coder
from tests.codesets.official import published
from tests.codesets.official.published import as_whole, take
from tests.helpers.encounters import encounter, lesion
from tests.helpers.rules import RESOURCES, diagnosis_table

BUILT_IN_FROM = date(2025, 10, 1)
LAST_OF_FY2026, FIRST_OF_FY2027 = date(2026, 9, 30), date(2026, 10, 1)

FY2026 = [
    ("C44", 0, "Skin"),
    ("C44311", 1, "Nose"),
    ("L57", 0, "Solar"),
    ("L570", 1, "Keratosis"),
    ("M722", 1, "Sole"),
]
APRIL = [*FY2026, ("U079", 1, "New in April")]
FY2027 = [("C44", 0, "Skin"), ("C44311", 1, "Nose anew"), ("M722", 0, "Sole"), ("M7220", 1, "Sole, one foot")]


class BuiltIn:
    """A built-in edition of FY2026 that knows four codes."""

    codes: ClassVar = {"C44.311": "billable", "L57.0": "billable", "M72.2": "billable", "Z99.9": "billable"}

    def standing(self, icd10: str, on: date) -> str:
        del on
        return self.codes.get(icd10, "unknown")


@pytest.fixture
def diagnoses(tmp_path: Path) -> DatedDiagnoses:
    files = {
        "icd10cm_order_2026.txt": published.icd10cm(FY2026),
        "icd10cm-order-April-2026.txt": published.icd10cm(APRIL),
        "icd10cm_order_2027.txt": published.icd10cm(FY2027),
    }
    return DatedDiagnoses(as_whole(take(tmp_path, files)), BuiltIn(), BUILT_IN_FROM)


@pytest.mark.parametrize(
    ("icd10", "on", "standing"),
    [
        ("C44.311", LAST_OF_FY2026, "billable"),
        ("C44", LAST_OF_FY2026, "header"),
        ("M72.2", LAST_OF_FY2026, "billable"),
        ("M72.2", FIRST_OF_FY2027, "header"),
        ("M72.20", LAST_OF_FY2026, "not_yet"),
        ("M72.20", FIRST_OF_FY2027, "billable"),
        ("L57.0", FIRST_OF_FY2027, "ended"),
        ("U07.9", date(2026, 3, 31), "not_yet"),
        ("U07.9", date(2026, 4, 1), "billable"),
        ("Z99.9", FIRST_OF_FY2027, "ended"),
        ("Q99.9", FIRST_OF_FY2027, "unknown"),
        ("Q99.9", LAST_OF_FY2026, "unknown"),
    ],
)
def test_a_diagnosis_stands_as_in_the_edition_of_its_day(
    diagnoses: DatedDiagnoses, icd10: str, on: date, standing: str
) -> None:
    assert diagnoses.standing(icd10, on) == standing


def test_a_day_before_the_imported_editions_is_answered_by_what_is_built_in(
    diagnoses: DatedDiagnoses,
) -> None:
    on = date(2025, 9, 30)
    assert [diagnoses.standing(code, on) for code in ("Z99.9", "M72.20")] == ["billable", "unknown"]


def test_a_day_after_the_imported_editions_is_answered_by_the_last_one(diagnoses: DatedDiagnoses) -> None:
    on = date(2027, 10, 1)
    assert [diagnoses.standing(code, on) for code in ("Z99.9", "M72.20")] == ["ended", "billable"]


def test_an_ended_edition_stands_behind_the_built_in_one_of_the_same_year(tmp_path: Path) -> None:
    editions = as_whole(take(tmp_path, {"icd10cm_order_2026.txt": published.icd10cm(FY2026)}))
    diagnoses = DatedDiagnoses(editions, BuiltIn(), BUILT_IN_FROM)
    assert diagnoses.standing("Z99.9", LAST_OF_FY2026) == "ended"
    assert diagnoses.standing("Z99.9", FIRST_OF_FY2027) == "billable"


def test_a_code_of_a_later_built_in_edition_is_not_yet_in_an_earlier_one(tmp_path: Path) -> None:
    editions = as_whole(take(tmp_path, {"icd10cm_order_2025.txt": published.icd10cm(FY2026)}))
    diagnoses = DatedDiagnoses(editions, BuiltIn(), BUILT_IN_FROM)
    assert diagnoses.standing("Z99.9", date(2025, 9, 30)) == "not_yet"


def test_an_edition_that_is_not_whole_leaves_the_rest_to_what_is_built_in(tmp_path: Path) -> None:
    editions = take(tmp_path, {"icd10cm_order_2027.txt": published.icd10cm(FY2027)})
    diagnoses = DatedDiagnoses(editions, BuiltIn(), BUILT_IN_FROM)
    assert diagnoses.standing("L57.0", FIRST_OF_FY2027) == "billable"
    assert diagnoses.standing("M72.2", FIRST_OF_FY2027) == "header"


def test_a_damaged_edition_is_told_and_never_passed_over(tmp_path: Path) -> None:
    editions = take(tmp_path, {"icd10cm_order_2027.txt": published.icd10cm(FY2027)})
    (kept,) = editions.state.kept
    (tmp_path / "editions" / kept.file).write_bytes(b"no edition any more")
    with pytest.raises(DamagedEditionError, match=r"ICD-10-CM FY2027.*rollback"):
        DatedDiagnoses(editions, BuiltIn(), BUILT_IN_FROM).standing("M72.2", FIRST_OF_FY2027)


def coder_with(editions: ImportedEditions) -> Coder:
    return Coder(load_rule_tables(RESOURCES / "rules", at_hand=lambda _: editions), diagnosis_table())


def charted(code: str, on: date) -> Encounter:
    return encounter(lesion("A", "cheek", Coded(code=code), diagnosis="L57.0"), date_of_service=on)


def blocked(answer: Answer) -> list[str]:
    found = [alert.message for alert in answer.alerts if alert.rule == "code.outside_dates"]
    return [message.removeprefix("Lesion A, cheek: ") for message in found]


@pytest.mark.parametrize(
    ("code", "on", "told"),
    [
        ("J9999", date(2026, 3, 31), ""),
        ("J9999", date(2026, 4, 1), "J9999 ended 2026-03-31"),
        ("Q4999", date(2026, 3, 31), "Q4999 began 2026-04-01"),
        ("Q4999", date(2026, 4, 1), ""),
        ("J7777", date(2026, 4, 1), "J7777 is no code of HCPCS October 2026"),
        ("J1030", date(2024, 4, 1), "J1030 ended 2024-03-31"),
        ("99441", date(2025, 1, 1), "99441 ended 2024-12-31"),
    ],
)
def test_a_hcpcs_code_outside_its_days_blocks_the_claim(
    tmp_path: Path, code: str, on: date, told: str
) -> None:
    editions = as_whole(take(tmp_path, {"HCPC2026_OCT_ANWEB.csv": published.hcpcs()}))
    answer = coder_with(editions).code(charted(code, on))
    assert [message[: len(told)] for message in blocked(answer)] == ([told] if told else [])
    assert (answer.status == "blocked") == bool(told)


def test_a_code_that_a_part_of_the_list_has_not_is_not_called_unlisted(tmp_path: Path) -> None:
    editions = take(tmp_path, {"HCPC2026_OCT_ANWEB.csv": published.hcpcs()})
    assert blocked(coder_with(editions).code(charted("J7777", date(2026, 4, 1)))) == []


PUBLISHED_AMOUNTS = [  # AAPC, Neurology Coding Alert 2002: relative values times the factor of 2002
    ("1.18", "36.1992", "42.72"),
    ("0.63", "36.1992", "22.81"),
]


@pytest.mark.parametrize(("values", "factor", "dollars"), PUBLISHED_AMOUNTS)
def test_the_amount_is_that_of_a_published_example(values: str, factor: str, dollars: str) -> None:
    parts = Parts(Decimal(values), Decimal(0), Decimal(0))
    assert amount(parts, NO_ADJUSTMENT, Decimal(factor)) == Decimal(dollars)


@pytest.mark.parametrize(
    ("code", "locality", "facility", "modifier", "dollars"),
    [
        # By hand: (0.66 x 1.000 + 2.32 x 0.875 + 0.07 x 0.566) x 33.4009 = 2.72962 x 33.4009 = 91.1717...
        ("11102", "1011200", False, "", "91.17"),
        # (0.66 x 1.500 + 0.37 x 1.065 + 0.07 x 0.551) x 33.4009 = 1.42262 x 33.4009 = 47.5167...
        ("11102", "0210201", True, "", "47.52"),
        # (0.75 + 0.32 x 0.875 + 0.01 x 0.566) x 33.4009 = 1.03566 x 33.4009 = 34.5919...
        ("88305", "1011200", False, "26", "34.59"),
        ("11102", "9999999", False, "", None),
        ("99999", "1011200", False, "", None),
    ],
)
def test_medicare_allows_each_part_by_its_index_times_the_factor(
    tmp_path: Path, code: str, locality: str, facility: bool, modifier: str, dollars: str | None
) -> None:
    schedule = FeeSchedule(take(tmp_path, {"pfs.csv": published.pfs(), "gpci.csv": published.gpci()}))
    allowed = schedule.allowed_amount(code, locality, date(2026, 8, 1), facility=facility, modifier=modifier)
    assert allowed == (None if dollars is None else Decimal(dollars))


@pytest.mark.parametrize(
    ("on", "priced"),
    [
        (date(2026, 6, 30), False),
        (date(2026, 7, 1), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
    ],
)
def test_an_amount_is_given_only_for_days_of_the_editions_at_hand(
    tmp_path: Path, on: date, priced: bool
) -> None:
    schedule = FeeSchedule(take(tmp_path, {"pfs.csv": published.pfs(), "gpci.csv": published.gpci()}))
    assert (schedule.allowed_amount("11102", "1011200", on, facility=False) is not None) == priced


def test_a_code_that_the_fee_schedule_does_not_price_has_no_amount(tmp_path: Path) -> None:
    bundled = published.BIOPSY.replace(",A,", ",B,")
    schedule = FeeSchedule(take(tmp_path, {"pfs.csv": published.pfs(bundled), "gpci.csv": published.gpci()}))
    assert schedule.allowed_amount("11102", "1011200", date(2026, 8, 1), facility=False) is None


def test_localities_are_listed_by_state(tmp_path: Path) -> None:
    schedule = FeeSchedule(take(tmp_path, {"gpci.csv": published.gpci()}))
    listed = [(locality.id, locality.name) for locality in schedule.localities(date(2026, 8, 1))]
    assert listed == [("0210201", "ALASKA"), ("1011200", "ALABAMA")]
    assert schedule.localities(date(2027, 1, 1)) == ()


def test_the_global_period_is_that_of_the_fee_schedule_of_the_day(tmp_path: Path) -> None:
    longer = published.BIOPSY.replace(",000,", ",010,")
    files = {"pfs.csv": published.pfs(longer)}
    tables = load_rule_tables(RESOURCES / "rules", at_hand=lambda _: take(tmp_path, files))
    assert tables.on(date(2026, 6, 30)).facts("11102").global_days == "0"
    assert tables.on(date(2026, 7, 1)).facts("11102").global_days == "10"
