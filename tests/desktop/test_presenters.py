"""Steps of charting as the presenter takes them: coded, kept on disk, taken back, never lost."""

from threading import Event, current_thread, main_thread

import pytest

from chargecapture.desktop.presenters.bills import BillsPresenter
from chargecapture.desktop.presenters.day import DayPresenter
from chargecapture.desktop.presenters.practice import PracticeDetails, PracticePresenter
from chargecapture.desktop.presenters.visit import TRY_AGAIN_MS, VisitPresenter, fixes_of
from chargecapture.desktop.tasks import LatestOnly, Tasks
from chargecapture.domain.acts import ActChoice
from chargecapture.domain.charges import Place
from chargecapture.domain.encounter import Notice
from chargecapture.domain.practice import FeeSchedule
from chargecapture.domain.procedures import Excision, PatchTest
from chargecapture.errors import KnownError, SavedElsewhereError
from chargecapture.workflow import charting
from tests.desktop.conftest import opened
from tests.desktop.fakes import FakeRecords, clock
from tests.helpers.encounters import biopsy, cancer, cm, cut_out, keratoses, nevus, tags, visit
from tests.helpers.records import sample_coverage, sample_fees, sample_patient, sample_provider, sample_visit

FROZEN = ActChoice("Cryosurgery", "destruction", {"method": "cryosurgery"})
PATCHES = ActChoice("Patch test", "patch_test", on_lesion=False)
LOCKED = KnownError("The record file is locked.", "Close the other program.")
ELSEWHERE = SavedElsewhereError("Another window saved this visit at 10:44.", "Compare before saving.")


def codes(presenter: VisitPresenter) -> list[str]:
    return [line.code for line in presenter.charted.answer.lines]


def say(presenter: VisitPresenter, diagnosis: str, lesion: str = "A") -> None:
    presenter.take(
        charting.set_lesion(lesion, diagnosis=diagnosis), "Diagnosis", typed_in=f"{lesion} diagnosis"
    )


def unmeasured(label: str):
    """An excision of which no size is charted."""
    return cancer(label, "nose", Excision())


@pytest.fixture
def heard(presenter):
    """What the presenter said, in order."""
    said: list[tuple[str, object]] = []
    for name in ("failed", "go_to", "not_saved", "overtaken", "signed"):
        getattr(presenter, name).connect(lambda told, name=name: said.append((name, told)))
    return said


def test_a_step_is_coded_at_once(open_visit):
    presenter = open_visit(keratoses("A", 1))
    presenter.take(charting.set_lesion("A", count=7), "Count")
    assert codes(presenter) == ["17000", "17003"]


def test_each_step_is_saved(qtbot, open_visit, records):
    presenter = open_visit(keratoses("A", 1))
    for count in (2, 3):
        with qtbot.waitSignal(presenter.saved):
            presenter.take(charting.set_lesion("A", count=count), "Count")
    assert [kept.encounter.lesions[0].count for kept in records.saves] == [2, 3]
    assert records.saves[-1].state == "draft"


def test_a_step_that_changes_nothing_is_not_told(qtbot, open_visit):
    presenter = open_visit(keratoses("A", 7))
    with qtbot.assertNotEmitted(presenter.changed):
        presenter.take(charting.set_lesion("A", count=7), "Count")


def test_undo_and_redo_name_the_step_they_take(open_visit):
    presenter = open_visit()
    presenter.add_lesion("scalp", None)
    presenter.add_act(FROZEN)
    assert (presenter.charted.next_undo, presenter.charted.next_redo) == ("cryosurgery", "")
    presenter.undo()
    assert (presenter.charted.next_undo, presenter.charted.next_redo) == ("lesion A", "cryosurgery")
    presenter.redo()
    assert presenter.charted.encounter.lesions[0].procedures[0].kind == "destruction"


def test_typing_in_one_field_is_one_step_back_until_the_field_is_left(open_visit):
    presenter = open_visit(keratoses("A", 1, diagnosis=""))
    for text in ("a", "ac", "act"):
        say(presenter, text)
    presenter.field_left()
    say(presenter, "actinic")
    presenter.undo()
    assert presenter.charted.encounter.lesions[0].diagnosis == "act"
    presenter.undo()
    assert presenter.charted.encounter.lesions[0].diagnosis == ""


