"""What the readers take from the files of CMS, NCHS and the AMA, and what they refuse with its place."""

import csv
import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chargecapture.codesets.official import descriptors, gpci, hcpcs, icd10cm_order, pfs, places
from chargecapture.codesets.official.layout import Layout, Reading, Row
from chargecapture.codesets.official.layouts import LAYOUTS
from chargecapture.codesets.official.source import RefusedFileError, SourceFile, open_sources
from tests.codesets.official import published
from tests.codesets.official.ncci_files import sheet
from tests.codesets.official.published import CMS_FILES, source

NAMES = {
    "pfs": "PPRRVU2026_Jul_nonQPP.csv",
    "gpci": "GPCI2026.csv",
    "hcpcs": "HCPC2026_OCT_ANWEB.csv",
    "icd10cm": "icd10cm_order_2027.txt",
    "places": "places.csv",
}
TEXTS: dict[str, Callable[..., str]] = {
    "pfs": published.pfs,
    "gpci": published.gpci,
    "hcpcs": published.hcpcs,
    "icd10cm": published.icd10cm,
    "places": published.places,
}
READERS = {layout.kind: layout for layout in LAYOUTS}

needs_cms_files = pytest.mark.skipif(
    not CMS_FILES.is_dir(),
    reason="the excerpts of the official files lie beside the project, and are not here",
)


def read(kind: str, text: str | bytes | None = None, name: str = "", starts: date | None = None) -> Reading:
    made = source(name or NAMES[kind], TEXTS[kind]() if text is None else text, starts=starts)
    return READERS[kind].read([made])


def rows(kind: str, text: str | bytes | None = None) -> list[Row]:
    return list(read(kind, text).rows[kind])


def drain(reading: Reading) -> dict[str, list[Row]]:
    taken = {table: list(rows) for table, rows in reading.rows.items()}
    reading.finish()
    return taken


@needs_cms_files
@pytest.mark.parametrize(
    ("layout", "name", "edition", "begins", "counts"),
    [
        (pfs.LAYOUT, "layouts/PPRRVU2026_Jul_nonQPP.excerpt.csv", "PFS 2026 July", date(2026, 7, 1), [28]),
        (pfs.LAYOUT, "layouts/PPRRVU22_JAN.excerpt.csv", "PFS 2022 January", date(2022, 1, 1), [53]),
        (gpci.LAYOUT, "GPCI2026.csv", "GPCI 2026", date(2026, 1, 1), [109]),
        (
            hcpcs.LAYOUT,
            "layouts/HCPC2026_OCT_ANWEB.excerpt.csv",
            "HCPCS October 2026",
            date(2026, 10, 1),
            [0, 16],
        ),
        (
            icd10cm_order.LAYOUT,
            "layouts/icd10cm_order_2026.excerpt.txt",
            "ICD-10-CM FY2026",
            date(2025, 10, 1),
            [21],
        ),
    ],
)
def test_an_excerpt_as_published_is_known_by_its_reader_alone_and_read_whole(
    layout: Layout, name: str, edition: str, begins: date, counts: Sequence[int]
) -> None:
    (published_file,) = open_sources(CMS_FILES / name)
    assert [known for known in LAYOUTS if known.knows(published_file)] == [layout]
    reading = layout.read([published_file])
    assert (reading.edition.name, reading.edition.effective_from) == (edition, begins)
    assert [len(rows) for rows in drain(reading).values()] == counts


@needs_cms_files
def test_the_places_at_hand_are_read_with_their_setting() -> None:
    (published_file,) = open_sources(CMS_FILES / "pos_codes.csv", starts=date(2024, 1, 1))
    read_places = {row[0]: row[1:] for row in places.read([published_file]).rows["places"]}
    assert len(read_places) == 49
    assert read_places["22"] == ("On Campus-Outpatient Hospital", "facility")


@pytest.mark.parametrize("kind", TEXTS)
def test_each_kind_is_known_by_its_head_alone(kind: str) -> None:
    made = source("some name.csv", TEXTS[kind]())
    assert [layout.kind for layout in LAYOUTS if layout.knows(made)] == [kind]


@pytest.mark.parametrize("kind", TEXTS)
def test_the_rows_fit_their_table_and_no_key_comes_twice(kind: str) -> None:
    for table, taken in drain(read(kind)).items():
        layout = next(each for each in READERS[kind].tables if each.name == table)
        keys = [tuple(row[list(layout.columns).index(name)] for name in layout.key) for row in taken]
        assert taken
        assert {len(row) for row in taken} == {len(layout.columns)}
        assert len(set(keys)) == len(keys)


