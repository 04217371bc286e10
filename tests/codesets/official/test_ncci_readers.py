"""The readers of NCCI's files: what they take from the true layouts, and what they refuse with its place."""

import csv
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chargecapture.codesets.official import add_on, mue, ptp
from chargecapture.codesets.official.layout import Layout, Reading
from chargecapture.codesets.official.layouts import LAYOUTS
from chargecapture.codesets.official.source import RefusedFileError, SourceFile, open_sources
from tests.codesets.official import ncci_files
from tests.codesets.official.ncci_files import EDITS, UNITS
from tests.codesets.official.published import CMS_FILES

EXCERPTS = CMS_FILES / "layouts"
needs_excerpts = pytest.mark.skipif(not EXCERPTS.is_dir(), reason="the published excerpts are not here")


def source(text: str | bytes, name: str = "ccipra-v322r0-f1.TXT", starts: date | None = None) -> SourceFile:
    content = text.encode("cp1252") if isinstance(text, str) else text
    return SourceFile(name, lambda: content, len(content), starts=starts)


def edits_of(reading: Reading) -> set[tuple[str, str, str, str, str]]:
    """The edits as the published file has them."""
    found = set()
    for column1, numbers, records in reading.rows["edits"]:
        for at, number in enumerate(memoryview(numbers).cast("I")):
            record = records[at * ptp.RECORD : (at + 1) * ptp.RECORD].decode("latin-1")
            last = record[8:16].replace("99991231", "*")
            found.add((column1, _code(number), record[:8], last, record[16]))
    return found


def _code(number: int) -> str:
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return "".join(digits[number // 36**at % 36] for at in range(4, -1, -1))


def rows_of(layout: Layout, *sources: SourceFile) -> list[tuple[object, ...]]:
    reading = layout.read(sources)
    return [row for table in layout.tables for row in reading.rows[table.name]]


@needs_excerpts
def test_the_published_pairs_are_read_row_by_row() -> None:
    (excerpt,) = open_sources(EXCERPTS / "ccipra-v322r0-f1.excerpt.TXT")
    published = [line.split("\t") for line in excerpt.text().splitlines()[6:]]
    reading = ptp.read([excerpt])
    assert edits_of(reading) == {(row[0], row[1], *row[3:6]) for row in published}
    assert {rationale for _, rationale in reading.rows["rationales"]} == {row[6] for row in published}
    assert reading.edition.effective_from == date(2026, 7, 1)
    assert reading.edition.effective_to == date(2026, 9, 30)


@needs_excerpts
def test_the_published_units_are_read_row_by_row() -> None:
    (excerpt,) = open_sources(EXCERPTS / "MCR_MUE_PractitionerServices_Eff_07-01-2026.excerpt.csv")
    with (EXCERPTS / excerpt.file_name).open(encoding="cp1252", newline="") as file:
        published = list(csv.reader(file))[2:]
    assert rows_of(mue.LAYOUT, excerpt) == [(row[0], int(row[1]), row[2][0], row[3]) for row in published]


@needs_excerpts
@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("ccipra-v322r0-f1.excerpt.TXT", "ptp"),
        ("MCR_MUE_PractitionerServices_Eff_07-01-2026.excerpt.csv", "mue"),
        ("PPRRVU2026_Jul_nonQPP.excerpt.csv", "pfs"),
        ("HCPC2026_OCT_ANWEB.excerpt.csv", "hcpcs"),
        ("icd10cm_order_2026.excerpt.txt", "icd10cm"),
    ],
)
def test_a_published_file_is_taken_for_what_it_is(name: str, kind: str) -> None:
    (excerpt,) = open_sources(EXCERPTS / name)
    assert next(layout.kind for layout in LAYOUTS if layout.knows(excerpt)) == kind


def test_pairs_read_the_same_from_text_and_from_a_workbook(tmp_path: Path) -> None:
    (book,) = open_sources(ncci_files.ptp_sheet(tmp_path / "ccipra-v322r0-f1.xlsx"))
    assert ptp.knows(book)
    assert edits_of(ptp.read([book])) == edits_of(ptp.read([source(ncci_files.ptp())])) == set(EDITS)


def test_pairs_read_the_same_in_whatever_order_their_rows_and_parts_come() -> None:
    backwards = source(ncci_files.ptp(reversed(EDITS)))
    assert edits_of(ptp.read([backwards])) == set(EDITS)
    parts = [source(ncci_files.ptp(EDITS[at::2]), f"ccipra-v322r0-f{at + 1}.TXT") for at in (1, 0)]
    assert edits_of(ptp.read(parts)) == set(EDITS)


