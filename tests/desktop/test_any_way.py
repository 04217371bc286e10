"""Whatever the order of entry, undo, edits, copies and bundles: the charges are those of what stands there.

Drawn ways through a visit are taken by its presenter, as the window takes them. After each step the answer is
that of the encounter coded afresh; in the end the draft on disk, read back, is charged alike.
"""

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chargecapture.codesets.acts import load_acts, load_starters
from chargecapture.desktop.presenters.visit import CLAIM, Charted, VisitPresenter
from chargecapture.domain.charges import Answer, Place
from chargecapture.domain.encounter import Encounter
from chargecapture.domain.sites import SITE_IDS
from chargecapture.errors import KnownError
from chargecapture.exchange.encounter_json import read_encounter, write_encounter
from chargecapture.rules.engine import Coder
from chargecapture.workflow import charting
from chargecapture.workflow.bundles import Bundle, bundle_of
from chargecapture.workflow.charting import Step
from chargecapture.workflow.favourites import Favourite
from chargecapture.workflow.visits import Visits
from tests.desktop.conftest import opened
from tests.desktop.fakes import FakeRecords, clock
from tests.helpers.encounters import DAY, cm, encounter
from tests.helpers.records import sample_fees, sample_visit
from tests.helpers.rules import RESOURCES, coder, diagnosis_table, rule_tables
from tests.rules.test_properties import encounters as some_encounters

BEFORE = DAY - timedelta(days=40)
ACTS = load_acts(RESOURCES)
STARTERS = load_starters(RESOURCES, ACTS)
WORDS = ("actinic keratosis", "viral wart", "basal cell carcinoma", "r/o BCC", "melanocytic nevus", "", "zzz")


class Drawn(NamedTuple):
    """One thing a person does: what it is called, and what is drawn for it."""

    what: str
    number: int
    word: str
    other: Encounter | None = None


Does = Callable[[VisitPresenter, Charted, Drawn], object]


def _any_lesion(charted: Charted, number: int) -> str:
    lesions = charted.encounter.lesions
    return lesions[number % len(lesions)].id if lesions else ""


def _edit_lesion(charted: Charted, drawn: Drawn) -> Step | None:
    label, at = _any_lesion(charted, drawn.number), drawn.number // 7
    facts: Sequence[dict[str, Any]] = (
        {"diagnosis": drawn.word},
        {"count": 1 + at % 20},
        {"side": ("left", "right", "midline", None)[at % 4]},
        {"nature": ("malignant", "benign", "unspecified", None)[at % 4]},
        {"symptoms": (("pain",), ())[at % 2]},
        {"site": SITE_IDS[at % len(SITE_IDS)]},
    )
    return charting.set_lesion(label, **facts[drawn.number % len(facts)]) if label else None


def _an_act(charted: Charted, number: int) -> tuple[str, int, Any] | None:
    acts = [
        (lesion.id, at, act)
        for lesion in charted.encounter.lesions
        for at, act in enumerate(lesion.procedures)
    ]
    acts += [("", at, act) for at, act in enumerate(charted.encounter.services)]
    return acts[number % len(acts)] if acts else None


def _edit_act(charted: Charted, drawn: Drawn) -> Step | None:
    found = _an_act(charted, drawn.number)
    if found is None:
        return None
    label, at, act = found
    names = {field.name for field in fields(act)}
    sizes = [name for name in ("lesion_cm", "margin_cm", "length_cm", "area_cm2", "dose_mg") if name in names]
    marks = ["requested_by_patient", "separate_session", "reduced"]
    name = (sizes + marks)[drawn.number % (len(sizes) + 3)]
    value: Any = bool(drawn.number % 2) if name in marks else cm(f"{1 + drawn.number % 40}") / 10
    return charting.set_procedure(label, at, **{name: value})


def _edit_visit(charted: Charted, drawn: Drawn) -> Step:
    level = ("minimal", "low", "moderate", None)[drawn.number % 4]
    facts: Sequence[dict[str, Any]] = (
        {"problems": level},
        {"risk": level},
        {"minutes": drawn.number % 60},
        {"separate": (True, False, None)[drawn.number % 3]},
        {"diagnoses": (drawn.word,) if drawn.word else ()},
    )
    return charting.set_visit(**facts[drawn.number % len(facts)])


def _take(step_of: Callable[[Charted, Drawn], Step | None], named: str) -> Does:
    def does(presenter: VisitPresenter, charted: Charted, drawn: Drawn) -> None:
        step = step_of(charted, drawn)
        if step is not None:
            presenter.take(step, named, typed_in=f"{named} {drawn.number % 3}")

    return does


def _remove_act(charted: Charted, drawn: Drawn) -> Step | None:
    found = _an_act(charted, drawn.number)
    return charting.remove_procedure(found[0], found[1]) if found else None


def _bundle(presenter: VisitPresenter, charted: Charted, drawn: Drawn) -> None:
    try:
        held = bundle_of(drawn.other or charted.encounter)
    except KnownError:
        return
    presenter.add_bundle(Bundle("U1", "D1", "Usual", held))


def _look(presenter: VisitPresenter, charted: Charted, drawn: Drawn) -> None:
    places = sorted((mark.place for mark in charted.copied), key=str)
    if places:
        presenter.looked_at(places[drawn.number % len(places)])