@pytest.mark.parametrize(("removed", "now"), [("A", "B"), ("B", "C"), ("C", "B")])
def test_where_a_lesion_is_removed_its_neighbour_is_at_hand(open_visit, removed, now):
    presenter = open_visit(keratoses("A", 1), biopsy("B"), nevus("C", "chest", cut_out("1.0")))
    presenter.choose(removed)
    presenter.remove_current()
    assert presenter.charted.current == now
    presenter.undo()
    assert presenter.charted.cards == ("A", "B", "C", "claim")


def test_undoing_the_only_lesion_leaves_no_card_at_hand(open_visit):
    presenter = open_visit()
    presenter.add_lesion("nose", None)
    presenter.undo()
    assert presenter.charted.current == ""
    assert presenter.charted.cards == ("claim",)


def test_undoing_a_lesion_goes_back_to_the_one_before(open_visit):
    presenter = open_visit(keratoses("A", 1))
    presenter.add_lesion("nose", None)
    presenter.undo()
    assert presenter.charted.current == "A"


@pytest.mark.parametrize(
    ("card", "left"), [("visit", ("A", "service 0", "claim")), ("service 0", ("A", "visit", "claim"))]
)
def test_the_card_at_hand_is_removed_whatever_it_is(open_visit, card, left):
    presenter = open_visit(keratoses("A", 1), visit=visit())
    presenter.add_service(PATCHES)
    presenter.choose(card)
    presenter.remove_current()
    assert presenter.charted.cards == left


def test_the_claim_cannot_be_removed(open_visit):
    presenter = open_visit(keratoses("A", 1))
    presenter.choose("claim")
    presenter.remove_current()
    assert presenter.charted.cards == ("A", "claim")
    assert presenter.charted.next_undo == ""


def test_stepping_goes_round_all_cards(open_visit):
    presenter = open_visit(keratoses("A", 1), biopsy("B"), visit=visit())
    walked = []
    for _ in range(4):
        presenter.step_to(1)
        walked.append(presenter.charted.current)
    assert walked == ["B", "visit", "claim", "A"]
    presenter.step_to(-1)
    assert presenter.charted.current == "claim"


def test_an_act_goes_to_the_lesion_at_hand_and_the_caret_with_it(open_visit, heard):
    presenter = open_visit(keratoses("A", 1), biopsy("B"))
    presenter.choose("B")
    presenter.add_act(FROZEN)
    assert [act.kind for act in presenter.charted.encounter.lesions[1].procedures] == [
        "biopsy",
        "destruction",
    ]
    assert heard == [("go_to", Place("B", 1))]


def test_an_act_of_no_lesion_becomes_a_service(open_visit):
    presenter = open_visit(keratoses("A", 1))
    presenter.add_act(PATCHES)
    assert presenter.charted.current == "service 0"
    assert presenter.charted.encounter.services[0].kind == "patch_test"


def test_one_more_of_a_site_counts_up_what_is_charted_there(open_visit):
    presenter = open_visit(keratoses("A", 3))
    presenter.add_to_group("scalp", None)
    presenter.add_to_group("nose", None)
    assert [(each.site, each.count) for each in presenter.charted.encounter.lesions] == [
        ("scalp", 4),
        ("nose", 1),
    ]


def test_a_visit_full_of_lesions_says_so_and_stays(open_visit, heard):
    presenter = open_visit(*(keratoses(f"L{n}", 1) for n in range(charting.MOST_LESIONS)))
    presenter.add_lesion("nose", None)
    assert [(name, told.sentence) for name, told in heard] == [
        ("failed", "There is room for 200 lesions in a visit.")
    ]
    assert len(presenter.charted.encounter.lesions) == charting.MOST_LESIONS


# The record file


def test_a_draft_that_cannot_be_saved_is_kept_and_tried_again(qtbot, open_visit, records, presenter):
    open_visit(keratoses("A", 1))
    records.broken = LOCKED
    with qtbot.waitSignal(presenter.not_saved) as told:
        presenter.take(charting.set_lesion("A", count=7), "Count")
    assert told.args == ["The record file is locked. What you typed is kept here; trying again in 10 s."]
    assert presenter._again.isActive()
    assert presenter._again.interval() == TRY_AGAIN_MS
    assert presenter.charted.encounter.lesions[0].count == 7
    records.broken = None
    with qtbot.waitSignal(presenter.saved):
        presenter._again.timeout.emit()
    assert records.drafts["V1"].encounter.lesions[0].count == 7
    assert not presenter._again.isActive()


