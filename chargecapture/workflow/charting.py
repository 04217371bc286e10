"""Charting a visit: each step gives a new encounter, is coded at once, and can be taken back.

The steps are plain functions from encounter to encounter; `Chart` keeps the present one, its answer and
the way back. Typing in one field is one step.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import Any, NamedTuple, get_args, get_type_hints

from annotated_types import MaxLen

from chargecapture.domain.charges import Answer
from chargecapture.domain.encounter import Encounter, Lesion, Notice, Visit
from chargecapture.domain.procedures import AnyProcedure
from chargecapture.domain.records import kind_of
from chargecapture.domain.sites import Side, SiteId
from chargecapture.errors import KnownError
from chargecapture.workflow.marks import UNMARKED, Marks, still_copied

MOST_STEPS = 500
RECORDS: dict[str, type] = {kind_of(record): record for record in get_args(AnyProcedure)}

Step = Callable[[Encounter], Encounter]


class ChartingError(Exception):
    """A step names a lesion or procedure that is not there; the caller's fault."""


def letters() -> Iterator[str]:
    """A to Z, then AA, AB and on, as lesions are labelled."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    yield from alphabet
    yield from (first + second for first in alphabet for second in alphabet)


def next_letter(encounter: Encounter) -> str:
    """The first label that is free: on no lesion, and named by no notice, which would then cover it."""
    taken = {lesion.id for lesion in encounter.lesions}
    if encounter.notice:
        taken.update(encounter.notice.lesions)
    return next(letter for letter in letters() if letter not in taken)


def _most(record: type, name: str) -> int:
    """How many entries a list of a record may have, by its type."""
    bounds = get_type_hints(record, include_extras=True)[name].__metadata__
    return next(bound.max_length for bound in bounds if isinstance(bound, MaxLen))


MOST_LESIONS = _most(Encounter, "lesions")
MOST_SERVICES = _most(Encounter, "services")
MOST_PROCEDURES = _most(Lesion, "procedures")


def _one_more(entries: tuple[Any, ...], entry: Any, *, most: int, named: str) -> tuple[Any, ...]:
    if len(entries) >= most:
        raise KnownError(
            f"There is room for {most} {named}.", "Chart like ones together, or in a further visit."
        )
    return (*entries, entry)


def labels_for(encounter: Encounter, lesions: int) -> tuple[str, ...]:
    """The labels that the next lesions would get, one after another."""
    labels: list[str] = []
    for _ in range(lesions):
        taken = (*encounter.lesions, *(Lesion(id=label, site="unspecified") for label in labels))
        labels.append(next_letter(replace(encounter, lesions=taken)))
    return tuple(labels)


def add_charted(charted: Encounter, *, onto: str = "") -> Step:
    """Chart all that another encounter holds as well: its lesions under the next free letters.

    With `onto`, what was done to its first lesion was done to the lesion of that label. What it says of
    the visit is taken over; diagnoses are added to those there are.

    Raises:
        KnownError: there is no room for it.
    """

    def step(encounter: Encounter) -> Encounter:
        lesions, services = encounter.lesions, encounter.services
        added: Sequence[Lesion] = charted.lesions
        if onto:
            first, *added = charted.lesions
            lesions = _with_lesion(onto, partial(_with_acts, acts=first.procedures))(encounter).lesions
        labels = labels_for(encounter, len(added))
        for label, lesion in zip(labels, added, strict=True):
            named = replace(lesion, id=label)
            lesions = _one_more(lesions, named, most=MOST_LESIONS, named="lesions in a visit")
        for service in charted.services:
            services = _one_more(services, service, most=MOST_SERVICES, named="services in a visit")
        visit = _both_visits(encounter.visit, charted.visit)
        return replace(encounter, lesions=lesions, services=services, visit=visit)

    return step


def _with_acts(lesion: Lesion, *, acts: Sequence[AnyProcedure]) -> Lesion:
    procedures = lesion.procedures
    for act in acts:
        procedures = _one_more(procedures, act, most=MOST_PROCEDURES, named="procedures on a lesion")
    return replace(lesion, procedures=procedures)


def _both_visits(before: Visit | None, more: Visit | None) -> Visit | None:
    if before is None or more is None:
        return before or more
    said = {each.name: getattr(more, each.name) for each in fields(Visit)}
    new = {name: value for name, value in said.items() if value != getattr(Visit(), name)}
    diagnoses = tuple(dict.fromkeys((*before.diagnoses, *more.diagnoses)))[: _most(Visit, "diagnoses")]
    return replace(before, **{**new, "diagnoses": diagnoses})


def lesion_of(encounter: Encounter, label: str) -> Lesion:
    for lesion in encounter.lesions:
        if lesion.id == label:
            return lesion
    raise ChartingError(f"no lesion {label}")


def add_lesion(site: SiteId, side: Side | None = None) -> Step:
    """Chart a new lesion under the next free letter.

    Raises:
        KnownError: there is no room for more; `add_procedure` and `add_service` likewise.
    """

    def step(encounter: Encounter) -> Encounter:
        lesion = Lesion(id=next_letter(encounter), site=site, side=side)
        lesions = _one_more(encounter.lesions, lesion, most=MOST_LESIONS, named="lesions in a visit")
        return replace(encounter, lesions=lesions)

    return step


def remove_lesion(label: str) -> Step:
    def step(encounter: Encounter) -> Encounter:
        lesion_of(encounter, label)
        return replace(encounter, lesions=tuple(each for each in encounter.lesions if each.id != label))

    return step


def in_turn(*steps: Step) -> Step:
    """Take several steps as one."""

    def step(encounter: Encounter) -> Encounter:
        for each in steps:
            encounter = each(encounter)
        return encounter

    return step


def set_lesion(label: str, **facts: Any) -> Step:
    """Change what is charted of one lesion."""
    return _with_lesion(label, lambda lesion: replace(lesion, **facts))


def _with_lesion(label: str, change: Callable[[Lesion], Lesion]) -> Step:
    def step(encounter: Encounter) -> Encounter:
        lesion_of(encounter, label)
        lesions = tuple(change(each) if each.id == label else each for each in encounter.lesions)
        return replace(encounter, lesions=lesions)

    return step


def _begun(kind: str, facts: Mapping[str, Any]) -> AnyProcedure:
    made: AnyProcedure = RECORDS[kind](**facts)
    return made


def add_procedure(label: str, kind: str, **facts: Any) -> Step:
    """Chart another procedure on a lesion, with nothing but `facts` said of it yet."""
    begun = _begun(kind, facts)

    def changed(lesion: Lesion) -> Lesion:
        procedures = _one_more(lesion.procedures, begun, most=MOST_PROCEDURES, named="procedures on a lesion")
        return replace(lesion, procedures=procedures)

    return _with_lesion(label, changed)


def set_procedure(label: str, at: int, **facts: Any) -> Step:
    """Change what is charted of a lesion's procedure; an empty label means a service."""
    if not label:
        return _with_service(at, lambda service: replace(service, **facts))
    return _with_procedure(label, at, lambda procedure: replace(procedure, **facts))


