"""Bundles: acts and diagnoses that a provider charts together, kept under a name and charted again at once.

A bundle says nothing that is measured, counted, taken from one patient or said by a pathologist; what it
leaves blank is asked for. Its codes are looked at for the day it is charted on.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, Protocol

from chargecapture.domain.charges import Answer, Place
from chargecapture.domain.encounter import Encounter, Lesion, PatientFacts, Visit
from chargecapture.domain.procedures import AnyProcedure, Nail
from chargecapture.errors import KnownError
from chargecapture.workflow import charting
from chargecapture.workflow.copying import carried_acts

MOST_NAME = 60
OF_NO_DAY = date(2000, 1, 1)
OF_NOBODY = PatientFacts(age=Decimal(0), sex="X", established=True)
NOT_VALID = ("code.outside_dates", "coded.form", "coded.visit", "diagnosis.code")
"""The rules that say that a code may not stand on a claim of the day."""
COUNTS = {"count", "units", "specimens"}


class Bundle(NamedTuple):
    """A bundle as stored: an encounter of nobody on no day, whose counts say where a count is to be asked."""

    id: str
    provider_id: str
    name: str
    encounter: Encounter

    @property
    def acts(self) -> int:
        lesions = self.encounter.lesions
        charted = len(self.encounter.services) + (self.encounter.visit is not None)
        return charted + sum(max(1, len(lesion.procedures)) for lesion in lesions)


class BundleRecords(Protocol):
    """What the record file keeps of bundles; every method may raise `KnownError`."""

    def bundles(self, provider_id: str) -> tuple[Bundle, ...]:
        """A provider's bundles by name."""

    def save_bundle(self, bundle: Bundle) -> None:
        """Add or change a bundle; its name is the only one of its provider."""

    def delete_bundle(self, bundle_id: str) -> None: ...


class Unfolded(NamedTuple):
    """What charting a bundle adds: the step, the cards it makes, and the counts it leaves to be said."""

    step: charting.Step
    labels: tuple[str, ...]
    services: tuple[int, ...]
    blanks: tuple[Place, ...]


def bundle_name(typed: str) -> str:
    """A name as it is kept.

    Raises:
        KnownError: it is empty, or too long for a line of a list.
    """
    name = " ".join(typed.split())
    if not name:
        raise KnownError("The bundle has no name yet.", "Type one.")
    if len(name) > MOST_NAME:
        raise KnownError(f"A bundle's name has at most {MOST_NAME} letters.", "Type a shorter one.")
    return name


def bundle_of(encounter: Encounter) -> Encounter:
    """What of an encounter makes a bundle.

    Raises:
        KnownError: nothing does.
    """
    lesions = tuple(
        Lesion(
            id=label,
            site=lesion.site,
            diagnosis=lesion.diagnosis,
            count=lesion.count,
            procedures=_nobodys(lesion.procedures),
        )
        for label, lesion in zip(charting.letters(), encounter.lesions, strict=False)
    )
    services = _nobodys(encounter.services)
    visit = Visit(diagnoses=encounter.visit.diagnoses) if encounter.visit else None
    if not (lesions or services or visit):
        raise KnownError("There is nothing to keep as a bundle yet.", "Chart it first.")
    return Encounter(
        id="bundle",
        date_of_service=OF_NO_DAY,
        payer="commercial",
        patient=OF_NOBODY,
        lesions=lesions,
        services=services,
        visit=visit,
    )


def _nobodys(procedures: Iterable[AnyProcedure]) -> tuple[AnyProcedure, ...]:
    """Acts without what is of one patient: which digits."""
    return tuple(
        replace(each, digits=()) if isinstance(each, Nail) else each
        for each in carried_acts(tuple(procedures))
    )


def unfold(bundle: Bundle, encounter: Encounter) -> Unfolded:
    """Chart a bundle as well as what stands: under the next free letters, with its counts to be said."""
    kept = bundle.encounter
    labels = charting.labels_for(encounter, len(kept.lesions))
    first = len(encounter.services)
    services = tuple(range(first, first + len(kept.services)))
    blanks: list[Place] = []
    for label, lesion in zip(labels, kept.lesions, strict=True):
        blanks += [Place(label, None, "count")] if lesion.count > 1 else []
        for at, act in enumerate(lesion.procedures):
            blanks += [Place(label, at, name) for name in _counted(act)]
    for at, act in zip(services, kept.services, strict=True):
        blanks += [Place("", at, name) for name in _counted(act)]
    blank = replace(
        kept,
        lesions=tuple(
            replace(lesion, count=1, procedures=tuple(map(_uncounted, lesion.procedures)))
            for lesion in kept.lesions
        ),
        services=tuple(map(_uncounted, kept.services)),
    )
    return Unfolded(charting.add_charted(blank), labels, services, tuple(blanks))


def _counted(act: AnyProcedure) -> list[str]:
    """The counts that a bundle's act had, each to be said for today."""
    blank = charting.RECORDS[act.kind]()
    return [name for name in sorted(COUNTS) if _value(act, name) != _value(blank, name)]


def _value(act: Any, name: str) -> Any:
    return getattr(act, name, None)


def _uncounted(act: AnyProcedure) -> AnyProcedure:
    blank = charting.RECORDS[act.kind]()
    return replace(act, **{name: _value(blank, name) for name in _counted(act)})


def not_valid(bundle: Bundle, encounter: Encounter, code: Callable[[Encounter], Answer]) -> tuple[str, ...]:
    """What the day of an encounter says of a bundle's codes: one sentence a code that may not be charged."""
    alone = replace(encounter, lesions=(), services=(), visit=None, notice=None, history=())
    answer = code(unfold(bundle, alone).step(alone))
    return tuple(dict.fromkeys(alert.message for alert in answer.alerts if alert.rule in NOT_VALID))
