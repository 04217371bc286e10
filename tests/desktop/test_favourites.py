"""Bundles and favourites on the screen: found, charted, pinned, kept, renamed and deleted by keyboard."""

import pytest
from PySide6.QtCore import Qt

from chargecapture.codesets.acts import load_acts, load_starters
from chargecapture.desktop.models.offers import OfferModel
from chargecapture.desktop.presenters.favourites import Beginning, FavouritesPresenter
from chargecapture.desktop.views.favourites import FavouritesView
from chargecapture.domain.procedures import Coded, Destruction, Excision
from chargecapture.errors import KnownError
from chargecapture.workflow.bundles import Bundle, bundle_of
from chargecapture.workflow.favourites import ActUse
from tests.desktop.conftest import opened
from tests.desktop.fakes import FakePrompts
from tests.desktop.test_window import open_visit as open_named
from tests.helpers.encounters import cm, encounter, keratoses, lesion, nevus, warts
from tests.helpers.records import sample_provider, sample_visit
from tests.helpers.rules import RESOURCES

FREEZE = "destruction method=cryosurgery"


@pytest.fixture
def favourites(presenter, records) -> FavouritesPresenter:
    acts = load_acts(RESOURCES)
    ids = iter(f"U{number}" for number in range(1, 99))
    beginning = Beginning(acts, load_starters(RESOURCES, acts))
    return FavouritesPresenter(records, presenter, lambda: beginning, new_id=lambda: next(ids))


@pytest.fixture
def view(visit_view, favourites, prompts) -> FavouritesView:
    pane = FavouritesView(favourites, prompts)
    visit_view.add_favourites(pane)
    return pane


@pytest.fixture
def shown(qtbot, visit_view, view, chart):
    """Opens a visit with these lesions and the list over its cards."""

    def show(*lesions, **facts) -> FavouritesView:
        chart(*lesions, at=lesions[0].id if lesions else "claim", **facts)
        visit_view.focus_where()
        visit_view.toggle_favourites()
        qtbot.waitUntil(lambda: view.line.hasFocus() and view.isVisible())
        return view

    return show


def press(qtbot, view, *keys) -> None:
    for key in keys:
        if isinstance(key, str):
            qtbot.keyClicks(view.line, key)
        else:
            qtbot.keyClick(view.line, key)


def rows(view) -> list[str]:
    return [view.model.index(at, 0).data() for at in range(view.model.rowCount())]


def test_the_model_is_one(qtmodeltester, favourites, open_visit):
    open_visit(keratoses("A", 7))
    model = OfferModel()
    model.show_offers(favourites.offers(""))
    qtmodeltester.check(model)


def test_at_first_the_usual_acts_are_offered(shown):
    assert rows(shown(lesion("A", "nose")))[:2] == [
        "Usual: Cryosurgery · actinic keratosis",
        "Usual: Tangential biopsy · neoplasm of unspecified behavior",
    ]


def test_enter_charts_the_marked_row_on_the_lesion_at_hand(qtbot, shown, presenter, visit_view):
    view = shown(lesion("A", "nose"))
    press(qtbot, view, Qt.Key.Key_Return)
    (charted,) = presenter.charted.encounter.lesions
    assert (charted.diagnosis, charted.procedures) == (
        "actinic keratosis",
        (Destruction(method="cryosurgery"),),
    )
    assert not view.isVisible()
    assert visit_view.cards.open_form.isVisible()
    presenter.undo()
    assert presenter.charted.encounter.lesions == (lesion("A", "nose"),)


