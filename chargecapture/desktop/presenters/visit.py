"""The visit at hand: takes the steps of charting, has each coded, keeps the draft, signs.

Each step is one call; the state after it goes out whole through `changed`. A failure of the record file
keeps what was typed and tries again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from chargecapture.desktop.presenters.earlier import Earlier, EarlierLesions
from chargecapture.desktop.presenters.fixes import COPIED, Fix, fixes_of
from chargecapture.desktop.tasks import LatestOnly
from chargecapture.domain.acts import ActChoice
from chargecapture.domain.charges import Alert, Answer, ChargeLine, Place
from chargecapture.domain.codes import Uncovered
from chargecapture.domain.encounter import Encounter, Lesion
from chargecapture.domain.explained import Explanation
from chargecapture.domain.practice import Coverage, Patient, Provider
from chargecapture.domain.sites import Side, SiteId
from chargecapture.errors import KnownError, SavedElsewhereError
from chargecapture.workflow import charting
from chargecapture.workflow.bundles import Bundle, not_valid, unfold
from chargecapture.workflow.charting import Chart, Step
from chargecapture.workflow.copying import copy_visit
from chargecapture.workflow.earlier import move_lesion, treat_again
from chargecapture.workflow.favourites import Favourite, chart_favourite
from chargecapture.workflow.marks import KIND, UNMARKED, Copied, Marks
from chargecapture.workflow.records import SIGNED, VisitRecord
from chargecapture.workflow.typed_line import Question, ReadLine
from chargecapture.workflow.visits import Visits

VISIT = "visit"
CLAIM = "claim"
SERVICE = "service "
ADD_SERVICE = Place(field="add_service")
"""The line that adds a service."""
SEVERITIES = ("error", "warning", "info")
TRY_AGAIN_MS = 10_000
FIELD_LEFT_S = 0.05
CHANGES = ("accept", "patient_pays", "result")
"""Ways out that are only taken where they are chosen; whoever goes from alert to alert sees the field."""
NOT_SAID = "?"
"""Stands in a field whose number a typed line leaves open, until it is typed."""
NUMBERS = ("count", "stages")
UNSAID = {
    "site": "Which place is it?",
    "side": "Left or right?",
    "stages": "How many blocks had each stage?",
}
"""Facts that a typed line may leave open though nothing else would stop a signature without them."""
MOST_LINES = 30
TOLD_BY_BANNER = "edition.outdated"
UNCOUNTED = "bundle.count"
NOT_TYPED = "typed.not_said"
OURS = "The program, not a payer: what is copied is charged only once it was looked at"


def service_card(at: int) -> str:
    return f"{SERVICE}{at}"


def service_at(card: str) -> int | None:
    """Which service a card is; `None` for any other card."""
    return int(card.removeprefix(SERVICE)) if card.startswith(SERVICE) else None


def card_of(place: Place) -> str:
    """The card that a place of the encounter is charted on."""
    if place.lesion:
        return place.lesion
    if place.procedure is not None:
        return service_card(place.procedure)
    return VISIT if place.field == VISIT or place.field.startswith("visit.") else CLAIM


def _is_there(place: Place, encounter: Encounter) -> bool:
    """Whether the field that a place names exists in the encounter."""
    lesion = next((each for each in encounter.lesions if each.id == place.lesion), None)
    if place.lesion and lesion is None:
        return False
    if place.procedure is None:
        part, _, name = place.field.rpartition(".")
        return part not in ("visit", "notice") or name == "kind" or getattr(encounter, part) is not None
    acts = lesion.procedures if lesion else encounter.services
    return place.procedure < len(acts) and hasattr(acts[place.procedure], place.field)


class Opened(NamedTuple):
    """Whose visit it is."""

    visit: VisitRecord
    patient: Patient
    coverage: Coverage
    provider: Provider


class Charted(NamedTuple):
    """The visit as it stands now. `current` is the card at hand.

    A card goes by its lesion's label, or by `service 0`, `visit` or `claim`; `current` is empty for none.
    `unread` is what was typed and cannot be read, by the place it stands in; `amending` is why a signed visit
    is being changed.
    """

    opened: Opened
    encounter: Encounter
    answer: Answer
    current: str
    why_not_sign: str
    next_undo: str
    next_redo: str
    unread: Mapping[Place, str]
    copied: Marks = UNMARKED
    amending: str = ""

    @property
    def read_only(self) -> bool:
        return self.opened.visit.state == "signed" and not self.amending

    @property
    def cards(self) -> tuple[str, ...]:
        lesions = tuple(lesion.id for lesion in self.encounter.lesions)
        services = tuple(service_card(at) for at in range(len(self.encounter.services)))
        return (*lesions, *services, *((VISIT,) if self.encounter.visit else ()), CLAIM)

    @property
    def to_settle(self) -> tuple[Alert, ...]:
        """The alerts that are shown, worst first: of the answer, and of what was copied."""
        alerts = (*self._of_answer, *self.copied_alerts())
        return tuple(sorted(alerts, key=lambda alert: SEVERITIES.index(alert.severity)))

    @property
    def _of_answer(self) -> tuple[Alert, ...]:
        """The alerts that are shown: all but notes and what the banner tells, worst first."""
        return tuple(
            alert for alert in self.answer.alerts if alert.severity != "info" and alert.rule != TOLD_BY_BANNER
        )

    @property
    def perhaps_missed(self) -> tuple[Alert, ...]:
        """Notes on what may have been done and is not charged; shown where they are asked for."""
        return tuple(
            alert
            for alert in self.answer.alerts
            if alert.severity == "info" and alert.rule.startswith("missed.")
        )

    @property
    def from_earlier(self) -> Marks:
        """What was copied from an earlier visit, and not looked at since."""
        return _parted(self.copied, self.encounter.date_of_service).from_earlier

    @property
    def uncounted(self) -> Marks:
        """The facts that a bundle or a typed line leaves to be said."""
        return _parted(self.copied, self.encounter.date_of_service).uncounted

    @property
    def copied_cards(self) -> Mapping[str, date]:
        """The cards that hold something copied and not looked at, each with the day it is from."""
        by_card = _parted(self.copied, self.encounter.date_of_service).by_card
        return {card: next(iter(marked.values())) for card, marked in by_card.items()}

    def marked(self, card: str) -> Mapping[tuple[int | None, str], date]:
        """The facts of a card that were copied and not looked at since, each with the day it is from."""
        return _parted(self.copied, self.encounter.date_of_service).by_card.get(card, {})

    def copied_alerts(self) -> tuple[Alert, ...]:
        """What is to be said of marks: what was copied, and what a bundle does not count."""
        alerts = []
        if marks := in_charted_order(self.from_earlier, self.cards):
            cards = _cards_in_words(marks)
            message = f"Copied from {marks[0].day} and not looked at: {cards}. What is still true today?"
            alerts.append(Alert("warning", COPIED, message, OURS, place=marks[0].place))
        open_ = in_charted_order(self.uncounted, self.cards)
        if marks := [mark for mark in open_ if mark.place.field not in UNSAID]:
            cards = _cards_in_words(marks)
            message = f"How many today? It is not said yet: {cards}."
            alerts.append(Alert("error", UNCOUNTED, message, OURS, place=marks[0].place, effect="hold"))
        for field, question in UNSAID.items():
            if marks := [mark for mark in open_ if mark.place.field == field]:
                message = f"{question} It is not said yet: {_cards_in_words(marks)}."
                alerts.append(Alert("error", NOT_TYPED, message, OURS, place=marks[0].place, effect="hold"))
        return tuple(alerts)

    def needed(self, card: str) -> frozenset[tuple[int | None, str]]:
        """The empty fields of a card that the rules ask for: procedure and field name."""
        asked = (alert.place for alert in self.answer.alerts if alert.effect != "none" and alert.place)
        places = (*asked, *(mark.place for mark in self.uncounted))
        return frozenset((place.procedure, place.field) for place in places if card_of(place) == card)


class _Parted(NamedTuple):
    """Marks by what they ask: facts of an earlier visit, also by card, and facts that were left open."""

    from_earlier: Marks
    uncounted: Marks
    by_card: Mapping[str, Mapping[tuple[int | None, str], date]]


@lru_cache(maxsize=8)
def _parted(copied: Marks, today: date) -> _Parted:
    """Part marks once, as every card of a visit asks for its own at each keystroke."""
    from_earlier = frozenset(mark for mark in copied if mark.day != today)
    by_card: dict[str, dict[tuple[int | None, str], date]] = {}
    for place, day in from_earlier:
        by_card.setdefault(card_of(place), {})[place.procedure, place.field] = day
    return _Parted(from_earlier, copied - from_earlier, by_card)


def in_charted_order(marks: Marks, cards: Sequence[str]) -> tuple[Copied, ...]:
    """Marks in the order of their cards, and in the order of the document within them."""
    order = {card: at for at, card in enumerate(cards)}
    return tuple(
        sorted(
            marks,
            key=lambda mark: (
                order.get(card_of(mark.place), len(order)),
                -1 if mark.place.procedure is None else mark.place.procedure,
                mark.place.field != "diagnosis",
                mark.place.field,
            ),
        )
    )


def _in_form_order(need: tuple[int | None, str]) -> tuple[int, str]:
    """The lesion's own facts before those of its acts."""
    procedure, field = need
    return (-1 if procedure is None else procedure, field)


