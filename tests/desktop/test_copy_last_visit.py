"""Copying the last visit: what the presenter charts, marks, asks before signing, and keeps on disk."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QPushButton

from chargecapture.desktop.presenters.visit import COPIED, UNCOUNTED, Charted, VisitPresenter, fixes_of
from chargecapture.desktop.views.copied_dot import CopiedDot
from chargecapture.domain.charges import Place
from chargecapture.domain.encounter import Lesion
from chargecapture.domain.procedures import Excision, PatchTest
from chargecapture.errors import KnownError
from chargecapture.workflow import charting
from chargecapture.workflow.bundles import Bundle, bundle_of
from chargecapture.workflow.marks import Copied
from tests.desktop.conftest import opened
from tests.helpers.encounters import DAY, cm, encounter, keratoses, lesion, nevus, warts
from tests.helpers.records import sample_visit

BEFORE = DAY - timedelta(days=105)


@pytest.fixture
def seen_before(records, open_visit):
    """Signs these lesions as the visit of 2026-03-02 and opens today's, in which nothing is charted."""

    def sign_and_open(*lesions: Lesion, **facts) -> VisitPresenter:
        charted = replace(encounter(*lesions, **facts), date_of_service=BEFORE)
        records.drafts["V0"] = sample_visit(charted, id="V0", day=BEFORE, state="signed", version=1)
        return open_visit()

    return sign_and_open


def now(presenter: VisitPresenter) -> Charted:
    assert presenter.charted is not None
    return presenter.charted


def codes(presenter: VisitPresenter) -> list[str]:
    return [line.code for line in now(presenter).answer.lines]


def test_one_call_copies_the_visit_codes_it_and_goes_to_its_first_card(seen_before):
    presenter = seen_before(warts("A", 4))
    presenter.copy_last()
    assert now(presenter).encounter.lesions == (warts("A", 4, nature=None),)
    assert codes(presenter) == ["17110"]
    assert now(presenter).current == "A"


def test_what_was_copied_is_marked_with_its_day_and_stops_signing_until_accepted(seen_before, records):
    presenter = seen_before(warts("A", 4))
    presenter.copy_last()
    (alert,) = now(presenter).to_settle
    assert (alert.rule, alert.severity, alert.effect) == (COPIED, "warning", "none")
    assert alert.message == "Copied from 2026-03-02 and not looked at: lesion A. What is still true today?"
    assert now(presenter).why_not_sign == "Copied facts to look at"
    assert now(presenter).marked("A")[None, "count"] == BEFORE
    presenter.settle_nth(0)
    assert now(presenter).to_settle == ()
    assert now(presenter).why_not_sign == ""
    presenter.sign()
    assert records.drafts["V1"].state == "signed"


def test_signing_with_marks_goes_to_the_first_of_them_instead(qtbot, seen_before, records):
    presenter = seen_before(warts("A", 4), keratoses("B", 7))
    presenter.copy_last()
    presenter.choose("B")
    with qtbot.waitSignal(presenter.go_to) as went:
        presenter.sign()
    assert went.args == [Place("A", None, "diagnosis")]
    presenter.flush()
    assert records.drafts["V1"].state == "draft"


def test_no_way_of_signing_passes_over_marks(visits):
    marks = frozenset({Copied(Place("A", None, "count"), BEFORE)})
    draft = sample_visit(encounter(warts("A", 4), rendering="D1"), copied=marks)
    with pytest.raises(KnownError, match="not looked at"):
        visits.sign(draft, draft.encounter, by="L")
    assert visits.sign(replace(draft, copied=frozenset()), draft.encounter, by="L").state == "signed"


def test_sizes_are_asked_and_the_caret_goes_there(qtbot, seen_before):
    cut = nevus("A", "cheek", Excision(lesion_cm=cm("0.8"), margin_cm=cm("0.2")), side="left")
    presenter = seen_before(cut)
    with qtbot.waitSignal(presenter.go_to) as went:
        presenter.copy_last()
    assert went.args == [Place("A", 0, "lesion_cm")]
    assert now(presenter).encounter.lesions[0].procedures == (Excision(),)


def test_undo_takes_the_copy_back_and_redo_brings_its_marks(seen_before):
    presenter = seen_before(warts("A", 4))
    presenter.copy_last()
    marks = now(presenter).copied
    presenter.undo()
    assert (now(presenter).encounter.lesions, now(presenter).copied) == ((), frozenset())
    presenter.redo()
    assert now(presenter).copied == marks
    presenter.accept_copied()
    assert now(presenter).next_undo == "look at the copy"
    presenter.undo()
    assert now(presenter).copied == marks


