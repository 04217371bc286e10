"""Copying the last visit: what is carried, what never is, and the marks until it is looked at."""

from dataclasses import fields, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any, get_type_hints

import pytest
from hypothesis import given, settings

from chargecapture.domain.charges import Place
from chargecapture.domain.encounter import Encounter, Lesion, PriorCharge
from chargecapture.domain.procedures import (
    Biopsy,
    Coded,
    Cosmetic,
    Destruction,
    Drug,
    Excision,
    IntralesionalInjection,
    Mohs,
    Nail,
    PatchTest,
    Pathology,
    Phototherapy,
    Procedure,
)
from chargecapture.errors import KnownError
from chargecapture.workflow import charting
from chargecapture.workflow.charting import RECORDS, Chart
from chargecapture.workflow.copying import Copy, carried, copy_visit
from chargecapture.workflow.marks import Copied
from chargecapture.workflow.records import VisitRecord
from tests.exchange.arbitrary import records as arbitrary
from tests.helpers.encounters import DAY, cm, encounter, keratoses, lesion, visit, warts
from tests.helpers.records import sample_visit
from tests.helpers.rules import coder

BEFORE = DAY - timedelta(days=105)


def last_visit(*lesions: Lesion, **facts: Any) -> VisitRecord:
    charted = replace(encounter(*lesions, **facts), date_of_service=BEFORE)
    return sample_visit(charted, id="V0", day=BEFORE, state="signed", version=1)


def copied(last: VisitRecord, today: Encounter | None = None) -> tuple[Encounter, Copy]:
    copy = copy_visit(last, today or encounter())
    return copy.step(today or encounter()), copy


def test_lesions_acts_and_diagnoses_are_carried() -> None:
    today, _ = copied(last_visit(warts("A", 4), keratoses("B", 7)))
    assert today.lesions == (warts("A", 4, nature=None), keratoses("B", 7, nature=None))


def test_what_is_carried_is_charged_as_if_it_were_charted_today() -> None:
    today, _ = copied(last_visit(warts("A", 4)))
    assert coder().code(today) == coder().code(encounter(warts("A", 4, nature=None)))
    assert [line.code for line in coder().code(today).lines] == ["17110"]


@pytest.mark.parametrize(
    ("act", "again"),
    [
        (
            Excision(lesion_cm=cm("1.2"), margin_cm=cm("0.3"), excised_cm=cm("1.8"), re_excision=True),
            Excision(),
        ),
        (Destruction(method="laser", area_cm2=cm("4")), Destruction(method="laser")),
        (Mohs(stages=(3, 2), deep_structure=True, prior_pathology=True), Mohs()),
        (Biopsy(method="punch", separate_session=True, repeat=True), Biopsy(method="punch")),
        (
            IntralesionalInjection(
                drug="J3301", dose_mg=cm("10"), wasted_mg=cm("2"), container="single_dose"
            ),
            IntralesionalInjection(drug="J3301", container="single_dose"),
        ),
        (Drug(hcpcs="J3301", dose_mg=cm("40")), Drug(hcpcs="J3301")),
        (Phototherapy(light="puva", supervised_hours=cm("4")), Phototherapy(light="puva")),
        (PatchTest(count=36), PatchTest(count=36)),
        (Coded(code="11900", units=2, reduced=True), Coded(code="11900", units=2)),
        (
            Cosmetic(service="botulinum_toxin", units=Decimal(20), price=cm("14")),
            Cosmetic(service="botulinum_toxin", units=Decimal(20)),
        ),
        (Nail(what="avulsion", digits=("LT1",)), Nail(what="avulsion", digits=("LT1",))),
        (Destruction(requested_by_patient=True), Destruction(requested_by_patient=True)),
    ],
    ids=lambda act: getattr(act, "kind", ""),
)
def test_no_measure_dose_or_circumstance_of_the_day_is_carried(act: Procedure, again: Procedure) -> None:
    assert carried(act) == again  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", RECORDS)