def _cards_in_words(marks: Sequence[Copied]) -> str:
    """The cards of marks in their order, such as `lesions A and B, service 1`."""
    cards = dict.fromkeys(card_of(mark.place) for mark in marks)
    services = [f"{at + 1}" for card in cards if (at := service_at(card)) is not None]
    lesions = [card for card in cards if card != VISIT and service_at(card) is None]
    visit = "the visit" if VISIT in cards else ""
    return ", ".join(filter(None, (_counted("lesion", lesions), _counted("service", services), visit)))


def _counted(word: str, names: Sequence[str]) -> str:
    if len(names) < 2:
        return f"{word} {names[0]}" if names else ""
    return f"{word}s {', '.join(names[:-1])} and {names[-1]}"


def _charge(line: ChargeLine) -> tuple[object, ...]:
    return line.code, line.modifiers, line.units, line.lesions


def _at_hand(line: ReadLine, encounter: Encounter, current: str) -> str:
    """The lesion at hand, where the line names no place or diagnosis of its own for what was done."""
    said = line.encounter.lesions
    here = next((each for each in encounter.lesions if each.id == current), None)
    if here is None or len(said) != 1 or not said[0].procedures:
        return ""
    bare = replace(said[0], id=here.id, procedures=()) == Lesion(id=here.id, site="unspecified")
    return here.id if bare else ""


