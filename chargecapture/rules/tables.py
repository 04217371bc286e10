"""Effective-dated tables: what is in force on a date of service, and where it was published.

A table holds versions; each has the day it starts, the day a person last compared it with its
source, and the source. `RuleTables.on` gives the rule book of one day, which the rules read.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from chargecapture.domain.codes import Uncovered
from chargecapture.errors import KnownError, TableError
from chargecapture.rules.payers import PayerProfile, PayerTable

T = TypeVar("T")
CODE_DATES = "codes.dates"


@dataclass(frozen=True, slots=True)
class Version(Generic[T]):
    """What a table says from `effective_from` on, until its next version or `effective_to`."""

    effective_from: date
    reviewed_on: date
    source: str
    content: T
    effective_to: date | None = None


class Dated(Generic[T]):
    """The versions of one table, oldest first."""

    def __init__(self, name: str, versions: Iterable[Version[T]]) -> None:
        self.name = name
        self.versions = tuple(sorted(versions, key=lambda version: version.effective_from))
        if not self.versions:
            raise TableError(f"{name} has no version")
        starts = [version.effective_from for version in self.versions]
        if len(set(starts)) < len(starts):
            raise TableError(f"{name} has two versions that start on one day")

    def on(self, day: date) -> Version[T] | None:
        """The version in force on `day`; `None` before the first and after an ended one."""
        for version in reversed(self.versions):
            if version.effective_from <= day:
                return version if version.effective_to is None or day <= version.effective_to else None
        return None


class Step(NamedTuple):
    """One tier: `up_to` belongs to it, `below` does not; the last tier has neither.

    `further` is charged once for each started `each` that the measure exceeds `above`.
    """

    code: str
    up_to: Decimal | None = None
    below: Decimal | None = None
    further: str = ""
    above: Decimal = Decimal(0)
    each: Decimal = Decimal(1)

    def holds(self, measure: Decimal) -> bool:
        if self.up_to is not None:
            return measure <= self.up_to
        return self.below is None or measure < self.below

    def further_units(self, measure: Decimal) -> int:
        """Count the started parts of `each` beyond `above`."""
        if not self.further or measure <= self.above:
            return 0
        return int(((measure - self.above) / self.each).to_integral_value(rounding=ROUND_CEILING))


@dataclass(frozen=True, slots=True, eq=False)
class StepTable:
    """Tiers of a measure, lowest first. A measure of `over` or less has no code here."""

    id: str
    label: str
    measure: str
    unit: str
    source: str
    steps: tuple[Step, ...]
    over: Decimal | None = None
    printed_step: Decimal | None = None
    _classes: tuple[str, ...] = field(init=False)
    _bounds: tuple[Decimal, ...] = field(init=False)

    def __post_init__(self) -> None:
        bounds = (self.over, *(step.up_to for step in self.steps))
        object.__setattr__(self, "_bounds", tuple(bound for bound in bounds if bound is not None))
        object.__setattr__(self, "_classes", tuple(map(self._named, range(len(self.steps)))))

    def step_for(self, measure: Decimal) -> Step:
        for step in self.steps:
            if step.holds(measure):
                return step
        raise TableError(f"{self.id} has no last tier")

    def class_of(self, step: Step) -> str:
        """Say the tier in words, such as `over 1.0 to 2.0 cm`."""
        return self._classes[self.steps.index(step)]

    def _named(self, at: int) -> str:
        step, low = self.steps[at], None
        if at:
            before = self.steps[at - 1]
            low = f"over {before.up_to}" if before.up_to is not None else f"{before.below} or more"
        high = f"up to {step.up_to}" if step.up_to is not None else None
        if step.below is not None:
            high = f"less than {step.below}"
        if low and high:
            high = high.removeprefix("up ")
        return f"{' '.join(part for part in (low, high) if part) or 'any'} {self.unit}".strip()

    def falls_between(self, measure: Decimal) -> bool:
        """Whether `measure` lies between two classes as the code book prints them (0.5, then 0.6)."""
        below = bisect_left(self._bounds, measure)
        return (
            self.printed_step is not None
            and below > 0
            and measure < self._bounds[below - 1] + self.printed_step
        )


Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Lookup:
    """Rows of facts by key, in their published order."""

    id: str
    source: str
    rows: Mapping[str, Row]
    begins: tuple[str, ...] = field(init=False)
    """The keys, for a table whose keys are how codes begin."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "begins", tuple(self.rows))

    def get(self, key: str) -> Row | None:
        return self.rows.get(key)

    def __getitem__(self, key: str) -> Row:
        return self.rows[key]


class CodeFacts(NamedTuple):
    """What Medicare publishes of one code. `total` is the non-facility relative value, for line order."""

    code: str
    status: str
    global_days: str
    multiple: str
    bilateral: str
    assistant: str
    mue: int | None
    mai: str
    total: Decimal

    @property
    def is_add_on(self) -> bool:
        return self.global_days == "ZZZ"