def test_the_fee_schedule_gives_parts_totals_and_indicators_of_each_modifier() -> None:
    by_key = {row[:2]: dict(zip(pfs.TABLE.columns, row, strict=True)) for row in rows("pfs")}
    flap, read_slide = by_key["14040", ""], by_key["88305", "26"]
    assert (flap["work"], flap["total"], flap["facility_total"]) == ("8.60", "22.34", "18.19")
    assert (flap["global_days"], flap["multiple"], flap["bilateral"], flap["assistant"]) == (
        "090",
        "2",
        "0",
        "1",
    )
    assert (flap["pre"], flap["intra"], flap["post"], flap["factor"]) == ("0.10", "0.71", "0.19", "33.4009")
    assert (read_slide["work"], read_slide["total"], read_slide["pctc"]) == ("0.75", "1.08", "1")
    assert by_key["88305", ""]["never_facility"] == 1


def test_the_fee_schedule_of_31_columns_reads_the_same() -> None:
    older = "".join(
        ",".join(cell for at, cell in enumerate(line.split(",")) if at != 23) + "\n"
        for line in published.pfs().splitlines()
    )
    assert rows("pfs", older) == rows("pfs")


@pytest.mark.parametrize(
    ("release", "begins"),
    [("January", (2025, 1, 1)), ("April", (2025, 4, 1)), ("July", (2025, 7, 1)), ("October", (2025, 10, 1))],
)
def test_a_fee_schedule_release_holds_from_its_quarter_to_the_end_of_its_year(
    release: str, begins: tuple[int, int, int]
) -> None:
    title = f"2025 National Physician Fee Schedule Relative Value File {release} Release"
    edition = read("pfs", published.pfs(title=title)).edition
    assert (edition.effective_from, edition.effective_to) == (date(*begins), date(2025, 12, 31))


def test_of_the_two_files_of_a_release_the_lower_factor_is_taken_and_either_alone() -> None:
    higher = published.pfs().replace("33.4009", "33.5675")
    both = [source("QPP.csv", higher), source("nonQPP.csv", published.pfs())]
    assert {READERS["pfs"].group(each) for each in both} == {
        "2026 National Physician Fee Schedule Relative Value File July Release"
    }
    assert {row[-1] for row in READERS["pfs"].read(both).rows["pfs"]} == {"33.4009"}
    assert {row[-1] for row in rows("pfs", higher)} == {"33.5675"}
    with pytest.raises(RefusedFileError, match="the same release"):
        READERS["pfs"].read([source("one.csv", published.pfs()), source("two.csv", published.pfs())])


def test_a_fee_schedule_without_a_row_is_refused() -> None:
    with pytest.raises(RefusedFileError, match="It holds no row"):
        read("pfs", published.pfs().partition("11102")[0])


def test_the_noise_of_a_sheet_s_arithmetic_is_rounded_away() -> None:
    noisy = published.BIOPSY.replace("3.05,1.10", "3.0500000000000003,1.10")
    assert {row[7] for row in rows("pfs", published.pfs(noisy))} == {"3.05"}


def test_a_locality_has_its_indices_and_notes_are_left_out() -> None:
    assert rows("gpci") == [
        ("10112", "AL", "00", "ALABAMA", "1.000", "0.875", "0.566"),
        ("02102", "AK", "01", "ALASKA", "1.500", "1.065", "0.551"),
    ]


def test_hcpcs_codes_have_their_days_and_their_whole_text_and_dental_codes_are_left_out() -> None:
    taken = drain(read("hcpcs"))
    by_code = {row[0]: row for row in taken["hcpcs"]}
    assert set(by_code) == {"J1100", "J9999", "Q4999"}
    assert by_code["J1100"][1] == "Injection, dexamethasone sodium phosphate, 1 mg"
    assert by_code["J9999"][4:] == ("2020-01-01", "2020-01-01", "2026-03-31")
    assert [row[0] for row in taken["hcpcs_modifiers"]] == ["A1"]


def test_icd10cm_codes_have_their_dot_their_title_and_whether_they_may_be_billed() -> None:
    assert rows("icd10cm") == [
        ("C44", 0, "Other malignant neoplasm of skin"),
        ("C44.31", 0, "Basal cell carcinoma of skin of face"),
        ("C44.311", 1, "Basal cell carcinoma of skin of nose"),
        ("L57.0", 1, "Actinic keratosis"),
    ]


