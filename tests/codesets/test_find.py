"""What a search turns up first, judged by what a dermatology office means by its words."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chargecapture.codesets.library import CodeLibrary
from chargecapture.domain.codes import FoundCode
from tests.helpers.library import whole_library

FIRST = [
    ("ak", "L57.0"),
    ("AKs", "L57.0"),
    ("isk", "L82.0"),
    ("sk", "L82.1"),
    ("sebk", "L82.1"),
    ("wart", "B07.9"),
    ("plantar warts", "B07.0"),
    ("bcc nose", "C44.311"),
    ("BCC of the nose", "C44.311"),
    ("bcc left cheek", "C44.319"),
    ("left cheek bcc", "C44.319"),
    ("bcc l ear", "C44.219"),
    ("scc right hand", "C44.622"),
    ("scc in situ scalp", "D04.4"),
    ("Bowen's disease scalp", "D04.4"),
    ("melanoma left arm", "C43.62"),
    ("melanoma in situ left arm", "D03.62"),
    ("melanoma back", "C43.59"),
    ("mole back", "D22.5"),
    ("dysplastic nevus right thigh", "D22.71"),
    ("lipoma left thigh", "D17.24"),
    ("abscess left ear", "H60.02"),
    ("ak nose", "L57.0"),
    ("cherry angioma", "D18.01"),
    ("epidermoid cyst", "L72.0"),
    ("pilar cysts", "L72.11"),
    ("skin tag", "L91.8"),
    ("plaque psoriasis", "L40.0"),
    ("eczema", "L30.9"),
    ("hives", "L50.9"),
    ("shingles", "B02.9"),
    ("nail fungus", "B35.1"),
    ("athlete's foot", "B35.3"),
    ("poison ivy", "L23.7"),
    ("hair loss", "L65.9"),
    ("skin check", "Z12.83"),
    ("history of bcc", "Z85.828"),
    ("suture removal", "Z48.02"),
    ("NUB", "D48.5"),
    ("type 2 diabetes", "E11.9"),
    ("cholera", "A00.9"),
    ("psor", "L40.0"),
    ("seborrheic kerat", "L82.1"),
    ("naevus of scalp", "D22.4"),
    ("C44.319", "C44.319"),
    (" C44.319 ", "C44.319"),
    ("J11.00", "J11.00"),
    ("J1100", "J1100"),
    ("O35HXX0", "O35.HXX0"),
    ("cos-facial", "COS-facial"),
    ("c44319", "C44.319"),
    ("C44.3", "C44.3"),
    ("l57", "L57"),
    ("11102", "11102"),
    ("j3301", "J3301"),
    ("bx", "11102"),
    ("punch biopsy", "11104"),
    ("biopsy left cheek", "11102"),
    ("freeze", "17000"),
    ("liquid nitrogen wart", "17110"),
    ("kenalog", "11900"),
    ("botox", "J0585"),
    ("botox armpits", "64650"),
    ("mohs nose", "17311"),
    ("mohs back", "17313"),
    ("i&d", "10060"),
    ("ED&C", "17260"),
    ("frozen section", "88331"),
    ("pdt", "96567"),
    ("koh", "87220"),
    ("xolair", "J2357"),
    ("apligraf", "15271"),
    ("level 4 established", "99214"),
    ("psoraisis", "L40.0"),
    ("seborheic keratosis", "L82.1"),
    ("melanona", "C43.59"),
]


@pytest.mark.parametrize(("text", "code"), FIRST)
def test_the_meant_code_comes_first(library: CodeLibrary, text: str, code: str) -> None:
    assert library.find(text)[0].code == code


AMONG_THE_FIRST_FIVE = [
    ("wart", "B07.8"),
    ("wart", "17110"),
    ("wa", "B07.9"),
    ("war", "B07.9"),
    ("bcc", "C44.311"),
    ("actinic", "17000"),
    ("freeze", "17110"),
    ("keratosis", "L57.0"),
    ("acne", "L70.0"),
    ("acne", "10040"),
    ("cyst scalp", "L72.11"),
    ("excision nose malignant", "11640"),
    ("toenail removal", "11730"),
    ("flap nose", "14060"),
    ("levulan", "J7308"),
    ("botox", "COS-botulinum_toxin"),
]


@pytest.mark.parametrize(("text", "code"), AMONG_THE_FIRST_FIVE)
def test_a_likely_code_is_among_the_first_five(library: CodeLibrary, text: str, code: str) -> None:
    assert code in [found.code for found in library.find(text, most=5)]


def test_a_find_tells_label_system_and_whether_it_may_be_billed(library: CodeLibrary) -> None:
    heading = FoundCode(
        "C44.3",
        "Other and unspecified malignant neoplasm of skin of other and unspecified parts of face",
        "icd10",
        billable=False,
    )
    assert library.find("C44.3")[0] == heading
    assert library.find("17110") == (
        FoundCode("17110", "Benign destruction, up to 14 lesions", "procedure", billable=True),
    )


def test_every_code_comes_first_when_it_is_typed_as_it_is_written(library: CodeLibrary) -> None:
    codes = [*list(library.titles)[::11], *library.labels]
    assert len(codes) > 9000
    assert [code for code in codes if library.find(code)[0].code != code] == []


def test_every_code_is_found_without_its_dot_and_in_small_letters(library: CodeLibrary) -> None:
    """Among the first two: J11.00 is influenza, J1100 a drug."""
    codes = [*list(library.titles)[::13], *library.labels]
    bare = {code: code.replace(".", "").lower() for code in codes}
    assert [
        code for code in codes if code not in [hit.code for hit in library.find(bare[code], most=2)]
    ] == []


WORDS = ("bcc", "left", "cheek", "malignant", "nose", "ak", "wart", "biopsy", "kera", "zzyzx", "of")


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from(WORDS), min_size=2, max_size=4, unique=True))
def test_the_order_of_the_words_changes_nothing(words: list[str]) -> None:
    library = whole_library()
    answers = {frozenset(library.find(" ".join(order))) for order in permutations(words)}
    assert len(answers) == 1


@settings(deadline=None)
@given(st.text(max_size=40))
def test_whatever_is_typed_is_answered_with_distinct_codes(text: str) -> None:
    found = whole_library().find(text, most=7)
    assert len(found) == len(set(found)) <= 7


@pytest.mark.parametrize("text", ["", "   ", "?!", "of", "zzyzx qwrtp", '"', "* AND (", "-", "a" * 100_000])
def test_nothing_sensible_finds_nothing_or_little_and_never_fails(library: CodeLibrary, text: str) -> None:
    assert all(found.label for found in library.find(text))


def test_a_search_can_be_kept_to_one_system(library: CodeLibrary) -> None:
    assert {found.system for found in library.find("keratosis", system="icd10")} == {"icd10"}
    assert {found.system for found in library.find("keratosis", system="procedure")} == {"procedure"}
    assert library.find("11102", system="icd10") == ()


def test_a_billable_code_comes_before_its_heading(library: CodeLibrary) -> None:
    found = library.find("viral warts")
    billable = [hit.billable for hit in found]
    assert billable == sorted(billable, reverse=True)
    assert not all(billable)


def test_a_word_that_is_nowhere_does_not_hide_the_others(library: CodeLibrary) -> None:
    assert library.find("bcc nose zzyzx") == library.find("bcc nose")


def test_an_unnamed_side_is_not_offered_where_a_side_is_typed(library: CodeLibrary) -> None:
    codes = {found.code for found in library.find("bcc left ear", system="icd10")}
    assert "C44.219" in codes
    assert not codes & {"C44.211", "C44.212"}