def test_no_fact_that_is_measured_is_carried_in_any_kind_of_act(kind: str) -> None:
    record = RECORDS[kind]
    hints = get_type_hints(record)
    measured = [f.name for f in fields(record) if "Decimal" in str(hints[f.name])]
    act = record(**dict.fromkeys(measured, Decimal(3)))
    again = carried(act)
    for name in measured:
        if (kind, name) != ("cosmetic", "units"):
            assert getattr(again, name) is None


CIRCUMSTANCES = {field.name for field in fields(Procedure)} - {"requested_by_patient", "diagnosis"}


@pytest.mark.parametrize("kind", RECORDS)
def test_no_fact_that_makes_a_modifier_is_carried_in_any_kind_of_act(kind: str) -> None:
    flags = CIRCUMSTANCES - {"assistant_role"}
    again = carried(RECORDS[kind](**dict.fromkeys(flags, True), assistant_role="surgeon"))
    assert [name for name in CIRCUMSTANCES if getattr(again, name)] == []


def test_nature_slides_notice_and_level_are_not_carried() -> None:
    biopsied = lesion("A", "nose", Biopsy(method="punch"), diagnosis="papule", nature="malignant")
    last = last_visit(
        biopsied, services=(Pathology(level="4", specimens=1),), visit=visit(), authorization="A1"
    )
    today, _ = copied(last)
    assert today.lesions[0].nature is None
    assert (today.services, today.visit, today.notice, today.authorization) == ((), None, None, None)


def test_the_problems_of_a_visit_are_carried_where_it_was_all_there_was() -> None:
    today, copy = copied(last_visit(visit=visit(minutes=20)))
    assert today.visit is not None
    assert today.visit.diagnoses == ("psoriasis",)
    assert (today.visit.problems, today.visit.minutes, today.visit.separate) == (None, None, None)
    assert {mark.place for mark in copy.marks} == {Place(field="visit.diagnoses")}


def test_copied_lesions_stand_under_the_next_letters_beside_what_is_charted() -> None:
    today, copy = copied(last_visit(warts("A", 4)), encounter(keratoses("A", 2)))
    assert [each.id for each in today.lesions] == ["A", "B"]
    assert copy.labels == ("B",)
    assert {mark.place.lesion for mark in copy.marks} == {"B"}


@pytest.mark.parametrize(
    ("charge", "named"),
    [
        ({"lesion": "A"}, "A"),
        ({"lesion": f"{BEFORE} A"}, f"{BEFORE} A"),
        ({"lesion": "A", "date": BEFORE + timedelta(days=3)}, None),
        ({"lesion": "A", "site": "nose"}, None),
        ({"lesion": "B"}, None),
    ],
)
def test_a_lesion_treated_again_is_the_one_of_that_visit(charge: dict[str, Any], named: str | None) -> None:
    base = {"date": BEFORE, "code": "17110", "site": "hand_dorsum"}
    today = encounter(history=(PriorCharge(**(base | charge)),))
    again, copy = copied(last_visit(warts("A", 4)), today)
    assert again.lesions[0].same_as == named
    assert (Place("A", None, "same_as") in {mark.place for mark in copy.marks}) == (named is not None)


def test_every_fact_that_is_carried_is_marked_with_the_day_it_comes_from() -> None:
    _, copy = copied(last_visit(warts("A", 4)))
    assert copy.marks == {
        Copied(Place("A", procedure, field), BEFORE)
        for procedure, field in [
            (None, "site"), (None, "side"), (None, "diagnosis"), (None, "symptoms"), (None, "count"),
            (0, "kind"), (0, "method"),
        ]
    }  # fmt: skip


@pytest.mark.parametrize("last", [last_visit(), last_visit(services=(Pathology(level="4"),))])
def test_where_nothing_can_be_copied_it_is_said(last: VisitRecord) -> None:
    with pytest.raises(KnownError, match="nothing that can be copied"):
        copy_visit(last, encounter())


def test_a_visit_is_not_copied_twice() -> None:
    today, _ = copied(last_visit(warts("A", 4)))
    with pytest.raises(KnownError, match="copied already"):
        copy_visit(last_visit(warts("A", 4)), today)


