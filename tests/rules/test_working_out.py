"""The arithmetic shown beside an act says what the line says, and where the next class begins."""

from decimal import Decimal
from pathlib import Path

import pytest

from chargecapture.domain.charges import Place
from chargecapture.domain.encounter import Visit
from chargecapture.domain.procedures import (
    AdjacentTissueTransfer,
    Excision,
    Graft,
    IntralesionalInjection,
    Phototherapy,
)
from chargecapture.domain.worked_out import WorkedOut
from chargecapture.exchange.encounter_json import read_encounter
from chargecapture.rules.visit_look import look_at_visit
from chargecapture.rules.working_out import work_out
from tests.helpers.encounters import (
    biopsy,
    cancer,
    closed,
    destroyed,
    encounter,
    keratoses,
    lesion,
    nevus,
    shaved,
    staged,
    tags,
    visit,
    warts,
)
from tests.helpers.rules import coder, rule_tables
from tests.helpers.scoring import document_of, read_cases

CASES = Path(__file__).parents[1] / "cases"


def shown(*lesions, at: str = "A", act: int = 0, **facts) -> WorkedOut:
    charted = encounter(*lesions, **facts)
    book = rule_tables().on(charted.date_of_service)
    return work_out(charted, coder().code(charted), book, Place(at, act))


MEASURED = Excision(lesion_cm=Decimal("0.8"), margin_cm=Decimal("0.4"))


def test_an_excision_shows_its_sum_and_the_class_above() -> None:
    assert shown(cancer("A", "nose", MEASURED)) == WorkedOut(
        "0.8 + 2 × 0.4 = 1.6 cm", "11642: over 1.0 to 2.0 cm; 11643 above 2.0"
    )


def test_an_excision_that_waits_for_pathology_shows_what_it_would_come_to() -> None:
    held = shown(lesion("A", "nose", MEASURED, diagnosis="neoplasm", nature="unspecified"))
    assert held == WorkedOut("0.8 + 2 × 0.4 = 1.6 cm", "11442 if benign, 11642 if malignant")


@pytest.mark.parametrize(("nature", "code"), [("benign", "11442"), ("malignant", "11642")])
def test_what_a_held_excision_would_come_to_is_what_it_is_charged_by_then(nature: str, code: str) -> None:
    found = shown(lesion("A", "nose", MEASURED, diagnosis="neoplasm", nature=nature, symptoms=("changing",)))
    assert found.tier.startswith(code)


def test_an_excision_with_a_code_of_its_site_promises_nothing_while_it_is_held() -> None:
    site = next(iter(rule_tables().on(encounter().date_of_service).lookups["excision.site"].rows))
    held = shown(lesion("A", site, MEASURED, diagnosis="neoplasm", nature="unspecified", side="left"))
    assert held.tier == ""


def test_a_size_that_stands_in_its_field_is_not_said_again() -> None:
    assert shown(nevus("A", "back_upper", shaved("0.7"))) == WorkedOut(
        "", "11301: over 0.5 to 1.0 cm; 11302 above 1.0"
    )
    assert (
        shown(cancer("A", "back_upper", destroyed("0.7"))).tier
        == "17261: over 0.5 to 1.0 cm; 17262 above 1.0"
    )


def test_lesions_are_counted_over_the_day_with_their_add_on() -> None:
    assert shown(keratoses("A", 7)) == WorkedOut(
        "7 lesions: 17000 + 17003 × 6",
        "17000: up to 14 lesions; 17003 for each one past 1; 15 or more: 17004",
    )
    two = keratoses("A", 4), keratoses("B", 3, "forehead")
    assert shown(*two, at="B").sum == "4 + 3 = 7 lesions: 17000 + 17003 × 6"
    assert shown(keratoses("A", 16)) == WorkedOut("", "17004: over 14 lesions")


def test_warts_and_tags_are_counted() -> None:
    assert shown(warts("A", 3)).tier == "17110: up to 14 lesions; 15 or more: 17111"
    assert shown(tags("A", 22)) == WorkedOut(
        "22 tags: 11200 + 11201", "11200: up to 15 tags; 11201 for each 10 past 15"
    )


def test_repairs_of_one_kind_and_group_are_added() -> None:
    first = cancer("A", "nose", MEASURED, closed("intermediate", "2.1"))
    second = cancer("B", "forehead", MEASURED, closed("intermediate", "4.2"))
    both = shown(first, second, act=1)
    assert both == WorkedOut("2.1 + 4.2 = 6.3 cm", "12053: over 5.0 to 7.5 cm; 12054 above 7.5")
    assert shown(first, second, at="B", act=1) == both