@pytest.mark.parametrize(
    ("name", "starts", "edition", "begins", "ends"),
    [
        ("icd10cm_order_2027.txt", None, "ICD-10-CM FY2027", date(2026, 10, 1), date(2027, 9, 30)),
        ("icd10cm-order-April-2026.txt", None, "ICD-10-CM FY2026 April", date(2026, 4, 1), date(2026, 9, 30)),
        ("codes.txt", date(2025, 10, 1), "ICD-10-CM FY2026", date(2025, 10, 1), date(2026, 9, 30)),
        ("codes.txt", date(2026, 4, 1), "ICD-10-CM FY2026 April", date(2026, 4, 1), date(2026, 9, 30)),
    ],
)
def test_a_diagnosis_edition_is_that_of_its_name_or_of_the_day_that_is_said(
    name: str, starts: date | None, edition: str, begins: date, ends: date
) -> None:
    made = read("icd10cm", name=name, starts=starts).edition
    assert (made.name, made.effective_from, made.effective_to) == (edition, begins, ends)


def test_places_begin_in_the_month_of_their_title_and_unassigned_ones_are_left_out() -> None:
    reading = read("places")
    assert reading.edition.effective_from == date(2024, 5, 1)
    assert list(reading.rows["places"]) == [("11", "Office", ""), ("12", "Home", "")]


@pytest.mark.parametrize("kind", ["icd10cm", "hcpcs"])
def test_a_file_that_does_not_tell_its_edition_asks_for_the_day(kind: str) -> None:
    with pytest.raises(RefusedFileError, match="--starts"):
        read(kind, name="codes.txt")


ANAESTHESIA = published.BIOPSY.replace("11102", "00100")


@pytest.mark.parametrize("kind", ["pfs", "gpci", "hcpcs", "places"])
def test_a_sheet_gives_the_rows_of_its_text_though_it_drops_zeros(tmp_path: Path, kind: str) -> None:
    text = published.pfs(ANAESTHESIA, published.FLAP) if kind == "pfs" else TEXTS[kind]()
    path = sheet(tmp_path / f"{Path(NAMES[kind]).stem}.xlsx", list(csv.reader(text.splitlines())))
    (book,) = open_sources(path)
    assert [layout.kind for layout in LAYOUTS if layout.knows(book)] == [kind]
    (reading, of_text) = (READERS[kind].read([book]), read(kind, text))
    assert reading.edition == of_text.edition
    assert _plain(drain(reading)) == _plain(drain(of_text))


