"""The published tables, read by nothing of the program: CMS and NCHS files that lie beside it.

Where they do not, the same tables as the program ships them. What is read is plain text and dates; what it
means stands in `checker`. Sources: CMS NCCI practitioner edits 2024-07-01, add-on edits 2026 Q3, MUE 2026 Q2,
PFS July 2024, HCPCS July 2024; NCHS ICD-10-CM April 2026 and its addenda.
"""

import csv
import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
RULES = ROOT / "resources" / "rules"
SHARED = ROOT.parent / "shared"
DATA = SHARED / "data"
ANY_PARENT = "CCCCC"
OFFICIAL = (DATA / "ncci_ptp_derm_2024q3.csv.gz").exists()

# CPT and HCPCS codes that begin or end between 2024 and 2026, and that the files of one edition do not date.
FIRST_DAYS = {
    **dict.fromkeys(
        ["15011", "15012", "15013", "15014", "15015", "15016", "15017", "15018"], date(2025, 1, 1)
    ),
    **dict.fromkeys([f"980{number:02}" for number in range(17)], date(2025, 1, 1)),
    **dict.fromkeys(["1020T", *(f"{number}T" for number in range(1044, 1050))], date(2026, 7, 1)),
    **dict.fromkeys(["0960T", "0963T", "0966T"], date(2025, 7, 1)),
    "J1010": date(2024, 4, 1),
}
LAST_DAYS = {
    "15850": date(2022, 12, 31),
    **dict.fromkeys(["99441", "99442", "99443", "G2012"], date(2024, 12, 31)),
    **dict.fromkeys(["J1020", "J1030", "J1040"], date(2024, 3, 31)),
}


class CodeRow(NamedTuple):
    """What Medicare publishes of a code; `mue` is `None` where no limit is published."""

    mue: int | None
    mai: str
    global_days: str
    bilateral: str
    assistant: str
    has_components: bool


class AddOnRow(NamedTuple):
    parent: str
    first: date
    last: date

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


class Standing(NamedTuple):
    """What an addendum says of a diagnosis code, or of all below it, between two days."""

    code: str
    below: bool
    said: str
    first: date
    last: date

    def speaks_of(self, icd10: str, day: date) -> bool:
        named = icd10.startswith(self.code) and icd10 != self.code if self.below else icd10 == self.code
        return named and self.first <= day <= self.last


@dataclass(frozen=True)
class Published:
    """`pairs` gives the modifier indicator by column 1 and column 2."""

    pairs: dict[tuple[str, str], str]
    codes: dict[str, CodeRow]
    add_ons: dict[str, list[AddOnRow]]
    hcpcs: dict[str, tuple[date, date]]
    icd10: dict[str, bool]
    addenda: list[Standing]

    def in_force(self, code: str, day: date) -> bool:
        first, last = self.hcpcs.get(code, (date.min, date.max))
        return max(first, FIRST_DAYS.get(code, date.min)) <= day <= min(last, LAST_DAYS.get(code, date.max))

    def known(self, code: str) -> bool:
        return code in self.codes or code in self.hcpcs

    def parents(self, code: str, day: date) -> set[str]:
        """The listed parents of an add-on code; none where the contractor names them."""
        rows = {row.parent for row in self.add_ons.get(code, ()) if row.holds(day)}
        return set() if ANY_PARENT in rows else rows

    def diagnosis_fault(self, icd10: str, day: date) -> str:
        """What is wrong with a diagnosis on a day; empty where nothing is."""
        for standing in self.addenda:
            if standing.speaks_of(icd10, day):
                return {"billable": "", "header": "a heading", "not_yet": "not in force"}[standing.said]
        billable = self.icd10.get(icd10.replace(".", ""))
        if billable is None:
            return "unknown"
        return "" if billable else "a heading"


