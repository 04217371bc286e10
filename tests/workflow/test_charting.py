"""Charting: each step can be taken back, and nothing enters a draft that could not be opened again."""

from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chargecapture.domain.charges import Answer
from chargecapture.domain.encounter import Encounter, Lesion, Notice, Visit
from chargecapture.domain.procedures import (
    AnyProcedure,
    Biopsy,
    ChemicalPeel,
    Coded,
    Cosmetic,
    Debridement,
    Destruction,
    Excision,
    ShaveRemoval,
)
from chargecapture.domain.records import kind_of
from chargecapture.errors import KnownError
from chargecapture.exchange.encounter_json import read_encounter, write_encounter
from chargecapture.workflow import charting
from chargecapture.workflow.charting import Chart, ChartingError, Step
from tests.helpers.encounters import biopsy, cm, encounter, lesion
from tests.helpers.rules import coder

KINDS = [kind_of(record) for record in get_args(AnyProcedure)]
FILLER = Cosmetic(service="filler")
START = encounter(biopsy("A"), services=(FILLER,), visit=Visit(minutes=20))


def answer_with(label: str) -> Callable[[Encounter], Answer]:
    """A coder that needs no rules; its answer tells what it coded."""
    return lambda coded: Answer(f"{label}{len(coded.lesions)}", "ready", (), (), ())


def chart(of: Encounter = START) -> Chart:
    return Chart.of(of, answer_with("lesions: "))


def only(*procedures: Any, **facts: Any) -> Encounter:
    return replace(START, lesions=(replace(biopsy("A"), procedures=procedures, **facts),))


STEPS: dict[str, tuple[Step, Encounter]] = {
    "a lesion": (
        charting.add_lesion("nose"),
        replace(START, lesions=(*START.lesions, Lesion(id="B", site="nose"))),
    ),
    "a lesion with its side": (
        charting.add_lesion("cheek", "left"),
        replace(START, lesions=(*START.lesions, Lesion(id="B", site="cheek", side="left"))),
    ),
    "no lesion": (charting.remove_lesion("A"), replace(START, lesions=())),
    "a fact of a lesion": (
        charting.set_lesion("A", site="nose", side=None),
        replace(START, lesions=(biopsy("A", "nose", side=None),)),
    ),
    "a procedure": (
        charting.add_procedure("A", "shave_removal"),
        only(Biopsy(method="tangential"), ShaveRemoval()),
    ),
    "a procedure with a fact": (
        charting.add_procedure("A", "destruction", method="laser"),
        only(Biopsy(method="tangential"), Destruction(method="laser")),
    ),
    "a fact of a procedure": (charting.set_procedure("A", 0, method="punch"), only(Biopsy(method="punch"))),
    "another kind": (charting.change_kind("A", 0, "excision"), only(Excision())),
    "no procedure": (charting.remove_procedure("A", 0), only()),
    "a service": (charting.add_service("coded"), replace(START, services=(FILLER, Coded()))),
    "a fact of a service": (
        charting.set_procedure("", 0, price=cm("650")),
        replace(START, services=(replace(FILLER, price=cm("650")),)),
    ),
    "a service of another kind": (
        charting.change_kind("", 0, "coded"),
        replace(START, services=(Coded(),)),
    ),
    "no service": (charting.remove_procedure("", 0), replace(START, services=())),
    "a fact of the visit": (
        charting.set_visit(separate=True),
        replace(START, visit=Visit(minutes=20, separate=True)),
    ),
    "no visit": (charting.remove_visit(), replace(START, visit=None)),
    "a fact of the encounter": (
        charting.set_encounter(place_of_service="22"),
        replace(START, place_of_service="22"),
    ),
    "a fact of the patient": (
        charting.set_claim("patient.neuropathy", True),
        replace(START, patient=replace(START.patient, neuropathy=True)),
    ),
    "a notice": (charting.set_claim("notice.kind", "waiver"), replace(START, notice=Notice(kind="waiver"))),
}


