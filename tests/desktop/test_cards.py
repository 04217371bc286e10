"""The cards of a visit and their forms, filled by keys: each family, each fact, what the rules still need."""

import dataclasses
from decimal import Decimal
from typing import get_args

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QToolButton

from chargecapture.desktop.views.cards import Card
from chargecapture.desktop.views.fields import ChoiceField, FlagField, LineField, MarksField
from chargecapture.desktop.views.pick_line import PickLine
from chargecapture.domain.charges import Place
from chargecapture.domain.encounter import PriorCharge
from chargecapture.domain.procedures import (
    AnyProcedure,
    Biopsy,
    Cosmetic,
    Destruction,
    Drug,
    Excision,
    IntralesionalInjection,
    PatchTest,
    Repair,
)
from chargecapture.domain.records import kind_of
from chargecapture.workflow import charting
from tests.desktop.test_fields import turn
from tests.helpers.encounters import DAY, biopsy, cancer, keratoses, lesion, nevus, visit

LEFT = Qt.MouseButton.LeftButton
KINDS = [kind_of(record) for record in get_args(AnyProcedure)]


def card(view, name: str) -> Card:
    return view.findChild(Card, f"card_{name.replace(' ', '_')}")


def form(view):
    return view.cards.open_form


def act(view, at: int = 0):
    return form(view).acts[at]


def type_over(qtbot, editor: LineField, text: str) -> None:
    editor.setFocus(Qt.FocusReason.ShortcutFocusReason)
    editor.line.selectAll()
    if text:
        qtbot.keyClicks(editor.line, text)
    else:
        qtbot.keyClick(editor.line, Qt.Key.Key_Delete)


def choose(qtbot, editor: ChoiceField, value: object) -> None:
    """Step down to a choice, as the arrow key does."""
    editor.setFocus(Qt.FocusReason.ShortcutFocusReason)
    qtbot.keyClick(editor.box, Qt.Key.Key_Home)
    while editor.box.currentData() != value:
        at = editor.box.currentIndex()
        qtbot.keyClick(editor.box, Qt.Key.Key_Down)
        assert editor.box.currentIndex() == at + 1, f"{editor.name} has no {value}"


def a_text_for(field) -> str:
    return {
        "number": "1.5",
        "whole": "3",
        "numbers": "3, 2",
        "words": str(field.choices[0][0]) if field.choices else "x",
        "text": {"place_of_service": "22"}.get(field.name, "J3301"),
    }[field.editor]


def fill(qtbot, view, editor, field) -> None:
    if isinstance(editor, LineField):
        type_over(qtbot, editor, a_text_for(field))
    elif isinstance(editor, FlagField):
        editor.setFocus(Qt.FocusReason.ShortcutFocusReason)
        qtbot.keyClick(editor.check, Qt.Key.Key_Space)
    elif isinstance(editor, ChoiceField):
        choose(qtbot, editor, editor.box.itemData(editor.box.count() - 1))