@pytest.mark.parametrize(
    ("version", "starts", "ends"),
    [
        ("v302r0", date(2024, 7, 1), date(2024, 9, 30)),
        ("v320r1", date(2026, 1, 1), date(2026, 3, 31)),
        ("v323r0", date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_the_version_in_the_name_of_the_pairs_tells_their_quarter(
    version: str, starts: date, ends: date
) -> None:
    early = ncci_files.ptp(EDITS[:1])
    edition = ptp.read([source(early, f"ccipra-{version}-f{at}.TXT") for at in (1,)]).edition
    assert (edition.effective_from, edition.effective_to) == (starts, ends)


def test_pairs_of_an_unnamed_file_belong_to_the_quarter_of_the_newest_edit() -> None:
    reading = ptp.read([source(ncci_files.ptp(), "pairs.txt")])
    assert (reading.edition.effective_from, reading.lacks) == (date(2026, 7, 1), "")


@pytest.mark.parametrize("end", ["\r\n", "\r\n\r\n", "\x1a", "\r\n\x1a"])
def test_blank_lines_at_the_end_of_the_pairs_are_no_fault(end: str) -> None:
    assert edits_of(ptp.read([source(ncci_files.ptp() + end)])) == set(EDITS)


def test_the_header_of_the_pairs_may_lack_the_tabs_at_the_ends_of_its_lines() -> None:
    header = "".join(f"{line.rstrip()}\r\n" for line in ncci_files.PTP_HEADER.splitlines())
    text = header + ncci_files.ptp()[len(ncci_files.PTP_HEADER) :]
    assert edits_of(ptp.read([source(text)])) == set(EDITS)


@pytest.mark.parametrize("layout", [ptp.LAYOUT, mue.LAYOUT], ids=lambda layout: layout.kind)
def test_a_file_saved_as_utf_8_with_its_mark_reads_the_same(layout: Layout) -> None:
    text = {"ptp": ncci_files.ptp(), "mue": ncci_files.mue()}[layout.kind]
    name = "Eff_07-01-2026.csv"
    marked = source(b"\xef\xbb\xbf" + text.encode("utf-8"), name)
    assert layout.knows(marked)
    assert rows_of(layout, marked) == rows_of(layout, source(text, name))


def test_missing_parts_of_the_pairs_are_named() -> None:
    early, late = ncci_files.ptp(EDITS[:4]), ncci_files.ptp(EDITS[4:])
    reading = ptp.read([source(early), source(late, "ccipra-v322r0-f3.TXT")])
    assert reading.lacks == "parts 2 and 4 of the 4 files of this edition are missing"


def test_add_ons_end_with_the_first_end_of_edit_code_or_parent(tmp_path: Path) -> None:
    rows = [
        *ncci_files.ADD_ONS,
        ("3", "11106", "2026365", "11104", "2025365", "2024060", "", ""),
        ("1", "11107", "0", "11106", "", "2024366", "", ""),
    ]
    (book,) = open_sources(ncci_files.add_on_file(tmp_path, rows))
    assert rows_of(add_on.LAYOUT, book) == [
        ("11103", "11102", "2019-01-01", None, "1"),
        ("11103", "11104", "2019-01-01", "2026-06-30", "1"),
        ("15853", "CCCCC", "2023-01-01", None, "2"),
        ("11106", "11104", "2024-02-29", "2025-12-31", "3"),
        ("11107", "11106", "2024-12-31", None, "1"),
    ]


HEADER_LINES = 6
PTP_FAULTS = [  # what is done to the text, and what the refusal must name
    (lambda text: text.replace("\tModifier\t", "\tIndicator\t"), "header", "column 6"),
    (lambda text: text.replace("Column 2\t", "Column 3\t", 1), "header", ""),
    (
        lambda text: text.replace("20190101\t20260630\t1", "20190101\t20260630\t2"),
        "line 8, column Modifier",
        "found 2",
    ),
    (lambda text: text.replace("20200101\t*", "20200231\t*", 1), "line 7, column Effective date", "20200231"),
    (lambda text: text.replace("\t20260630\t", "\t20261330\t"), "line 8, column Deletion date", "20261330"),
    (lambda text: text.replace("\t20260630\t", "\t20180630\t"), "line 8, column Deletion date", "20180630"),
    (lambda text: text.replace("11042\t", "1104\t", 1), "line 7, column Column 1", "found 1104"),
    (lambda text: text.replace("11042\t11102", "11042\t", 1), "line 7, column Column 2", "found nothing"),
    (lambda text: text.replace("11042\t11102\t\t", "11042\t11102\t", 1), "line 7", "6 cells"),
    (lambda text: text + ncci_files.ptp_row((*EDITS[0][:4], "0")), "line 15, column Modifier", "11042 11102"),
    (lambda text: text[:-9], "cut short", "line 14"),
    (lambda text: text[: len(ncci_files.PTP_HEADER)], "no rows", ""),
    (lambda text: text.replace(ncci_files.MUTUAL, ""), "line 7, column PTP Edit Rationale", "found nothing"),
]


@pytest.mark.parametrize(("harm", "named", "found"), PTP_FAULTS, ids=range(len(PTP_FAULTS)))
def test_pairs_that_are_not_as_published_are_refused_with_place_and_find(
    harm, named: str, found: str
) -> None:
    with pytest.raises(RefusedFileError) as refused:
        ptp.read([source(harm(ncci_files.ptp()))])
    message = str(refused.value)
    assert message.startswith("ccipra-v322r0-f1.TXT")
    assert named in message
    assert found in message


MUE_FAULTS = [
    (lambda text: text.replace("MUE Adjudication Indicator", "MAI"), "line 5, column 3", "found MAI"),
    (
        lambda text: text.replace("Practitioner Services", "Outpatient Hospital Services"),
        "another provider",
        "",
    ),
    (lambda text: text.replace("11103,4", "11103,four"), "line 7, column 2", "found four"),
    (lambda text: text.replace("3 Date of Service Edit: Clinical", "4 Other"), "line 7, column 3", "4 Other"),
    (lambda text: text + "11103,4,1 Line Edit,Clinical: Data\r\n", "line 9", "11103 a second time"),
    (lambda text: text.replace("17003", "1700"), "line 8, column 1", "found"),
    (lambda text: text.replace("17003,13,", "17003,"), "line 8", "3 cells"),
    (lambda text: text[:-4], "cut short", "line 8"),
]


@pytest.mark.parametrize(("harm", "named", "found"), MUE_FAULTS, ids=range(len(MUE_FAULTS)))
def test_units_that_are_not_as_published_are_refused_with_place_and_find(
    harm, named: str, found: str
) -> None:
    name = "MCR_MUE_PractitionerServices_Eff_07-01-2026.csv"
    with pytest.raises(RefusedFileError) as refused:
        rows_of(mue.LAYOUT, source(harm(ncci_files.mue()), name))
    assert named in str(refused.value)
    assert found in str(refused.value)


ADD_ON_FAULTS = [
    ("1", "11103", "", "11102", "", "2019400", "", ""),
    ("1", "11103", "", "11102", "", "2025366", "", ""),
    ("1", "11103", "", "11102", "", "", "", ""),
    ("4", "11103", "", "11102", "", "2019001", "", ""),
    ("1", "", "", "11102", "", "2019001", "", ""),
    ("3", "15853", "", "CCCCC", "", "2023001", "", ""),
]


@pytest.mark.parametrize("row", ADD_ON_FAULTS, ids=range(len(ADD_ON_FAULTS)))
def test_an_add_on_that_is_not_as_published_is_refused_with_its_line(
    tmp_path: Path, row: tuple[str, ...]
) -> None:
    (book,) = open_sources(ncci_files.add_on_file(tmp_path, [*ncci_files.ADD_ONS, row]))
    with pytest.raises(RefusedFileError, match="line 6, column"):
        rows_of(add_on.LAYOUT, book)


@pytest.mark.parametrize(
    ("layout", "text", "name"),
    [
        (ptp.LAYOUT, ncci_files.ptp(), "ccioph-v322r0-f1.TXT"),
        (mue.LAYOUT, ncci_files.mue(), "units.csv"),
    ],
    ids=["the hospital's pairs", "units that name no day"],
)
def test_a_file_of_another_use_or_without_its_day_is_refused(layout: Layout, text: str, name: str) -> None:
    with pytest.raises(RefusedFileError, match=re.escape(name)):
        rows_of(layout, source(text, name))


def test_units_that_name_no_day_take_the_one_that_is_said() -> None:
    reading = mue.read([source(ncci_files.mue(), "units.csv", date(2026, 4, 1))])
    assert (reading.edition.effective_from, reading.edition.effective_to) == (
        date(2026, 4, 1),
        date(2026, 6, 30),
    )


def test_the_same_row_twice_is_no_fault(tmp_path: Path) -> None:
    assert edits_of(ptp.read([source(ncci_files.ptp([*EDITS, EDITS[0]]))])) == set(EDITS)
    rows = [*ncci_files.ADD_ONS, ncci_files.ADD_ONS[0]]
    (book,) = open_sources(ncci_files.add_on_file(tmp_path, rows))
    assert len(rows_of(add_on.LAYOUT, book)) == len(ncci_files.ADD_ONS)


def test_pairs_that_begin_after_the_edition_are_refused() -> None:
    with pytest.raises(RefusedFileError, match="2026-07-01"):
        ptp.read([source(ncci_files.ptp(), "ccipra-v320r0-f1.TXT")])


@settings(max_examples=150, deadline=None)
@given(at=st.integers(0, 10_000), byte=st.integers(0, 255), cut=st.booleans())
def test_a_changed_byte_in_the_pairs_is_refused_or_changes_one_row_at_most(
    at: int, byte: int, cut: bool
) -> None:
    whole = ncci_files.ptp().encode("cp1252")
    at %= len(whole)
    harmed = whole[:at] if cut else whole[:at] + bytes([byte]) + whole[at + 1 :]
    try:
        found = edits_of(ptp.read([source(harmed)]))
    except RefusedFileError:
        return
    assert len(found ^ set(EDITS)) <= 2 or (cut and found < set(EDITS))


def test_a_row_of_units_is_as_its_table() -> None:
    rows = rows_of(mue.LAYOUT, source(ncci_files.mue(), "Eff_07-01-2026.csv"))
    assert rows == [(code, int(units), mai[0], why) for code, units, mai, why in UNITS]
