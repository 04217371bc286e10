"""What a provider is offered: pinned, used often, used last, then the starter list."""

from datetime import timedelta
from functools import cache

import pytest

from chargecapture.codesets.acts import load_acts, load_starters
from chargecapture.domain.acts import ActChoice
from chargecapture.domain.procedures import Biopsy, Destruction, Drug, Repair
from chargecapture.workflow.favourites import (
    ActUse,
    Favourite,
    act_key,
    act_of,
    acts_done,
    chart_favourite,
    in_order,
    matching,
    ranked,
)
from tests.helpers.encounters import encounter, keratoses, lesion, warts
from tests.helpers.records import NOON
from tests.helpers.rules import RESOURCES, coder


@cache
def acts() -> tuple[ActChoice, ...]:
    return load_acts(RESOURCES)


@cache
def starters() -> tuple[tuple[ActChoice, str], ...]:
    return load_starters(RESOURCES, acts())


def act(label: str) -> ActChoice:
    return next(each for each in acts() if each.label == label)


def use(label: str, diagnosis: str = "", **facts: object) -> ActUse:
    base = {"uses": 1, "last_used": NOON}
    return ActUse(act_key(act(label)), diagnosis, **(base | facts))  # type: ignore[arg-type]


def offered(*uses: ActUse) -> list[str]:
    return [favourite.label for favourite in ranked(uses, acts(), starters())]


def test_before_anything_is_known_the_starter_list_is_offered() -> None:
    assert offered()[:3] == [
        "Cryosurgery · actinic keratosis",
        "Tangential biopsy · neoplasm of unspecified behavior",
        "Cryosurgery · viral wart",
    ]


def test_what_is_used_twice_rises_over_what_was_used_last() -> None:
    later = NOON + timedelta(days=1)
    found = offered(
        use("Patch test", last_used=later), use("Flap", uses=2), use("Mohs surgery", uses=3, last_used=NOON)
    )
    assert found[:3] == ["Mohs surgery", "Flap", "Patch test"]


def test_what_is_pinned_stands_above_all_even_unused() -> None:
    found = offered(use("Flap", uses=9), use("Skin substitute", uses=0, last_used=None, pinned=True))
    assert found[:2] == ["Skin substitute", "Flap"]


def test_an_act_with_another_diagnosis_is_another_favourite_but_not_in_other_capitals() -> None:
    found = offered(use("Cryosurgery", "Viral wart", uses=2), use("Cryosurgery", "keloid"))
    assert found[:2] == ["Cryosurgery · Viral wart", "Cryosurgery · keloid"]
    assert "Cryosurgery · viral wart" not in found


def test_an_act_that_is_not_offered_by_name_any_more_is_left_out() -> None:
    assert offered(ActUse("destruction method=moxibustion", uses=9, last_used=NOON)) == offered()


def test_acts_are_suggested_favourites_first_and_none_is_lost() -> None:
    favourites = ranked([use("Patch test", uses=5), use("Flap", uses=4)], acts(), starters())
    ordered = in_order(acts(), favourites)
    assert [each.label for each in ordered][:3] == ["Patch test", "Flap", "Cryosurgery"]
    assert sorted(each.label for each in ordered) == sorted(each.label for each in acts())


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("wart", "Cryosurgery · viral wart"),
        ("freeze ak", None),
        ("cryo act", "Cryosurgery · actinic keratosis"),
        ("punch", "Punch biopsy"),
        ("zzz", None),
    ],
)
def test_a_favourite_is_found_by_words_of_act_and_diagnosis(typed: str, first: str | None) -> None:
    found = matching(ranked([], acts(), starters()), typed)
    assert next((favourite.label for favourite in found), None) == first


@pytest.mark.parametrize(
    ("procedure", "label"),
    [
        (Destruction(method="cryosurgery"), "Cryosurgery"),
        (Repair(complexity="complex"), "Complex repair"),
        (Biopsy(method="punch"), "Punch biopsy"),
        (Drug(hcpcs="J3301"), "Drug"),
    ],
)
def test_a_procedure_counts_as_the_act_that_says_most_of_it(procedure: object, label: str) -> None:
    found = act_of(procedure, acts())  # type: ignore[arg-type]
    assert found is not None
    assert found.label == label


def test_a_procedure_that_no_act_names_counts_for_nothing() -> None:
    assert act_of(Destruction(), acts()) is None


def test_the_acts_of_a_visit_count_once_each_with_their_diagnosis() -> None:
    charted = encounter(keratoses("A", 7), keratoses("B", 2), warts("C", 1), services=(Drug(hcpcs="J3301"),))
    assert [(done.act, done.diagnosis) for done in acts_done(charted, acts())] == [
        ("destruction method=cryosurgery", "actinic keratosis"),
        ("destruction method=cryosurgery", "viral wart"),
        ("drug", ""),
    ]


def test_words_too_long_for_a_list_are_no_favourite_s_diagnosis() -> None:
    (done,) = acts_done(encounter(lesion("A", "nose", Biopsy(method="punch"), diagnosis="x" * 101)), acts())
    assert done.diagnosis == ""


def test_a_favourite_is_charted_on_a_lesion_with_its_diagnosis() -> None:
    wart = Favourite(act("Cryosurgery"), "viral wart", "starter")
    bare = encounter(lesion("A", "nose"))
    assert chart_favourite(bare, wart, "A")(bare).lesions[0] == lesion(
        "A", "nose", Destruction(method="cryosurgery"), diagnosis="viral wart"
    )


def test_a_diagnosis_that_stands_is_not_overwritten() -> None:
    known = encounter(lesion("A", "nose", diagnosis="actinic keratosis"))
    charted = chart_favourite(known, Favourite(act("Cryosurgery"), "viral wart", "starter"), "A")(known)
    assert charted.lesions[0].diagnosis == "actinic keratosis"


def test_without_a_lesion_it_is_a_service_with_its_diagnosis() -> None:
    light = Favourite(act("Phototherapy"), "psoriasis", "starter")
    (service,) = chart_favourite(encounter(), light, "")(encounter()).services
    assert (service.kind, service.diagnosis) == ("phototherapy", "psoriasis")


@pytest.mark.parametrize("start", starters(), ids=lambda start: f"{start[0].label} {start[1]}")
def test_a_starter_charts_a_diagnosis_that_is_understood(start: tuple[ActChoice, str]) -> None:
    favourite = Favourite(*start, "starter")
    bare = encounter(lesion("A", "cheek", side="left"))
    charted = chart_favourite(bare, favourite, "A" if favourite.act.on_lesion else "")(bare)
    asked = {alert.rule for alert in coder().code(charted).alerts if alert.effect != "none"}
    wrong = {rule for rule in asked if rule.startswith("diagnosis.")}
    assert wrong <= (set() if favourite.diagnosis else {"diagnosis.missing"})