def test_marks_are_kept_with_the_draft_and_are_there_when_it_is_opened_again(seen_before, records):
    presenter = seen_before(warts("A", 4))
    presenter.copy_last()
    presenter.take(charting.set_lesion("A", count=2), "count")
    presenter.flush()
    marks = now(presenter).copied
    assert Place("A", None, "count") not in {mark.place for mark in marks}
    presenter.open(opened(records.drafts["V1"]))
    assert now(presenter).copied == marks != frozenset()
    assert now(presenter).to_settle[0].rule == COPIED


def test_looking_at_a_fact_takes_its_mark_and_that_of_its_act(seen_before):
    presenter = seen_before(warts("A", 4))
    presenter.copy_last()
    presenter.looked_at(Place("A", 0, "method"))
    assert {field for at, field in now(presenter).marked("A") if at == 0} == set()
    assert (None, "count") in now(presenter).marked("A")
    presenter.looked_at(Place("A", 0, "method"))
    assert now(presenter).next_undo == "look at the copy"


def test_without_an_earlier_visit_it_is_said(qtbot, open_visit):
    presenter = open_visit()
    with qtbot.waitSignal(presenter.failed) as told:
        presenter.copy_last()
    assert str(told.args[0]) == "There is no earlier signed visit to copy. Chart what was done today."


def test_a_visit_that_is_copied_already_is_not_copied_again(qtbot, seen_before):
    presenter = seen_before(warts("A", 4))
    presenter.copy_last()
    with qtbot.waitSignal(presenter.failed) as told:
        presenter.copy_last()
    assert "copied already" in str(told.args[0])
    assert len(now(presenter).encounter.lesions) == 1


def test_a_signed_visit_takes_no_copy(qtbot, records, presenter):
    presenter.open(opened(sample_visit(state="signed", version=1)))
    with qtbot.waitSignal(presenter.failed):
        presenter.copy_last()


# Bundles


def usual(*lesions: Lesion, **facts) -> Bundle:
    return Bundle("U1", "D1", "Usual", bundle_of(encounter(*lesions, **facts)))


def test_a_bundle_is_charted_as_one_step_and_asks_its_counts(qtbot, open_visit):
    presenter = open_visit()
    with qtbot.waitSignal(presenter.go_to) as went:
        presenter.add_bundle(usual(keratoses("A", 7)))
    assert went.args == [Place("A", None, "count")]
    (alert,) = now(presenter).to_settle
    assert (alert.rule, alert.effect) == (UNCOUNTED, "hold")
    assert alert.message == "How many today? It is not said yet: lesion A."
    assert (None, "count") in now(presenter).needed("A")
    assert now(presenter).marked("A") == {}
    assert now(presenter).why_not_sign != ""
    presenter.take(charting.set_lesion("A", count=5), "count")
    assert (now(presenter).to_settle, now(presenter).why_not_sign) == ((), "")
    presenter.undo()
    presenter.undo()
    assert now(presenter).encounter.lesions == ()


def test_a_count_of_one_can_be_said_too(open_visit):
    presenter = open_visit()
    presenter.add_bundle(usual(keratoses("A", 7)))
    presenter.looked_at(Place("A", None, "count"))
    assert now(presenter).to_settle == ()
    assert now(presenter).encounter.lesions[0].count == 1


def test_accepting_a_copy_says_no_count_of_a_bundle(seen_before):
    presenter = seen_before(warts("A", 4))
    presenter.copy_last()
    presenter.add_bundle(usual(keratoses("A", 7)))
    assert [alert.rule for alert in now(presenter).to_settle] == [UNCOUNTED, COPIED]
    presenter.accept_copied()
    assert [alert.rule for alert in now(presenter).to_settle] == [UNCOUNTED]


def test_a_bundle_of_services_goes_to_the_first_that_needs_something(qtbot, open_visit):
    presenter = open_visit()
    with qtbot.waitSignal(presenter.go_to) as went:
        presenter.add_bundle(usual(services=(PatchTest(count=36, diagnosis="contact dermatitis"),)))
    assert went.args == [Place("", 0, "count")]
    assert now(presenter).current == "service 0"


