"""The published tables at hand in the layouts of their publishers: read, they say what is built in.

They lie beside the project; where they are not, the tests say so and are left out.
"""

import csv
import gzip
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from chargecapture.codesets.official.diagnoses import DatedDiagnoses
from chargecapture.codesets.official.hcpcs import CodeDates
from chargecapture.codesets.official.icd10cm_order import dotted
from chargecapture.codesets.rule_tables import load_rule_tables
from tests.codesets.official import published
from tests.codesets.official.published import CMS_FILES, as_whole, take
from tests.helpers.library import whole_library
from tests.helpers.rules import RESOURCES, rule_tables

pytestmark = pytest.mark.skipif(
    not CMS_FILES.is_dir(), reason="the published tables lie beside the project, and are not here"
)
SCHEDULE_COLUMNS = (
    "hcpcs", "mod", "-", "status", "-", "work_rvu", "nonfac_pe_rvu", "nonfac_na", "fac_pe_rvu", "fac_na",
    "mp_rvu", "nonfac_total", "fac_total", "pctc_ind", "glob_days", "pre_op", "intra_op", "post_op",
    "mult_proc", "bilat_surg", "asst_surg", "co_surg", "team_surg", "-", "endo_base", "conv_factor",
)  # fmt: skip
JULY_2024, FY2026 = date(2024, 7, 1), date(2026, 6, 15)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with gzip.open(CMS_FILES / name, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, strict=True)


def _schedule() -> str:
    """July 2024 in the layout of 2026, which has one column more."""
    rows = [
        ",".join("" if name == "-" else row[name] for name in SCHEDULE_COLUMNS) + ",09,0,99,0.00,0.00,0.00"
        for row in _rows("pfs_rvu_derm_2024jul.csv.gz")
    ]
    return published.pfs(*rows, title="2024 National Physician Fee Schedule Relative Value File July Release")


def test_the_fee_schedule_of_july_2024_gives_what_is_built_in_of_it(tmp_path: Path) -> None:
    editions = take(tmp_path, {"PPRRVU24_JUL.csv": _schedule()})
    assert editions.state.kept[0].rows == 1560
    imported = load_rule_tables(RESOURCES / "rules", at_hand=lambda _: editions).on(JULY_2024)
    built_in = rule_tables().on(JULY_2024)
    named = {row["hcpcs"] for row in _rows("pfs_rvu_derm_2024jul.csv.gz")}
    differing = {
        code: (imported.facts(code), built_in.facts(code))
        for code in named
        if imported.facts(code) != built_in.facts(code)
    }
    assert len(named) > 1400
    assert differing == {}


def _order_file() -> str:
    return published.icd10cm(
        (row["code"], int(row["billable"]), row["description"]) for row in _rows("icd10cm_2026_april.csv.gz")
    )


def test_the_whole_of_icd10cm_stands_as_in_the_built_in_edition(tmp_path: Path) -> None:
    editions = take(tmp_path, {"icd10cm-order-April-2026.txt": _order_file()})
    (kept,) = editions.state.kept
    assert (kept.rows, kept.lacks) == (98_186, "")
    library = whole_library()
    diagnoses = DatedDiagnoses(editions, library, date(2025, 10, 1))
    codes = [dotted(row["code"]) for row in _rows("icd10cm_2026_april.csv.gz")]
    differing = {
        code for code in codes[::7] if diagnoses.standing(code, FY2026) != library.standing(code, FY2026)
    }
    assert differing == set()
    assert diagnoses.standing("C44.9999", FY2026) == "unknown"


def test_the_hcpcs_list_of_july_2024_dates_codes_as_the_built_in_table(tmp_path: Path) -> None:
    rows = [
        published.hcpcs_row(
            row["hcpcs"],
            "3",
            (row["long_description"] or "no text").replace('"', ""),
            row["added"].replace("-", ""),
            row["terminated"].replace("-", ""),
        )
        for row in _rows("hcpcs_level2_derm_2024jul.csv.gz")
    ]
    editions = as_whole(take(tmp_path, {"HCPC2024_JUL_ANWEB.csv": published.hcpcs(*rows)}))
    (kept,) = editions.state.kept
    built_in = rule_tables().on(JULY_2024).lookups["codes.dates"].rows
    imported = CodeDates(built_in, editions.file(kept))
    for row in _rows("hcpcs_level2_derm_2024jul.csv.gz"):
        code, dated = row["hcpcs"], imported[row["hcpcs"]]
        assert dated["first_day"] == date.fromisoformat(row["added"])
        if row["terminated"]:
            assert dated["last_day"] == date.fromisoformat(row["terminated"])
        assert dated.get("last_day") == built_in.get(code, {}).get("last_day"), code
