"""Lesions of earlier visits: their names, what was done to them, and treating one again."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chargecapture.domain.encounter import Encounter, PriorCharge
from chargecapture.domain.procedures import AdjacentTissueTransfer
from chargecapture.workflow import charting
from chargecapture.workflow.earlier import (
    EarlierLesion,
    EarlierVisit,
    earlier_lesions,
    history_now,
    lesion_names,
    move_lesion,
    name_here,
    treat_again,
)
from tests.helpers.encounters import biopsy, cancer, closed, cm, cut_out, encounter, keratoses, lesion
from tests.helpers.rules import coder

MARCH, MAY, JUNE = date(2026, 3, 2), date(2026, 5, 4), date(2026, 6, 8)


def seen(id_: str, day: date, *lesions, signed: bool = True, **facts) -> EarlierVisit:
    first = facts.pop("first", None)
    charted = encounter(*lesions, date_of_service=day, **facts)
    return EarlierVisit(id=id_, day=day, signed=signed, encounter=charted, first=first)


def charge(day: date, code: str, lesion: str | None, site: str = "cheek", **facts) -> PriorCharge:
    return PriorCharge(date=day, code=code, lesion=lesion, site=site, **facts)  # type: ignore[arg-type]


def names_of(*visits: EarlierVisit) -> dict[tuple[str, str], str]:
    named = lesion_names((visit.id, visit.day, visit.encounter) for visit in visits)
    return {(v.id, each.id): named[v.id].of(each.id) for v in visits for each in v.encounter.lesions}


@pytest.fixture
def treated_twice() -> EarlierLesion:
    """A cancer of the left cheek: biopsied in March, excised in June."""
    excised = cancer("B", "cheek", cut_out("1.2"), side="left", same_as="2026-03-02 A")
    return earlier_lesions((seen("V1", MARCH, biopsy("A")), seen("V2", JUNE, excised)))[0]


def test_a_lesion_goes_by_the_day_and_letter_that_charted_it_first():
    second = cancer("A", "cheek", cut_out("1.2"), side="left", same_as="2026-03-02 A")
    other = cancer("B", "nose", cut_out("0.8"))
    third = keratoses("A", 3)
    assert names_of(
        seen("V1", MARCH, biopsy("A")), seen("V2", MAY, second, other), seen("V3", JUNE, third)
    ) == {
        ("V1", "A"): "2026-03-02 A",
        ("V2", "A"): "2026-03-02 A",
        ("V2", "B"): "2026-05-04 B",
        ("V3", "A"): "2026-06-08 A",
    }


def test_two_visits_of_one_day_keep_their_letters_apart():
    names = names_of(seen("V1", MARCH, biopsy("A")), seen("V2", MARCH, biopsy("A", "nose", side=None)))
    assert names == {("V1", "A"): "2026-03-02 A", ("V2", "A"): "2026-03-02 V2 A"}


def test_a_letter_of_an_old_document_means_the_lesion_that_its_history_dates():
    history = (charge(MARCH, "11102", "A"),)
    old = cancer("C", "cheek", cut_out("1.2"), side="left", same_as="A")
    names = names_of(
        seen("V0", date(2026, 1, 5), keratoses("A", 2)),
        seen("V1", MARCH, biopsy("A")),
        seen("V2", JUNE, old, history=history),
    )
    assert names["V2", "C"] == "2026-03-02 A"


def test_a_letter_that_may_mean_two_lesions_means_neither():
    history = (charge(MARCH, "11102", "A"), charge(MAY, "17000", "A", "scalp"))
    old = cancer("C", "cheek", cut_out("1.2"), side="left", same_as="A")
    names = names_of(
        seen("V1", MARCH, biopsy("A")),
        seen("V2", MAY, keratoses("A", 1)),
        seen("V3", JUNE, old, history=history),
    )
    assert names["V3", "C"] == "2026-06-08 C"


def test_a_lesion_tells_what_each_visit_did_to_it(treated_twice):
    assert treated_twice.name == "2026-03-02 A"
    assert [(entry.day, entry.acts[0].kind) for entry in treated_twice.entries] == [
        (MARCH, "biopsy"),
        (JUNE, "excision"),
    ]
    assert (treated_twice.site, treated_twice.side) == ("cheek", "left")
    assert treated_twice.diagnosis == "basal cell carcinoma"


def test_lesions_come_newest_first_and_blank_ones_not_at_all():
    found = earlier_lesions(
        (seen("V1", MARCH, biopsy("A"), lesion("B", "nose")), seen("V2", JUNE, keratoses("A", 2)))
    )
    assert [each.name for each in found] == ["2026-06-08 A", "2026-03-02 A"]


def test_a_result_shows_beside_what_was_thought_before():
    before = encounter(biopsy("A"), date_of_service=MARCH)
    amended = seen(
        "V1", MARCH, biopsy("A", diagnosis="basal cell carcinoma", nature="malignant"), first=before
    )
    (entry,) = earlier_lesions((amended,))[0].entries
    assert (entry.lesion.diagnosis, entry.was) == ("basal cell carcinoma", "papule")


def test_treating_again_takes_place_and_diagnosis_and_never_a_measure(treated_twice):
    today = encounter(keratoses("A", 2), history=(charge(JUNE, "11642", "2026-03-02 A"),))
    charted = treat_again(treated_twice)(today)
    new = charting.lesion_of(charted, "B")
    assert (new.site, new.side, new.diagnosis, new.same_as) == (
        "cheek",
        "left",
        "basal cell carcinoma",
        "2026-03-02 A",
    )
    assert (new.procedures, new.count, new.nature) == ((), 1, None)
    assert charted.history == today.history


def test_what_was_planned_then_is_said_of_the_newest_charges_of_that_lesion_alone(treated_twice):
    history = (
        charge(JUNE, "11642", "2026-03-02 A"),
        charge(JUNE, "17000", "2026-06-08 A", "scalp"),
        charge(MARCH, "11102", "2026-03-02 A"),
    )
    charted = treat_again(treated_twice, planned=True)(encounter(history=history))
    assert [prior.planned_next for prior in charted.history] == [True, False, False]


@pytest.mark.parametrize(("planned", "modifiers"), [(True, ("58",)), (False, ("78",))])
def test_a_procedure_that_was_planned_is_charged_as_staged(treated_twice, planned, modifiers):
    """Inside the ten days of the excision of June, another on the same lesion, in an operating room."""
    history = (charge(JUNE, "11642", "2026-03-02 A", diagnosis="basal cell carcinoma"),)
    again = treat_again(treated_twice, planned=planned)(encounter(history=history, place_of_service="24"))
    treated = charting.set_lesion("A", procedures=(cut_out("1.0"),))(again)
    (line,) = [line for line in coder().code(treated).lines if line.code == "11641"]
    assert tuple(each for each in line.modifiers if each in ("58", "78", "79")) == modifiers


def test_a_lesion_that_was_never_charged_is_the_same_as_none(treated_twice):
    charted = treat_again(treated_twice, planned=True)(encounter())
    assert charted.lesions[0].same_as is None
    assert charted.lesions[0].diagnosis == "basal cell carcinoma"


@pytest.mark.parametrize(
    ("history", "name"),
    [
        ((charge(JUNE, "11642", "B"),), "B"),
        ((charge(JUNE, "11642", "B"), charge(JUNE, "12051", "B")), "B"),
        ((charge(JUNE, "11642", "B"), charge(MAY, "11642", "B")), None),
        ((charge(MAY, "11642", "B"),), None),
        ((charge(JUNE, "11642", "B", "nose"),), None),
        ((charge(JUNE, "11642", "2026-03-02 A"), charge(MAY, "11642", "B")), "2026-03-02 A"),
    ],
)
def test_a_history_of_letters_names_a_lesion_where_it_can_mean_no_other(treated_twice, history, name):
    assert name_here(encounter(history=history), treated_twice) == name


def test_a_flap_is_known_by_the_visit_after_the_next():
    """A lesion keeps one name over three visits, so that its period of 90 days relates to the third."""
    flap = cancer("A", "cheek", AdjacentTissueTransfer(area_cm2=cm("6")), side="left")
    first = seen("V1", JUNE - timedelta(days=20), flap)
    name = names_of(first)["V1", "A"]
    again = cancer("A", "cheek", cut_out("0.6"), side="left", same_as=name)
    names = names_of(first, seen("V2", JUNE, again))
    assert names["V2", "A"] == name
    history = (charge(JUNE, "11641", names["V2", "A"]), charge(first.day, "14040", name))
    third = encounter(
        cancer("A", "cheek", cut_out("0.6"), closed("simple", "1.0"), side="left", same_as=name),
        history=history,
    )
    assert not any("79" in line.modifiers for line in coder().code(third).lines)


def test_a_draft_learns_of_what_was_signed_since_it_was_scheduled():
    signed = (charge(JUNE, "11642", "2026-06-08 A"), charge(MARCH, "11102", "2026-03-02 A"))
    from_elsewhere = charge(MAY, "17000", None, "scalp")
    old = (from_elsewhere, charge(MARCH, "11102", "A", planned_next=True))
    history = history_now(encounter(history=old), signed).history
    assert [(prior.date, prior.lesion, prior.planned_next) for prior in history] == [
        (JUNE, "2026-06-08 A", False),
        (MAY, None, False),
        (MARCH, "2026-03-02 A", True),
    ]


def test_a_history_that_a_lesion_refers_to_by_its_letter_stays():
    charted: Encounter = encounter(
        cancer("A", "cheek", cut_out("1.0"), side="left", same_as="B"), history=(charge(MARCH, "11102", "B"),)
    )
    assert history_now(charted, (charge(MARCH, "11102", "2026-03-02 B"),)) == charted


def test_a_document_without_signed_visits_keeps_the_history_it_came_with():
    charted = encounter(history=(charge(MARCH, "11102", "B"), charge(JUNE, "11642", None)))
    assert history_now(charted, ()) == charted


@pytest.mark.parametrize(
    ("site", "side", "lid", "margin"),
    [
        ("cheek", "right", None, None),
        ("canthus_inner", "left", "lower", True),
        ("eyelid_lower", "left", None, True),
    ],
)
def test_a_moved_lesion_keeps_what_its_new_site_can_have(site, side, lid, margin):
    at_lid = replace(cancer("A", "canthus_outer", side="left"), lid="lower", margin=True)
    moved = charting.lesion_of(move_lesion("A", site, side)(encounter(at_lid)), "A")
    assert (moved.site, moved.side, moved.lid, moved.margin) == (site, side, lid, margin)
    assert moved.diagnosis == at_lid.diagnosis