def change_kind(label: str, at: int, kind: str) -> Step:
    """Make a procedure one of another kind; facts that both kinds have are kept.

    A fact of the same name but another type is not the same fact: a biopsy's method is no destruction's.
    """

    def change(procedure: AnyProcedure) -> AnyProcedure:
        record = RECORDS[kind]
        here, there = (get_type_hints(each, include_extras=True) for each in (type(procedure), record))
        kept = {
            field.name: getattr(procedure, field.name)
            for field in fields(record)
            if here.get(field.name) == there[field.name]
        }
        made: AnyProcedure = record(**kept)
        return made

    return _with_procedure(label, at, change) if label else _with_service(at, change)


def _with_procedure(label: str, at: int, change: Callable[[AnyProcedure], AnyProcedure]) -> Step:
    def changed(lesion: Lesion) -> Lesion:
        if not 0 <= at < len(lesion.procedures):
            raise ChartingError(f"no procedure {at} on lesion {label}")
        procedures = tuple(change(each) if n == at else each for n, each in enumerate(lesion.procedures))
        return replace(lesion, procedures=procedures)

    return _with_lesion(label, changed)


def remove_procedure(label: str, at: int) -> Step:
    if not label:
        return _without_service(at)

    def changed(lesion: Lesion) -> Lesion:
        if not 0 <= at < len(lesion.procedures):
            raise ChartingError(f"no procedure {at} on lesion {label}")
        return replace(lesion, procedures=lesion.procedures[:at] + lesion.procedures[at + 1 :])

    return _with_lesion(label, changed)


def add_service(kind: str, **facts: Any) -> Step:
    """Chart a service that is tied to no lesion."""
    begun = _begun(kind, facts)

    def step(encounter: Encounter) -> Encounter:
        services = _one_more(encounter.services, begun, most=MOST_SERVICES, named="services in a visit")
        return replace(encounter, services=services)

    return step


def _with_service(at: int, change: Callable[[AnyProcedure], AnyProcedure]) -> Step:
    def step(encounter: Encounter) -> Encounter:
        if not 0 <= at < len(encounter.services):
            raise ChartingError(f"no service {at}")
        services = tuple(change(each) if n == at else each for n, each in enumerate(encounter.services))
        return replace(encounter, services=services)

    return step