def _charting(line: ReadLine, encounter: Encounter, onto: str) -> Step:
    """What a typed line charts; whether the patient is new is taken over where the line says it."""
    step = charting.add_charted(line.encounter, onto=onto)
    said = line.encounter.patient.established
    if said == encounter.patient.established:
        return step
    return charting.in_turn(step, charting.set_claim("patient.established", said))


def _behind(question: Question, acts: int) -> Question:
    """A question about an act that comes behind others of its lesion."""
    place = question.place
    moved = place if place.procedure is None else place._replace(procedure=place.procedure + acts)
    return question._replace(place=moved)


def _not_said(line: ReadLine, named: Mapping[str, str]) -> Sequence[Place]:
    """The facts that the line leaves open and that nothing but a mark would ask for before signing."""
    asked = [each.place for each in line.questions if each.place.field in ("count", *UNSAID)]
    places = [place._replace(lesion=named[place.lesion]) for place in asked if place.lesion in named]
    if any(place.field == "count" and not place.lesion for place in asked):  # one number at several places
        kinds = [frozenset(map(type, lesion.procedures)) for lesion in line.encounter.lesions]
        places += [
            Place(named[lesion.id], None, "count")
            for lesion, of in zip(line.encounter.lesions, kinds, strict=True)
            if kinds.count(of) > 1
        ]
    return list(dict.fromkeys(places))