def test_another_visit_opens_only_when_the_one_at_hand_is_saved(qtbot, open_visit, records, heard):
    presenter = open_visit(keratoses("A", 1))
    records.broken = LOCKED
    presenter.take(charting.set_lesion("A", count=7), "Count")
    other = opened(sample_visit(id="V2"))
    assert not presenter.open(other)
    assert presenter.charted.opened.visit.id == "V1"
    assert [told.sentence for name, told in heard if name == "failed"] == [
        "The visit at hand is not saved yet."
    ]
    records.broken = None
    assert presenter.open(other)
    assert records.drafts["V1"].encounter.lesions[0].count == 7


def test_saving_is_tried_once_more_before_the_end(open_visit, records):
    presenter = open_visit(keratoses("A", 1))
    records.broken = LOCKED
    presenter.take(charting.set_lesion("A", count=7), "Count")
    assert not presenter.all_kept()
    records.broken = None
    assert presenter.all_kept()
    assert records.drafts["V1"].encounter.lesions[0].count == 7


@pytest.fixture
def overtaken(qtbot, open_visit, records):
    """A visit that another window saved meanwhile, with nine keratoses; here are seven."""
    presenter = open_visit(keratoses("A", 1))
    theirs = sample_visit((keratoses("A", 9) and None) or presenter.as_charted().encounter)
    records.drafts["V1"] = sample_visit(charting.set_lesion("A", count=9)(theirs.encounter), revision=5)
    records.broken = ELSEWHERE
    with qtbot.waitSignal(presenter.overtaken):
        presenter.take(charting.set_lesion("A", count=7), "Count")
    records.broken = None
    return presenter


def test_a_visit_that_another_window_saved_is_not_saved_over_unasked(qtbot, overtaken, records):
    overtaken.take(charting.set_lesion("A", count=8), "Count")
    overtaken.flush()
    assert records.saves == []
    assert overtaken.charted.encounter.lesions[0].count == 8


def test_keeping_mine_saves_what_is_charted_here(qtbot, overtaken, records):
    with qtbot.waitSignal(overtaken.saved):
        overtaken.keep_mine()
    assert records.drafts["V1"].encounter.lesions[0].count == 7
    assert records.saves[-1].revision == 5


def test_taking_theirs_shows_what_was_saved_there(overtaken, records):
    overtaken.take_theirs()
    assert overtaken.charted.encounter.lesions[0].count == 9
    assert records.saves == []
    assert overtaken.all_kept()


def test_what_another_window_signed_stands(overtaken, records, heard):
    records.sign(records.drafts["V1"], overtaken.charted.answer, by="Laura Hartmann, MD", at=clock())
    overtaken.keep_mine()
    assert overtaken.charted.read_only
    assert overtaken.charted.encounter.lesions[0].count == 9
    assert ("failed", "The other window signed this visit.") in [
        (name, getattr(told, "sentence", told)) for name, told in heard
    ]


def test_a_question_that_could_not_be_answered_is_asked_again(qtbot, overtaken, records, monkeypatch):
    def unreachable(_):
        raise LOCKED

    with monkeypatch.context() as patch:
        patch.setattr(records, "visit", unreachable)
        overtaken.take_theirs()
    records.broken = ELSEWHERE
    with qtbot.waitSignal(overtaken.overtaken):
        overtaken.take(charting.set_lesion("A", count=8), "Count")


# Signing


def test_signing_freezes_the_charges(qtbot, open_visit, records):
    presenter = open_visit(keratoses("A", 7))
    with qtbot.waitSignal(presenter.signed):
        presenter.sign()
    stored = records.drafts["V1"]
    assert (stored.state, stored.version, stored.signed_by) == ("signed", 1, "Laura Hartmann, MD")
    assert [line.code for line in stored.answer.lines] == ["17000", "17003"]
    assert presenter.charted.read_only


