"""Charting what a typed line says beside what is charted, and what keeps its claim."""

from dataclasses import replace

import pytest

from chargecapture.domain.charges import Answer, Place
from chargecapture.domain.encounter import Visit
from chargecapture.domain.procedures import PatchTest
from chargecapture.errors import KnownError
from chargecapture.workflow.charting import MOST_LESIONS, add_charted, labels_for
from chargecapture.workflow.typed_line import Question, ReadLine, Slip, Span
from tests.helpers.encounters import biopsy, encounter, keratoses, visit

READY = Answer("V", "ready", (), (), ())
BLOCKED = Answer("V", "blocked", (), (), ())


def line(text: str = "LN2 blurb", **open_facts: object) -> ReadLine:
    return ReadLine(text, encounter(keratoses("A", 3)), **open_facts)  # type: ignore[arg-type]  # as the test names


def test_lesions_get_the_next_free_letters() -> None:
    before = encounter(keratoses("A", 3), biopsy("C"))
    after = add_charted(encounter(biopsy("A"), biopsy("B")))(before)
    assert [each.id for each in after.lesions] == ["A", "C", "B", "D"]
    assert labels_for(before, 2) == ("B", "D")


def test_services_and_the_visit_are_charted_as_well() -> None:
    said = encounter(services=(PatchTest(count=80),), visit=visit())
    after = add_charted(said)(encounter(biopsy("A")))
    assert after.services == said.services
    assert after.visit == said.visit


def test_a_visit_takes_over_what_is_said_of_it_and_keeps_the_rest() -> None:
    before = encounter(visit=Visit(problems="low", risk="low", diagnoses=("acne",)))
    after = add_charted(
        encounter(visit=Visit(risk="moderate", telehealth="video", diagnoses=("rosacea", "acne")))
    )(before)
    assert after.visit == Visit(
        problems="low", risk="moderate", telehealth="video", diagnoses=("acne", "rosacea")
    )


def test_a_line_for_which_there_is_no_room_is_refused_whole() -> None:
    full = encounter(*(keratoses(f"L{at}", 1) for at in range(MOST_LESIONS - 1)))
    with pytest.raises(KnownError, match="There is room for"):
        add_charted(encounter(biopsy("A"), biopsy("B")))(full)


def test_what_is_not_understood_or_asked_holds_a_ready_answer_and_never_unblocks_one() -> None:
    unread = line(spans=(Span(0, 4, "ignored"), Span(4, 9, "not_understood")))
    asked = line(
        spans=(), questions=(Question("shorthand.side", "left or right?", Place("A", None, "side")),)
    )
    for each in (unread, asked):
        assert each.held(READY).status == "held"
        assert each.held(BLOCKED).status == "blocked"
    assert line(spans=()).held(READY) == READY


def test_a_slip_is_said_and_holds_nothing() -> None:
    answer = line(spans=(), slips=(Slip("shvae", "shave"),)).held(READY)
    assert answer.status == "ready"
    assert [alert.message for alert in answer.alerts] == ["“shvae” was read as “shave”."]


def test_words_that_were_not_understood_are_left_over() -> None:
    spans = (Span(0, 3, "not_understood"), Span(3, 4, "ignored"), Span(4, 9, "not_understood"))
    assert line(spans=spans).left_over == "LN2 blurb"


def test_a_place_alone_charts_nothing() -> None:
    place = replace(keratoses("A", 1), procedures=())
    assert not ReadLine("scalp", encounter(place), ()).charts
    assert ReadLine("LN2 scalp", encounter(keratoses("A", 1)), ()).charts