@pytest.mark.parametrize(("step", "after"), STEPS.values(), ids=STEPS)
def test_a_step_changes_what_it_says_and_can_be_taken_back(step: Step, after: Encounter) -> None:
    charted = chart()
    assert charted.take(step, "the step")
    assert (charted.encounter, charted.next_undo, charted.next_redo) == (after, "the step", "")
    assert charted.undo() == "the step"
    assert (charted.encounter, charted.next_undo, charted.next_redo) == (START, "", "the step")
    assert charted.redo() == "the step"
    assert (charted.encounter, charted.next_undo) == (after, "the step")


def test_a_visit_begins_with_its_first_fact() -> None:
    assert charting.set_visit(minutes=25)(encounter()).visit == Visit(minutes=25)


def test_a_notice_ends_with_its_kind() -> None:
    told = charting.set_claim("notice.signed", True)(charting.set_claim("notice.kind", "waiver")(START))
    assert told.notice == Notice(kind="waiver", signed=True)
    assert charting.set_claim("notice.kind", None)(told).notice is None
    assert charting.set_claim("notice.signed", True)(START).notice is None


@pytest.mark.parametrize(
    "step",
    [
        charting.remove_lesion("Z"),
        charting.set_lesion("Z", site="nose"),
        charting.add_procedure("Z", "biopsy"),
        charting.set_procedure("A", 1, method="punch"),
        charting.set_procedure("A", -1, method="punch"),
        charting.change_kind("A", 1, "excision"),
        charting.remove_procedure("A", 1),
        charting.remove_procedure("A", -1),
        charting.set_procedure("", 1, price=None),
        charting.change_kind("", -1, "coded"),
        charting.remove_procedure("", 1),
        charting.remove_procedure("", -1),
    ],
)
def test_a_step_on_what_is_not_there_changes_nothing(step: Step) -> None:
    charted = chart()
    with pytest.raises(ChartingError):
        charted.take(step, "nothing")
    assert (charted.encounter, charted.next_undo) == (START, "")


def test_a_step_that_changes_nothing_is_none() -> None:
    charted = chart()
    charted.take(charting.set_procedure("A", 0, method="punch"), "method")
    charted.undo()
    assert not charted.take(charting.set_procedure("A", 0, method="tangential"), "method")
    assert (charted.next_undo, charted.next_redo) == ("", "method")


def test_each_step_is_coded_at_once() -> None:
    charted = chart()
    assert charted.answer.id == "lesions: 1"
    charted.take(charting.add_lesion("nose"), "lesion B")
    assert charted.answer.id == "lesions: 2"
    charted.undo()
    assert charted.answer.id == "lesions: 1"


def test_what_cannot_be_coded_leaves_the_chart_as_it_was() -> None:
    def code(coded: Encounter) -> Answer:
        if len(coded.lesions) > 1:
            raise RuntimeError("a fault of the rules")
        return answer_with("")(coded)

    charted = Chart.of(START, code)
    with pytest.raises(RuntimeError):
        charted.take(charting.add_lesion("nose"), "lesion B")
    assert (charted.encounter, charted.next_undo) == (START, "")


def size(text: str) -> Step:
    return charting.set_procedure("A", 0, lesion_cm=cm(text) if text else None)


SHAVED = encounter(lesion("A", "nose", ShaveRemoval()))


def typed(charted: Chart, *texts: str, field: str = "A.0.lesion_cm") -> None:
    for text in texts:
        charted.take(size(text), "size", typed_in=field)


def size_in(charted: Chart) -> str:
    found = charted.encounter.lesions[0].procedures[0].lesion_cm  # type: ignore[union-attr]
    return "" if found is None else str(found)


def test_typing_in_one_field_is_one_step() -> None:
    charted = chart(SHAVED)
    typed(charted, "1", "1.2", "1.25")
    assert size_in(charted) == "1.25"
    assert (charted.undo(), size_in(charted), charted.undo()) == ("size", "", "")
    assert (charted.redo(), size_in(charted)) == ("size", "1.25")