def test_areas_show_their_add_on_and_where_the_next_class_begins() -> None:
    flap = cancer("A", "cheek", AdjacentTissueTransfer(area_cm2=Decimal(95)), side="left")
    assert shown(flap) == WorkedOut(
        "95 cm²: 14301 + 14302 × 2", "14301: over 30.0 cm²; 14302 for each 30 past 60"
    )
    graft = Graft(graft="full_thickness", area_cm2=Decimal(12))
    assert shown(cancer("A", "nose", graft)).tier == "15260: up to 20 cm²; 15261 for each 20 past 20"
    light = lesion(
        "A", "back_upper", Phototherapy(light="excimer", area_cm2=Decimal(90)), diagnosis="psoriasis"
    )
    assert shown(light).tier == "96920: less than 250 cm²; 96921 from 250"


def test_mohs_shows_stages_and_blocks() -> None:
    assert shown(cancer("A", "nose", staged(3, 7, 2))) == WorkedOut(
        "3 stages, 3 + 7 + 2 blocks: 17311 + 17312 × 2 + 17315 × 2",
        "17312 for each stage after the first; 17315 for each block past 5 in a stage",
    )
    two = cancer("A", "nose", staged(2)), cancer("B", "nose", staged(1, 1))
    assert shown(*two, at="A").sum == "1 stage, 2 blocks: 17311"


def test_injections_are_counted() -> None:
    injected = lesion("A", "chest", IntralesionalInjection(), diagnosis="keloid", count=3)
    assert shown(injected).tier == "11900: up to 7 lesions; 8 or more: 11901"


def test_what_is_not_charged_shows_nothing() -> None:
    assert shown(cancer("A", "nose", Excision())) == WorkedOut()
    assert shown(biopsy("A")) == WorkedOut()


@pytest.mark.parametrize("name", ["open", "own"])
def test_every_act_of_every_case_is_worked_out_by_a_code_that_it_is_charged_by(name: str) -> None:
    for case in read_cases(CASES / f"{name}.jsonl"):
        charted = read_encounter(document_of(case))
        answer = coder().code(charted)
        codes = {line.code for line in answer.lines}
        if not codes:
            continue
        book = rule_tables().on(charted.date_of_service)
        acts = {each.id: each.procedures for each in charted.lesions} | {"": charted.services}
        for label, done in acts.items():
            for at in range(len(done)):
                tier = work_out(charted, answer, book, Place(label, at)).tier
                assert not tier or tier[:5] in codes or done[at].kind == "mohs", case["id"]


# The visit


def look(*lesions, **facts):
    charted = encounter(*lesions, **facts)
    book = rule_tables().on(charted.date_of_service)
    return look_at_visit(charted, coder().code(charted), book)


def test_two_of_three_elements_decide_and_are_named() -> None:
    found = look(visit=visit())
    assert (found.by_elements.code, found.deciding, found.taken) == (
        "99213",
        ("risk", "problems"),
        "elements",
    )
    assert found.by_elements.says == "risk moderate and problems low decide: low"
    assert [grade.code for grade in found.grades] == ["99212", "99213", "99214", "99215"]


def test_the_minutes_decide_where_they_reach_higher() -> None:
    found = look(visit=visit(minutes=30))
    assert (found.by_minutes.code, found.by_elements.code, found.taken) == ("99214", "99213", "minutes")
    assert found.by_minutes.says == "30 minutes, at least 30"
    assert found.minutes == ((10, "99212"), (20, "99213"), (30, "99214"), (40, "99215"))
    assert look(visit=visit(minutes=20)).taken == "elements"


def test_a_new_patient_has_levels_of_their_own() -> None:
    found = look(visit=Visit(minutes=9), established=False)
    assert (found.established, found.taken, found.by_minutes) == (False, "", None)
    assert [grade.code for grade in found.grades] == ["99202", "99203", "99204", "99205"]


def test_what_is_charged_beside_the_visit_is_named_whether_the_visit_is_charged_or_not() -> None:
    for separate in (True, False, None):
        found = look(biopsy("A"), keratoses("B", 3), visit=visit(separate=separate))
        assert set(found.beside) == {"11102", "17000"}
    assert look(visit=visit()).beside == ()


def test_light_is_asked_about_too() -> None:
    light = lesion("A", "back_upper", Phototherapy(light="uvb"), diagnosis="psoriasis")
    assert look(light, visit=visit()).beside == ("96900",)
