"""Lesions that wait for the pathologist: which they are, and what a result changes.

A result before signing changes the draft, after signing it makes the next version; both keep the result.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from chargecapture.domain.charges import Answer, ChargeLine
from chargecapture.domain.encounter import Encounter, Lesion, Nature
from chargecapture.workflow import charting
from chargecapture.workflow.charting import Step

TISSUE = ("biopsy", "shave_removal", "excision", "mohs", "destruction")
"""Acts after which a lesion of unknown nature waits for a report."""
REASON = "pathology"
"""Why a version is amended that a result changes."""
Natures = Mapping[str, Nature | None]
"""What each lesion is, as charted or else as its diagnosis has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PathologyResult:
    """What came back of a lesion. `released_for` is the reason where none will come; it has no words then."""

    lesion: str
    diagnosis: str = ""
    nature: Nature | None = None
    report: str = ""
    received: date | None = None
    released_for: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingLesion:
    """A row of the worklist: a lesion that waits, its visit, and whose it is; `version` is 0 for a draft."""

    visit_id: str
    day: date
    version: int
    patient_id: str
    patient: str
    account: str
    provider: str
    lesion: Lesion

    def waited(self, today: date) -> int:
        """Days since it was taken."""
        return (today - self.day).days


def waiting(encounter: Encounter, natures: Natures) -> tuple[str, ...]:
    """The labels of the lesions that tissue was taken of, or that are held, and that nothing is known of."""
    return tuple(
        lesion.id
        for lesion in encounter.lesions
        if natures.get(lesion.id) == "unspecified" and any(act.kind in TISSUE for act in lesion.procedures)
    )


def charted_as_waiting(encounter: Encounter) -> tuple[str, ...]:
    """The same by what is charted alone, for visits that were stored before anyone asked."""
    return waiting(encounter, {lesion.id: lesion.nature for lesion in encounter.lesions})


def enter(result: PathologyResult) -> Step:
    """Chart what came back; a result without a nature leaves it to the diagnosis."""
    return charting.set_lesion(result.lesion, diagnosis=result.diagnosis, nature=result.nature)


# What a result changes


class Change(NamedTuple):
    """One fact before and with the result; `about` is a charge line's code, or empty for the lesion's own."""

    about: str
    name: str
    was: str
    now: str

    @property
    def is_changed(self) -> bool:
        return self.was != self.now


class Comparison(NamedTuple):
    """What the visit comes to with the result. `stops` is why it could not be signed so."""

    changes: tuple[Change, ...]
    answer: Answer
    encounter: Encounter
    nature: Nature | None
    stops: tuple[str, ...]


NONE = "–"


def changes_of(
    label: str, before: tuple[Encounter, Answer], after: tuple[Encounter, Answer]
) -> Iterator[Change]:
    """The lesion's facts, its charge lines, and of all other lines those that change."""
    then, now = (charting.lesion_of(encounter, label) for encounter, _ in (before, after))
    yield Change("", "Diagnosis", then.diagnosis or NONE, now.diagnosis or NONE)
    for old, new in _paired(before[1].lines, after[1].lines):
        mine = any(line is not None and label in line.lesions for line in (old, new))
        facts = tuple(_line_changes(old, new))
        if mine or any(change.is_changed for change in facts):
            yield from (fact for fact in facts if fact.is_changed or fact.name in ALWAYS)
    yield Change("", "Insurance total", _total(before[1], "insurance"), _total(after[1], "insurance"))
    if before[1].total("patient") or after[1].total("patient"):
        yield Change("", "Patient total", _total(before[1], "patient"), _total(after[1], "patient"))


ALWAYS = ("Code", "ICD-10", "Fee")


def _line_changes(old: ChargeLine | None, new: ChargeLine | None) -> Iterator[Change]:
    line = old or new
    assert line is not None
    for name, was, now in zip(_FACTS, _facts(old), _facts(new), strict=True):
        yield Change(line.code, name, was, now)


_FACTS = ("Code", "Modifiers", "Units", "ICD-10", "Fee", "Who pays")


def _facts(line: ChargeLine | None) -> tuple[str, ...]:
    if line is None:
        return (NONE,) * len(_FACTS)
    return (
        line.code,
        " ".join(line.modifiers) or NONE,
        f"{line.units.normalize():f}",
        ", ".join(line.icd10) or NONE,
        NONE if line.charge is None else f"{line.charge:,.2f}",
        line.responsibility.capitalize(),
    )


def _total(answer: Answer, who: str) -> str:
    amount = answer.total("insurance", "practice") if who == "insurance" else answer.total("patient")
    return f"{amount:,.2f}"


def _paired(
    before: Sequence[ChargeLine], after: Sequence[ChargeLine]
) -> Iterator[tuple[ChargeLine | None, ChargeLine | None]]:
    """Each line with what became of it: the same code of the same lesions, else of the same lesions."""
    left = list(after)
    paired: list[tuple[ChargeLine | None, ChargeLine | None]] = []
    unmatched: list[ChargeLine] = []
    for old in before:
        same = next((new for new in left if (new.code, new.lesions) == (old.code, old.lesions)), None)
        if same is None:
            unmatched.append(old)
        else:
            left.remove(same)
            paired.append((old, same))
    for old in unmatched:
        kin = next((new for new in left if new.lesions == old.lesions or new.code == old.code), None)
        if kin is not None:
            left.remove(kin)
        paired.append((old, kin))
    yield from paired
    yield from ((None, new) for new in left)