def test_leaving_the_field_ends_the_step() -> None:
    charted = chart(SHAVED)
    typed(charted, "1", "1.2")
    charted.field_left()
    typed(charted, "1", "1.5")
    charted.undo()
    assert size_in(charted) == "1.2"
    charted.undo()
    assert size_in(charted) == ""


def test_typing_in_another_field_is_another_step() -> None:
    charted = chart(SHAVED)
    typed(charted, "1", "1.2")
    typed(charted, "1.3", "1.4", field="B.0.lesion_cm")
    charted.undo()
    assert size_in(charted) == "1.2"


def test_what_is_typed_after_going_back_is_a_step_of_its_own() -> None:
    charted = chart(SHAVED)
    typed(charted, "1", "1.2")
    charted.take(charting.add_lesion("chin"), "lesion B")
    charted.undo()
    typed(charted, "1.25")
    charted.undo()
    assert size_in(charted) == "1.2"


def test_what_is_typed_and_deleted_again_is_no_step() -> None:
    charted = chart(SHAVED)
    charted.take(charting.set_lesion("A", diagnosis="nevus"), "diagnosis")
    typed(charted, "1", "1.2", "1", "")
    assert charted.next_undo == "diagnosis"
    typed(charted, "2")
    charted.undo()
    assert (size_in(charted), charted.next_undo) == ("", "diagnosis")


def test_a_new_step_forgets_what_was_taken_back() -> None:
    charted = chart()
    charted.take(charting.add_lesion("nose"), "lesion B")
    charted.undo()
    charted.take(charting.remove_visit(), "no visit")
    assert (charted.next_redo, charted.redo()) == ("", "")


def test_the_way_back_has_an_end() -> None:
    charted = chart(SHAVED)
    for at in range(charting.MOST_STEPS + 20):
        charted.take(size(f"{at + 1}"), f"size {at + 1}")
    gone_back = sum(1 for _ in iter(charted.undo, ""))
    assert (gone_back, size_in(charted)) == (charting.MOST_STEPS, "20")


def test_letters_go_on_after_z() -> None:
    found = list(islice(charting.letters(), 54))
    assert (found[0], found[25:28], found[51:54]) == ("A", ["Z", "AA", "AB"], ["AZ", "BA", "BB"])


def test_the_letter_of_a_removed_lesion_is_free_again() -> None:
    three = encounter(biopsy("A"), biopsy("B"), biopsy("C"))
    assert charting.next_letter(three) == "D"
    assert charting.next_letter(charting.remove_lesion("B")(three)) == "B"
    assert charting.next_letter(encounter()) == "A"


def test_a_notice_never_comes_to_cover_a_lesion_that_was_charted_later() -> None:
    covered = encounter(biopsy("A"), biopsy("B"), notice=Notice(kind="waiver", lesions=("B",)))
    assert charting.next_letter(charting.remove_lesion("B")(covered)) == "C"


def test_there_is_room_for_as_much_as_can_be_opened_again() -> None:
    full = encounter(
        *(biopsy(label) for label in islice(charting.letters(), charting.MOST_LESIONS - 1)),
        lesion("last", "nose", *[Biopsy()] * charting.MOST_PROCEDURES),
        services=(FILLER,) * charting.MOST_SERVICES,
    )
    assert read_encounter(write_encounter(full)) == full
    for step in (
        charting.add_lesion("nose"),
        charting.add_procedure("last", "biopsy"),
        charting.add_service("coded"),
    ):
        with pytest.raises(KnownError, match="There is room for"):
            step(full)


def test_a_changed_kind_keeps_the_facts_that_mean_the_same() -> None:
    before = encounter(
        lesion("A", "nose", Excision(lesion_cm=cm("1.2"), margin_cm=cm("0.3"), requested_by_patient=True))
    )
    after = charting.change_kind("A", 0, "shave_removal")(before)
    assert after.lesions[0].procedures == (ShaveRemoval(lesion_cm=cm("1.2"), requested_by_patient=True),)