class VisitPresenter(QObject):
    changed = Signal(object)  # Charted
    saved = Signal(object)  # datetime
    not_saved = Signal(str)
    failed = Signal(object)  # KnownError
    signed = Signal(object)  # VisitRecord
    go_to = Signal(object)  # Place: put the caret there
    result_asked = Signal(str)  # a lesion's label: enter what came back of it
    editions_put_away = Signal(str)  # the day on which the note on them stays away
    overtaken = Signal(str)  # another window saved the visit: which of the two stays?

    def __init__(self, visits: Visits, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._visits = visits
        self._opened: Opened | None = None
        self._chart: Chart | None = None
        self._current = ""
        self._unread: dict[Place, str] = {}
        self._asked: set[Place] = set()  # the numbers that a typed line did not say
        self._lines: dict[str, list[str]] = {}
        self._alert_at = -1
        self._alert: Alert | None = None
        self._overtaken = False
        self._unkept = ""  # why the newest draft is not on disk
        self._amending = ""
        self._lacking: tuple[Uncovered, ...] = ()
        self.hints_shown = False
        """Whether what may not be charted is opened; with each visit it begins folded."""
        self.editions_hidden = ""
        """The day on which the note on missing editions was put away, as it is stored."""
        self._keeper = LatestOnly(self._keep, self)
        self._keeper.done.connect(self._kept)
        self._keeper.failed.connect(self._not_kept)
        self.earlier = EarlierLesions(visits, self)
        self.earlier.failed.connect(self.failed)
        self._again = QTimer(self, interval=TRY_AGAIN_MS, singleShot=True)
        self._again.timeout.connect(self.save_now)
        self._soon = QTimer(self, interval=0, singleShot=True)
        self._soon.timeout.connect(self._tell)

    def open(self, opened: Opened) -> bool:
        """Show a visit; what is unsaved of the one before is saved first. False where that fails."""
        if not self.all_kept():
            self.failed.emit(KnownError("The visit at hand is not saved yet.", self._why_unkept))
            return False
        self._show(opened)
        return True

    def _show(self, opened: Opened) -> None:
        self._opened = opened
        visit = opened.visit
        encounter = visit.encounter
        if visit.state != "signed":
            encounter = self._with_history(self._visits.same_practice()(encounter), visit)
        self._chart = Chart.of(encounter, self._visits.coder_for(visit.day))
        if visit.answer is not None:
            self._chart.answer = visit.answer
        self._chart.copied = visit.copied
        self._unread = {}
        self._asked = set()
        self._alert_at, self._alert = -1, None
        self._overtaken = False
        self._unkept = ""
        self._again.stop()
        self._current = visit.encounter.lesions[0].id if visit.encounter.lesions else ""
        self._lacking = self._lacking_on(visit.day)
        self.earlier.look_up(replace(visit, encounter=encounter))
        self.hints_shown = False
        self._amending = ""
        self._tell()

    def _with_history(self, encounter: Encounter, visit: VisitRecord) -> Encounter:
        try:
            return self._visits.history_now(visit.patient_id)(encounter)
        except KnownError:  # the file cannot be read: the next save says so
            return encounter

    def _lacking_on(self, day: date) -> tuple[Uncovered, ...]:
        try:
            return self._visits.uncovered(day)
        except KnownError:  # an imported edition is damaged: the coder's answer says so
            return ()

    @property
    def lacking(self) -> tuple[Uncovered, ...]:
        """The kinds of edition of which none covers the visit's day, unless they were put away for today."""
        charted = self.charted
        hidden = self.editions_hidden == f"{self._visits.today()}"
        return () if hidden or charted is None or charted.read_only else self._lacking

    def put_editions_away(self) -> None:
        """Say no more of missing editions today."""
        self.editions_hidden = f"{self._visits.today()}"
        self.editions_put_away.emit(self.editions_hidden)
        self._tell()

    @property
    def charted(self) -> Charted | None:
        if self._opened is None or self._chart is None:
            return None
        chart = self._chart
        return Charted(
            self._opened,
            chart.encounter,
            chart.answer,
            self._current,
            self._why_not_sign(chart.answer),
            chart.next_undo,
            chart.next_redo,
            dict(self._unread),
            chart.copied,
            self._amending,
        )

    def _why_not_sign(self, answer: Answer) -> str:
        if any(text != NOT_SAID or place not in self._asked for place, text in self._unread.items()):
            return "What was typed in a field cannot be read"
        why_not = self._visits.why_not_sign(answer)
        charted_today = self._chart.encounter.date_of_service if self._chart else None
        if not why_not and self._chart is not None and self._chart.copied:
            unsaid = any(mark.day == charted_today for mark in self._chart.copied)
            return "Facts that are not said yet" if unsaid else "Copied facts to look at"
        return why_not

    @property
    def unread(self) -> Mapping[Place, str]:
        return self._unread

    def keep_unread(self, place: Place, text: str) -> None:
        """Remember what was typed into a field and cannot be read; empty once it can."""
        if self._unread.get(place, "") == text:
            return
        if text:
            self._unread[place] = text
        else:
            del self._unread[place]
        self._soon.start()  # not at once: the field is about to say what it holds now

    def _settle_unread(self, chart: Chart) -> None:
        """What stands in a field that is gone stops nothing any more; a number not said stands as such."""
        today = chart.encounter.date_of_service
        unsaid = [mark.place for mark in chart.copied if mark.day == today and mark.place in self._asked]
        self._unread = {
            place: text
            for place, text in self._unread.items()
            if _is_there(place, chart.encounter)
            and (text != NOT_SAID or place not in self._asked or place in unsaid)
        }
        for place in unsaid:
            self._unread.setdefault(place, NOT_SAID)

    def _tell(self) -> None:
        self._soon.stop()
        self.changed.emit(self.charted)

    def _may_change(self) -> Chart | None:
        if self._chart is None or self._opened is None:
            return None
        if self._opened.visit.state == "signed" and not self._amending:
            self.failed.emit(KnownError(*SIGNED))
            return None
        return self._chart

    def take(self, step: Step, named: str, *, typed_in: str = "") -> None:
        """Take a step of charting: it is coded, shown and saved."""
        chart, before = self._may_change(), self.charted
        if chart is not None and before and self._step(chart, step, named, typed_in=typed_in):
            self._find_current(before.cards)
            self._after_step()

    def _step(
        self, chart: Chart, step: Step, named: str, *, typed_in: str = "", copied: Marks = UNMARKED
    ) -> bool:
        """Take a step; False where it changes nothing, or where an encounter can hold no more."""
        try:
            return chart.take(step, named, typed_in=typed_in, copied=copied)
        except KnownError as problem:
            self.failed.emit(problem)
            return False

    def _after_step(self) -> None:
        if self._chart is not None:
            self._settle_unread(self._chart)
        self.save_now()
        self._tell()

    def field_left(self) -> None:
        """What a field holds is on disk before the next one is typed in, unless the disk is slow."""
        if self._chart is not None:
            self._chart.field_left()
            self._keeper.flush(at_most_s=FIELD_LEFT_S)

    def undo(self) -> None:
        self._go(Chart.undo)

    def redo(self) -> None:
        self._go(Chart.redo)

    def _go(self, way: Callable[[Chart], str]) -> None:
        chart = self._may_change()
        before = self.charted
        if chart is not None and before is not None and way(chart):
            self._find_current(before.cards)
            self._after_step()

    def _find_current(self, before: Sequence[str]) -> None:
        """Where the card at hand is gone, the lesion that took its place is at hand, or the last one."""
        charted = self.charted
        if charted is None or self._current in charted.cards:
            return
        at = before.index(self._current) if self._current in before else 0
        lesions = [lesion.id for lesion in charted.encounter.lesions]
        others = [card for card in charted.cards if card not in (*lesions, CLAIM)]
        left = lesions or others
        self._current = left[min(at, len(left) - 1)] if left else ""

    def choose(self, card: str) -> None:
        """Make a card the one at hand."""
        if self._chart is not None and card != self._current:
            self._chart.field_left()
            self._current = card
            self._tell()

    def step_to(self, offset: int) -> None:
        """Go to the card before or after."""
        charted = self.charted
        if charted and charted.cards:
            at = charted.cards.index(self._current) if self._current in charted.cards else -offset
            self.choose(charted.cards[(at + offset) % len(charted.cards)])

    def add_lesion(self, site: SiteId, side: Side | None) -> None:
        chart = self._may_change()
        if chart is None:
            return
        label = charting.next_letter(chart.encounter)
        if self._step(chart, charting.add_lesion(site, side), f"lesion {label}"):
            self._current = label
            self._after_step()
            self.go_to.emit(Place(label, None, "diagnosis"))

    def chart_line(self, line: ReadLine) -> bool:
        """Chart what a typed line says, as one step, and go to the first fact that it leaves open."""
        chart = self._may_change()
        if chart is None:
            return False
        onto = self._onto(line)
        labels = (onto,) if onto else charting.labels_for(chart.encounter, len(line.encounter.lesions))
        acts = len(charting.lesion_of(chart.encounter, onto).procedures) if onto else 0
        services = len(chart.encounter.services)
        named = dict(zip((lesion.id for lesion in line.encounter.lesions), labels, strict=True))
        today = chart.encounter.date_of_service
        line = replace(line, questions=tuple(_behind(each, acts) for each in line.questions))
        unsaid = _not_said(line, named)
        asked_before = set(self._asked)
        self._asked |= {place for place in unsaid if place.field in NUMBERS}
        marks = frozenset(Copied(place, today) for place in unsaid)
        if not self._step(chart, _charting(line, chart.encounter, onto), "typed line", copied=marks):
            self._asked = asked_before
            return False
        self._remember(line.text)
        self._current = next(iter(labels), service_card(services) if line.encounter.services else VISIT)
        self._after_step()
        place = self._left_open(line, named)
        if place is not None:
            self._go_to(place)
        return True

    def _onto(self, line: ReadLine) -> str:
        return _at_hand(line, self._chart.encounter, self._current) if self._chart else ""

    def added_to(self, line: ReadLine) -> Lesion | None:
        """The lesion at hand with what a typed line would add to it; `None` where it adds none to it."""
        onto = self._onto(line)
        if self._chart is None or not onto:
            return None
        here = charting.lesion_of(self._chart.encounter, onto)
        return replace(here, procedures=(*here.procedures, *line.encounter.lesions[0].procedures))

    def charged_by(self, line: ReadLine) -> tuple[ChargeLine, ...]:
        """The charges that a typed line would add or change, in claim order; none is kept."""
        chart = self._chart
        if chart is None:
            return ()
        try:
            answer = chart.code(_charting(line, chart.encounter, self._onto(line))(chart.encounter))
        except KnownError:  # there is no room for it: Enter says so
            return ()
        before = {_charge(each) for each in chart.answer.lines}
        return tuple(each for each in answer.lines if _charge(each) not in before)

    @property
    def lines_before(self) -> Sequence[str]:
        """The lines that this provider typed since the window opened, the last one first."""
        return tuple(self._lines.get(self._opened.provider.id, ())) if self._opened else ()

    def _remember(self, text: str) -> None:
        if self._opened is not None and (said := " ".join(text.split())):
            lines = self._lines.setdefault(self._opened.provider.id, [])
            lines[:] = [said, *(each for each in lines if each != said)][:MOST_LINES]

    def _left_open(self, line: ReadLine, named: Mapping[str, str]) -> Place | None:
        """The first fact of the line's lesions that is missing: what the line itself asks, then the rules."""
        for question in line.questions:
            if question.place.lesion in named:
                field = "act" if question.place.field == "procedures" else question.place.field
                return question.place._replace(lesion=named[question.place.lesion], field=field)
        answer = self._chart.answer if self._chart else None
        asked = (each.place for each in answer.alerts if each.effect == "hold") if answer else ()
        return next((place for place in asked if place and place.lesion in named.values()), None)

    def add_to_group(self, site: SiteId, side: Side | None) -> None:
        """Count one more of the lesions charted at a place; a first one where there is none."""
        chart = self._may_change()
        if chart is None:
            return
        there = [each for each in chart.encounter.lesions if (each.site, each.side) == (site, side)]
        if not there:
            self.add_lesion(site, side)
            return
        lesion = next((each for each in there if each.id == self._current), there[-1])
        self._current = lesion.id
        self.take(charting.set_lesion(lesion.id, count=lesion.count + 1), f"one more of {lesion.id}")

    def move_lesion(self, label: str, site: SiteId, side: Side | None, by_key: bool) -> None:
        """Move a lesion to another site; moves by the keys, one after another, are one step."""
        self._current = label
        typed_in = f"move {label}" if by_key else ""
        self.take(move_lesion(label, site, side), f"move lesion {label}", typed_in=typed_in)

    def treat_again(self, earlier: Earlier, planned: bool) -> None:
        """Chart a lesion of before as treated again, and go to what is done to it."""
        chart = self._may_change()
        if chart is None:
            return
        label = charting.next_letter(chart.encounter)
        if self._step(chart, treat_again(earlier.lesion, planned=planned), f"lesion {label} again"):
            self._current = label
            self._after_step()
            self.go_to.emit(Place(label, None, "act"))

    def add_act(self, act: ActChoice) -> None:
        """Chart an act on the lesion at hand, or as a service where it is tied to none."""
        self._add_act(act, on_lesion=act.on_lesion)

    def add_favourite(self, favourite: Favourite) -> None:
        """Chart an act with its diagnosis on the lesion at hand, or as a service, as one step."""
        chart = self._may_change()
        if chart is None:
            return
        lesion = next((each for each in chart.encounter.lesions if each.id == self._current), None)
        if lesion is not None and favourite.act.on_lesion:
            place = Place(lesion.id, len(lesion.procedures))
        else:
            place = Place("", len(chart.encounter.services))
        step = chart_favourite(chart.encounter, favourite, place.lesion)
        if self._step(chart, step, favourite.label.lower()):
            self._current = card_of(place)
            self._after_step()
            self.go_to.emit(place)

    def add_bundle(self, bundle: Bundle) -> None:
        """Chart a bundle as one step, and go to the first fact that it leaves blank."""
        chart = self._may_change()
        if chart is None:
            return
        unfolded = unfold(bundle, chart.encounter)
        marks = frozenset(Copied(place, chart.encounter.date_of_service) for place in unfolded.blanks)
        if self._step(chart, unfolded.step, f"bundle {bundle.name}", copied=marks):
            services = (service_card(at) for at in unfolded.services)
            self._show_added((*unfolded.labels, *services))

    def doubts_of(self, bundle: Bundle) -> tuple[str, ...]:
        """Which codes of a bundle may not be charged on the day of the visit at hand."""
        chart = self._chart
        return not_valid(bundle, chart.encounter, chart.code) if chart else ()

    def copy_last(self) -> None:
        """Copy what can be copied of the patient's last visit, marked until it is looked at."""
        chart, opened = self._may_change(), self._opened
        if chart is None or opened is None:
            return
        services = len(chart.encounter.services)
        try:
            last = self._visits.last_visit(opened.visit)
            copy = copy_visit(last, chart.encounter)
        except KnownError as problem:
            self.failed.emit(problem)
            return
        if self._step(chart, copy.step, f"copy of {last.day}", copied=copy.marks):
            added = range(services, len(chart.encounter.services))
            self._show_added((*copy.labels, *(service_card(at) for at in added)))

    def _show_added(self, cards: Sequence[str]) -> None:
        """Make the first of new cards the one at hand, and go to the first field that they need."""
        self._current = cards[0] if cards else VISIT
        self._after_step()
        charted = self.charted
        asked = (card for card in cards if charted and charted.needed(card))
        card = next(asked, None)
        if charted is not None and card is not None:
            at, field = min(charted.needed(card), key=_in_form_order)
            lesion = "" if service_at(card) is not None else card
            self._go_to(Place(lesion, at, field))

    def accept_copied(self) -> None:
        """Take all that was copied as looked at and still true."""
        chart, charted = self._may_change(), self.charted
        if chart is None or charted is None:
            return
        if chart.accept(charted.from_earlier, "look at the copy"):
            self._after_step()

    def looked_at(self, place: Place) -> None:
        """Take a fact as looked at, and with it the act that it belongs to."""
        chart = self._chart
        if chart is None or not chart.copied or place in self._unread:
            return
        same_act = (place, place._replace(field=KIND)) if place.procedure is not None else (place,)
        today = chart.encounter.date_of_service
        marks = frozenset(
            mark
            for mark in chart.copied
            if mark.place in same_act and not (mark.place.field == "side" and mark.day == today)
        )
        if marks and self._may_change() is not None and chart.accept(marks, "look at the copy"):
            self._after_step()

    def add_service(self, act: ActChoice) -> None:
        self._add_act(act, on_lesion=False)

    def _add_act(self, act: ActChoice, *, on_lesion: bool) -> None:
        chart = self._may_change()
        if chart is None:
            return
        lesion = next((each for each in chart.encounter.lesions if each.id == self._current), None)
        if lesion is not None and on_lesion:
            place = Place(lesion.id, len(lesion.procedures))
            step = charting.add_procedure(lesion.id, act.kind, **act.facts)
        else:
            place = Place("", len(chart.encounter.services))
            step = charting.add_service(act.kind, **act.facts)
        if self._step(chart, step, act.label.lower()):
            self._current = card_of(place)
            self._after_step()
            self.go_to.emit(place)

    def add_visit(self) -> None:
        """Go to the visit, charting one where there is none."""
        chart = self._may_change()
        if chart is None:
            return
        if chart.encounter.visit is None:
            chart.take(charting.set_visit(), "visit")
        self._current = VISIT
        self._after_step()
        self.go_to.emit(Place(field="visit.problems"))

    def remove_current(self) -> None:
        """Remove the card at hand; undo brings it back."""
        chart, before = self._may_change(), self.charted
        if chart is None or before is None or self._current in ("", CLAIM):
            return
        if self._current == VISIT:
            chart.take(charting.remove_visit(), "remove the visit")
        elif (at := service_at(self._current)) is not None:
            chart.take(charting.remove_procedure("", at), "remove the service")
        else:
            chart.take(charting.remove_lesion(self._current), f"remove lesion {self._current}")
        self._find_current(before.cards)
        self._after_step()

    def patient_pays(self, place: Place) -> None:
        """Move what an alert is about to the patient's account."""
        if place.procedure is not None:
            step = charting.set_procedure(place.lesion, place.procedure, requested_by_patient=True)
            self.take(step, "patient pays")

    def mend(self, alert: Alert, fix: Fix) -> None:
        """Take one of the ways out of an alert."""
        if alert.place is None:
            return
        match fix.act:
            case "accept":
                self.accept_copied()
            case "patient_pays":
                self.patient_pays(alert.place)
            case "visit":
                self.add_visit()
            case "service":
                self.go_to.emit(ADD_SERVICE)
            case "result":
                self.result_asked.emit(alert.place.lesion)
            case _:
                self._go_to(fix.place or alert.place)

    def settle(self, alert: Alert) -> None:
        """Go to what an alert is about, as far as the screen has a field for it."""
        first = next((fix for fix in fixes_of(alert) if fix.act not in CHANGES), None)
        if first is not None:
            self.mend(alert, first)
        elif fixes_of(alert) and alert.place is not None:
            self._go_to(alert.place)

    def show_hints(self, shown: bool) -> None:
        """Open or fold what may have been done and is not charted."""
        self.hints_shown = shown
        self._tell()

    def look_at(self, place: Place) -> None:
        """Go to the field that a fact was charted in."""
        self._go_to(place)

    def explain(self, line: ChargeLine) -> Explanation | None:
        """Why a line of the answer at hand is charged; `None` where it is no line of it any more."""
        chart = self._chart
        if chart is None or line not in chart.answer.lines:
            return None
        try:
            return self._visits.explain(chart.encounter, chart.answer, line)
        except KnownError as problem:
            self.failed.emit(problem)
            return None

    def _go_to(self, place: Place) -> None:
        self._current = card_of(place)
        self._tell()
        self.go_to.emit(place)

    def go_to_needed(self) -> bool:
        """Go to the first field needed on a card after the one at hand, around to it; False for none."""
        charted = self.charted
        if charted is None or charted.read_only:
            return False
        at = charted.cards.index(self._current) + 1 if self._current in charted.cards else 0
        for card in (*charted.cards[at:], *charted.cards[:at]):
            asked = [alert.place for alert in charted.answer.alerts if alert.effect != "none" and alert.place]
            counts = (mark.place for mark in in_charted_order(charted.uncounted, charted.cards))
            place = next((place for place in (*asked, *counts) if card_of(place) == card), None)
            if place is not None:
                self._go_to(place)
                return True
        return False

    def settle_nth(self, at: int) -> None:
        """Take the first way out of the alert of that place in the list."""
        charted = self.charted
        if charted is None:
            return
        alerts = (*charted.to_settle, *(charted.perhaps_missed if self.hints_shown else ()))
        if at < len(alerts) and (fixes := fixes_of(alerts[at])):
            self.mend(alerts[at], fixes[0])

    def step_alert(self, offset: int) -> None:
        """Go to what the next or the previous alert is about."""
        alerts = self.charted.to_settle if self.charted else ()
        if not alerts:
            return
        keys = [(alert.rule, alert.place) for alert in alerts]
        seen = (self._alert.rule, self._alert.place) if self._alert else None
        if seen in keys:
            at = keys.index(seen) + offset
        else:  # none was looked at, or it is settled and another stands in its place
            at = max(self._alert_at, 0) if offset > 0 else self._alert_at - 1 if self._alert else -1
        self._alert_at = at % len(alerts)
        self._alert = alerts[self._alert_at]
        self.settle(self._alert)

    def as_charted(self) -> VisitRecord:
        """The visit at hand with what is charted now; a signed one as it was signed."""
        assert self._opened is not None and self._chart is not None
        if self._opened.visit.state == "signed":
            return self._opened.visit
        return replace(self._opened.visit, encounter=self._chart.encounter)

    def practice_changed(self, providers: Sequence[Provider]) -> None:
        """Take over what the practice keeps of the provider now, and code the draft at hand by its fees."""
        opened, chart = self._opened, self._chart
        if opened is None or chart is None or opened.visit.state == "signed":
            return
        provider = next((each for each in providers if each.id == opened.provider.id), opened.provider)
        self._opened = opened._replace(provider=provider)
        chart.code = self._visits.coder_for(opened.visit.day)
        chart.encounter = self._visits.same_practice()(chart.encounter)
        chart.answer = chart.code(chart.encounter)
        self._tell()

    def patient_changed(self, patient: Patient, coverage: Coverage) -> None:
        """Take over what the front desk changed of the patient at hand, and code anew by it."""
        opened, chart = self._opened, self._chart
        if opened is None or chart is None or opened.patient.id != patient.id:
            return
        self._opened = opened._replace(patient=patient, coverage=coverage)
        if opened.visit.state != "signed":
            chart.take(self._visits.same_patient(patient, coverage), "patient details")
            self.save_now()
        self._tell()

    def sign(self) -> None:
        """Sign the visit at hand, or go to what stops it."""
        charted = self.charted
        if charted is None or charted.read_only:
            return
        stopping = [alert for alert in charted.answer.alerts if alert.effect != "none"]
        place = next(iter(charted.unread), None) or next((a.place for a in stopping if a.place), None)
        if place is None and not stopping:
            place = next((m.place for m in in_charted_order(charted.copied, charted.cards)), None)
        if place is not None:
            self._go_to(place)
            return
        if charted.why_not_sign:
            why = stopping[0].message if stopping else "Settle it, then sign."
            self.failed.emit(KnownError(f"{charted.why_not_sign}.", why))
            return
        if self._amending and not self._is_amended:
            way_out = "Change the visit, or take the amendment back."
            self.failed.emit(KnownError("Nothing is changed.", way_out))
            return
        self.flush()
        try:
            opened = self._opened
            assert opened is not None
            by = opened.provider.name
            as_marked = replace(opened.visit, copied=charted.copied)
            if self._amending:
                visit = self._visits.amend(as_marked, charted.encounter, by=by, reason=self._amending)
            else:
                visit = self._visits.sign(as_marked, charted.encounter, by=by)
        except KnownError as problem:
            self.failed.emit(problem)
            return
        self._amending = ""
        self._opened = opened._replace(visit=visit)
        if visit.answer is not None and self._chart is not None:
            self._chart.answer = visit.answer
        self._tell()
        self.signed.emit(visit)

    # Amending

    def amend(self, reason: str) -> None:
        """Begin to change a signed visit; it is signed as its next version, and kept nowhere before that."""
        charted, chart = self.charted, self._chart
        if charted is not None and chart is not None and charted.read_only and reason:
            self._amending = reason
            chart.answer = chart.code(chart.encounter)
            self._tell()

    def leave_amendment(self) -> None:
        """Show the signed visit again, as it was."""
        if self._amending and self._opened is not None:
            self._show(self._opened)

    @property
    def _is_amended(self) -> bool:
        chart, opened = self._chart, self._opened
        return bool(self._amending and chart and opened and chart.encounter != opened.visit.encounter)

    @property
    def _why_unkept(self) -> str:
        return "Sign the amendment, or take it back (Alt+A)." if self._is_amended else self._unkept

    # The draft

    def save_now(self) -> None:
        if self._opened is not None and self._chart is not None and self._opened.visit.state != "signed":
            self._again.stop()
            if self._overtaken:
                return
            visit = replace(self._opened.visit, copied=self._chart.copied)
            self._keeper.put((visit, self._chart.encounter, self._chart.answer))

    def _keep(self, job: tuple[VisitRecord, Encounter, Answer]) -> VisitRecord:
        visit, encounter, answer = job
        try:
            kept = self._visits.keep(visit, encounter, answer)
        except KnownError as problem:
            self._unkept = problem.sentence
            raise
        self._unkept = ""
        return kept

    def _kept(self, visit: VisitRecord) -> None:
        if (
            self._opened is not None
            and self._opened.visit.id == visit.id
            and self._opened.visit.state != "signed"
            and visit.revision >= self._opened.visit.revision  # not what was stored before it was closed
        ):
            self._opened = self._opened._replace(visit=replace(visit, encounter=self._opened.visit.encounter))
        self.saved.emit(visit.saved_at)

    def _not_kept(self, problem: Exception) -> None:
        if not isinstance(problem, KnownError):
            raise problem
        if isinstance(problem, SavedElsewhereError):
            self.not_saved.emit(problem.sentence)
            if not self._overtaken:
                self._overtaken = True
                self.overtaken.emit(problem.sentence)
            return
        self.not_saved.emit(f"{problem.sentence} What you typed is kept here; trying again in 10 s.")
        self._again.start()

    def stored_elsewhere(self, visit: VisitRecord) -> None:
        """Take over what the day's list changed of the visit at hand, whose draft was on disk by then."""
        opened = self._opened
        if opened is not None and opened.visit.id == visit.id and opened.visit.state != "signed":
            self._opened = opened._replace(visit=visit)
            self._tell()

    def keep_mine(self) -> None:
        """Save what is charted here over what another window saved; what it signed stands."""
        self._overtaken = False
        stored = self._stored()
        if stored is None or self._opened is None:
            return
        if stored.state == "signed":
            self._show(self._opened._replace(visit=stored))
            self.failed.emit(KnownError("The other window signed this visit.", SIGNED[1]))
            return
        self._opened = self._opened._replace(visit=stored)
        self.save_now()
        self._tell()

    def take_theirs(self) -> None:
        """Show what another window saved in place of what is charted here."""
        self._overtaken = False
        stored = self._stored()
        if stored is not None and self._opened is not None:
            self._show(self._opened._replace(visit=stored))

    def _stored(self) -> VisitRecord | None:
        try:
            return self._visits.stored(self._opened.visit.id) if self._opened else None
        except KnownError as problem:
            self.failed.emit(problem)
            return None

    def flush(self) -> None:
        """Wait until the draft is on disk."""
        self._keeper.flush()

    def all_kept(self) -> bool:
        """Whether the draft is on disk; one that could not be saved is tried once more."""
        self.flush()
        if self._unkept:
            self.save_now()
            self.flush()
        return not self._unkept and not self._is_amended

    def end(self) -> None:
        self._keeper.end()
        self.earlier.end()