NO_FACTS = CodeFacts("", "", "", "", "", "", None, "", Decimal(0))


class Pair(NamedTuple):
    """A procedure-to-procedure edit: column 2 is not paid beside column 1.

    `indicator` 1: a modifier may part them where the services are distinct; 0: never.
    """

    column1: str
    column2: str
    indicator: str


class PairTable(Protocol):
    source: str

    def between(self, one: str, other: str) -> Pair | None:
        """The edit of two codes, whichever of them is column 1; `None` where there is none."""

    def among(self, codes: Iterable[str]) -> Mapping[tuple[str, str], Pair]:
        """The edits among the codes of one claim, each found by its two codes in either order."""

    def published(self, pair: Pair) -> str:
        """What else the published row says: its days and its rationale; empty where they are not at hand."""


class TextPairTable:
    """Edits from lines such as `11102 1: 17000 17110`, taken apart when a code is first asked for."""

    def __init__(self, lines: Iterable[str], source: str) -> None:
        self.source = source
        self._under = _UnderColumn1(lines)

    def between(self, one: str, other: str) -> Pair | None:
        indicator = self._under[one].get(other)
        if indicator is not None:
            return Pair(one, other, indicator)
        indicator = self._under[other].get(one)
        return Pair(other, one, indicator) if indicator is not None else None

    def among(self, codes: Iterable[str]) -> Mapping[tuple[str, str], Pair]:
        """The edits among the codes of one claim, each found by its two codes in either order."""
        claimed = sorted(set(codes))
        found: dict[tuple[str, str], Pair] = {}
        for one in claimed:
            under = self._under[one]
            for other in under.keys() & claimed:
                if other != one and (one, other) not in found:
                    found[one, other] = found[other, one] = Pair(one, other, under[other])
        return found

    def published(self, pair: Pair) -> str:
        del pair
        return ""

    def pairs(self) -> Iterable[Pair]:
        for column1 in self._under.lines:
            for column2, indicator in self._under[column1].items():
                yield Pair(column1, column2, indicator)