DOES: dict[str, Does] = {
    "a lesion": lambda p, _, d: p.add_lesion(
        SITE_IDS[d.number % len(SITE_IDS)], ("left", None)[d.number % 2]
    ),
    "one more": lambda p, _, d: p.add_to_group(SITE_IDS[d.number % 3], "left"),
    "an act": lambda p, _, d: p.add_act(ACTS[d.number % len(ACTS)]),
    "a service": lambda p, _, d: p.add_service(ACTS[d.number % len(ACTS)]),
    "a favourite": lambda p, _, d: p.add_favourite(Favourite(*STARTERS[d.number % len(STARTERS)], "starter")),
    "the visit": lambda p, _c, _d: p.add_visit(),
    "a fact of a lesion": _take(_edit_lesion, "lesion"),
    "a fact of an act": _take(_edit_act, "act"),
    "a fact of the visit": _take(_edit_visit, "visit"),
    "remove an act": _take(_remove_act, "remove"),
    "remove the card": lambda p, _c, _d: p.remove_current(),
    "choose a card": lambda p, c, d: p.choose(c.cards[d.number % len(c.cards)]),
    "leave the field": lambda p, _c, _d: p.field_left(),
    "undo": lambda p, _c, _d: p.undo(),
    "redo": lambda p, _c, _d: p.redo(),
    "copy": lambda p, _c, _d: p.copy_last(),
    "a bundle": _bundle,
    "accept": lambda p, _c, _d: p.accept_copied(),
    "look at a fact": _look,
}
NEEDS_OTHER = ("a bundle",)


@st.composite
def ways(draw: st.DrawFn) -> list[Drawn]:
    way = []
    for what in draw(st.lists(st.sampled_from(list(DOES)), min_size=4, max_size=14)):
        other = draw(st.none() | some_encounters()) if what in NEEDS_OTHER else None
        way.append(Drawn(what, draw(st.integers(0, 10_000)), draw(st.sampled_from(WORDS)), other))
    return way


def charged_afresh(found: Encounter) -> Answer:
    """The charges by a coder that has coded nothing before, from the document as it is written."""
    fresh = Coder(rule_tables(), diagnosis_table())
    return fresh.code(read_encounter(write_encounter(found)), sample_fees())


@pytest.mark.usefixtures("qapp")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ways(), some_encounters())
def test_the_charges_are_those_of_what_stands_there_whatever_the_way_to_it(
    way: list[Drawn], last: Encounter
) -> None:
    records = FakeRecords()
    records.drafts["V0"] = sample_visit(
        replace(last, date_of_service=BEFORE), id="V0", day=BEFORE, state="signed", version=1
    )
    presenter = VisitPresenter(Visits(records, coder(), clock=clock, new_id=lambda: "V9"))
    try:
        presenter.open(opened(sample_visit(encounter(rendering="D1"), state="scheduled")))
        for drawn in way:
            charted = presenter.charted
            assert charted is not None
            DOES[drawn.what](presenter, charted, drawn)
            check(presenter)
        presenter.flush()
        stored = records.drafts.get("V1")
        if stored is not None and presenter.charted is not None:
            charted = presenter.charted
            assert charged_afresh(stored.encounter) == charted.answer
            presenter.open(opened(stored))
            assert presenter.charted is not None
            assert (presenter.charted.answer, presenter.charted.copied) == (charted.answer, charted.copied)
        go_all_the_way_back(presenter)
    finally:
        presenter.end()


def check(presenter: VisitPresenter) -> None:
    """What is shown now holds together."""
    charted = presenter.charted
    assert charted is not None
    assert charted.answer == charged_afresh(charted.encounter)
    assert charted.current in ("", *charted.cards)
    for mark in charted.copied:
        assert is_said(charted.encounter, mark.place)
    if charted.copied:
        assert charted.why_not_sign
    assert CLAIM in charted.cards


def is_said(found: Encounter, place: Place) -> bool:
    """Whether a marked fact is there; the counts of a bundle are."""
    if place.procedure is None:
        holder: Any = found.visit if not place.lesion else charting.lesion_of(found, place.lesion)
        return holder is not None and hasattr(holder, place.field.removeprefix("visit."))
    acts = charting.lesion_of(found, place.lesion).procedures if place.lesion else found.services
    return place.procedure < len(acts) and hasattr(acts[place.procedure], place.field)


def go_all_the_way_back(presenter: VisitPresenter) -> None:
    """Undo to the beginning and redo to the end meet the same states."""
    assert presenter.charted is not None
    end = presenter.charted.encounter, presenter.charted.answer, presenter.charted.copied
    steps = 0
    while presenter.charted is not None and presenter.charted.next_undo:
        presenter.undo()
        steps += 1
    for _ in range(steps):
        presenter.redo()
    assert presenter.charted is not None
    assert (presenter.charted.encounter, presenter.charted.answer, presenter.charted.copied) == end


def test_a_service_whose_act_is_removed_leaves_another_card_at_hand(qapp, open_visit):
    presenter = open_visit(services=())
    presenter.add_service(ACTS[0])
    presenter.take(charting.remove_procedure("", 0), "remove the act")
    assert presenter.charted.current == ""
