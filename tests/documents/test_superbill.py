"""The superbill on paper: read back by its text, and looked at as drawn."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from reportlab.pdfbase.pdfmetrics import stringWidth

from chargecapture.documents.fonts import REGULAR, drawable, register_fonts
from chargecapture.documents.superbill import (
    COLUMNS,
    INNER,
    SIZE,
    CosmeticLineError,
    clean,
    money,
    shorten,
    superbill_pdf,
)
from chargecapture.workflow.superbill import Superbill
from tests.helpers.bills import PATIENT, PRACTICE, bill, line, long_bill, self_pay_bill
from tests.helpers.paper import Golden, drawn, ink_within, text_of


def flat(made: Superbill) -> str:
    """The text of all pages with single spaces, as if it stood on one line."""
    return " ".join(" ".join(text_of(superbill_pdf(made))).split())


def test_an_insurance_superbill_looks_as_kept(golden: Golden) -> None:
    golden.holds("superbill_insurance", superbill_pdf(bill(show_reasons=True)))


def test_a_self_pay_statement_looks_as_kept(golden: Golden) -> None:
    golden.holds("superbill_self_pay", superbill_pdf(self_pay_bill()))


def test_a_draft_of_the_sample_practice_looks_as_kept(golden: Golden) -> None:
    draft = bill(line("11102", fee=None), sample=True, version=0, signed_by="", signed_at=None)
    golden.holds("superbill_draft", superbill_pdf(draft))


def test_a_long_superbill_looks_as_kept(golden: Golden) -> None:
    golden.holds("superbill_long", superbill_pdf(long_bill()), pages=(1, 2))


def test_a_line_that_the_patient_pays_is_never_written_for_the_insurer() -> None:
    cosmetic = line("COS-botulinum_toxin", for_insurer=False)
    with pytest.raises(CosmeticLineError):
        superbill_pdf(bill(line("11102"), cosmetic))


def test_every_field_that_the_records_hold_is_on_the_page() -> None:
    made = bill(clia=PRACTICE.clia)
    found = flat(made)
    for value in (
        PRACTICE.name, str(PRACTICE.address), str(PRACTICE.pay_to), PRACTICE.phone, PRACTICE.fax,
        PRACTICE.npi, PRACTICE.tax_id, "(EIN)", PRACTICE.group_number, PRACTICE.clia,
        "Lena Hartmann, MD", made.provider.npi, made.provider.taxonomy,
        "Okafor, Miriam", "1972-03-14", PATIENT.account, str(PATIENT.address), PATIENT.phone,
        "Northfield Mutual", "PPO", "NFM204817733", "88120", "relation: self", "Secondary none",
        "accepted", "signature on file 2026-01-08", "Effective 2026-01-01", "active, checked 2026-06-12",
        "2026-06-15", "established patient", "11 Office", "NF-220417", "R. Marsh, MD", made.visit_id,
        *(part for diagnosis in made.diagnoses for part in diagnosis),
        *(each.code for each in made.lines), *(each.label for each in made.lines),
        *made.lesions, *made.notices, *made.held,
        "Total charges 1,475.00", "Insurance part, estimated 1,415.00", "Patient part: copay 60.00",
        "Paid 0.00", "Balance 1,475.00",
        "Signed electronically by L. Hartmann, MD", "2026-06-15 11:02", "Version 1 · original",
        "licensed by the AMA", "page 1 of 1",
    ):  # fmt: skip
        assert value in found


def test_reasons_stand_under_their_line_only_when_asked_for() -> None:
    reason = "excised diameter 0.8 + 2 × 0.4 = 1.6 cm"
    assert reason in flat(bill(show_reasons=True))
    assert reason not in flat(bill())


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"version": 0, "signed_at": None}, "DRAFT"),
        ({"version": 0, "signed_at": None}, "Not signed"),
        ({"version": 2}, "Version 2 · amended"),
        ({"sample": True}, "SAMPLE"),
        ({"established": False}, "new patient"),
    ],
)
def test_the_state_of_a_document_is_written_on_it(facts: dict[str, object], said: str) -> None:
    assert said in flat(bill(**facts))
    assert said not in flat(bill())


def test_a_missing_fee_is_a_dash_and_the_total_says_what_it_leaves_out() -> None:
    found = flat(bill(line("11102", fee=None), line("11103")))
    assert "– –" in found
    assert "without the lines that have no fee 100.00" in found


def test_ten_lines_fit_one_page() -> None:
    lines = [line("11102", "Tangential biopsy, first") for _ in range(10)]
    assert len(text_of(superbill_pdf(bill(*lines)))) == 1


def test_a_long_superbill_goes_on_with_its_heads_repeated_and_nothing_left_out() -> None:
    made = long_bill()
    pages = text_of(superbill_pdf(made))
    assert len(pages) > 3
    for number, page in enumerate(pages, start=1):
        assert f"page {number} of {len(pages)}" in page
        assert "2026-06-15" in page
    for page in pages[1:]:
        assert "account 10482" in page
    with_lines = [page for page in pages if re.search(r"^\d+ ?2026-06-15", page, re.MULTILINE)]
    assert all("Who pays" in page for page in with_lines)
    found = " ".join(" ".join(pages).split())
    for label in ("AA", "DM", "HY"):
        assert f"{label} left lower eyelid: basal cell carcinoma: excision" in found
    numbers = [int(n) for page in pages for n in re.findall(r"^(\d+)\s*2026-06-15", page, re.MULTILINE)]
    assert numbers == list(range(1, 46))


def test_nothing_is_drawn_outside_the_margins(qapp: object) -> None:
    for page in drawn(superbill_pdf(long_bill())):
        width, height = page.width(), page.height()
        assert not ink_within(page, 0, 0, 46, height)
        assert not ink_within(page, width - 46, 0, width, height)
        assert not ink_within(page, 0, 0, width, 40)
        assert not ink_within(page, 0, height - 28, width, height)


def test_no_type_is_smaller_than_nine_points() -> None:
    sizes = {
        float(size)
        for made in (bill(show_reasons=True), self_pay_bill(), long_bill())
        for page in PdfReader(BytesIO(superbill_pdf(made))).pages
        for size in re.findall(rb"/F\d\+\d+ ([\d.]+) Tf", page.get_contents().get_data())
    }
    assert sizes
    assert min(sizes) >= 9


@pytest.mark.parametrize(
    ("facts", "below"),
    [
        ({"lesions": tuple("ABCDEFGHIJ")}, "Lesion A, B, C, D, E, F, G, H, I, J"),
        ({"fee": "1000000.00", "units": "9999"}, "Charge 9,999,000,000.00"),
        ({"fee": "1000000.00"}, "Unit fee 1,000,000.00"),
        ({"units": "1234.5678"}, "Units 1234.5678"),
    ],
)
def test_what_a_column_has_no_room_for_stands_under_its_line(facts: dict[str, Any], below: str) -> None:
    assert below in flat(bill(line("11642", **facts)))


@pytest.mark.parametrize("fee", ["0.00", "99999.99"])
def test_a_usual_charge_stands_in_its_column(fee: str) -> None:
    full = line("11642", fee=fee, modifiers=("GW", "59", "25", "QW"), pointers="ABCD", lesions=("A", "B"))
    assert "below" not in flat(bill(full))


def test_the_columns_fill_the_page() -> None:
    assert sum(column.width for column in COLUMNS) == pytest.approx(INNER)


def test_the_fonts_are_embedded() -> None:
    fonts = PdfReader(BytesIO(superbill_pdf(bill()))).pages[0]["/Resources"]["/Font"]
    drawn_with = {
        name: font.get_object() for name, font in fonts.items() if "/FontDescriptor" in font.get_object()
    }
    assert len(drawn_with) == 2
    assert all("/FontFile2" in font["/FontDescriptor"] for font in drawn_with.values())


def test_the_metadata_names_no_patient() -> None:
    reader = PdfReader(BytesIO(superbill_pdf(bill())))
    held = " ".join(str(value) for value in (reader.metadata or {}).values())
    assert "Superbill" in held
    for private in ("Okafor", "Miriam", "10482", "1972", "NFM204817733", "V-20418"):
        assert private not in held


def test_the_same_bill_gives_the_same_bytes() -> None:
    assert superbill_pdf(long_bill()) == superbill_pdf(long_bill())


def test_the_same_bill_gives_the_same_bytes_in_any_process() -> None:
    script = (
        "import hashlib; from tests.helpers.bills import long_bill\n"
        "from chargecapture.documents.superbill import superbill_pdf\n"
        "print(hashlib.sha256(superbill_pdf(long_bill())).hexdigest())"
    )
    made = {
        subprocess.run(
            [sys.executable, "-c", script],
            env=os.environ | {"PYTHONHASHSEED": seed, "TZ": zone},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed, zone in (("1", "America/New_York"), ("2", "Asia/Tokyo"))
    }
    assert len(made) == 1


@pytest.mark.parametrize(
    "name", ["Nguyễn Thị Ánh", "Łukasz Żółć", "Борис Ёлкин", "Ελένη Παπαδάκη", "O’Brien & <b>Sons</b>"]
)
def test_names_of_many_scripts_are_drawn_and_read_back(name: str) -> None:
    assert name in flat(bill(patient=replace(PATIENT, first_name=name)))


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("山", "[U+5C71]"),
        ("م", "[U+0645]"),
        ("\N{GRINNING FACE}", "[U+1F600]"),
        ("\ud800", "[U+D800]"),
        ("a\x00b\nc", "a b c"),
        ("A\u030a", "Å"),
    ],
)
def test_a_sign_without_a_shape_is_named_and_none_is_lost(written: str, shown: str) -> None:
    assert clean(written) == shown


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=300))
def test_any_text_can_stand_on_the_page(text: str) -> None:
    patient = replace(PATIENT, last_name=text, responsible=text, account=text)
    written = superbill_pdf(bill(line("11102", text, lesions=(text,)), patient=patient, lesions=(text,)))
    assert text_of(written)


@given(st.text(st.sampled_from(sorted(map(chr, drawable()))), min_size=1, max_size=60), st.integers(30, 300))
def test_a_shortened_name_fits_and_keeps_its_beginning(name: str, room: int) -> None:
    register_fonts()
    shown = shorten(name, room)
    assert shown[0] == name[0]
    assert stringWidth(shown, REGULAR, SIZE) <= room
    assert shown == name or "…" in shown


@pytest.mark.parametrize(
    ("amount", "shown"),
    [("0", "0.00"), ("1475", "1,475.00"), ("-60", "−60.00"), ("1234567.5", "1,234,567.50"), (None, "–")],
)
def test_money_is_written_with_cents(amount: str | None, shown: str) -> None:
    assert money(None if amount is None else Decimal(amount)) == shown


def test_figures_are_all_of_one_width() -> None:
    register_fonts()
    widths = [stringWidth(figure, REGULAR, SIZE) for figure in "0123456789"]
    assert all(one == other for one, other in pairwise(widths))