class _UnderColumn1(dict[str, dict[str, str]]):
    """The indicators by column 2 under each column 1, from lines that are taken apart at the first look."""

    def __init__(self, lines: Iterable[str]) -> None:
        super().__init__()
        self.lines: dict[str, list[str]] = {}
        for line in lines:
            self.lines.setdefault(line[:5], []).append(line[6:])

    def __missing__(self, column1: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for line in self.lines.get(column1, ()):
            indicator, _, codes = line.partition(": ")
            found.update(dict.fromkeys(codes.split(), indicator))
        self[column1] = found
        return found


class AddOns(NamedTuple):
    """Which codes are charged only beside a parent. No listed parents: the contractor defines them."""

    source: str
    parents: Mapping[str, frozenset[str]]

    def may_stand_beside(self, add_on: str, codes: Iterable[str]) -> bool:
        listed = self.parents.get(add_on)
        return not listed or not listed.isdisjoint(codes)


@dataclass(frozen=True, slots=True, eq=False)
class SiteGroups:
    """What a site means to the rules: its table in each family (empty: none), and its modifiers."""

    site: str
    label: str
    region: str
    paired: bool
    groups: Mapping[str, str]
    modifiers: Mapping[str, str]
    words: tuple[str, ...] = ()
    note: str = ""

    def named(self, side: str | None) -> str:
        """Say the site in words, such as `left cheek`."""
        label = self.label.lower()
        return f"{side} {label}" if side in ("left", "right") else label


class BuiltIn(NamedTuple):
    """An edition that comes with the program, and the days for which a person compared it with its source."""

    kind: str
    label: str
    name: str
    first: date
    last: date
    rows: int


class Editions:
    """The published editions at hand for a date of service: these are the built-in ones, and no others.

    Whoever has newer ones answers with them in place of what is built in.
    """

    def __init__(self, built_in: Sequence[BuiltIn]) -> None:
        self.built_in = tuple(built_in)

    def codes(
        self, day: date, built_in: Version[Mapping[str, CodeFacts]]
    ) -> Version[Mapping[str, CodeFacts]]:
        """What is published of each code, for `day`."""
        del day
        return built_in

    def pairs(self, day: date, built_in: Version[PairTable]) -> Version[PairTable]:
        """The procedure-to-procedure edits in force on `day`."""
        del day
        return built_in

    def add_ons(self, day: date, built_in: AddOns) -> AddOns:
        """The add-on code edits in force on `day`."""
        del day
        return built_in

    def code_dates(self, day: date, built_in: Lookup) -> Lookup:
        """When codes began and ended, as it is known for claims of `day`."""
        del day
        return built_in

    def built_in_on(self, kind: str, day: date) -> BuiltIn | None:
        """The built-in edition of a kind for `day`, though it may have ended; `None` before the first."""
        begun = [each for each in self.built_in if each.kind == kind and each.first <= day]
        return max(begun, key=lambda each: each.first, default=None)

    def uncovered(self, day: date) -> tuple[Uncovered, ...]:
        """The kinds of which no edition at hand covers `day`, in the order in which they are listed."""
        kinds = dict.fromkeys(each.kind for each in self.built_in)
        return tuple(found for kind in kinds if (found := self._uncovered(kind, day)))

    def _uncovered(self, kind: str, day: date) -> Uncovered | None:
        built_in = self.built_in_on(kind, day)
        if built_in is None or day <= built_in.last:
            return None
        return Uncovered(built_in.label, f"{built_in.name}, until {built_in.last}")


class DiagnosisCodes(Protocol):
    """The ICD-10-CM code set."""

    def standing(self, icd10: str, on: date) -> str:
        """`billable`, `header` (more digits needed), `ended`, `not_yet` or `unknown`, on that day."""


@dataclass(frozen=True, slots=True, eq=False)
class RuleBook:
    """Everything in force on one date of service."""

    day: date
    steps: Mapping[str, StepTable]
    lookups: Mapping[str, Lookup]
    sites: Mapping[str, SiteGroups]
    codes: Mapping[str, CodeFacts]
    pairs: PairTable
    add_ons: AddOns
    payers: Mapping[str, PayerProfile]
    sources: Mapping[str, str]
    uncovered: tuple[Uncovered, ...] = ()

    def facts(self, code: str) -> CodeFacts:
        return self.codes.get(code, NO_FACTS)

    def table(self, family: str, group: str) -> StepTable:
        return self.steps[f"{family}.{group}"]


class DamagedEditionError(KnownError):
    """An imported edition, or the list of them, cannot be read any more."""


class NotInForceError(Exception):
    """A date of service lies before the tables at hand; `earliest` is the first day they cover."""

    def __init__(self, earliest: date) -> None:
        super().__init__(f"no tables before {earliest}")
        self.earliest = earliest


@dataclass(slots=True)
class RuleTables:
    """All versions of all tables. One for a program; it only remembers rule books it has made."""

    steps: Mapping[str, Dated[StepTable]]
    lookups: Mapping[str, Dated[Lookup]]
    sites: Mapping[str, SiteGroups]
    codes: Dated[Mapping[str, CodeFacts]]
    pairs: Dated[PairTable]
    add_ons: Callable[[date], AddOns]
    payers: PayerTable
    editions: Editions
    _books: dict[date, RuleBook] = field(default_factory=dict)

    def on(self, day: date) -> RuleBook:
        """The rule book of one date of service.

        Raises:
            NotInForceError: the day lies before the first version of the relative value tables.
        """
        book = self._books.get(day)
        if book is None:
            book = self._books[day] = self._make(day)
        return book

    def uncovered(self, day: date) -> tuple[Uncovered, ...]:
        """The kinds of published edition of which none at hand covers `day`, for a window to tell."""
        return self.editions.uncovered(day)

    def _make(self, day: date) -> RuleBook:
        codes = self.codes.on(day)
        if codes is None:
            raise NotInForceError(self.codes.versions[0].effective_from)
        codes = self.editions.codes(day, codes)
        pairs = self.editions.pairs(day, self.pairs.on(day) or self.pairs.versions[0])
        return RuleBook(
            day=day,
            steps=_in_force(self.steps, day),
            lookups=self._lookups(day),
            sites=self.sites,
            codes=codes.content,
            pairs=pairs.content,
            add_ons=self.editions.add_ons(day, self.add_ons(day)),
            payers=self.payers.on(day),
            sources={"codes": codes.source, "pairs": pairs.source},
            uncovered=self.editions.uncovered(day),
        )

    def _lookups(self, day: date) -> dict[str, Lookup]:
        lookups = _in_force(self.lookups, day)
        if CODE_DATES in lookups:
            lookups[CODE_DATES] = self.editions.code_dates(day, lookups[CODE_DATES])
        return lookups


def _in_force(tables: Mapping[str, Dated[T]], day: date) -> dict[str, T]:
    return {name: at.content for name, table in tables.items() if (at := table.on(day))}


def check_steps(name: str, steps: Sequence[Step]) -> None:
    """Refuse tiers that do not rise, or that leave measures without a code.

    Raises:
        TableError: naming the table and the tier.
    """
    last = Decimal(-1)
    for at, step in enumerate(steps, start=1):
        bound = step.up_to if step.up_to is not None else step.below
        if (bound is None) != (at == len(steps)):
            raise TableError(f"{name}: only the last tier is open, tier {at} is not in order")
        if bound is not None and bound <= last:
            raise TableError(f"{name}: tier {at} does not rise")
        last = bound if bound is not None else last
