"""The lesions of a patient's earlier visits: how a history names them, and what was done to each.

Letters begin anew with each visit, so a lesion goes by the day and the letter of the visit that charted it
first (`2026-03-02 A`) for as long as later visits say that they treat the same one.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from chargecapture.domain.encounter import Encounter, Lesion, PriorCharge
from chargecapture.domain.procedures import AnyProcedure
from chargecapture.domain.sites import HAS_FREE_MARGIN, LID_IS_NAMED, Side, SiteId
from chargecapture.workflow import charting
from chargecapture.workflow.charting import Step
from chargecapture.workflow.marks import lesion_with

MOST_HISTORY = 1000  # as many as an encounter takes
_DATED = re.compile(r"\d{4}-\d\d-\d\d .+")
"""The form of a name that means one lesion, whichever visit says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierVisit:
    """A visit of a day before, as it stands now; `first` is what its first version held, where amended."""

    id: str
    day: date
    signed: bool
    encounter: Encounter
    first: Encounter | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierEntry:
    """What one visit charted of a lesion; `was` is the diagnosis before a result or a correction."""

    visit_id: str
    day: date
    signed: bool
    lesion: Lesion
    was: str = ""

    @property
    def acts(self) -> tuple[AnyProcedure, ...]:
        return self.lesion.procedures


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierLesion:
    """A lesion with what each visit did to it, oldest first."""

    name: str
    entries: tuple[EarlierEntry, ...]

    @property
    def last(self) -> EarlierEntry:
        return self.entries[-1]

    @property
    def label(self) -> str:
        return self.last.lesion.id

    @property
    def site(self) -> SiteId:
        return self.last.lesion.site

    @property
    def side(self) -> Side | None:
        return self.last.lesion.side

    @property
    def diagnosis(self) -> str:
        """The newest that any visit says of it."""
        return next((e.lesion.diagnosis for e in reversed(self.entries) if e.lesion.diagnosis), "")


def lesion_names(
    visits: Iterable[tuple[str, date, Encounter | None]],
) -> Mapping[str, "NamesOfVisit"]:
    """How each visit's lesions are called in a history, by the visit's id.

    Args:
        visits: of one patient, in the order of signing: id, day, and the encounter, which may be left out
            where none of its lesions is said to be one of before.
    """
    names: dict[str, NamesOfVisit] = {}
    on_day: dict[date, list[str]] = defaultdict(list)
    for id_, day, encounter in visits:
        # A second visit of one day has letters of its own too; its id tells them from the first one's.
        own = f"{day} {id_}" if on_day[day] else f"{day}"
        on_day[day].append(id_)
        names[id_] = NamesOfVisit(own, _said_again(encounter, names, on_day) if encounter else {})
    return names


class NamesOfVisit:
    """The names of one visit's lesions."""

    def __init__(self, own: str, again: Mapping[str, str]) -> None:
        self._own = own
        self._again = again

    def of(self, label: str) -> str:
        return self._again.get(label) or f"{self._own} {label}"


def _said_again(
    encounter: Encounter, names: Mapping[str, NamesOfVisit], on_day: Mapping[date, Sequence[str]]
) -> dict[str, str]:
    """The lesions that are said to be ones of before, under the names they had then."""
    again: dict[str, str] = {}
    for lesion in encounter.lesions:
        if lesion.same_as is not None and (name := _meant(lesion.same_as, encounter, names, on_day)):
            again[lesion.id] = name
    return again


def _meant(
    same_as: str,
    encounter: Encounter,
    names: Mapping[str, NamesOfVisit],
    on_day: Mapping[date, Sequence[str]],
) -> str:
    """The name that `same_as` means; empty for a bare letter that may mean several.

    Documents from before lesions had such names say a letter, which the history beside it dates.
    """
    if _DATED.fullmatch(same_as):
        return same_as
    days = {prior.date for prior in encounter.history if prior.lesion == same_as}
    then = [names[id_].of(same_as) for day in days for id_ in on_day.get(day, ()) if id_ in names]
    return then[0] if len(then) == 1 else ""


