"""Global periods from the history: the days as CMS counts them, and how what is done now relates."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chargecapture.domain.charges import Answer
from chargecapture.domain.encounter import Lesion, PriorCharge
from chargecapture.domain.procedures import Coded, Destruction, Excision, IncisionDrainage, Phototherapy
from tests.helpers.encounters import (
    DAY,
    answer_to,
    biopsy,
    cancer,
    charged,
    cm,
    cut_out,
    keratoses,
    lesion,
    marked,
    told,
    visit,
)

SOURCE = "CMS Claims Processing Manual ch. 12 §40.1 and 40.2"
TEN, NINETY, NONE = "11602", "14040", "11102"


def prior(on: date, code: str = TEN, **facts: Any) -> PriorCharge:
    base: dict[str, Any] = {"diagnosis": "basal cell carcinoma", "site": "forearm", "lesion": "P1"}
    return PriorCharge(date=on, code=code, **(base | facts))


def ago(days: int, code: str = TEN, **facts: Any) -> PriorCharge:
    return prior(DAY - timedelta(days=days), code, **facts)


def of_visit(*history: PriorCharge, **facts: Any) -> Answer:
    return answer_to(visit=visit(**facts), history=history)


# Days


@pytest.mark.parametrize(
    ("code", "inside"),
    [
        (NONE, set()),
        (TEN, set(range(1, 11))),
        (NINETY, {-1, *range(1, 91)}),
    ],
)
@pytest.mark.parametrize("days", [-2, -1, 0, 1, 9, 10, 11, 12, 89, 90, 91, 92])
def test_a_visit_is_inside_the_days_that_cms_counts(code: str, inside: set[int], days: int) -> None:
    """10 days after the day itself, 11 in all; 90 after and the day before, 92 in all."""
    answer = of_visit(ago(days, code), separate=True)
    modifiers = marked(answer)["99213"][0]
    assert ("24" in modifiers) is (days in inside)


@pytest.mark.parametrize(("code", "last"), [(TEN, 10), (NINETY, 90)])
@pytest.mark.parametrize("days", [-1, 0, 1, 10, 11, 90, 91])
def test_a_procedure_is_inside_from_the_day_after_to_the_last(code: str, last: int, days: int) -> None:
    answer = answer_to(keratoses("A", 1), history=(ago(days, code),))
    assert ("79" in marked(answer)["17000"][0]) is (1 <= days <= last)


@pytest.mark.parametrize(
    ("first", "days", "last"),
    [
        (date(2026, 1, 25), 10, date(2026, 2, 4)),
        (date(2025, 12, 28), 10, date(2026, 1, 7)),
        (date(2024, 2, 20), 10, date(2024, 3, 1)),
        (date(2026, 2, 20), 10, date(2026, 3, 2)),
        (date(2025, 12, 1), 90, date(2026, 3, 1)),
        (date(2024, 1, 1), 90, date(2024, 3, 31)),
        (date(2026, 1, 1), 90, date(2026, 4, 1)),
        (date(2025, 10, 3), 90, date(2026, 1, 1)),
    ],
)
def test_days_are_counted_over_months_years_and_leap_days(first: date, days: int, last: date) -> None:
    code = TEN if days == 10 else NINETY
    for on, inside in ((last, True), (last + timedelta(days=1), False)):
        answer = answer_to(visit=visit(), history=(prior(first, code),), date_of_service=on)
        assert (marked(answer)["99213"] == [("24",)]) is inside


@given(days=st.integers(-400, 400), code=st.sampled_from([NONE, TEN, NINETY, "17003", "99213", "88305"]))
def test_no_day_outside_a_period_is_ever_marked(days: int, code: str) -> None:
    modifiers = marked(of_visit(ago(days, code))).get("99213", [()])[0]
    inside = {TEN: 1 <= days <= 10, NINETY: days == -1 or 1 <= days <= 90, "17003": 1 <= days <= 10}
    assert ("24" in modifiers) is inside.get(code, False)


@pytest.mark.parametrize(
    ("add_on", "with_it", "days", "inside"),
    [
        ("17003", (), 10, True),
        ("17003", (), 11, False),
        ("14302", (), 90, True),
        ("13102", ("13101",), 10, True),
        ("11103", (), 1, False),
        ("17312", ("17311",), 1, False),
        ("15201", ("15200",), 90, True),
    ],
)
def test_an_add_on_has_its_parents_period(
    add_on: str, with_it: tuple[str, ...], days: int, inside: bool
) -> None:
    history = [ago(days, code) for code in (add_on, *with_it)]
    assert (marked(of_visit(*history))["99213"] == [("24",)]) is inside


@pytest.mark.parametrize(
    "code", ["11102", "11300", "17311", "11900", "11721", "11730", "56605", "69100", "40490"]
)
def test_a_code_without_a_period_never_opens_one(code: str) -> None:
    assert marked(of_visit(ago(1, code), diagnoses=("basal cell carcinoma",)))["99213"] == [()]


def test_a_period_is_that_of_the_file_of_its_own_day() -> None:
    """A charge before the tables at hand is read by the first of them."""
    answer = answer_to(
        visit=visit(), history=(prior(date(2023, 12, 20), NINETY),), date_of_service=date(2024, 1, 10)
    )
    assert marked(answer)["99213"] == [("24",)]


# Procedures


def at_nose(*procedures: Any, **facts: Any) -> Lesion:
    return cancer("A", "nose", *procedures, **facts)


@pytest.mark.parametrize(
    ("found", "history", "modifiers", "status"),
    [
        (at_nose(cut_out("1.5"), same_as="P1"), {"planned_next": True}, ("58",), "ready"),
        (at_nose(cut_out("1.5"), same_as="P2"), {}, ("79",), "ready"),
        (at_nose(cut_out("1.5"), same_as="P2"), {"site": "nose"}, ("79",), "ready"),
        (at_nose(cut_out("1.5")), {"site": "nose"}, (), "held"),
        (at_nose(cut_out("1.5")), {"site": "nose", "planned_next": True}, ("58",), "ready"),
        (at_nose(cut_out("1.5")), {"site": None}, (), "held"),
        (at_nose(cut_out("1.5")), {"site": "chin"}, ("79",), "ready"),
        (at_nose(Excision(excised_cm=cm("2"), re_excision=True)), {"site": "nose"}, ("58",), "ready"),
        (
            at_nose(Excision(excised_cm=cm("2"), re_excision=True)),
            {"site": "nose", "diagnosis": "melanocytic nevus"},
            (),
            "held",
        ),
        (
            cancer("A", "cheek", Excision(excised_cm=cm("2"), re_excision=True), side="left"),
            {"site": "cheek"},
            (),
            "held",
        ),
        (at_nose(cut_out("1.5"), same_as="P1"), {"rendering": "them"}, (), "ready"),
    ],
)
def test_how_a_procedure_relates_is_told_by_lesion_plan_site_and_disease(
    found: Lesion, history: dict[str, Any], modifiers: tuple[str, ...], status: str
) -> None:
    """What none of these tells is held with the question; a face has two cheeks and the history no side."""
    long_ago = ago(400, NONE, lesion="P2", site="nose")
    answer = answer_to(found, history=(ago(5, **history), long_ago), rendering="us")
    assert (marked(answer)["11642"], answer.status) == ([modifiers], status)
    assert ("global-relation-unknown" in told(answer)) is (status == "held")


def test_the_question_names_the_earlier_charge_its_day_and_where_to_answer() -> None:
    answer = answer_to(at_nose(cut_out("1.5")), history=(ago(5, site="nose"),))
    alert = next(alert for alert in answer.alerts if alert.rule == "global-relation-unknown")
    assert "11602 of 2026-06-10" in alert.message
    assert alert.place is not None
    assert (alert.place.lesion, alert.place.field) == ("A", "same_as")


@pytest.mark.parametrize(
    ("diagnosis", "earlier", "modifiers", "status"),
    [
        ("psoriasis", "basal cell carcinoma", ("79",), "ready"),
        ("psoriasis", "psoriasis", (), "held"),
        ("psoriasis", None, (), "held"),
    ],
)
def test_a_service_without_a_place_relates_by_its_disease(
    diagnosis: str, earlier: str | None, modifiers: tuple[str, ...], status: str
) -> None:
    light = Phototherapy(light="excimer", area_cm2=cm("100"), diagnosis=diagnosis)
    answer = answer_to(services=(light,), history=(ago(5, diagnosis=earlier),))
    assert (marked(answer)["96920"], answer.status) == ([modifiers], status)


def test_what_treats_a_complication_is_asked_about_though_its_disease_is_another() -> None:
    drained = Coded(code="10180", diagnosis="wound infection")
    assert answer_to(services=(drained,), history=(ago(5),)).status == "held"


def test_one_charge_of_several_lesions_relates_if_one_of_them_does() -> None:
    """17000 counts all lesions of the day."""
    frozen = replace(keratoses("A", 1), same_as="P1")
    answer = answer_to(frozen, keratoses("B", 2), history=(ago(5, "17000", planned_next=True),))
    assert marked(answer)["17000"] == [("58",)]


@pytest.mark.parametrize(
    ("payer", "lines"), [("medicare", {}), ("medicare_advantage", {"10140": 1}), ("commercial", {"10140": 1})]
)
def test_a_complication_in_the_office_is_as_the_payer_has_it(payer: Any, lines: dict[str, int]) -> None:
    bled = lesion(
        "A", "forearm", IncisionDrainage(what="hematoma"), diagnosis="hematoma", same_as="P1", side="left"
    )
    answer = answer_to(bled, history=(ago(5),), payer=payer)
    assert charged(answer) == lines
    assert "global.complication" in told(answer)


# Visits


@pytest.mark.parametrize(
    ("charted", "days", "lines", "modifiers"),
    [
        ({"diagnoses": ("basal cell carcinoma",)}, 5, {"99024": 1}, ()),
        ({"diagnoses": ("melanoma",)}, 5, {"99213": 1}, ("24",)),
        ({"diagnoses": ("acne", "basal cell carcinoma")}, 5, {"99024": 1}, ()),
        ({"diagnoses": ("acne",), "related": True}, 5, {"99024": 1}, ()),
        ({"diagnoses": ("basal cell carcinoma",), "related": False}, 5, {"99213": 1}, ("24",)),
        ({"diagnoses": ("basal cell carcinoma",)}, -1, {}, ()),
        ({"diagnoses": ("basal cell carcinoma",), "decision_for_surgery": True}, -1, {"99213": 1}, ("57",)),
        ({"diagnoses": ("acne",)}, -1, {"99213": 1}, ("24",)),
        ({"diagnoses": ("acne",), "related": True}, -1, {}, ()),
    ],
)
def test_a_visit_is_follow_up_by_its_disease_or_as_charted(
    charted: dict[str, Any], days: int, lines: dict[str, int], modifiers: tuple[str, ...]
) -> None:
    """Project decision 0.5.9: related where one category of three characters is shared."""
    answer = of_visit(ago(days, NINETY), **charted)
    assert charged(answer) == lines
    assert [line.modifiers for line in answer.lines] == ([modifiers] if lines else [])
    assert answer.status == "ready"


def test_a_visit_related_to_one_of_two_procedures_is_follow_up() -> None:
    answer = of_visit(ago(5), ago(3, "17110", diagnosis="viral wart"), diagnoses=("viral wart",))
    assert charged(answer) == {"99024": 1}


def test_24_and_57_stand_together_between_two_operations() -> None:
    answer = of_visit(ago(-1, NINETY), ago(5, diagnosis="viral wart"), decision_for_surgery=True)
    assert marked(answer)["99213"] == [("24", "57")]


def test_what_goes_with_a_visit_goes_with_it_when_it_is_follow_up() -> None:
    related = visit(diagnoses=("basal cell carcinoma",), longitudinal=True, minutes=80)
    answer = answer_to(visit=related, history=(ago(5),), payer="medicare")
    assert charged(answer) == {"99024": 1}


@pytest.mark.parametrize("code", ["15853", "15854"])
def test_sutures_removed_within_the_period_are_paid_with_the_procedure(code: str) -> None:
    """CMS: suture removal by the practice that closed; 15853 is charged only beside a visit."""
    removal = Coded(code=code, diagnosis="suture removal")
    inside = answer_to(
        services=(removal,), visit=visit(diagnoses=("suture removal",)), history=(ago(9, "12032"),)
    )
    assert (inside.status, charged(inside)) == ("ready", {"99024": 1})
    assert "global.add_on" in told(inside)
    outside = answer_to(
        services=(removal,), visit=visit(diagnoses=("suture removal",)), history=(ago(11, "12032"),)
    )
    assert (outside.status, charged(outside)) == ("ready", {"99213": 1, code: 1})


def test_a_procedure_and_a_follow_up_visit_of_one_day_are_told_apart() -> None:
    answer = answer_to(
        biopsy("A", "abdomen", side=None),
        visit=visit(diagnoses=("basal cell carcinoma",), separate=False),
        history=(ago(5),),
    )
    assert marked(answer) == {"11102": [("79",)], "99024": [()]}


def test_a_freeze_of_the_same_keratosis_again_is_asked_about() -> None:
    """58 is for a plan, for more, or for margins; a second freeze that is none of these is told."""
    frozen = lesion(
        "A", "scalp", Destruction(method="cryosurgery"), diagnosis="actinic keratosis", same_as="P1"
    )
    answer = answer_to(frozen, history=(ago(8, "17000", site="scalp", diagnosis="actinic keratosis"),))
    assert "modifier.58_reason" in told(answer)


@pytest.mark.parametrize(
    ("days", "code", "told_of"), [(5, "27447", True), (91, "27447", False), (5, "11602", False)]
)
def test_an_earlier_code_that_no_table_has_is_told(days: int, code: str, told_of: bool) -> None:
    answer = of_visit(ago(days, code, diagnosis="gout"))
    assert ("global.unknown_code" in told(answer)) is told_of


@pytest.mark.parametrize("turned", [False, True])
def test_the_order_of_the_history_never_matters(turned: bool) -> None:
    """Sutures of last week, the day before a flap: the care of what is behind, not of what is ahead."""
    history = [ago(9), ago(-1, NINETY, lesion="P9"), ago(3, "17110", diagnosis=None)]
    removal = of_visit(*(history[::-1] if turned else history), diagnoses=("suture removal",))
    assert charged(removal) == {"99024": 1}
    asked = of_visit(*(history[::-1] if turned else history))
    assert asked.status == "held"


def test_aftercare_is_no_care_of_an_operation_to_come() -> None:
    assert marked(of_visit(ago(-1, NINETY), diagnoses=("suture removal",)))["99213"] == [("24",)]