def test_signing_what_lacks_a_fact_goes_to_the_field(qtbot, open_visit, heard):
    presenter = open_visit(keratoses("A", 1), unmeasured("B"))
    presenter.sign()
    assert presenter.charted.current == "B"
    name, place = heard[-1]
    assert name == "go_to"
    assert (place.lesion, place.procedure) == ("B", 0)
    assert place.field in ("excised_cm", "lesion_cm", "margin_cm")


def test_signing_is_refused_while_a_field_cannot_be_read(qtbot, open_visit, heard):
    presenter = open_visit(keratoses("A", 7))
    with qtbot.waitSignal(presenter.changed):
        presenter.keep_unread(Place("A", 0, "lesion_cm"), "0.8 inch")
    assert presenter.charted.why_not_sign == "What was typed in a field cannot be read"
    presenter.sign()
    assert heard == [("go_to", Place("A", 0, "lesion_cm"))]
    with qtbot.waitSignal(presenter.changed):
        presenter.keep_unread(Place("A", 0, "lesion_cm"), "")
    assert presenter.charted.why_not_sign == ""


@pytest.mark.parametrize(
    "place",
    [
        Place("A", None, "count"),
        Place("A", 0, "lesion_cm"),
        Place("", 0, "count"),
        Place(field="visit.minutes"),
        Place(field="notice.amount"),
    ],
)
def test_text_in_a_field_that_is_gone_stops_nothing(open_visit, place):
    facts = {"visit": visit(), "services": (PatchTest(),), "notice": Notice(kind="waiver")}
    presenter = open_visit(keratoses("A", 1), biopsy("B"), **facts)
    presenter.keep_unread(place, "x")
    step = {
        "A": charting.remove_lesion("A"),
        "": charting.remove_procedure("", 0),
        "visit": charting.remove_visit(),
        "notice": charting.set_claim("notice.kind", None),
    }[place.lesion or place.field.partition(".")[0] * ("." in place.field)]
    presenter.take(charting.set_lesion("B", count=2), "Count")
    assert dict(presenter.charted.unread) == {place: "x"}
    presenter.take(step, "gone")
    assert dict(presenter.charted.unread) == {}


def test_nothing_charged_is_not_signed(open_visit, heard):
    presenter = open_visit()
    presenter.sign()
    assert [(name, told.sentence) for name, told in heard] == [("failed", "Nothing is charged yet.")]


def test_a_signed_visit_takes_no_step(qtbot, open_visit, heard):
    presenter = open_visit(keratoses("A", 7))
    presenter.sign()
    heard.clear()
    presenter.take(charting.set_lesion("A", count=9), "Count")
    presenter.undo()
    presenter.add_lesion("nose", None)
    presenter.remove_current()
    assert [told.sentence for _, told in heard] == ["This visit is signed."] * 4
    assert presenter.charted.encounter.lesions[0].count == 7


def test_signing_that_the_record_file_refuses_leaves_a_draft(open_visit, records, heard):
    presenter = open_visit(keratoses("A", 7))
    records.broken = LOCKED
    presenter.sign()
    assert heard == [("failed", LOCKED)]
    assert not presenter.charted.read_only


# Alerts


def test_the_alert_key_walks_all_alerts_and_begins_anew(open_visit, heard):
    presenter = open_visit(unmeasured("A"), unmeasured("B"), unmeasured("C"))
    places = [alert.place for alert in presenter.charted.to_settle]
    assert len(places) > 2
    for _ in range(len(places) + 1):
        presenter.step_alert(1)
    assert [told for name, told in heard if name == "go_to"] == [*places, places[0]]


def test_the_first_step_back_goes_to_the_last_alert(open_visit, heard):
    presenter = open_visit(unmeasured("A"), unmeasured("B"), unmeasured("C"))
    presenter.step_alert(-1)
    presenter.step_alert(-1)
    places = [alert.place for alert in presenter.charted.to_settle]
    assert [told for _, told in heard] == [places[-1], places[-2]]


