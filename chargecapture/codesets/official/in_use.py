"""The imported editions as the rules ask for them: of each kind the one for the date of service.

Files are opened when a code is first asked for, and what was read of them is remembered.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from threading import Lock

from chargecapture.codesets.official import add_on, hcpcs, mue, pfs, ptp
from chargecapture.codesets.official.pairs import PairFile, PairsOnDay
from chargecapture.codesets.official.store import EditionFile, EditionStore, Kept, State
from chargecapture.domain.codes import Uncovered
from chargecapture.rules.tables import (
    NO_FACTS,
    AddOns,
    BuiltIn,
    CodeFacts,
    Editions,
    Lookup,
    PairTable,
    Version,
)

GLOBAL_DAYS = {"000": "0", "010": "10", "090": "90"}
WITH_HISTORY = (ptp.KIND, add_on.KIND, hcpcs.KIND)


class ImportedEditions(Editions):
    """The imported editions before the built-in ones."""

    def __init__(self, store: EditionStore, built_in: Sequence[BuiltIn]) -> None:
        super().__init__(built_in)
        self._store = store
        self._opening = Lock()
        self._files: dict[str, EditionFile] = {}
        self._pairs: dict[str, PairFile] = {}
        self._add_ons: dict[str, add_on.AddOnFile] = {}
        self._facts: dict[tuple[object, ...], FactsInUse] = {}
        self._dates: dict[str, Lookup] = {}

    @cached_property
    def state(self) -> State:
        """The editions in use when they were first asked for.

        Raises:
            DamagedEditionError: the list of editions cannot be read.
        """
        return self._store.state()

    def kept(self, kind: str, day: date) -> Kept | None:
        """The imported edition of a kind for a day; `None` where what is built in is nearer to it.

        Of a kind with history it is the newest. Else it is the last one that began by that day, though it may
        have ended since: `uncovered` tells of that.
        """
        found = self.state.of(kind)
        if kind in WITH_HISTORY:
            return found[-1] if found else None
        last = next((kept for kept in reversed(found) if kept.edition.effective_from <= day), None)
        built_in = self.built_in_on(kind, day)
        if last is None or built_in is None or last.edition.covers(day):
            return last
        return last if last.edition.effective_from >= built_in.first else None

    def file(self, kept: Kept) -> EditionFile:
        """The opened file of an edition."""
        with self._opening:
            found = self._files.get(kept.file)
            if found is None:
                found = self._files[kept.file] = EditionFile(self._store.folder, kept)
            return found

    def codes(
        self, day: date, built_in: Version[Mapping[str, CodeFacts]]
    ) -> Version[Mapping[str, CodeFacts]]:
        newer = [kept for kind in (pfs.KIND, mue.KIND) if (kept := self.kept(kind, day))]
        if not newer:
            return built_in
        files = {kept.edition.kind: self.file(kept) for kept in newer}
        key = built_in.effective_from, *(kept.file for kept in newer)
        facts = self._facts.get(key)
        if facts is None:
            made = FactsInUse(built_in.content, files.get(pfs.KIND), files.get(mue.KIND))
            facts = self._facts.setdefault(key, made)
        named = " and ".join(kept.edition.name for kept in newer)
        source = f"CMS {named}" if len(newer) > 1 else f"CMS {named}, else {built_in.source}"
        return replace(built_in, source=source, content=facts)

    def pairs(self, day: date, built_in: Version[PairTable]) -> Version[PairTable]:
        kept = self.kept(ptp.KIND, day)
        if kept is None:
            return built_in
        pairs = self._pairs.get(kept.file)
        if pairs is None:
            pairs = self._pairs.setdefault(kept.file, PairFile(self.file(kept)))
        source = f"CMS NCCI practitioner edits, {kept.edition.name}"
        behind = built_in.content if kept.lacks else None
        table: PairTable = PairsOnDay(pairs, day, source, behind)
        return replace(built_in, source=source, content=table)

    def add_ons(self, day: date, built_in: AddOns) -> AddOns:
        kept = self.kept(add_on.KIND, day)
        if kept is None:
            return built_in
        edits = self._add_ons.get(kept.file)
        if edits is None:
            edits = self._add_ons.setdefault(kept.file, add_on.AddOnFile(self.file(kept)))
        imported = edits.on(day)
        if kept.lacks:
            return imported._replace(parents={**built_in.parents, **imported.parents})
        return imported

    def code_dates(self, day: date, built_in: Lookup) -> Lookup:
        kept = self.kept(hcpcs.KIND, day)
        if kept is None:
            return built_in
        found = self._dates.get(kept.file)
        if found is None:
            rows = hcpcs.CodeDates(built_in.rows, self.file(kept))
            made = Lookup(built_in.id, f"CMS {kept.edition.name}; {built_in.source}", rows)
            found = self._dates.setdefault(kept.file, made)
        return found

    def _uncovered(self, kind: str, day: date) -> Uncovered | None:
        kept = self.kept(kind, day)
        if kept is None:
            return super()._uncovered(kind, day)
        ends = kept.edition.effective_to
        if ends is None or day <= ends:
            return None
        return Uncovered(kept.label, f"{kept.edition.name}, until {ends}")


class FactsInUse(Mapping[str, CodeFacts]):
    """What some editions together publish of each code, put together when it is first asked for.

    An edition that is not whole leaves what is built in of the codes that it has not.
    """

    def __init__(
        self, built_in: Mapping[str, CodeFacts], schedule: EditionFile | None, units: EditionFile | None
    ) -> None:
        self._built_in = built_in
        self._schedule = schedule
        self._units = units
        self._known: dict[str, CodeFacts | None] = {}

    def __getitem__(self, code: str) -> CodeFacts:
        try:
            facts = self._known[code]
        except KeyError:
            facts = self._known[code] = self._with_units(code, self._scheduled(code))
        if facts is None:
            raise KeyError(code)
        return facts

    def __iter__(self) -> Iterator[str]:
        return (code for code in self._codes if code in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    @cached_property
    def _codes(self) -> tuple[str, ...]:
        codes = set(self._built_in)
        for table, file in ((pfs.KIND, self._schedule), (mue.KIND, self._units)):
            if file is not None:
                codes.update(code for (code,) in file.rows(f"SELECT code FROM {table}"))
        return tuple(sorted(codes))

    def _scheduled(self, code: str) -> CodeFacts | None:
        built_in = self._built_in.get(code)
        if self._schedule is None:
            return built_in
        rows = self._schedule.rows(
            "SELECT status, global_days, multiple, bilateral, assistant, total FROM pfs "
            "WHERE code = ? AND modifier = ''",
            (code,),
        )
        if not rows:
            return built_in if self._schedule.kept.lacks else None
        status, global_days, multiple, bilateral, assistant, total = rows[0]
        units, indicator = (built_in.mue, built_in.mai) if built_in else (None, "")
        days = GLOBAL_DAYS.get(global_days, global_days)
        return CodeFacts(code, status, days, multiple, bilateral, assistant, units, indicator, Decimal(total))

    def _with_units(self, code: str, facts: CodeFacts | None) -> CodeFacts | None:
        if self._units is None:
            return facts
        rows = self._units.rows("SELECT units, indicator FROM mue WHERE code = ?", (code,))
        if rows:
            return (facts or NO_FACTS._replace(code=code))._replace(mue=rows[0][0], mai=rows[0][1])
        if facts is None or self._units.kept.lacks:
            return facts
        return facts._replace(mue=None, mai="")