@cache
def published() -> Published:
    return Published(
        pairs=dict(_official_pairs() if OFFICIAL else _shipped_pairs()),
        codes=dict(_official_codes() if OFFICIAL else _shipped_codes()),
        add_ons=_add_ons(),
        hcpcs=dict(_official_hcpcs()) if OFFICIAL else {},
        icd10=dict(_official_icd10() if OFFICIAL else _packaged_icd10()),
        addenda=list(_addenda()),
    )


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
    yield from csv.DictReader(text.splitlines())


def _day(text: str, other: date) -> date:
    return date.fromisoformat(text) if text else other


def _official_pairs() -> Iterator[tuple[tuple[str, str], str]]:
    for row in rows_of(DATA / "ncci_ptp_derm_2024q3.csv.gz"):
        yield (row["column1"], row["column2"]), row["modifier_indicator"]


def _shipped_pairs() -> Iterator[tuple[tuple[str, str], str]]:
    for line in (RULES / "ptp" / "2024q3.txt").read_text("ascii").splitlines():
        head, _, codes = line.partition(": ")
        column1, indicator = head.split()
        for column2 in codes.split():
            yield (column1, column2), indicator


def _official_codes() -> Iterator[tuple[str, CodeRow]]:
    for row in rows_of(DATA / "derm_rvu_global_mue.csv.gz"):
        yield (
            row["hcpcs"],
            CodeRow(
                int(row["mue_2026q2"]) if row["mue_2026q2"] else None,
                row["mai_2026q2"],
                _days(row["glob_days_2024jul"]),
                row["bilat_surg_2024jul"],
                row["asst_surg_2024jul"],
                row["pctc_ind_2024jul"] == "1",
            ),
        )


def _days(text: str) -> str:
    """Read `010` as `10`, as the text of the rules has it."""
    return str(int(text)) if text.isdigit() else text


def _shipped_codes() -> Iterator[tuple[str, CodeRow]]:
    for row in rows_of(RULES / "codes" / "2026.csv"):
        mue = int(row["mue"]) if row["mue"] else None
        facts = (mue, row["mai"], row["global_days"], row["bilateral"], row["assistant"])
        yield row["code"], CodeRow(*facts, row["code"].startswith("88"))


def _add_ons() -> dict[str, list[AddOnRow]]:
    found: dict[str, list[AddOnRow]] = {}
    for add_on, parents, first, last in _official_add_ons() if OFFICIAL else _shipped_add_ons():
        for parent in parents:
            row = AddOnRow(parent, _day(first, date.min), _day(last, date.max))
            found.setdefault(add_on, []).append(row)
    return found


def _official_add_ons() -> Iterator[tuple[str, list[str], str, str]]:
    for row in rows_of(DATA / "ncci_addon_derm_2026q3.csv"):
        yield row["addon_code"], [row["primary_code"]], row["effective_date"], row["deletion_date"]


def _shipped_add_ons() -> Iterator[tuple[str, list[str], str, str]]:
    for row in rows_of(RULES / "add_on" / "2026q3.csv"):
        yield row["add_on_code"], row["parent_codes"].split(), row["effective_from"], row["effective_to"]


def _official_hcpcs() -> Iterator[tuple[str, tuple[date, date]]]:
    for row in rows_of(DATA / "hcpcs_level2_derm_2024jul.csv.gz"):
        yield row["hcpcs"], (_day(row["added"], date.min), _day(row["terminated"], date.max))


def _official_icd10() -> Iterator[tuple[str, bool]]:
    for row in rows_of(DATA / "icd10cm_2026_april.csv.gz"):
        yield row["code"], row["billable"] == "1"


def _packaged_icd10() -> Iterator[tuple[str, bool]]:
    import simple_icd_10_cm as icd

    for code in icd.get_all_codes(with_dots=False):
        if re.fullmatch(r"[A-Z]\d[0-9A-Z]{1,5}", code):
            yield code, icd.is_leaf(code)


def _addenda() -> Iterator[Standing]:
    for row in rows_of(ROOT / "resources" / "codesets" / "icd10cm_changes.csv"):
        first, last = _day(row["effective_from"], date.min), _day(row["effective_to"], date.max)
        yield Standing(row["code"].rstrip("-"), row["code"].endswith("-"), row["standing"], first, last)