def _plain(tables: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """The rows with their decimals as numbers: a sheet keeps no zero at the end."""
    return {name: [tuple(map(_number, row)) for row in taken] for name, taken in tables.items()}


def _number(cell: object) -> object:
    return Decimal(cell) if isinstance(cell, str) and re.fullmatch(r"\d+\.\d+|0", cell) else cell


def _changed(kind: str, old: str, new: str) -> str:
    text = TEXTS[kind]()
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("kind", "old", "new", "told"),
    [
        ("pfs", ",NA,MP,", ",NA,MALPRACTICE,", "line 10: Its header is not known: found MALPRACTICE RVU"),
        ("pfs", "HCPCS,MOD,", "HCPCS,MODIFIER,", "Its header is not known"),
        ("pfs", "RELEASED", "ISSUED", "It has no title; allowed: RELEASED and a day"),
        ("pfs", "11102,,,A", "1110,,,A", r"line 11, column 1 \(HCPCS\): .*found 1110; allowed: a code"),
        ("pfs", "11102,,,A", "11102,,,Z", r"line 11, column 4 \(STATUS CODE\): .*found Z; allowed: A B"),
        ("pfs", "88305,26", "88305,99", r"line 14, column 2 \(MOD\): .*found 99; allowed: empty 26 53 TC"),
        ("pfs", "0,000,0.00", "0,001,0.00", r"\(GLOB DAYS\): .*found 001; allowed: 000 010 090"),
        ("pfs", "0.66,2.32", "0.66,2..32", r"\(NON-FAC PE RVU\): .*found 2..32; allowed: a number"),
        ("pfs", "3.05,1.10", "8.05,1.10", r"\(NON-FACILITY TOTAL\): .*found 8.05; allowed: the sum"),
        ("pfs", "14040,", "11102,", r"line 12, column 1 \(HCPCS\): .*found 11102 a second time"),
        ("pfs", published.BIOPSY, published.BIOPSY[:30], "line 11: A row is not whole: found"),
        ("gpci", "2026 PE GPCI", "2025 PE GPCI", "Its header is not known: .*; allowed: .* indices of 2026"),
        ("gpci", "Locality Number", "Locality", "Its header is not known: found Locality"),
        ("gpci", ",0.566", ",half", r"line 4, column 7 \(MP GPCI\): .*found half; allowed: a number"),
        ("gpci", "02102,AK,01", "10112,AK,00", r"line 5, column 3 \(Locality Number\): .*a second time"),
        ("gpci", "10112,AL", "10112,Alabama", r"\(State\): .*found Alabama; allowed: two capitals"),
        ("hcpcs", "TERM DT", "END DT", "line 1: Its header is not known: found END DT; allowed: the 48"),
        ("hcpcs", "20260331", "20260231", r"line 6, column 47 \(TERM DT\): .*found 20260231; allowed: a day"),
        ("hcpcs", "Q4999,00100,3", "Q4999,00100,5", r"\(RECID\): .*found 5; allowed: 3 4 7 8"),
        ("hcpcs", "J1100,00200", "J1101,00200", r"line 5, column 1 \(HCPC\): .*found J1101; allowed: J1100"),
        ("hcpcs", "Q4999", "J9999", r"\(HCPC\): .*found J9999 a second time"),
        ("hcpcs", "   A1", "   A-", r"\(HCPC\): .*found A-; allowed: two characters"),
        ("icd10cm", "00002 C4431 ", "0000X C4431 ", r"line 2, column 1-5 \(order number\): .*found 0000X"),
        ("icd10cm", "C44311  1", "C44311  7", r"line 3, column 15-15 .*: found 7; allowed: 0 or 1"),
        ("icd10cm", "C44311  1", "C44311  0", "line 4, column 15: A heading and its codes contradict"),
        ("icd10cm", "C4431   0", "C4431   1", "line 3, column 15: A heading and its codes contradict"),
        ("icd10cm", "00004", "00003", "line 4, column 1-5: A line is not in order: found 00003"),
        ("icd10cm", "L570   ", "C44311 ", "line 4, column 7-13: A code is there twice"),
        ("places", "Place of Service Name", "Name", "It has no header that is known"),
        ("places", "12,Home", "11,Home", r"line 4, column 1 .*found 11 a second time"),
        ("places", "12,Home", "12,", r"line 4, column 2 .*found nothing; allowed: a text"),
    ],
)  # fmt: skip
def test_what_is_not_as_published_is_refused_with_its_place_what_was_found_and_what_is_allowed(
    kind: str, old: str, new: str, told: str
) -> None:
    with pytest.raises(RefusedFileError, match=told) as refused:
        drain(read(kind, _changed(kind, old, new)))
    assert str(refused.value).startswith(NAMES[kind])
    assert refused.value.way_out


@pytest.mark.parametrize("kind", TEXTS)
def test_a_file_cut_within_a_line_is_refused(kind: str) -> None:
    with pytest.raises(RefusedFileError, match="cut short"):
        drain(read(kind, TEXTS[kind]()[:-20]))


@pytest.mark.parametrize("kind", TEXTS)
@given(data=st.data())
def test_bytes_that_changed_are_refused_or_read_and_never_a_surprise(kind: str, data: st.DataObject) -> None:
    whole = TEXTS[kind]().encode()
    at = data.draw(st.integers(0, len(whole)))
    length = data.draw(st.integers(0, 40))
    put = data.draw(st.binary(max_size=12) | st.sampled_from([b",", b"\t", b'"', b"\n", b"\0", b"\xff", b""]))
    made = source(NAMES[kind], whole[:at] + put + whole[at + length :])
    try:
        taken = drain(READERS[kind].read([made]))
    except RefusedFileError as refused:
        assert refused.sentence.startswith(NAMES[kind])
    else:
        widths = {table.name: len(table.columns) for table in READERS[kind].tables}
        assert all({len(row) for row in rows} <= {widths[table]} for table, rows in taken.items())


def _licensed(folder: Path, text: str, licence: str | None = None, name: str = "cpt.txt") -> SourceFile:
    (folder / name).write_text(text, "utf-8")
    if licence is not None:
        (folder / name).with_suffix(".toml").write_text(licence, "utf-8")
    (made,) = open_sources(folder / name)
    return made