# Marks


@pytest.fixture
def chart() -> Chart:
    """Today's chart with the warts and keratoses of the last visit copied into it."""
    chart = Chart.of(encounter(), coder().code)
    copy = copy_visit(last_visit(warts("A", 4), keratoses("B", 7)), chart.encounter)
    assert chart.take(copy.step, "last visit", copied=copy.marks)
    return chart


def places(chart: Chart, label: str = "") -> set[tuple[int | None, str]]:
    marked = (mark.place for mark in chart.copied)
    return {(place.procedure, place.field) for place in marked if not label or place.lesion == label}


OF_B = {(None, "site"), (None, "diagnosis"), (None, "count"), (0, "kind"), (0, "method")}


def test_a_changed_fact_loses_its_mark_and_no_other_does(chart: Chart) -> None:
    chart.take(charting.set_lesion("B", count=5), "count")
    assert places(chart, "B") == OF_B - {(None, "count")}
    assert len(places(chart, "A")) == 7


def test_a_change_within_an_act_counts_as_looking_at_the_act(chart: Chart) -> None:
    chart.take(charting.set_procedure("B", 0, reduced=True), "circumstances")
    assert places(chart, "B") == OF_B - {(0, "kind")}


def test_marks_go_with_their_lesion_and_come_back_with_it(chart: Chart) -> None:
    before = chart.copied
    chart.take(charting.remove_lesion("B"), "remove lesion B")
    assert places(chart, "B") == set()
    assert len(places(chart, "A")) == 7
    chart.undo()
    assert chart.copied == before
    chart.redo()
    assert places(chart, "B") == set()


def test_marks_survive_undo_and_redo_of_the_copy(chart: Chart) -> None:
    before = chart.copied
    chart.undo()
    assert chart.copied == frozenset()
    assert chart.encounter == encounter()
    chart.redo()
    assert chart.copied == before


def test_a_fact_typed_back_to_what_it_was_was_looked_at(chart: Chart) -> None:
    chart.take(charting.set_lesion("B", count=5), "count")
    chart.take(charting.set_lesion("B", count=7), "count")
    assert (None, "count") not in places(chart, "B")


def test_accepting_is_a_step_that_can_be_taken_back(chart: Chart) -> None:
    before, encounter_before = chart.copied, chart.encounter
    assert chart.accept(chart.copied, "copied facts")
    assert chart.copied == frozenset()
    assert not chart.accept(before, "copied facts")
    assert chart.undo() == "copied facts"
    assert chart.copied == before
    assert chart.encounter == encounter_before
    chart.redo()
    assert chart.copied == frozenset()


def test_marks_keep_to_their_act_when_one_before_it_is_removed() -> None:
    chart = Chart.of(encounter(), coder().code)
    last = last_visit(services=(Drug(hcpcs="J3301"), PatchTest(count=36)))
    copy = copy_visit(last, chart.encounter)
    chart.take(copy.step, "last visit", copied=copy.marks)
    chart.take(charting.remove_procedure("", 0), "remove the service")
    assert places(chart) == {(0, "kind"), (0, "count")}
    chart.take(charting.add_service("drug"), "drug")
    assert places(chart) == {(0, "kind"), (0, "count")}
    chart.take(charting.set_procedure("", 0, count=40), "count")
    assert places(chart) == set()


def test_a_change_of_kind_takes_the_marks_of_the_act(chart: Chart) -> None:
    chart.take(charting.change_kind("B", 0, "biopsy"), "kind of act")
    assert places(chart, "B") == OF_B - {(0, "kind"), (0, "method")}


@settings(max_examples=50, deadline=None)
@given(arbitrary(Lesion))
def test_the_copy_of_any_lesion_holds_nothing_of_its_day(found: Lesion) -> None:
    today, copy = copied(last_visit(replace(found, id="A")))
    (again,) = today.lesions
    assert again.nature is None
    assert {mark.place.lesion for mark in copy.marks} == {"A"}
    for act in again.procedures:
        assert not any(getattr(act, name) for name in CIRCUMSTANCES)