def test_when_an_alert_is_settled_the_key_goes_to_the_next_and_skips_none(open_visit, heard):
    presenter = open_visit(unmeasured("A"), unmeasured("B"), unmeasured("C"))
    presenter.step_alert(1)
    first = heard[-1][1]
    second = next(alert.place for alert in presenter.charted.to_settle if alert.place.lesion == "B")
    presenter.take(charting.set_procedure(first.lesion, 0, excised_cm=cm("1.2")), "Excised")
    presenter.step_alert(1)
    assert heard[-1] == ("go_to", second)


def test_another_visit_begins_with_its_first_alert(open_visit, heard):
    presenter = open_visit(unmeasured("A"), unmeasured("B"))
    presenter.step_alert(1)
    presenter.open(opened(sample_visit(presenter.charted.encounter)))
    presenter.step_alert(1)
    assert heard[0] == heard[1]


def test_moving_to_the_patient_takes_the_line_off_the_claim(open_visit):
    presenter = open_visit(tags("A", 3, symptoms=()))
    alerts = presenter.charted.to_settle
    at = next(n for n, alert in enumerate(alerts) if alert.rule == "necessity.benign_without_ground")
    chart_a_ground, patient_pays = fixes_of(alerts[at])
    assert (chart_a_ground.words, patient_pays.words) == ("Chart a ground", "Patient pays")
    presenter.mend(alerts[at], patient_pays)
    assert {line.responsibility for line in presenter.charted.answer.lines} == {"patient"}
    assert presenter.charted.next_undo == "patient pays"


# Fees and patient


def test_changed_fees_code_the_draft_anew(open_visit, records):
    presenter = open_visit(keratoses("A", 1))
    records.fees = FeeSchedule({"17000": cm("99.00")})
    presenter.practice_changed([sample_provider()])
    assert [line.charge for line in presenter.charted.answer.lines] == [cm("99.00")]


def test_changed_fees_leave_a_signed_visit_alone(open_visit, records):
    presenter = open_visit(keratoses("A", 1))
    presenter.sign()
    records.fees = FeeSchedule({"17000": cm("99.00")})
    presenter.practice_changed([sample_provider()])
    assert [line.charge for line in presenter.charted.answer.lines] == [cm("110.00")]


def test_a_provider_who_was_renamed_signs_by_the_new_name(open_visit):
    presenter = open_visit(keratoses("A", 1))
    presenter.practice_changed([sample_provider(id="D2"), sample_provider(last_name="Weiss")])
    presenter.sign()
    assert presenter.charted.opened.visit.signed_by == "Laura Weiss, MD"


def test_a_changed_payer_codes_the_draft_anew(qtbot, open_visit, records):
    presenter = open_visit(keratoses("A", 1))
    with qtbot.waitSignal(presenter.saved):
        presenter.patient_changed(sample_patient(sex="M"), sample_coverage(family="medicare"))
    assert presenter.charted.encounter.payer == "medicare"
    assert records.drafts["V1"].encounter.patient.sex == "M"


def test_changes_of_another_patient_do_not_touch_the_visit(qtbot, open_visit):
    presenter = open_visit(keratoses("A", 1))
    with qtbot.assertNotEmitted(presenter.changed):
        presenter.patient_changed(sample_patient(id="P2"), sample_coverage(family="medicare"))


@pytest.fixture
def day(qapp, records, visits):
    return DayPresenter(records, visits, Tasks(), clock=clock, new_id=lambda: "P9")


def new_patient(**facts):
    return sample_patient(**({"id": "", "account": "77001"} | facts))


def test_a_new_patient_is_added_and_a_visit_opens(qtbot, day, records):
    with qtbot.waitSignal(day.visit_opened) as told:
        assert day.add_patient(new_patient(last_name="Okafor"), sample_coverage())
    assert told.args[0].patient.name == "Okafor, Ruth"
    assert [visit.id for visit in records.drafts.values()] == ["V9"]


def test_a_birth_date_that_cannot_be_right_adds_no_patient(qtbot, day, records):
    born = clock().date().replace(year=2027)
    with qtbot.waitSignal(day.failed) as told:
        assert not day.add_patient(new_patient(born=born), sample_coverage())
    assert "date of birth" in told.args[0].sentence
    assert day.add_patient(new_patient(), sample_coverage())
    assert [patient.account for patient in records.patients] == ["10023", "77001"]


