"""What people type: measures, counts, lists, dates and sites, read as meant or refused with what would do."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chargecapture.domain.sites import SITE_IDS
from chargecapture.workflow.typing_in import (
    CannotRead,
    Unfinished,
    cleaned,
    match_sites,
    read_date,
    read_field_size,
    read_money,
    read_number,
    read_numbers,
    read_size,
    read_whole,
    read_words,
)
from tests.helpers.rules import rule_tables

SITES = rule_tables().sites
A_SIZE = "A number in cm, such as 1.2."


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("1.2", "cm", "1.2"),
        ("1.2 cm", "cm", "1.2"),
        ("1.2CM", "cm", "1.2"),
        ("12mm", "cm", "1.2"),
        ("12 mm", "cm", "1.2"),
        ("5 mm", "cm", "0.5"),
        ("1,2", "cm", "1.2"),
        ("1,25", "cm", "1.25"),
        (".5", "cm", "0.5"),
        (",5", "cm", "0.5"),
        ("1.", "cm", "1"),
        ("0.50", "cm", "0.50"),
        ("  3  ", "cm", "3"),
        ("0", "cm", "0"),
        ("12.34567 mm", "cm", "1.234567"),
        ("12", "cm²", "12"),
        ("12 cm2", "cm²", "12"),
        ("12 sqcm", "cm²", "12"),
        ("150 mm2", "cm²", "1.5"),
        ("40 mg", "mg", "40"),
        ("1.5 h", "h", "1.5"),
        ("20", "", "20"),
        ("0,500", "cm", "0.500"),
    ],
)
def test_a_measure_is_read_in_its_unit(text: str, unit: str, value: str) -> None:
    read = read_number(text, unit)
    assert read == Decimal(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("650", "650"),
        ("$649.99", "649.99"),
        ("$ 7", "7"),
        (".5", "0.5"),
        ("165.", "165"),
        ("0", "0"),
        ("1,165.00", "1165.00"),
        ("$1,234,567", "1234567"),
        (" 12.50 ", "12.50"),
    ],
)
def test_money_is_read_to_the_cent_with_or_without_its_commas(text: str, value: str) -> None:
    assert read_money(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    ["much", "-5", "1,20", "12,3456", ",500", "1,165,00", "12.5.0", ".", "$", "5 $", "1e3", "NaN", "٣"],
)
def test_what_is_no_money_is_refused_with_what_would_do(text: str) -> None:
    with pytest.raises(CannotRead) as refused:
        read_money(text)
    assert str(refused.value) == "An amount, such as 165 or 1,165.50."


@pytest.mark.parametrize("text", ["", " ", "\t"])
def test_an_empty_field_says_nothing(text: str) -> None:
    assert read_number(text, "cm") is None
    assert read_money(text) is None
    assert read_whole(text) is None
    assert read_numbers(text) == ()
    assert read_words(text) == ()
    assert read_date(text) is None


@pytest.mark.parametrize(
    ("text", "unit", "why"),
    [
        ("abc", "cm", A_SIZE),
        ("1e5", "cm", A_SIZE),
        ("1.2.3", "cm", A_SIZE),
        ("-1", "cm", A_SIZE),
        ("+1", "cm", A_SIZE),
        (".", "cm", A_SIZE),
        ("1 2", "cm", A_SIZE),
        ("1.2 in", "cm", A_SIZE),
        ("1.2 cm2", "cm", A_SIZE),
        ("12 mm", "mg", "A number in mg, such as 1.2."),
        ("٣", "cm", A_SIZE),
        ("½", "cm", A_SIZE),
        ("1²", "cm", A_SIZE),
        ("NaN", "cm", A_SIZE),
        ("inf", "cm", A_SIZE),
        ("1_000", "cm", A_SIZE),
        ("1\n2", "cm", A_SIZE),
        ("abc", "", "A number, such as 3."),
        ("1,200", "mg", "1200 or 1.200, without the comma."),
        ("12345678", "cm", "At most 7 digits."),
        ("1.2345678", "cm", "At most 7 digits."),
        ("0." + "0" * 400 + "1", "cm", "At most 7 digits."),
        ("9" * 5000, "cm", "At most 7 digits."),
    ],
)
def test_what_is_no_measure_is_refused_with_what_would_do(text: str, unit: str, why: str) -> None:
    with pytest.raises(CannotRead) as refused:
        read_number(text, unit)
    assert str(refused.value) == why


@pytest.mark.parametrize(
    ("text", "cm"),
    [
        ("12mm", "1.2"),
        ("12 mm", "1.2"),
        ("12-mm", "1.2"),
        ("1.2", "1.2"),
        ("1.2 cm", "1.2"),
        (".8", "0.8"),
        ("0,8", "0.8"),
        ("1.2x0.8", "1.2"),
        ("0.8 × 1.2 cm", "1.2"),
        ("12x8mm", "1.2"),
        ("1.2cm by 8 mm", "1.2"),
        ("9 mm x 1.2 x 0.3", "0.9"),
        ("8m", "0.8"),
        ("8c", "8"),
        ("2.0", "2.0"),
        ("1", "1"),
        ("\u200b1.2\u00a0cm.", "1.2"),
        ("≈ 1.2 cm", "1.2"),
        ("\uff11\uff12\uff4d\uff4d", "1.2"),
        (" 1.2 cm, ", "1.2"),
    ],
)
def test_a_size_is_read_as_people_type_and_paste_it(text: str, cm: str) -> None:
    assert read_size(text, asks_from=2) == Decimal(cm)


@pytest.mark.parametrize(("text", "asks_from"), [("8", 2), ("12x8", 2), ("4", 1), ("1", 1), ("2,", 2)])
def test_a_whole_number_that_may_be_millimetres_is_asked_about(text: str, asks_from: int) -> None:
    with pytest.raises(Unfinished, match=r"^[\dx]+ what: mm or cm\?$"):
        read_size(text, asks_from=asks_from)
    assert read_size(f"{text.rstrip(',')} cm", asks_from=asks_from) == 10 * (
        read_size(f"{text.rstrip(',')} mm", asks_from=asks_from) or 0
    )


def test_a_margin_is_the_narrowest_and_an_area_the_product() -> None:
    assert read_size("0.4 x 0.3", taking="narrowest") == Decimal("0.3")
    assert read_size("4 x 3", taking="area") == Decimal(12)
    assert read_size("40x30 mm", taking="area") == Decimal(12)
    assert read_size("12", taking="area") == Decimal(12)
    assert read_size("150 mm2", taking="area") == Decimal("1.5")


@pytest.mark.parametrize(
    ("text", "taking"),
    [
        ("4.2x1", "one"),
        ("2 x 3 x 4", "area"),
        ("1 x 2 x 3 x 4", "greatest"),
        ("1.2 in", "greatest"),
        ("1²", "greatest"),
        ("½", "greatest"),
        ("1 2", "greatest"),
        ("-1", "greatest"),
        ("1.2x0.8 cm2", "area"),
        ("1,200", "greatest"),
    ],
)
def test_what_is_no_size_is_refused(text: str, taking) -> None:
    with pytest.raises(CannotRead) as refused:
        read_size(text, taking=taking)
    assert not isinstance(refused.value, Unfinished)


@pytest.mark.parametrize("text", [".", "1.2x", "1.2 x "])
def test_the_beginning_of_a_size_is_no_mistake_yet(text: str) -> None:
    with pytest.raises(Unfinished):
        read_size(text)


@given(st.decimals("0.1", "99", places=1), st.decimals("0.1", "99", places=1))
def test_the_greatest_of_two_diameters_counts_whichever_comes_first(one: Decimal, other: Decimal) -> None:
    assert read_size(f"{one}x{other}") == read_size(f"{other} x {one} cm") == max(one, other)


@given(
    st.text() | st.from_regex(r"[ \u00a0]*[0-9.,]{1,6} ?(mm|cm|m|c)?( ?[x×*] ?[0-9.,]{1,5} ?(mm|cm)?)?"),
    st.sampled_from(["lesion_cm", "margin_cm", "excised_cm", "length_cm", "area_cm2"]),
)
def test_whatever_is_typed_into_a_size_is_a_size_nothing_or_refused(text: str, name: str) -> None:
    try:
        size = read_field_size(text, name)
    except CannotRead as refused:
        assert str(refused)
    else:
        assert size is None or (size.is_finite() and size >= 0)
        assert (size is None) == (not cleaned(text))


@given(st.text())
def test_cleaned_text_is_clean(text: str) -> None:
    assert cleaned(cleaned(text)) == cleaned(text)
    assert not set(cleaned(text)) & {"\u200b", "\u00a0", "\t"}


@given(st.decimals("0.001", "9999.999", places=3), st.sampled_from(["", " cm", "cm"]))
def test_a_measure_is_read_as_it_is_written(value: Decimal, unit: str) -> None:
    assert read_number(f"{value}{unit}", "cm") == value


@given(st.decimals("0.1", "999", places=1))
def test_millimetres_are_a_tenth_of_centimetres(value: Decimal) -> None:
    assert read_number(f"{value} mm", "cm") == value / 10


@pytest.mark.parametrize(
    ("text", "value"),
    [("7", 7), (" 7 ", 7), ("x7", 7), ("× 12", 12), ("7x", 7), ("0", 0), ("9999", 9999), ("007", 7)],
)
def test_a_count_may_be_typed_as_times(text: str, value: int) -> None:
    assert read_whole(text) == value


@pytest.mark.parametrize("text", ["7.5", "-7", "x7x7", "seven", "12345", "7 8", "٧", "²", "x", "1e3"])
def test_what_is_no_count_is_refused(text: str) -> None:
    with pytest.raises(CannotRead, match=r"A whole number, such as 7\."):
        read_whole(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", (3,)),
        ("3, 2", (3, 2)),
        ("7 5 3", (7, 5, 3)),
        ("3;2,", (3, 2)),
        ("3 + 2", (3, 2)),
        ("3/2", (3, 2)),
        ("999", (999,)),
    ],
)
def test_a_list_may_be_parted_in_any_way(text: str, value: tuple[int, ...]) -> None:
    assert read_numbers(text) == value


@pytest.mark.parametrize("text", ["3, two", "3, 0", "1000", "3.5", "²", "٣", "-1"])
def test_what_is_no_list_of_numbers_is_refused(text: str) -> None:
    with pytest.raises(CannotRead, match=r"Whole numbers, such as 3, 2\."):
        read_numbers(text)


@pytest.mark.parametrize(
    ("text", "value"), [("rt1 RT2", ("RT1", "RT2")), ("lf5,", ("LF5",)), ("a;b", ("A", "B"))]
)
def test_marks_are_read_in_capitals(text: str, value: tuple[str, ...]) -> None:
    assert read_words(text) == value


@pytest.mark.parametrize("text", ["1972-03-14", "1972-3-14", "3/14/1972", "03/14/1972", " 3/14/1972 "])
def test_a_day_may_be_typed_as_the_office_writes_it(text: str) -> None:
    assert read_date(text) == date(1972, 3, 14)


@pytest.mark.parametrize(
    "text", ["14/3/1972", "1972-02-30", "3/14/72", "3-14-1972", "yesterday", "٣/14/1972", "0000-01-01"]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(CannotRead, match=r"A date, such as 1972-03-14 or 3/14/1972\."):
        read_date(text)


def labels(text: str, most: int = 12) -> list[str]:
    return [hit.label for hit in match_sites(text, SITES, most=most)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("l che", "Left cheek"),
        ("che", "Left cheek"),
        ("r cheek", "Right cheek"),
        ("cheek right", "Right cheek"),
        ("RT CHEEK", "Right cheek"),
        ("nose", "Nose"),
        ("scalp", "Scalp"),
        ("rt index", "Right index finger"),
        ("l ear", "Left ear"),
        ("lower lip", "Lower lip, skin"),
        ("ala", "Nose"),
        ("shin", "Left lower leg"),
        ("l shin", "Left lower leg"),
        ("armpit", "Left axilla"),
        ("mid fin", "Left middle finger"),
        ("big toe r", "Right great toe"),
        ("hand l", "Left back of hand"),
        ("behind ear l", "Left behind the ear"),
        ("midline upper back", "Midline upper back"),
        ("both heel", "Bilateral heel"),
    ],
)
def test_a_site_is_found_by_the_beginnings_of_its_words(text: str, first: str) -> None:
    assert labels(text)[0] == first


def test_a_paired_site_is_offered_on_both_sides_and_another_once() -> None:
    assert [hit.side for hit in match_sites("cheek", SITES)[:2]] == ["left", "right"]
    assert [(hit.site, hit.side) for hit in match_sites("l scalp", SITES)] == [("scalp", None)]


@pytest.mark.parametrize("text", ["", "  ", "l", "left", "123", "zzz", "cheek zzz"])
def test_what_names_no_site_finds_none(text: str) -> None:
    assert labels(text) == []


@pytest.mark.parametrize("site", SITE_IDS)
def test_every_site_comes_first_for_its_label(site: str) -> None:
    assert match_sites(SITES[site].label, SITES)[0].site == site


@pytest.mark.parametrize("site", [site for site in SITE_IDS if SITES[site].paired])
@pytest.mark.parametrize("side", ["left", "right"])
def test_every_paired_site_comes_first_with_its_side(site: str, side: str) -> None:
    for text in (f"{side} {SITES[site].label}", f"{SITES[site].label} {side[0]}"):
        hit = match_sites(text, SITES)[0]
        assert (hit.site, hit.side) == (site, side)


def test_no_more_sites_are_offered_than_asked_for() -> None:
    assert len(labels("l", most=3)) == 0
    assert len(labels("f", most=3)) == 3


@given(st.text(max_size=30))
def test_any_text_finds_sites_of_the_contract_or_none(text: str) -> None:
    assert all(hit.site in SITE_IDS for hit in match_sites(text, SITES))