def earlier_lesions(visits: Sequence[EarlierVisit]) -> tuple[EarlierLesion, ...]:
    """All lesions of these visits, given in the order of signing; the one treated last comes first.

    A lesion of which nothing is said but where it is, and to which nothing was done, is left out.
    """
    names = lesion_names((visit.id, visit.day, visit.encounter) for visit in visits)
    entries: dict[str, list[EarlierEntry]] = defaultdict(list)
    for visit in visits:
        for lesion in visit.encounter.lesions:
            if lesion.procedures or lesion.diagnosis:
                entries[names[visit.id].of(lesion.id)].append(_entry(visit, lesion))
    lesions = (
        EarlierLesion(name=name, entries=tuple(sorted(each, key=lambda entry: entry.day)))
        for name, each in entries.items()
    )
    return tuple(sorted(lesions, key=lambda lesion: lesion.last.day, reverse=True))


def _entry(visit: EarlierVisit, lesion: Lesion) -> EarlierEntry:
    first = lesion_with(visit.first, lesion.id) if visit.first else None
    was = first.diagnosis if first and first.diagnosis != lesion.diagnosis else ""
    return EarlierEntry(visit_id=visit.id, day=visit.day, signed=visit.signed, lesion=lesion, was=was)


def name_here(encounter: Encounter, earlier: EarlierLesion) -> str | None:
    """How the history of an encounter names an earlier lesion; `None` where it does not, or not clearly.

    A history from before lesions had names of their own says a letter.
    """
    named = {prior.lesion for prior in encounter.history}
    if earlier.name in named:
        return earlier.name
    charted = {(entry.day, entry.lesion.id) for entry in earlier.entries}
    letters = {
        prior.lesion
        for prior in encounter.history
        if (prior.date, prior.lesion) in charted and prior.site == earlier.site
    }
    other_days = {
        prior.date for prior in encounter.history if prior.lesion in letters and prior.site == earlier.site
    }
    return letters.pop() if len(letters) == 1 and len(other_days) == 1 else None


def treat_again(earlier: EarlierLesion, *, planned: bool = False) -> Step:
    """Chart an earlier lesion as treated again today: where it is and what it is, never a measure.

    `planned` says that today's treatment was planned when the lesion was treated last, which is kept with
    that charge in the history.

    Raises:
        KnownError: there is no room for more lesions.
    """

    def step(encounter: Encounter) -> Encounter:
        label = charting.next_letter(encounter)
        name = name_here(encounter, earlier)
        facts = {"diagnosis": earlier.diagnosis, "lid": earlier.last.lesion.lid, "same_as": name}
        add = charting.add_lesion(earlier.site, earlier.side)
        charted = charting.in_turn(add, charting.set_lesion(label, **facts))(encounter)
        return _planned(charted, name) if planned and name else charted

    return step


def _planned(encounter: Encounter, name: str) -> Encounter:
    """Say of the newest charges of a lesion that a further procedure was planned with them."""
    last = max(prior.date for prior in encounter.history if prior.lesion == name)
    history = tuple(
        replace(prior, planned_next=True) if (prior.lesion, prior.date) == (name, last) else prior
        for prior in encounter.history
    )
    return replace(encounter, history=history)


def history_now(encounter: Encounter, signed: Sequence[PriorCharge]) -> Encounter:
    """An encounter with what is signed by now in its history; what was said of a plan is kept.

    A draft that was scheduled before an earlier visit was signed does not know of that visit's charges. Days
    of which nothing is signed here came with the document and stay. Where a lesion's `same_as` is a name
    that would be gone, the history stays as it was.
    """
    days = {prior.date for prior in signed}
    planned = {(prior.date, prior.code, prior.site) for prior in encounter.history if prior.planned_next}
    renewed = [
        replace(prior, planned_next=True) if (prior.date, prior.code, prior.site) in planned else prior
        for prior in signed
    ]
    others = [prior for prior in encounter.history if prior.date not in days]
    history = sorted((*renewed, *others), key=lambda prior: prior.date, reverse=True)[:MOST_HISTORY]
    named = {prior.lesion for prior in history}
    if any(lesion.same_as is not None and lesion.same_as not in named for lesion in encounter.lesions):
        return encounter
    return replace(encounter, history=tuple(history)) if signed else encounter


def move_lesion(label: str, site: SiteId, side: Side | None) -> Step:
    """Move a lesion to another site; what only the site before can have is taken back."""

    def step(encounter: Encounter) -> Encounter:
        lesion = charting.lesion_of(encounter, label)
        facts = {
            "lid": lesion.lid if site in LID_IS_NAMED else None,
            "margin": lesion.margin if site in HAS_FREE_MARGIN else None,
        }
        return charting.set_lesion(label, site=site, side=side, **facts)(encounter)

    return step