def _without_service(at: int) -> Step:
    def step(encounter: Encounter) -> Encounter:
        if not 0 <= at < len(encounter.services):
            raise ChartingError(f"no service {at}")
        return replace(encounter, services=encounter.services[:at] + encounter.services[at + 1 :])

    return step


def set_visit(**facts: Any) -> Step:
    """Change the evaluation and management part, charting one where there was none."""
    return lambda encounter: replace(encounter, visit=replace(encounter.visit or Visit(), **facts))


def remove_visit() -> Step:
    return lambda encounter: replace(encounter, visit=None)


def set_encounter(**facts: Any) -> Step:
    """Change a fact of the whole encounter, such as its place of service or a notice."""
    return lambda encounter: replace(encounter, **facts)


def set_claim(path: str, value: Any) -> Step:
    """Change a fact of the encounter, of its notice (`notice.kind`) or of the patient (`patient.age`)."""
    part, _, name = path.rpartition(".")
    if not part:
        return set_encounter(**{name: value})
    if part == "patient":
        return lambda encounter: replace(encounter, patient=replace(encounter.patient, **{name: value}))
    return lambda encounter: replace(encounter, notice=_noticed(encounter.notice, name, value))


def _noticed(notice: Notice | None, name: str, value: Any) -> Notice | None:
    """A notice begins with its kind and is gone without one."""
    if name == "kind":
        return replace(notice or Notice(kind=value), kind=value) if value else None
    return replace(notice, **{name: value}) if notice else None


def claim_fact(encounter: Encounter, path: str) -> Any:
    """A fact as `set_claim` names it; `None` where its part is not charted."""
    part, _, name = path.rpartition(".")
    return getattr(getattr(encounter, part) if part else encounter, name, None)


class Taken(NamedTuple):
    """A state that can be gone back to, and what the step from it was called."""

    encounter: Encounter
    named: str
    typed_in: str
    copied: Marks = UNMARKED


@dataclass(slots=True)
class Chart:
    """The encounter as it is being charted, with its answer and the way back and forth.

    `copied` marks what was copied from an earlier visit and not looked at since.
    """

    encounter: Encounter
    code: Callable[[Encounter], Answer]
    answer: Answer

    _past: list[Taken]
    _future: list[Taken]
    copied: Marks = UNMARKED

    @classmethod
    def of(
        cls, encounter: Encounter, code: Callable[[Encounter], Answer], *, copied: Marks = UNMARKED
    ) -> "Chart":
        return cls(encounter, code, code(encounter), [], [], copied)

    def take(self, step: Step, named: str, *, typed_in: str = "", copied: Marks = UNMARKED) -> bool:
        """Take one step; False where it changes nothing. Steps typed in one field count as one.

        `copied` marks the facts that the step copies.
        """
        after = step(self.encounter)
        if after == self.encounter:
            return False
        before = Taken(self.encounter, named, typed_in, self.copied)
        marks = still_copied(self.copied, self.encounter, after) | copied
        self._now(after)
        self.copied = marks
        self._future.clear()
        last = self._past[-1] if self._past else None
        if not (typed_in and last and last.typed_in == typed_in):
            self._past.append(before)
            del self._past[:-MOST_STEPS]
        elif last.encounter == after:  # typed, and deleted again: nothing to go back over
            self._past.pop()
        return True

    def accept(self, looked_at: Marks, named: str) -> bool:
        """Take marks away, as a step that can be taken back; False where none of them stands."""
        if not self.copied & looked_at:
            return False
        self._past.append(Taken(self.encounter, named, "", self.copied))
        del self._past[:-MOST_STEPS]
        self._future.clear()
        self.copied -= looked_at
        return True

    def field_left(self) -> None:
        """What is typed from here on is a step of its own."""
        if self._past:
            self._past[-1] = self._past[-1]._replace(typed_in="")

    def undo(self) -> str:
        """Go one step back; gives what the step was called, empty where there is none."""
        return self._go(self._past, self._future)

    def redo(self) -> str:
        return self._go(self._future, self._past)

    def _go(self, taken_from: list[Taken], put_on: list[Taken]) -> str:
        if not taken_from:
            return ""
        there = taken_from[-1]
        before = Taken(self.encounter, there.named, "", self.copied)
        self._now(there.encounter)
        self.copied = there.copied
        taken_from.pop()
        put_on.append(before)
        self.field_left()
        return there.named

    def _now(self, encounter: Encounter) -> None:
        """Code first: an encounter that cannot be coded never becomes the present one."""
        self.answer = self.code(encounter)
        self.encounter = encounter

    @property
    def next_undo(self) -> str:
        return self._past[-1].named if self._past else ""

    @property
    def next_redo(self) -> str:
        return self._future[-1].named if self._future else ""
