"""One encounter on its way to charges: what was done where, and the charges as they take shape."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple

from chargecapture.domain.charges import Alert, Place, Reason, Responsibility
from chargecapture.domain.encounter import Encounter, Lesion, Nature
from chargecapture.domain.procedures import AnyProcedure
from chargecapture.rules.diagnoses import Diagnosed, DiagnosisTable
from chargecapture.rules.payers import PayerProfile
from chargecapture.rules.tables import Lookup, Row, RuleBook, RuleTables, SiteGroups


class Act(NamedTuple):
    """One procedure where it was done; a service has neither lesion nor site."""

    procedure: AnyProcedure
    lesion: Lesion | None
    site: SiteGroups | None
    place: Place
    diagnosed: Diagnosed

    @property
    def how_many(self) -> int:
        return self.lesion.count if self.lesion else 1

    @property
    def nature(self) -> Nature | None:
        return self.diagnosed.nature

    @property
    def named(self) -> str:
        """Say where, such as `Lesion A, left cheek`, or what for a service."""
        if self.lesion is None or self.site is None:
            return self.procedure.kind.replace("_", " ").capitalize()
        return f"Lesion {self.lesion.id}, {self.site.named(self.lesion.side)}"

    def needs(self, field_: str, message: str, source: str, rule: str = "fact.missing") -> Alert:
        """An alert that holds the claim until the named field is charted."""
        return Alert("error", rule, f"{self.named}: {message}", source, place=self.at(field_), effect="hold")

    def corrects(self, field_: str, message: str, source: str, rule: str) -> Alert:
        """An alert that blocks the claim until the named field is corrected."""
        return Alert("error", rule, f"{self.named}: {message}", source, place=self.at(field_), effect="block")

    def tells(self, rule: str, message: str, source: str) -> Alert:
        return Alert("info", rule, f"{self.named}: {message}", source, place=self.place)

    def warns(self, rule: str, message: str, source: str) -> Alert:
        return Alert("warning", rule, f"{self.named}: {message}", source, place=self.place)

    def at(self, field_: str) -> Place:
        return Place(self.place.lesion, self.place.procedure, field_)


NOWHERE: frozenset[str] = frozenset()
_separate_session = attrgetter("procedure.separate_session")


@dataclass(slots=True, eq=False)
class Charge:
    """A charge before it is a line of the claim.

    `parent` marks an add-on. `per_lesion` charges of one code are joined or repeated as the payer asks;
    `per_specimen` ones are joined as units for any payer. `per_side` ones are charged once a side, and both
    sides as one line.
    Its lesions set it apart from another charge; for nails the digits do. `item` is the office's own name of
    a service for looks, which may have a fee of its own.
    """

    code: str
    acts: Sequence[Act]
    why: list[Reason]
    units: Decimal = Decimal(1)
    parent: str = ""
    per_lesion: bool = False
    per_specimen: bool = False
    per_side: bool = False
    modifiers: list[str] = field(default_factory=list)
    responsibility: Responsibility = "insurance"
    cosmetic: bool = False
    price: Decimal | None = None
    diagnoses: tuple[str, ...] | None = None
    digits: frozenset[str] = frozenset()
    follows: str = ""
    is_visit: bool = False
    label: str = ""
    item: str = ""
    lesions: frozenset[str] = field(init=False)
    in_another_session: bool = field(init=False)
    _charted: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.take(self.acts)

    def take(self, acts: Sequence[Act]) -> None:
        """Be the charge of these acts; their lesions and diagnoses are asked for at every pair of lines."""
        self.acts = acts
        if len(acts) == 1:  # most charges are of one act
            only = acts[0]
            self.in_another_session = only.procedure.separate_session
            self.lesions = frozenset((only.place.lesion,)) if only.place.lesion else NOWHERE
            self._charted = only.diagnosed.icd10
        else:
            self.in_another_session = any(map(_separate_session, acts))
            self.lesions = frozenset([act.place.lesion for act in acts if act.place.lesion])
            self._charted = tuple(dict.fromkeys(code for act in acts for code in act.diagnosed.icd10))

    @property
    def icd10(self) -> tuple[str, ...]:
        """The diagnoses of all that was done, each once, in the order charted."""
        return self._charted if self.diagnoses is None else self.diagnoses

    @property
    def named(self) -> str:
        return self.acts[0].named if self.acts else "The visit"


Result = Charge | Alert


@dataclass(slots=True)
class Case:
    """An encounter with the rule book of its date and the profile of its payer."""

    encounter: Encounter
    tables: RuleTables
    book: RuleBook
    payer: PayerProfile
    diagnoses: DiagnosisTable
    acts: tuple[Act, ...] = ()

    def lookup(self, name: str) -> Lookup:
        return self.book.lookups[name]

    def row(self, name: str, key: str) -> Row | None:
        return self.book.lookups[name].get(key)

    def means(self, meaning: str, icd10: Iterable[str]) -> bool:
        """Whether one of the codes is of a disease that the table `diagnosis.meaning` names."""
        begins = tuple(self.lookup("diagnosis.meaning")[meaning]["begins"])
        return begin_with(begins, icd10)

    def is_at(self, kind: str) -> bool:
        """Whether the place of service is of a kind of the table `places`."""
        return self.encounter.place_of_service in self.lookup("places")[kind]["codes"]

    def on_lesion(self, act: Act) -> Iterator[Act]:
        """The other acts on the same lesion."""
        lesion = act.place.lesion
        if lesion:
            for other in self.acts:
                if other.place.lesion == lesion and other is not act:
                    yield other


def begin_with(begins: tuple[str, ...], codes: Iterable[str]) -> bool:
    """Whether one of the codes begins so."""
    for code in codes:  # noqa: SIM110 -- each lesion and line asks; `any` takes twice as long
        if code.startswith(begins):
            return True
    return False


def total_count(acts: Iterable[Act]) -> int:
    return sum(act.how_many for act in acts)


def listed(acts: Iterable[Act]) -> str:
    """Name the lesions of several acts, such as `A, B`."""
    return ", ".join(dict.fromkeys(act.place.lesion for act in acts if act.place.lesion))


def each_once(acts: Iterable[Act]) -> tuple[Act, ...]:
    """The acts without repetition, in their order."""
    return tuple({act.place: act for act in acts}.values())
