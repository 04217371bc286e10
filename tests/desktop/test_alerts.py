"""Each alert leads to the field that settles it; what may be missing is folded until it is asked for."""

import json
from collections.abc import Mapping
from dataclasses import fields
from functools import cache

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from chargecapture.desktop.presenters.fixes import fixes_of
from chargecapture.desktop.presenters.visit import card_of
from chargecapture.desktop.views.alerts import AlertFrame
from chargecapture.domain.charges import Alert, Place
from chargecapture.domain.encounter import Encounter
from chargecapture.domain.procedures import Excision, IntralesionalInjection
from chargecapture.errors import DocumentError
from chargecapture.exchange.encounter_json import read_encounter
from tests.desktop.conftest import opened
from tests.helpers.encounters import cancer, encounter, keratoses, lesion, tags
from tests.helpers.records import sample_visit
from tests.helpers.rules import RESOURCES, coder

CASES = RESOURCES.parent / "tests" / "cases"
KEYS = {field.name for field in fields(Encounter)}
ELSEWHERE = {
    "requested_by_patient": "circumstances",
    "visit": "problems",
    "notice": "notice.kind",
}
"""Fields that are charted by an editor of another name."""
NO_EDITOR = ("same_as", "patient.age", "date_of_service")
"""`same_as` has one only where an earlier charge names its lesion; the age is the patient form's."""
INJECTED = lesion("A", "back_upper", IntralesionalInjection(), diagnosis="keloid", symptoms=("itching",))


@cache
def usual_alerts() -> Mapping[tuple[str, str], tuple[Encounter, Alert]]:
    """An encounter of the cases for each rule and field that an alert names."""
    found: dict[tuple[str, str], tuple[Encounter, Alert]] = {}
    for path in sorted(CASES.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            case = {key: value for key, value in json.loads(line).items() if key in KEYS}
            try:
                charted = read_encounter(json.dumps(case))
            except DocumentError:
                continue
            for alert in coder().code(charted).alerts:
                shown = alert.severity != "info" or alert.rule.startswith("missed.")
                if shown and alert.place and alert.place.field:
                    found.setdefault((alert.rule, alert.place.field), (charted, alert))
    return found


def show(presenter, records, charted: Encounter) -> None:
    visit = sample_visit(charted, day=charted.date_of_service)
    records.drafts[visit.id] = visit
    presenter.open(opened(visit))


# Where a fix leads


def test_there_are_enough_alerts_to_look_at():
    assert len(usual_alerts()) > 60


def test_each_fix_leads_to_the_field_that_its_alert_names(visit_view, presenter, records):
    astray = []
    for (rule, field), (charted, alert) in usual_alerts().items():
        if field in NO_EDITOR:
            continue
        show(presenter, records, charted)
        visit_view.focus_where()
        presenter.settle(alert)
        wanted = {field, field.removeprefix("visit."), ELSEWHERE.get(field, field)}
        focused = QApplication.focusWidget().objectName()
        if focused not in wanted:
            astray.append((rule, field, focused))
    assert astray == []


@pytest.mark.parametrize(
    ("rule", "place", "words", "leads_to"),
    [
        ("fact.missing", Place("A", 0, "lesion_cm"), "Enter size", ("A", 0, "lesion_cm")),
        ("excised-size-conflict", Place("A", 0, "excised_cm"), "Enter excised size", ("A", 0, "excised_cm")),
        ("doc.lab", Place("", 0), "Enter CLIA number", ("", None, "clia")),
        ("skin_tag.diagnosis", Place("A", 0), "Look at diagnosis", ("A", None, "diagnosis")),
        ("biopsy.deep", Place("A", 0), "Add an act", ("A", None, "act")),
    ],
)
def test_a_fix_says_in_plain_words_where_it_leads(rule, place, words, leads_to):
    alert = Alert("error", rule, "A sentence.", "A source", place=place, effect="hold")
    (fix,) = fixes_of(alert)
    assert fix.words == words
    assert (fix.place or alert.place) == leads_to


def test_what_is_charted_wrong_is_corrected_and_what_is_only_doubtful_looked_at():
    place = Place("A", None, "nature")
    verbs = {
        effect: fixes_of(Alert("error", "a.rule", "", "", place=place, effect=effect))[0].words
        for effect in ("hold", "block", "none")
    }
    assert verbs == {"hold": "Enter nature", "block": "Correct nature", "none": "Look at nature"}


def test_what_no_field_holds_has_no_button():
    early = Alert("error", "edition.missing", "", "", place=Place(field="date_of_service"), effect="block")
    assert fixes_of(early) == ()


def test_the_visit_is_its_own_card():
    assert card_of(Place(field="visit")) == "visit"


def test_the_age_is_mended_in_the_patients_form(qtbot, visit_view, presenter, records):
    show(presenter, records, encounter(keratoses("A", 1)))
    with qtbot.waitSignal(visit_view.patient_edit_asked):
        presenter.look_at(Place(field="patient.age"))


# Perhaps not charted


def hints(view) -> list[str]:
    return [frame.accessibleName() for frame in view.alerts.findChildren(AlertFrame) if not frame.isHidden()]


def test_a_clean_visit_shows_nothing_at_all(visit_view, chart):
    chart(keratoses("A", 7))
    assert not visit_view.alerts.isVisible()
    assert not visit_view.alerts.perhaps.isVisible()


def test_what_may_be_missing_is_one_folded_line(visit_view, chart):
    chart(INJECTED)
    assert visit_view.alerts.perhaps.text() == "▸ Perhaps not charted: 1"
    assert hints(visit_view) == []


def test_it_opens_by_key_and_its_fix_has_a_key_then(qtbot, visit_view, chart):
    presenter = chart(INJECTED)
    visit_view.alerts.perhaps.setFocus()
    qtbot.keyClick(visit_view.alerts.perhaps, Qt.Key.Key_Return)
    assert visit_view.alerts.perhaps.text() == "▾ Perhaps not charted: 1"
    (said,) = hints(visit_view)
    assert "no drug is charged" in said
    presenter.settle_nth(0)
    assert visit_view.service.hasFocus()


def test_a_key_settles_no_hint_that_is_folded(visit_view, chart):
    presenter = chart(INJECTED)
    visit_view.focus_where()
    presenter.settle_nth(0)
    assert visit_view.where.hasFocus()


def test_the_hints_come_after_what_is_to_settle_and_tab_goes_in_that_order(visit_view, chart):
    presenter = chart(INJECTED, tags("B", 3, symptoms=()))
    presenter.show_hints(True)
    names = [stop.objectName() for stop in visit_view.alerts.stops()]
    assert names == ["fix_1_0", "fix_1_1", "perhaps", "fix_2_0"]


def test_the_next_visit_begins_folded(visit_view, presenter, records):
    show(presenter, records, encounter(INJECTED))
    presenter.show_hints(True)
    show(presenter, records, encounter(INJECTED))
    assert hints(visit_view) == []


def test_two_alerts_of_one_lesion_about_two_facts_are_two_entries(visit_view, chart):
    presenter = chart(cancer("A", "nose", Excision()))
    places = [alert.place for alert in presenter.charted.to_settle]
    assert len(places) == len(set(places))