LICENCE = 'licence_holder = "Skin Practice"\nedition_year = 2026\nusers = 4\nexpires = 2026-12-31\n'


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (published.consolidated(), "ConsolidatedCodeList.txt"),
        (published.listed(), "LONGULT.txt"),
        (published.own_table(), "cpt.csv"),
    ],
)
def test_licensed_descriptors_are_read_in_each_of_their_layouts(tmp_path: Path, text: str, name: str) -> None:
    made = _licensed(tmp_path, text, LICENCE, name)
    assert [layout.kind for layout in LAYOUTS if layout.knows(made)] == ["descriptors"]
    taken = drain(reading := descriptors.read([made]))
    assert taken["descriptors"] == list(published.OWN_WORDS)
    assert taken["licence"] == [("Skin Practice", 2026, 4, "2026-12-31")]
    assert (reading.edition.effective_from, reading.edition.effective_to) == (
        date(2026, 1, 1),
        date(2026, 12, 31),
    )


@pytest.mark.parametrize(
    ("licence", "told"),
    [
        (None, "Its licence is not told: found no file beside it"),
        ("licence_holder", "Its licence cannot be read"),
        (LICENCE.replace("users = 4", "users = 0"), "Its licence is not whole: found users = 0"),
        (LICENCE.replace("users = 4", 'users = "4"'), "Its licence is not whole: found users = 4"),
        (LICENCE.replace("expires = 2026-12-31", ""), "Its licence is not whole: found no expires"),
        (LICENCE.replace("2026-12-31", "2025-12-31"), "Its licence contradicts itself"),
    ],
)
def test_descriptors_without_their_licence_are_refused_and_the_way_out_names_the_file(
    tmp_path: Path, licence: str | None, told: str
) -> None:
    made = _licensed(tmp_path, published.consolidated(), licence)
    with pytest.raises(RefusedFileError, match=told) as refused:
        descriptors.read([made])
    assert "cpt.toml" in refused.value.way_out


@pytest.mark.parametrize(
    ("listed", "told"),
    [
        ((("11102", "words"), ("11102", "words")), "line 5, column 2: A code is there twice"),
        ((("1110", "words"),), "line 4, column 2: .*found 1110; allowed: a CPT code"),
        ((("11102", ""),), "line 4, column 3: .*found 0 characters; allowed: 1 to 2000"),
        ((), "It holds no descriptor"),
    ],
)
def test_descriptors_that_are_none_are_refused(
    tmp_path: Path, listed: Sequence[tuple[str, str]], told: str
) -> None:
    made = _licensed(tmp_path, published.consolidated(listed), LICENCE)
    with pytest.raises(RefusedFileError, match=told):
        descriptors.read([made])


@pytest.mark.parametrize(
    ("day_of_service", "today", "fault"),
    [
        (date(2026, 12, 31), date(2026, 12, 31), ""),
        (date(2026, 12, 31), date(2027, 1, 1), "ended on 2026-12-31"),
        (date(2027, 1, 1), date(2026, 12, 31), "are those of 2026"),
        (date(2025, 6, 1), date(2026, 12, 31), ""),
    ],
)
def test_descriptors_are_shown_until_their_licence_ends_and_for_no_later_year(
    day_of_service: date, today: date, fault: str
) -> None:
    licence = descriptors.Licence("Skin Practice", 2026, 4, date(2026, 12, 31))
    told = licence.fault_on(day_of_service, today)
    assert (fault in told) if fault else told == ""


@given(data=st.data())
def test_descriptors_that_changed_are_refused_or_read_and_never_a_surprise(data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        (Path(folder) / "cpt.toml").write_text(LICENCE, "utf-8")
        whole = data.draw(st.sampled_from([published.consolidated(), published.listed()])).encode()
        at = data.draw(st.integers(0, len(whole)))
        put = data.draw(st.binary(max_size=12) | st.sampled_from([b"\t", b'"', b"\n", b""]))
        made = source(str(Path(folder) / "cpt.txt"), whole[:at] + put + whole[at + len(put) :])
        try:
            taken = drain(descriptors.read([made]))
        except RefusedFileError as refused:
            assert refused.sentence.startswith(made.name)
        else:
            assert {len(row) for row in taken["descriptors"]} == {2}
