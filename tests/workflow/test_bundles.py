"""Bundles: what is kept of a visit, what is asked when it is charted again, and codes that ended."""

from decimal import Decimal

import pytest

from chargecapture.domain.charges import Place
from chargecapture.domain.encounter import Encounter, Notice
from chargecapture.domain.procedures import Coded, Cosmetic, Destruction, Excision, Nail, PatchTest
from chargecapture.errors import KnownError
from chargecapture.exchange.encounter_json import read_encounter, write_encounter
from chargecapture.workflow.bundles import MOST_NAME, Bundle, bundle_name, bundle_of, not_valid, unfold
from tests.helpers.encounters import closed, cm, encounter, keratoses, lesion, nevus, visit, warts
from tests.helpers.rules import coder


def kept(charted: Encounter) -> Bundle:
    return Bundle("U1", "D1", "Usual", bundle_of(charted))


EXCISED = nevus(
    "C",
    "cheek",
    Excision(lesion_cm=cm("0.8"), margin_cm=cm("0.2")),
    closed("intermediate", "2.5"),
    side="left",
)


def test_a_bundle_holds_acts_and_diagnoses_and_nothing_of_the_patient() -> None:
    charted = encounter(
        EXCISED,
        warts("D", 3),
        services=(Nail(what="avulsion", digits=("LT1",)),),
        visit=visit(minutes=30),
        notice=Notice(kind="waiver", signed=True),
        authorization="A1",
        rendering="D1",
        sex="M",
    )
    bundle = kept(charted)
    held = bundle.encounter
    excised, wart = held.lesions
    assert (excised.id, excised.site, excised.diagnosis) == ("A", "cheek", "melanocytic nevus")
    assert (excised.side, excised.nature, excised.symptoms) == (None, None, ())
    assert excised.procedures[0] == Excision()
    assert excised.procedures[1].length_cm is None  # type: ignore[union-attr]
    assert wart.procedures == (Destruction(method="cryosurgery"),)
    assert held.services == (Nail(what="avulsion"),)
    assert (held.visit and held.visit.diagnoses, held.visit and held.visit.minutes) == (("psoriasis",), None)
    assert (held.notice, held.authorization, held.rendering, held.history) == (None, None, None, ())
    assert (held.patient.age, held.patient.sex) == (0, "X")
    assert bundle.acts == 5


def test_a_bundle_is_stored_as_a_document() -> None:
    held = bundle_of(encounter(EXCISED, services=(PatchTest(count=36),)))
    assert read_encounter(write_encounter(held)) == held


def test_an_empty_visit_makes_no_bundle() -> None:
    with pytest.raises(KnownError, match="nothing to keep"):
        bundle_of(encounter())


def test_a_bundle_is_charted_beside_what_stands_with_its_counts_to_be_said() -> None:
    bundle = kept(encounter(warts("A", 3), services=(PatchTest(count=36), Cosmetic(units=Decimal(20)))))
    today = encounter(keratoses("A", 2), services=(Coded(code="96372"),))
    unfolded = unfold(bundle, today)
    after = unfolded.step(today)
    assert (unfolded.labels, unfolded.services) == (("B",), (1, 2))
    assert unfolded.blanks == (Place("B", None, "count"), Place("", 1, "count"), Place("", 2, "units"))
    assert after.lesions[0] == keratoses("A", 2)
    assert (after.lesions[1].id, after.lesions[1].count) == ("B", 1)
    assert after.services[1:] == (PatchTest(), Cosmetic())


def test_a_bundle_whose_codes_hold_has_nothing_to_say() -> None:
    assert not_valid(kept(encounter(warts("A", 3), EXCISED)), encounter(), coder().code) == ()


def test_a_bundle_with_a_code_that_ended_says_so_before_it_is_charted() -> None:
    biopsy = lesion("A", "cheek", Coded(code="11100"), diagnosis="papule", side="left")
    sentences = not_valid(kept(encounter(biopsy)), encounter(keratoses("A", 1)), coder().code)
    assert len(sentences) == 1
    assert "11100 ended 2018-12-31" in sentences[0]


@pytest.mark.parametrize(
    ("typed", "name"), [("  AK  scalp ", "AK scalp"), ("x" * MOST_NAME, "x" * MOST_NAME)]
)
def test_a_name_is_kept_without_spare_spaces(typed: str, name: str) -> None:
    assert bundle_name(typed) == name


@pytest.mark.parametrize("typed", ["", "   ", "x" * (MOST_NAME + 1)])
def test_a_name_that_no_list_can_show_is_refused(typed: str) -> None:
    with pytest.raises(KnownError):
        bundle_name(typed)
