"""What a provider charts most: pinned by them, used often, used last, and a starter list before that.

A use is an act that was signed, with its diagnosis; what is taken back or never signed counts for nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal, NamedTuple, Protocol

from chargecapture.domain.acts import ActChoice
from chargecapture.domain.encounter import Encounter
from chargecapture.domain.procedures import AnyProcedure
from chargecapture.workflow import charting
from chargecapture.workflow.typing_in import match_acts

Group = Literal["pinned", "often", "last", "starter"]
OFTEN = 2  # uses from which an act rises over those that were used last
MOST_DIAGNOSIS = 100  # letters; longer words are a story of one patient, not a favourite
MOST_OFFERED = 40


class ActUse(NamedTuple):
    """How often a provider charted an act with a diagnosis, and whether they pinned it."""

    act: str
    diagnosis: str = ""
    uses: int = 0
    last_used: datetime | None = None
    pinned: bool = False


class FavouriteRecords(Protocol):
    """What the record file keeps of each provider's acts; every method may raise `KnownError`."""

    def act_uses(self, provider_id: str) -> tuple[ActUse, ...]: ...
    def count_acts(self, provider_id: str, acts: Sequence[ActUse]) -> None:
        """Count each of these acts once more, as used now."""

    def pin_act(self, provider_id: str, act: ActUse, *, pinned: bool) -> None: ...


class Favourite(NamedTuple):
    """An act with its diagnosis, as it is offered, and why."""

    act: ActChoice
    diagnosis: str
    group: Group

    @property
    def label(self) -> str:
        return f"{self.act.label} · {self.diagnosis}" if self.diagnosis else self.act.label

    @property
    def key(self) -> tuple[str, str]:
        return act_key(self.act), self.diagnosis


def act_key(act: ActChoice) -> str:
    """An act as it is stored: its kind and what its name says, whatever it is called on the screen."""
    return " ".join([act.kind, *(f"{name}={act.facts[name]}" for name in sorted(act.facts))])


def act_of(procedure: AnyProcedure, acts: Sequence[ActChoice]) -> ActChoice | None:
    """The named act that a procedure is: the one that says most of it."""
    fitting = [
        act
        for act in acts
        if act.kind == procedure.kind
        and all(getattr(procedure, name, None) == value for name, value in act.facts.items())
    ]
    return max(fitting, key=lambda act: len(act.facts), default=None)


def acts_done(encounter: Encounter, acts: Sequence[ActChoice]) -> tuple[ActUse, ...]:
    """The acts of an encounter with their diagnoses, each once."""
    found: dict[tuple[str, str], ActUse] = {}
    for procedure, diagnosis in _done(encounter):
        act = act_of(procedure, acts)
        if act is None:
            continue
        words = " ".join(diagnosis.split())
        use = ActUse(act_key(act), words if len(words) <= MOST_DIAGNOSIS else "")
        found.setdefault((use.act, use.diagnosis.casefold()), use)
    return tuple(found.values())


def _done(encounter: Encounter) -> Iterator[tuple[AnyProcedure, str]]:
    for lesion in encounter.lesions:
        for procedure in lesion.procedures:
            yield procedure, lesion.diagnosis
    for service in encounter.services:
        yield service, service.diagnosis or ""


def ranked(
    uses: Sequence[ActUse], acts: Sequence[ActChoice], starters: Sequence[tuple[ActChoice, str]]
) -> tuple[Favourite, ...]:
    """What is offered, best first: pinned, used often, used last, then the starter list.

    An act that is no longer offered by name is left out; what differs in capitals only is one.
    """
    by_key = {act_key(act): act for act in acts}
    known = [use for use in uses if use.act in by_key]
    pinned = sorted((use for use in known if use.pinned), key=lambda use: by_key[use.act].label)
    often = sorted((use for use in known if use.uses >= OFTEN), key=_often)
    last = sorted((use for use in known if 0 < use.uses < OFTEN), key=lambda use: -_when(use))
    groups: list[tuple[Group, list[tuple[ActChoice, str]]]] = [
        ("pinned", [(by_key[use.act], use.diagnosis) for use in pinned]),
        ("often", [(by_key[use.act], use.diagnosis) for use in often]),
        ("last", [(by_key[use.act], use.diagnosis) for use in last]),
        ("starter", list(starters)),
    ]
    found: dict[tuple[str, str], Favourite] = {}
    for group, entries in groups:
        for act, diagnosis in entries:
            key = act_key(act), diagnosis.casefold()
            found.setdefault(key, Favourite(act, diagnosis, group))
    return tuple(found.values())[:MOST_OFFERED]


def _often(use: ActUse) -> tuple[int, float]:
    return -use.uses, -_when(use)


def _when(use: ActUse) -> float:
    return use.last_used.timestamp() if use.last_used else 0.0


def in_order(acts: Sequence[ActChoice], favourites: Sequence[Favourite]) -> tuple[ActChoice, ...]:
    """All acts, the favourites first."""
    place: dict[str, int] = {}
    for at, favourite in enumerate(favourites):
        place.setdefault(act_key(favourite.act), at)
    return tuple(sorted(acts, key=lambda act: place.get(act_key(act), len(place))))


def matching(favourites: Sequence[Favourite], text: str) -> tuple[Favourite, ...]:
    """The favourites whose words begin as typed, of the act or of the diagnosis, best first."""
    as_acts: Mapping[str, Favourite] = {favourite.label: favourite for favourite in favourites}
    named = [
        replace(each.act, label=each.label, words=(*each.act.words, *each.diagnosis.lower().split()))
        for each in favourites
    ]
    return tuple(as_acts[act.label] for act in match_acts(text, named, most=len(named)))


def chart_favourite(encounter: Encounter, favourite: Favourite, label: str) -> charting.Step:
    """Chart a favourite on a lesion, or as a service where there is none; a diagnosis that stands is kept."""
    act, diagnosis = favourite.act, favourite.diagnosis
    if not label:
        facts = dict(act.facts) | ({"diagnosis": diagnosis} if diagnosis and act.kind != "cosmetic" else {})
        return charting.add_service(act.kind, **facts)
    steps = [charting.add_procedure(label, act.kind, **act.facts)]
    if diagnosis and not charting.lesion_of(encounter, label).diagnosis:
        steps.insert(0, charting.set_lesion(label, diagnosis=diagnosis))
    return charting.in_turn(*steps)
