"""Sizes in what is typed, against the classes in the labels of the catalogue."""

from decimal import Decimal

import pytest

from chargecapture.codesets.library import CodeLibrary
from chargecapture.codesets.measures import CONTRADICTS, FITS, TELLS_NOTHING, Measures, without_measures


@pytest.mark.parametrize(
    ("text", "rest", "measures"),
    [
        ("excision nose 1.2 cm", "excision nose", Measures(cm=Decimal("1.2"))),
        ("excision nose 12mm", "excision nose", Measures(cm=Decimal("1.2"))),
        ("flap 8 sq cm nose", "flap nose", Measures(area_cm2=Decimal(8))),
        ("flap 2 x 3.5 cm", "flap", Measures(cm=Decimal("3.5"), area_cm2=Decimal("7.0"))),
        ("visit 25 minutes", "visit", Measures(minutes=Decimal(25))),
        ("20 warts", "20 warts", Measures(number=Decimal(20))),
        ("type 2 diabetes 3", "type 2 diabetes 3", Measures()),
        ("c44.319", "c44.319", Measures()),
        ("5-fu", "5-fu", Measures()),
        ("bsa 10%", "bsa 10%", Measures()),
        ("scm", "scm", Measures()),
    ],
)
def test_sizes_are_taken_out_of_the_text_and_a_bare_number_stays(
    text: str, rest: str, measures: Measures
) -> None:
    found_rest, found = without_measures(text)
    assert (" ".join(found_rest.split()), found) == (rest, measures)


@pytest.mark.parametrize(
    ("label", "measures", "fit"),
    [
        ("Excision, 1.1 to 2 cm", Measures(cm=Decimal("1.0")), CONTRADICTS),
        ("Excision, 1.1 to 2 cm", Measures(cm=Decimal("1.05")), FITS),
        ("Excision, 1.1 to 2 cm", Measures(cm=Decimal("2.0")), FITS),
        ("Excision, 1.1 to 2 cm", Measures(cm=Decimal("2.1")), CONTRADICTS),
        ("Excision, up to 0.5 cm", Measures(cm=Decimal("0.5")), FITS),
        ("Excision, over 4 cm", Measures(cm=Decimal("4.0")), CONTRADICTS),
        ("Tumor excision, under 3 cm", Measures(cm=Decimal("3.0")), CONTRADICTS),
        ("Tumor excision, 3 cm or more", Measures(cm=Decimal("3.0")), FITS),
        ("Tumor excision, 3 cm or more", Measures(cm=Decimal("2.9")), CONTRADICTS),
        ("Flap, 10.1 to 30 cm²", Measures(area_cm2=Decimal(12)), FITS),
        ("Flap, 10.1 to 30 cm²", Measures(cm=Decimal(12)), TELLS_NOTHING),
        ("Destruction, 15 or more lesions", Measures(number=Decimal(15)), FITS),
        ("Destruction, up to 14 lesions", Measures(number=Decimal(15)), CONTRADICTS),
        ("Suture removal", Measures(number=Decimal(15)), TELLS_NOTHING),
        ("Excision, 1.1 to 2 cm", Measures(), TELLS_NOTHING),
    ],
)
def test_a_class_holds_its_bounds_as_its_label_says(label: str, measures: Measures, fit: int) -> None:
    assert measures.fit(label) == fit


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("excision nose malignant 0.5 cm", "11640"),
        ("excision nose malignant 0.6 cm", "11641"),
        ("shave back 2.1 cm", "11303"),
        ("subcutaneous tumor back 3 cm", "21931"),
        ("subcutaneous tumor back 2.9 cm", "21930"),
        ("flap nose 3 x 4 cm", "14061"),
        ("ak 14", "17003"),
        ("destroy 15 warts", "17111"),
    ],
)
def test_the_code_of_the_typed_size_comes_first(library: CodeLibrary, text: str, code: str) -> None:
    assert library.find(text)[0].code == code