@pytest.mark.parametrize("on_lesion", [True, False], ids=["on a lesion", "as a service"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_form_of_each_kind_is_filled_by_keys(qtbot, visit_view, chart, kind, on_lesion):
    begun = charting.RECORDS[kind]()
    if on_lesion:
        presenter = chart(lesion("A", "toe" and "great_toe", begun, side="left"))
    else:
        presenter = chart(services=(begun,), at="service 0")
    fields = {each.name: each for each in form(visit_view).parts.forms[kind].fields}
    assert set(fields) <= set(act(visit_view).editors)
    filled = set()
    for name, field in fields.items():
        editor = act(visit_view).editors[name]
        if not editor.isHidden():
            fill(qtbot, visit_view, editor, field)
            filled.add(name)
    encounter = presenter.charted.encounter
    charted = encounter.lesions[0].procedures[0] if on_lesion else encounter.services[0]
    assert dict(presenter.charted.unread) == {}
    assert {name for name in filled if getattr(charted, name) == fields[name].empty} == set()


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_shows_what_is_charted(visit_view, chart, kind):
    record = charting.RECORDS[kind]
    chart(services=(record(diagnosis="acne"),), at="service 0")
    if kind != "cosmetic":
        assert act(visit_view).editors["diagnosis"].line.text() == "acne"
    assert act(visit_view)._kinds.currentData() == kind


# Needed


def test_what_the_rules_need_is_marked_until_it_is_said(qtbot, visit_view, chart):
    chart(cancer("A", "nose", Excision()))
    size = act(visit_view).editors["excised_cm"]
    margin = act(visit_view).editors["margin_cm"]
    assert (margin.line.placeholderText(), margin.line.property("needed")) == ("needed", True)
    type_over(qtbot, size, "1.2")
    assert (margin.line.placeholderText(), margin.line.property("needed")) == ("", False)
    type_over(qtbot, size, "")
    assert margin.line.placeholderText() == "needed"


def test_the_fields_of_an_act_stay_where_they_are_while_they_are_filled(qtbot, visit_view, chart):
    visit_view.resize(1280, 740)
    chart(cancer("A", "nose", Excision()))
    places = []
    for size in ("", "8", "8m"):
        type_over(qtbot, act(visit_view).editors["lesion_cm"], size)
        act(visit_view).editors["margin_cm"].setFocus()
        QApplication.processEvents()
        places.append([editor.pos() for editor in act(visit_view).editors.values()])
    assert places[0] == places[1] == places[2]


def test_a_side_that_is_needed_is_marked_on_the_lesion(qtbot, visit_view, chart):
    presenter = chart(biopsy("A", side=None))
    asked = {field for _, field in presenter.charted.needed("A")}
    marked = {name for name, editor in form(visit_view).editors.items() if editor.editor.property("needed")}
    assert marked == asked


# Unreadable text


def test_what_cannot_be_read_survives_closing_and_opening_the_card(qtbot, visit_view, chart):
    presenter = chart(keratoses("A", 1), cancer("B", "nose", Excision(excised_cm=Decimal("1.2"))), at="B")
    type_over(qtbot, act(visit_view).editors["excised_cm"], "1.2 inch")
    qtbot.waitUntil(lambda: visit_view.foot.state.text() == "What was typed in a field cannot be read")
    assert presenter.charted.encounter.lesions[1].procedures[0].excised_cm is None
    presenter.choose("A")
    presenter.sign()
    size = act(visit_view).editors["excised_cm"]
    assert presenter.charted.current == "B"
    assert (size.line.text(), size.is_unread) == ("1.2 inch", True)
    assert size.line.hasFocus()
    type_over(qtbot, size, "1.2")
    qtbot.waitUntil(lambda: presenter.charted.why_not_sign == "")
    assert presenter.charted.encounter.lesions[1].procedures[0].excised_cm == Decimal("1.2")


def test_undo_brings_back_the_value_that_unreadable_text_replaced(qtbot, visit_view, chart):
    presenter = chart(cancer("A", "nose", Excision(excised_cm=Decimal("1.2"))))
    type_over(qtbot, act(visit_view).editors["excised_cm"], "1.2x")
    presenter.undo()
    size = act(visit_view).editors["excised_cm"]
    assert (size.line.text(), size.is_unread) == ("1.2", False)
    qtbot.waitUntil(lambda: presenter.charted.why_not_sign == "")


def test_a_value_brought_back_while_the_card_was_closed_is_not_charted_away(qtbot, visit_view, chart):
    presenter = chart(cancer("A", "nose", Excision(excised_cm=Decimal("1.2"))), keratoses("B", 1))
    type_over(qtbot, act(visit_view).editors["excised_cm"], "1.2x")
    presenter.choose("B")
    presenter.undo()
    presenter.choose("A")
    assert act(visit_view).editors["excised_cm"].line.text() == "1.2"
    assert presenter.charted.encounter.lesions[0].procedures[0].excised_cm == Decimal("1.2")
    qtbot.waitUntil(lambda: not presenter.charted.unread)


def test_a_removed_act_takes_its_unreadable_text_along(qtbot, visit_view, chart):
    presenter = chart(cancer("A", "nose", Excision(excised_cm=Decimal("1.2")), Excision()))
    type_over(qtbot, act(visit_view).editors["lesion_cm"], "x")
    qtbot.mouseClick(act(visit_view).findChild(QToolButton, "remove_act"), LEFT)
    assert len(presenter.charted.encounter.lesions[0].procedures) == 1
    assert dict(presenter.charted.unread) == {}
    assert act(visit_view).editors["lesion_cm"].line.text() == ""


# Choosing cards


def test_a_click_opens_a_card_and_closes_the_one_before(qtbot, visit_view, chart):
    presenter = chart(keratoses("A", 1), biopsy("B"))
    qtbot.mouseClick(card(visit_view, "B"), LEFT)
    assert presenter.charted.current == "B"
    assert card(visit_view, "A").form is None
    assert form(visit_view).card == "B"


def test_a_closed_card_says_place_diagnosis_and_acts_in_words(visit_view, chart):
    presenter = chart(
        keratoses("A", 7),
        nevus("B", "cheek", Excision(lesion_cm=Decimal("0.8"), margin_cm=Decimal("0.4")), side="left"),
        services=(PatchTest(count=80),),
        visit=visit(),
        at="claim",
    )
    closed = [card(visit_view, name) for name in presenter.charted.cards[:4]]
    assert [(each.where.text(), each.acts.text()) for each in closed] == [
        ("Scalp", "Destruction  × 7"),
        ("Cheek, left", "Excision"),
        ("Patch test", "Service"),
        ("Visit", "99213 25"),
    ]
    assert closed[2].what.text() == "× 80"
    assert closed[0].what.text() == "actinic keratosis · Destruction cryosurgery"
    assert closed[1].what.text() == "melanocytic nevus · Excision 0.8 + 2 × 0.4 = 1.6 cm"


def test_a_service_for_looks_says_how_much_of_it_at_which_price(visit_view, chart):
    toxin = Cosmetic(service="botulinum_toxin", units=Decimal(20), price=Decimal(14))
    chart(services=(toxin, Drug(hcpcs="J3301", dose_mg=Decimal(40), diagnosis="keloid")), at="claim")
    said = [card(visit_view, f"service {at}").what.text() for at in (0, 1)]
    assert said == ["botulinum toxin 20 units at $14.00", "keloid · 40 mg J3301"]


def test_a_visit_without_cards_says_how_to_begin(visit_view, chart):
    presenter = chart(at="")
    assert visit_view.cards.empty.isVisible()
    presenter.add_lesion("nose", None)
    assert not visit_view.cards.empty.isVisible()


def test_a_signed_visit_has_no_editor_and_takes_nothing(qtbot, visit_view, chart):
    presenter = chart(keratoses("A", 7))
    presenter.sign()
    assert form(visit_view) is None
    qtbot.mouseClick(card(visit_view, "A"), LEFT)
    assert form(visit_view) is None
    shut = (visit_view.where, visit_view.service, visit_view.add_visit, visit_view.foot.sign)
    assert not any(widget.isEnabled() for widget in shut)
    assert visit_view.foot.state.text().startswith("Signed by Laura Hartmann, MD")
    assert visit_view.foot.state.text().endswith("version 1")


# Acts


def test_an_act_is_added_by_typing_and_the_caret_goes_to_its_first_empty_field(qtbot, visit_view, chart):
    presenter = chart(lesion("A", "nose", diagnosis="basal cell carcinoma", nature="malignant"))
    add = form(visit_view).add
    add.setFocus(Qt.FocusReason.ShortcutFocusReason)
    qtbot.keyClicks(add, "exc")
    qtbot.keyClick(add, Qt.Key.Key_Return)
    assert [each.kind for each in presenter.charted.encounter.lesions[0].procedures] == ["excision"]
    assert QApplication.focusWidget() is act(visit_view).editors["lesion_cm"].line
    assert add.text() == ""


def test_adding_another_act_leaves_the_first_ones_editors_as_they_are(qtbot, visit_view, chart):
    presenter = chart(keratoses("A", 1))
    before = act(visit_view)
    presenter.take(charting.add_procedure("A", "biopsy"), "biopsy")
    assert act(visit_view) is before
    assert act(visit_view, 1).kind == "biopsy"


def test_the_caret_stays_where_it_is_while_others_change(qtbot, visit_view, chart):
    presenter = chart(cancer("A", "nose", Excision()))
    size = act(visit_view).editors["lesion_cm"]
    type_over(qtbot, size, "1.2")
    size.line.setCursorPosition(1)
    presenter.take(charting.set_lesion("A", count=2), "Count")
    presenter.take(charting.add_procedure("A", "repair"), "repair")
    assert size.line.hasFocus()
    assert size.line.cursorPosition() == 1


def test_an_act_is_removed_by_key_and_undo_brings_it_back(qtbot, visit_view, chart):
    presenter = chart(keratoses("A", 1))
    remove = act(visit_view).findChild(QToolButton, "remove_act")
    remove.setFocus(Qt.FocusReason.TabFocusReason)
    assert remove.hasFocus()
    qtbot.keyClick(remove, Qt.Key.Key_Space)
    assert presenter.charted.encounter.lesions[0].procedures == ()
    presenter.undo()
    assert presenter.charted.encounter.lesions[0].procedures[0].kind == "destruction"
    assert act(visit_view).editors["method"].box.currentText() == "Cryosurgery"


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # of the offscreen platform alone
def test_the_kind_changes_out_of_its_list_alone(qtbot, visit_view, chart):
    presenter = chart(cancer("A", "nose", Excision(lesion_cm=Decimal("1.2"))))
    kinds = act(visit_view).findChild(QComboBox, "kind")
    turn(kinds)
    kinds.setFocus()
    turn(kinds)
    qtbot.keyClick(kinds, Qt.Key.Key_Down)
    assert kinds.view().isVisible()
    assert presenter.charted.encounter.lesions[0].procedures[0].kind == "excision"
    kinds.hidePopup()
    kinds.activated.emit(kinds.findData("shave_removal"))
    changed = presenter.charted.encounter.lesions[0].procedures[0]
    assert (changed.kind, changed.lesion_cm) == ("shave_removal", Decimal("1.2"))
    assert QApplication.focusWidget() is act(visit_view).findChild(QComboBox, "kind")


def test_the_circumstances_of_an_act_are_charted_from_their_menu(visit_view, chart):
    presenter = chart(keratoses("A", 1))
    marks = act(visit_view).findChild(MarksField, "field_circumstances")
    menu = {action.text(): action for action in marks.menu.actions()}
    menu["Patient's wish, no medical need"].trigger()
    assert presenter.charted.encounter.lesions[0].procedures[0].requested_by_patient
    menu["Patient's wish, no medical need"].trigger()
    assert not presenter.charted.encounter.lesions[0].procedures[0].requested_by_patient


def test_who_assisted_is_charted_among_the_circumstances(visit_view, chart):
    presenter = chart(keratoses("A", 1))
    marks = act(visit_view).findChild(MarksField, "field_circumstances")
    for wanted, role in (
        ("As assisting PA or NP", "pa_or_np"),
        ("As assisting surgeon, no resident available", "surgeon_without_resident"),
        ("As assisting surgeon", None),
    ):
        next(action for action in marks.menu.actions() if action.text() == wanted).trigger()
        charted = presenter.charted.encounter.lesions[0].procedures[0]
        assert (charted.assistant, charted.assistant_role) == (True, role)
        assert marks.button.text() == wanted


# A lesion's own facts


def test_the_site_is_changed_by_typing_another(qtbot, visit_view, chart):
    presenter = chart(biopsy("A"))
    site = form(visit_view).findChild(PickLine, "site")
    site.setFocus(Qt.FocusReason.ShortcutFocusReason)
    site.selectAll()
    qtbot.keyClicks(site, "r temple")
    qtbot.keyClick(site, Qt.Key.Key_Return)
    charted = presenter.charted.encounter.lesions[0]
    assert (charted.site, charted.side) == ("temple", "right")
    assert site.text() == "Temple"


def test_another_side_of_the_same_site_shows_the_sites_own_name_again(qtbot, visit_view, chart):
    presenter = chart(biopsy("A"))
    site = form(visit_view).findChild(PickLine, "site")
    site.setFocus(Qt.FocusReason.ShortcutFocusReason)
    site.selectAll()
    qtbot.keyClicks(site, "r cheek")
    qtbot.keyClick(site, Qt.Key.Key_Return)
    assert presenter.charted.encounter.lesions[0].side == "right"
    assert site.text() == "Cheek"


def test_a_site_typed_by_halves_is_forgotten_on_leaving(qtbot, visit_view, chart):
    presenter = chart(biopsy("A"))
    site = form(visit_view).findChild(PickLine, "site")
    site.setFocus(Qt.FocusReason.ShortcutFocusReason)
    site.selectAll()
    qtbot.keyClicks(site, "elb")
    form(visit_view).editors["diagnosis"].setFocus()
    assert site.text() == "Cheek"
    assert presenter.charted.encounter.lesions[0].site == "cheek"


@pytest.mark.parametrize(
    ("site", "asked"),
    [
        ("cheek", {"side"}),
        ("scalp", set()),
        ("lip_upper_vermilion", {"margin"}),
        ("canthus_inner", {"side", "lid", "margin"}),
    ],
)
def test_side_lid_and_margin_are_asked_where_the_site_has_them(visit_view, chart, site, asked):
    chart(lesion("A", site))
    editors = form(visit_view).editors
    assert {name for name in ("side", "lid", "margin") if not editors[name].isHidden()} == asked


def test_facts_of_a_lesion_are_charted_from_their_editors(qtbot, visit_view, chart):
    presenter = chart(biopsy("A", diagnosis="", nature=None, side=None))
    editors = form(visit_view).editors
    type_over(qtbot, editors["diagnosis"], "papule")
    choose(qtbot, editors["side"], "right")
    choose(qtbot, editors["nature"], "uncertain")
    type_over(qtbot, editors["count"], "2")
    next(a for a in editors["symptoms"].menu.actions() if a.text() == "Bleeding").trigger()
    charted = presenter.charted.encounter.lesions[0]
    assert dataclasses.replace(charted, procedures=()) == lesion(
        "A", "cheek", diagnosis="papule", side="right", nature="uncertain", count=2, symptoms=("bleeding",)
    )


def test_an_emptied_count_is_one_again(qtbot, visit_view, chart):
    presenter = chart(keratoses("A", 7))
    type_over(qtbot, form(visit_view).editors["count"], "")
    assert presenter.charted.encounter.lesions[0].count == 1


def test_lesions_of_before_are_offered_as_the_same_lesion(qtbot, visit_view, chart):
    before = PriorCharge(date=DAY.replace(month=5), code="11102", lesion="B", site="nose")
    presenter = chart(cancer("A", "nose", Excision()), history=(before,))
    choose(qtbot, form(visit_view).editors["same_as"], "B")
    assert presenter.charted.encounter.lesions[0].same_as == "B"


def test_without_a_history_no_earlier_lesion_is_asked_for(visit_view, chart):
    chart(keratoses("A", 1))
    assert "same_as" not in form(visit_view).editors


# What is rarely charted waits until it is needed


def rare(view) -> set[str]:
    """The rare facts in sight."""
    return {name for name in form(view)._rare if not form(view).editors[name].isHidden()}


def test_site_nature_and_grounds_take_no_room_until_they_are_opened(qtbot, visit_view, chart):
    chart(biopsy("A"))
    assert rare(visit_view) == set()
    assert form(visit_view).more.text() == "▸ Nature: Unspecified"
    form(visit_view).more.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(form(visit_view).more, Qt.Key.Key_Space)
    assert rare(visit_view) == {"site", "side", "nature", "symptoms"}
    qtbot.keyClick(form(visit_view).more, Qt.Key.Key_Space)
    assert rare(visit_view) == set()


def test_what_is_needed_comes_into_sight_and_stays_while_it_is_filled(qtbot, visit_view, chart):
    chart(biopsy("A", side=None, diagnosis="basal cell carcinoma", nature="malignant"))
    assert "side" in rare(visit_view)
    choose(qtbot, form(visit_view).editors["side"], "left")
    assert "side" in rare(visit_view)


def test_a_nature_that_is_needed_is_shown_and_marked(visit_view, chart):
    chart(lesion("A", "scalp", Destruction(method="cryosurgery")))
    assert "nature" in rare(visit_view)
    assert form(visit_view).editors["nature"].box.currentText() == "needed"


def test_going_to_a_rare_fact_opens_it(visit_view, chart):
    presenter = chart(biopsy("A"))
    presenter.go_to.emit(Place("A", None, "nature"))
    assert form(visit_view).editors["nature"].box.hasFocus()


# What follows


def follows(view, at: int = 0) -> tuple[str, str]:
    found = [act(view, at).findChild(QLabel, name) for name in ("sum", "tier")]
    return tuple(text.text() if not text.isHidden() else "" for text in found)


def test_an_excision_shows_its_sum_and_the_next_class_as_it_is_typed(qtbot, visit_view, chart):
    chart(cancer("A", "nose", Excision()))
    assert follows(visit_view) == ("", "")
    type_over(qtbot, act(visit_view).editors["lesion_cm"], ".8")
    type_over(qtbot, act(visit_view).editors["margin_cm"], "4mm")
    assert follows(visit_view) == (
        "0.8 + 2 × 0.4 = 1.6 cm",
        "11642: over 1.0 to 2.0 cm; 11643 above 2.0",
    )
    excised = act(visit_view).editors["excised_cm"]
    assert (excised.line.placeholderText(), excised.line.property("derived")) == ("1.6", True)
    type_over(qtbot, excised, "1.7")
    assert excised.line.property("derived") is False


def test_counts_and_sums_over_lesions_are_shown_on_each_of_their_cards(qtbot, visit_view, chart):
    presenter = chart(keratoses("A", 4), keratoses("B", 3, "forehead"))
    type_over(qtbot, form(visit_view).editors["count"], "5")
    assert follows(visit_view)[0] == "5 + 3 = 8 lesions: 17000 + 17003 × 7"
    presenter.choose("B")
    assert follows(visit_view)[0] == "5 + 3 = 8 lesions: 17000 + 17003 × 7"


def test_a_shut_card_says_what_it_still_needs(visit_view, chart):
    chart(cancer("A", "nose", Excision(lesion_cm=Decimal("0.8"))), biopsy("B"), at="B")
    assert card(visit_view, "A").missing.text() == "Needed: margin"
    assert card(visit_view, "B").missing.isHidden()


# The next empty field


def test_the_next_needed_field_is_found_on_this_card_then_on_the_next_and_around(qtbot, visit_view, chart):
    presenter = chart(cancer("A", "nose", Excision()), cancer("B", "chin", Excision()))
    form(visit_view).editors["diagnosis"].setFocus()
    passed = []
    for _ in range(5):
        visit_view.go_to_next_empty()
        passed.append((presenter.charted.current, QApplication.focusWidget().objectName()))
    assert passed == [
        ("A", "lesion_cm"),
        ("A", "margin_cm"),
        ("B", "lesion_cm"),
        ("B", "margin_cm"),
        ("A", "lesion_cm"),
    ]


def test_where_nothing_is_needed_the_next_empty_field_of_the_card_is_gone_to(qtbot, visit_view, chart):
    chart(keratoses("A", 3), at="claim")
    form(visit_view).editors["place_of_service"].setFocus()
    visit_view.go_to_next_empty()
    assert QApplication.focusWidget().objectName() == "referring"


# Room


@pytest.mark.parametrize("percent", [100, 150, 200])
def test_no_card_is_wider_than_its_pane(qtbot, visit_view, theme, chart, percent):
    theme.set_percent(percent)
    visit_view.resize(1920, 1000)
    presenter = chart(
        cancer(
            "A", "lip_upper_vermilion", Excision(lesion_cm=Decimal("0.8")), Repair(), IntralesionalInjection()
        ),
        visit=visit(),
    )
    for name in ("A", "visit", "claim"):
        presenter.choose(name)
        if name == "A":
            form(visit_view).more.setChecked(True)
        QApplication.processEvents()
        inside = visit_view.cards.widget()
        assert inside.minimumSizeHint().width() <= visit_view.cards.viewport().width(), name


def test_an_excision_with_its_repair_is_seen_whole_in_the_smallest_window(qtbot, visit_view, chart):
    visit_view.resize(1280, 740)
    chart(
        cancer(
            "A",
            "nose",
            Excision(lesion_cm=Decimal("0.8"), margin_cm=Decimal("0.4")),
            Repair(complexity="intermediate", length_cm=Decimal("3.2")),
        )
    )
    QApplication.processEvents()
    assert card(visit_view, "A").height() <= visit_view.cards.viewport().height()


# Visit and claim


def test_the_visits_level_is_charted_by_keys(qtbot, visit_view, chart):
    presenter = chart(keratoses("A", 1))
    presenter.add_visit()
    editors = form(visit_view).editors
    assert editors["problems"].cells.hasFocus()
    for key in "213y":
        qtbot.keyClicks(QApplication.focusWidget(), key)
    type_over(qtbot, editors["diagnoses"], "psoriasis")
    assert "99213" in [line.code for line in presenter.charted.answer.lines]
    assert card(visit_view, "visit").acts.text() == "99213 25"


def test_the_claims_own_facts_reach_the_encounter(qtbot, visit_view, chart):
    presenter = chart(keratoses("A", 1), at="claim")
    editors = form(visit_view).editors
    type_over(qtbot, editors["place_of_service"], "22")
    type_over(qtbot, editors["referring"], "Dr. Weaver")
    choose(qtbot, editors["notice.kind"], "abn_mandatory")
    editors["notice.signed"].setFocus()
    qtbot.keyClick(editors["notice.signed"].check, Qt.Key.Key_Space)
    type_over(qtbot, editors["notice.amount"], "120.50")
    encounter = presenter.charted.encounter
    assert (encounter.place_of_service, encounter.referring) == ("22", "Dr. Weaver")
    notice = encounter.notice
    assert (notice.kind, notice.signed, notice.amount) == ("abn_mandatory", True, Decimal("120.50"))
    assert card(visit_view, "claim").acts.text() == "place 22"


@pytest.mark.parametrize("kind", ["abn_mandatory", "abn_voluntary", "waiver"])
def test_each_kind_of_notice_is_charted_and_taken_back(qtbot, visit_view, chart, kind):
    presenter = chart(keratoses("A", 1), at="claim")
    editor = form(visit_view).editors["notice.kind"]
    choose(qtbot, editor, kind)
    assert presenter.charted.encounter.notice.kind == kind
    choose(qtbot, editor, None)
    assert presenter.charted.encounter.notice is None


def test_a_notice_is_signed_only_where_one_was_given(visit_view, chart):
    presenter = chart(keratoses("A", 1), at="claim")
    editors = form(visit_view).editors
    shown = [name for name in ("notice.signed", "notice.amount") if not editors[name].isHidden()]
    assert shown == []
    presenter.take(charting.set_claim("notice.kind", "waiver"), "Notice given")
    assert not editors["notice.signed"].isHidden()


@pytest.mark.parametrize("place", ["1", "123", "ab", "1a"])
def test_a_place_of_service_that_is_none_stays_in_red(qtbot, visit_view, chart, place):
    presenter = chart(keratoses("A", 1), at="claim")
    editor = form(visit_view).editors["place_of_service"]
    type_over(qtbot, editor, place)
    assert editor.is_unread
    assert presenter.charted.encounter.place_of_service == "11"


# Undo names and order of the keys


def test_every_step_of_a_form_is_named_in_words(qtbot, visit_view, chart):
    presenter = chart(cancer("A", "nose", Excision()))
    flag = act(visit_view).editors["re_excision"]
    flag.setFocus()
    qtbot.keyClick(flag.check, Qt.Key.Key_Space)
    assert presenter.charted.next_undo == flag.check.text()
    assert "_" not in presenter.charted.next_undo


def test_tab_goes_through_a_lesions_form_as_it_is_laid_out(qtbot, visit_view, chart):
    chart(cancer("A", "nose", Excision()))
    form(visit_view).editors["diagnosis"].setFocus(Qt.FocusReason.TabFocusReason)
    passed = []
    for _ in range(12):
        focused = QApplication.focusWidget()
        passed.append(focused.objectName())
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert passed == [
        "diagnosis",
        "count",
        "more",
        "lesion_cm",
        "margin_cm",
        "excised_cm",
        "re_excision",
        "circumstances",
        "kind",
        "remove_act",
        "add_act",
        "add_service",
    ]


def test_every_control_of_a_form_has_a_name(visit_view, chart):
    chart(cancer("A", "nose", Excision(), Destruction(), Biopsy()))
    for widget in form(visit_view).stops():
        assert widget.accessibleName(), widget.objectName()


def test_no_label_of_a_form_is_taken_for_markup(visit_view, chart):
    chart(keratoses("A", 1, diagnosis="<b>keratosis</b>"), biopsy("B"), at="B")
    assert card(visit_view, "A").what.text().startswith("<b>keratosis</b>")
    for text in visit_view.findChildren(QLabel):
        assert text.textFormat() == Qt.TextFormat.PlainText or not text.text()