@pytest.mark.parametrize(
    ("before", "kind", "after"),
    [
        (Biopsy(method="punch"), "destruction", Destruction()),
        (Debridement(depth="bone"), "chemical_peel", ChemicalPeel()),
        (Cosmetic(service="filler", units=cm("2.5")), "coded", Coded()),
    ],
)
def test_a_changed_kind_drops_a_fact_that_only_has_the_same_name(
    before: AnyProcedure, kind: str, after: AnyProcedure
) -> None:
    charted = charting.change_kind("A", 0, kind)(encounter(lesion("A", "nose", before)))
    assert charted.lesions[0].procedures == (after,)


@pytest.mark.parametrize("kind", KINDS)
def test_a_draft_of_a_changed_kind_can_be_opened_again(kind: str) -> None:
    full = read_encounter(_everything())
    for at in range(len(full.lesions[0].procedures)):
        changed = charting.change_kind("A", at, kind)(full)
        assert read_encounter(write_encounter(changed)) == changed
    for at in range(len(full.services)):
        changed = charting.change_kind("", at, kind)(full)
        assert read_encounter(write_encounter(changed)) == changed


def _everything() -> str:
    from pathlib import Path

    return (Path(__file__).resolve().parents[1] / "exchange" / "version1.json").read_text("utf-8")


facts = st.sampled_from(
    [
        charting.add_lesion("nose"),
        charting.add_lesion("cheek", "left"),
        charting.remove_lesion("A"),
        charting.set_lesion("A", diagnosis="nevus"),
        charting.set_lesion("B", count=3),
        charting.add_procedure("A", "excision"),
        charting.add_procedure("B", "destruction"),
        charting.change_kind("A", 0, "shave_removal"),
        charting.set_procedure("A", 0, requested_by_patient=True),
        charting.remove_procedure("A", 0),
        charting.add_service("cosmetic"),
        charting.remove_procedure("", 0),
        charting.set_visit(separate=True),
        charting.remove_visit(),
    ]
)
acts = st.lists(
    st.tuples(st.sampled_from(["take", "type", "leave", "undo", "redo"]), facts, st.sampled_from(["x", "y"])),
    max_size=30,
)


def act(charted: Chart, what: str, step: Step, field: str) -> None:
    try:
        if what == "undo":
            charted.undo()
        elif what == "redo":
            charted.redo()
        elif what == "leave":
            charted.field_left()
        else:
            charted.take(step, "a step", typed_in=field if what == "type" else "")
    except ChartingError:
        pass  # the step was for what is not there


@settings(max_examples=300, deadline=None)
@given(acts)
def test_going_back_all_the_way_gives_the_first_encounter_and_forth_the_last(
    done: list[tuple[str, Step, str]],
) -> None:
    charted = chart()
    for what, step, field in done:
        act(charted, what, step, field)
    while charted.redo():
        pass
    last = charted.encounter
    steps = sum(1 for _ in iter(charted.undo, ""))
    assert charted.encounter == START
    assert sum(1 for _ in iter(charted.redo, "")) == steps
    assert charted.encounter == last
    assert charted.answer == answer_with("lesions: ")(last)


@settings(max_examples=200, deadline=None)
@given(acts)
def test_each_way_back_shows_something_changed(done: list[tuple[str, Step, str]]) -> None:
    charted = chart()
    for what, step, field in done:
        act(charted, what, step, field)
    before = charted.encounter
    while charted.undo():
        assert charted.encounter != before
        before = charted.encounter


@settings(max_examples=100, deadline=None)
@given(acts)
def test_a_draft_can_be_opened_again_after_any_step(done: list[tuple[str, Step, str]]) -> None:
    charted = chart()
    for what, step, field in done:
        act(charted, what, step, field)
        assert read_encounter(write_encounter(charted.encounter)) == charted.encounter
    coder().code(charted.encounter)