def test_the_fix_of_copied_facts_accepts_them_and_looks_at_the_first(seen_before):
    presenter = seen_before(lesion("A", "nose"), warts("B", 1))
    presenter.copy_last()
    (alert,) = [alert for alert in now(presenter).to_settle if alert.rule == COPIED]
    assert [(fix.words, fix.act) for fix in fixes_of(alert)] == [
        ("All still true", "accept"),
        ("Look at the first", "go"),
    ]


# On the screen


@pytest.fixture
def copied_on_screen(qtbot, visit_view, seen_before):
    """The warts of the last visit, copied, with their card open."""
    presenter = seen_before(warts("A", 4))
    presenter.copy_last()
    qtbot.waitUntil(lambda: visit_view.cards.open_form is not None and visit_view.cards.open_form.isVisible())
    return visit_view


def marked_fields(view) -> set[str]:
    form = view.cards.open_form
    return {editor.name for editor in form.all_editors() if editor.is_copied}


def test_a_copied_card_says_from_when_and_each_copied_field_has_a_dot(copied_on_screen):
    card = copied_on_screen.cards.findChild(QFrame, "card_A")
    assert card.findChild(QLabel, "copied_from").text() == "● from 2026-03-02"
    assert marked_fields(copied_on_screen) == {"site", "side", "diagnosis", "symptoms", "count", "method"}
    count = copied_on_screen.cards.open_form.editors["count"]
    assert count.editor.accessibleDescription() == "from 2026-03-02"
    assert count.label.findChild(CopiedDot).isVisible()


def test_typing_in_a_copied_field_takes_its_dot_and_undo_brings_it_back(qtbot, copied_on_screen, presenter):
    count = copied_on_screen.cards.open_form.editors["count"]
    count.setFocus()
    count.line.selectAll()
    qtbot.keyClicks(count.line, "2")
    assert "count" not in marked_fields(copied_on_screen)
    assert not count.label.findChild(CopiedDot).isVisible()
    presenter.undo()
    assert "count" in marked_fields(copied_on_screen)


def test_enter_in_a_copied_field_takes_it_as_looked_at(qtbot, copied_on_screen):
    count = copied_on_screen.cards.open_form.editors["count"]
    count.setFocus()
    qtbot.keyClick(count.line, Qt.Key.Key_Return)
    assert "count" not in marked_fields(copied_on_screen)
    assert "diagnosis" in marked_fields(copied_on_screen)


def test_the_same_number_typed_again_was_looked_at(qtbot, copied_on_screen):
    count = copied_on_screen.cards.open_form.editors["count"]
    count.setFocus()
    count.line.selectAll()
    qtbot.keyClicks(count.line, "4")
    assert "count" not in marked_fields(copied_on_screen)


def test_accepting_takes_every_dot(qtbot, copied_on_screen, presenter):
    button = copied_on_screen.alerts.findChild(QPushButton, "fix_1_0")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert marked_fields(copied_on_screen) == set()
    card = copied_on_screen.cards.findChild(QFrame, "card_A")
    assert not card.findChild(QLabel, "copied_from").isVisible()


def test_the_button_of_the_strip_copies(qtbot, visit_view, seen_before, presenter):
    seen_before(warts("A", 4))
    qtbot.mouseClick(visit_view.strip.findChild(QPushButton, "copy_last"), Qt.MouseButton.LeftButton)
    assert codes(presenter) == ["17110"]


def test_a_line_of_what_was_copied_says_so_until_it_is_looked_at(visit_view, seen_before):
    presenter = seen_before(warts("A", 4))
    presenter.copy_last()
    reason = visit_view.lines.index(1, 0).data(visit_view.lines.ReasonRole)
    assert reason.startswith("● copied · Lesion A")
    tip = visit_view.lines.index(1, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert tip.endswith("Copied from 2026-03-02")
    presenter.accept_copied()
    assert visit_view.lines.index(1, 0).data(visit_view.lines.ReasonRole).startswith("Lesion A")


def test_the_alert_names_the_cards_that_were_copied(seen_before):
    presenter = seen_before(
        warts("A", 4), keratoses("B", 7), warts("C", 1), services=(PatchTest(diagnosis="eczema"),)
    )
    presenter.copy_last()
    (alert,) = [alert for alert in now(presenter).to_settle if alert.rule == COPIED]
    assert "not looked at: lesions A, B and C, service 1." in alert.message