def test_typing_narrows_and_arrows_walk(qtbot, shown, presenter):
    view = shown(lesion("A", "nose"))
    press(qtbot, view, "kera")
    assert [row.partition(": ")[2] for row in rows(view)[:-1]] == [
        "Cryosurgery · actinic keratosis",
        "Cryosurgery · seborrheic keratosis",
        "Photodynamic therapy · actinic keratosis",
    ]
    press(qtbot, view, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert presenter.charted.encounter.lesions[0].diagnosis == "seborrheic keratosis"


def test_without_a_lesion_at_hand_it_is_a_service(qtbot, shown, presenter):
    view = shown()
    press(qtbot, view, "phototh", Qt.Key.Key_Return)
    assert [service.kind for service in presenter.charted.encounter.services] == ["phototherapy"]


def test_one_key_pins_and_unpins(qtbot, shown, records):
    view = shown(lesion("A", "nose"))
    press(qtbot, view, "mohs", Qt.Key.Key_Insert)
    assert rows(view)[0] == "Pinned: Mohs surgery"
    assert [use.act for use in records.act_uses("D1") if use.pinned] == ["mohs"]
    press(qtbot, view, *[Qt.Key.Key_Backspace] * 4)
    assert rows(view)[0] == "Pinned: Mohs surgery"
    press(qtbot, view, Qt.Key.Key_Insert)
    assert rows(view)[0] == "Usual: Cryosurgery · actinic keratosis"


def test_what_is_signed_twice_rises_and_leads_the_acts(qtbot, favourites, open_visit, records):
    for number in (1, 2):
        presenter = open_visit(warts("A", number))
        presenter.sign()
        assert [(use.act, use.uses) for use in records.act_uses("D1")] == [(FREEZE, number)]
        records.drafts.clear()
    assert favourites.offers("")[0].text == "Cryosurgery · viral wart"
    assert favourites.offers("")[0].group == "often"
    assert favourites.ordered_acts[0].label == "Cryosurgery"


def test_what_was_used_last_stands_before_the_usual_acts(favourites, open_visit, records):
    records.uses["D1"] = {("mohs", ""): ActUse("mohs", uses=1)}
    open_visit()
    assert [offer.group for offer in favourites.offers("")[:2]] == ["last", "starter"]


def test_a_name_typed_keeps_what_is_charted_as_a_bundle(qtbot, shown, records):
    cut = nevus("B", "cheek", Excision(lesion_cm=cm("0.8")), side="left")
    view = shown(keratoses("A", 7), cut)
    press(qtbot, view, "AK and nevus")
    assert rows(view) == ["New bundle: AK and nevus"]
    press(qtbot, view, Qt.Key.Key_Return)
    assert records.bundles("D1") == ()
    press(qtbot, view, Qt.Key.Key_Down, Qt.Key.Key_Return)
    (bundle,) = records.bundles("D1")
    assert bundle.name == "AK and nevus"
    assert bundle.encounter.lesions[1].procedures == (Excision(),)
    assert not view.isVisible()


def usual(*lesions, name="Usual", id_="U8", **facts) -> Bundle:
    return Bundle(id_, "D1", name, bundle_of(encounter(*lesions, **facts)))


def test_a_bundle_is_charted_with_its_blanks_asked(qtbot, shown, records, presenter, visit_view):
    records.save_bundle(usual(nevus("A", "cheek", Excision(), side="left")))
    view = shown(keratoses("A", 2))
    assert rows(view)[0] == "Bundle: Usual"
    press(qtbot, view, Qt.Key.Key_Return)
    assert [each.id for each in presenter.charted.encounter.lesions] == ["A", "B"]
    assert presenter.charted.current == "B"
    qtbot.waitUntil(lambda: visit_view.focusWidget().objectName() == "lesion_cm")


def test_a_bundle_whose_code_ended_says_so_and_is_charted_only_if_wanted(
    qtbot, shown, records, presenter, prompts
):
    records.save_bundle(usual(lesion("A", "cheek", Coded(code="11100"), diagnosis="papule")))
    prompts.yes = False
    view = shown(keratoses("A", 2))
    assert "11100 ended 2018-12-31" in view.note.text()
    press(qtbot, view, Qt.Key.Key_Return)
    assert "11100 ended 2018-12-31" in prompts.asked[0]
    assert len(presenter.charted.encounter.lesions) == 1
    assert view.isVisible()
    prompts.yes = True
    press(qtbot, view, Qt.Key.Key_Return)
    assert len(presenter.charted.encounter.lesions) == 2


def test_a_bundle_is_renamed(qtbot, shown, records):
    records.save_bundle(usual(keratoses("A", 2)))
    view = shown(lesion("A", "nose"))
    qtbot.mouseClick(view.rename, Qt.MouseButton.LeftButton)
    assert view.line.text() == "Usual"
    press(qtbot, view, "Scalp", Qt.Key.Key_Return)
    assert [bundle.name for bundle in records.bundles("D1")] == ["Scalp"]
    assert rows(view)[0] == "Bundle: Scalp"


def test_a_name_that_another_bundle_has_is_refused_and_stays_to_be_changed(qtbot, shown, records, favourites):
    records.save_bundle(usual(keratoses("A", 2)))
    records.save_bundle(usual(keratoses("A", 2), name="Warts", id_="U9"))
    view = shown(lesion("A", "nose"))
    qtbot.mouseClick(view.rename, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(favourites.failed):
        press(qtbot, view, "Warts", Qt.Key.Key_Return)
    assert [bundle.name for bundle in records.bundles("D1")] == ["Usual", "Warts"]
    assert view.line.text() == "Warts"
    press(qtbot, view, Qt.Key.Key_Escape)
    assert rows(view)[:2] == ["Bundle: Usual", "Bundle: Warts"]


def test_a_bundle_is_deleted_once_that_is_confirmed(qtbot, shown, records, prompts):
    records.save_bundle(usual(keratoses("A", 2)))
    prompts.yes = False
    view = shown(lesion("A", "nose"))
    press(qtbot, view, Qt.Key.Key_Delete)
    assert len(records.bundles("D1")) == 1
    prompts.yes = True
    press(qtbot, view, Qt.Key.Key_Delete)
    assert records.bundles("D1") == ()
    assert prompts.asked == ["Delete the bundle “Usual”? Visits that it was charted in stay."] * 2
    assert rows(view)[0].startswith("Usual: ")


def test_del_in_the_midst_of_a_word_deletes_a_letter(qtbot, shown, records, prompts: FakePrompts):
    records.save_bundle(usual(keratoses("A", 2)))
    view = shown(lesion("A", "nose"))
    press(qtbot, view, "us", Qt.Key.Key_Home, Qt.Key.Key_Delete)
    assert (view.line.text(), prompts.asked) == ("s", [])


def test_escape_goes_back_to_where_the_caret_was(qtbot, shown, visit_view):
    view = shown(lesion("A", "nose"))
    press(qtbot, view, Qt.Key.Key_Escape)
    qtbot.waitUntil(visit_view.where.hasFocus)
    assert not view.isVisible()


def test_a_signed_visit_offers_nothing(qtbot, visit_view, view, presenter):

    presenter.open(opened(sample_visit(state="signed", version=1)))
    visit_view.toggle_favourites()
    assert not view.isVisible()


def test_a_record_file_that_cannot_be_written_is_told(qtbot, shown, records, favourites):
    view = shown(lesion("A", "nose"))
    records.broken = KnownError("The record file is locked.", "Wait.")
    with qtbot.waitSignal(favourites.failed):
        press(qtbot, view, Qt.Key.Key_Insert)
    records.broken = None


def test_another_provider_has_other_favourites(favourites, open_visit, records, presenter):

    records.uses["D2"] = {("mohs", ""): ActUse("mohs", pinned=True)}
    open_visit()
    assert favourites.offers("")[0].group == "starter"
    other = sample_provider(id="D2")
    presenter.open(opened()._replace(provider=other))
    assert favourites.offers("")[0].text == "Mohs surgery"


@pytest.mark.parametrize("key", ["Ctrl+B", "F9"])
def test_the_keys_work_from_anywhere_in_the_visit(qtbot, window, key):

    open_named(window, "Okafor")
    action = next(a for a in window.actions_by_id.values() if a.shortcut().toString() == key)
    action.trigger()
    if key == "Ctrl+B":
        assert window.pages.visit.favourites.isVisible()
    else:
        assert window._prompts.told == [
            "There is no earlier signed visit to copy. Chart what was done today."
        ]


def test_the_key_of_the_next_empty_field_walks_the_blanks_of_a_bundle(qtbot, shown, records, visit_view):
    cut = nevus("B", "cheek", Excision(), side="left")
    records.save_bundle(usual(keratoses("A", 7), cut, warts("C", 3)))
    view = shown(keratoses("A", 2))
    press(qtbot, view, Qt.Key.Key_Return)

    def at() -> tuple[str, str]:
        form = visit_view.cards.open_form
        return form.card, visit_view.focusWidget().objectName()

    passed = [at()]
    for typed in ("5", "0.8", "0.2", "3"):
        qtbot.keyClicks(visit_view.focusWidget(), typed)
        visit_view.go_to_next_empty()
        passed.append(at())
    assert passed[:2] == [("B", "count"), ("C", "lesion_cm")]
    assert ("C", "margin_cm") in passed
    assert ("D", "count") in passed