def test_a_practice_without_a_provider_adds_no_patient_yet(qtbot, day, records):
    records.doctors = ()
    with qtbot.waitSignal(day.failed) as told:
        assert not day.add_patient(new_patient(), sample_coverage())
    assert told.args[0].sentence == "The practice has no provider yet."
    assert len(records.patients) == 1


@pytest.mark.parametrize(("chosen", "treats"), [("", "D1"), ("D1", "D1"), ("D2", "D2"), ("gone", "D1")])
def test_a_visit_begun_here_is_the_chosen_providers(qtbot, day, records, chosen, treats):
    records.doctors = (sample_provider(), sample_provider(id="D2"))
    day.provider_id = chosen
    with qtbot.waitSignal(day.visit_opened) as told:
        day.start_visit(sample_patient())
    assert (told.args[0].provider.id, told.args[0].visit.encounter.rendering) == (treats, treats)


def test_a_visit_whose_provider_is_gone_says_so(qtbot, day, records):
    records.drafts["V1"] = sample_visit(provider_id="gone")
    with qtbot.waitSignal(day.failed) as told:
        day.open_visit("V1")
    assert told.args[0].sentence == "The provider of this visit is not on file."


@pytest.fixture
def practice(records):
    return PracticePresenter(records, clock=clock, new_id=lambda: "P9")


def test_changed_fees_count_from_today(qtbot, practice, records):
    fees = {"17000": cm("99.00")}
    with qtbot.waitSignal(practice.stored):
        practice.store(PracticeDetails(records.practice(), records.providers(), fees))
    assert records.fees_from == {clock().date(): FeeSchedule(fees)}


def test_fees_that_did_not_change_are_no_new_schedule(qtbot, practice, records):
    with qtbot.waitSignal(practice.stored):
        practice.store(PracticeDetails(records.practice(), records.providers(), sample_fees().fees))
    assert records.fees_from == {}


def test_details_that_the_record_file_refuses_are_told(qtbot, practice, records):
    records.broken = LOCKED
    with qtbot.waitSignal(practice.failed) as told, qtbot.assertNotEmitted(practice.stored):
        practice.store(PracticeDetails(records.practice(), records.providers(), {}))
    assert told.args == [LOCKED]


# Superbills and work off the main thread


@pytest.fixture
def tasks(qapp):
    made = Tasks()
    yield made
    made.wait()


def test_nothing_to_print_is_told(qtbot, tasks):
    bills = BillsPresenter(lambda *_: ((), ()), tasks)
    with qtbot.waitSignal(bills.failed) as told, qtbot.waitSignal(bills.ended):
        bills.make(sample_visit())
    assert told.args[0].sentence == "Nothing is charged yet."


def test_a_document_that_cannot_be_made_is_told(qtbot, tasks):
    def fail(visit, reasons):
        raise LOCKED

    bills = BillsPresenter(fail, tasks)
    with qtbot.waitSignal(bills.failed) as told:
        bills.make(sample_visit())
    assert told.args == [LOCKED]


def test_work_runs_off_the_main_thread_and_its_result_comes_back_on_it(qtbot, tasks):
    seen = {}
    tasks.run(
        lambda: current_thread() is main_thread(),
        done=lambda on_main: seen.update(work=on_main, done=current_thread() is main_thread()),
        failed=lambda problem: seen.update(problem=problem),
    )
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == {"work": False, "done": True}


def test_only_the_newest_input_is_worked_on(qtbot):
    begun, go_on, worked = Event(), Event(), []

    def work(job):
        worked.append(job)
        begun.set()
        assert go_on.wait(5)
        return job

    latest = LatestOnly(work)
    latest.put(1)
    assert begun.wait(5)
    latest.put(2)
    latest.put(3)
    go_on.set()
    latest.end()
    latest.put(4)
    latest.flush()
    assert worked == [1, 3]


def test_a_record_file_that_fails_loses_no_step_of_many(qtbot, open_visit, records: FakeRecords):
    presenter = open_visit(keratoses("A", 1))
    for count in range(2, 12):
        records.broken = LOCKED if count % 2 else None
        presenter.take(charting.set_lesion("A", count=count), "Count")
    records.broken = None
    assert presenter.all_kept()
    assert records.drafts["V1"].encounter.lesions[0].count == 11
