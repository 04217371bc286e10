"""The code library: ICD-10-CM and our procedure catalogue, searched by clinical words.

It is built once into a file of the cache folder and opened from there in milliseconds. The file's name tells
edition, tables and schema, so that a newer program never reads an older file; a damaged one is built again.
A library may be used from any thread.
"""

import json
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

from chargecapture.codesets.icd10cm import read_icd10cm
from chargecapture.codesets.library_file import (
    NOTHING_ADDED,
    Additions,
    LibraryFile,
    Progress,
    ReadEdition,
)
from chargecapture.codesets.measures import Measures, without_measures
from chargecapture.codesets.words import ANY_PLACE, ANY_SIDE, PROCEDURE, SIDES, Reader, shortened
from chargecapture.domain.codes import CodeSystem, FoundCode

CODE = re.compile(r"(?=.*[0-9-])[A-Z0-9_-]{2,40}")
MOST_WEIGHED = 120
MOST_WORDS = 8
MOST_TYPED = 200
MOST_NAMED = 5
MOST_LEFT_OUT = 2
MOST_RARE = 5
OF_SKIN = 1  # the last tier of what a dermatology office charts
MOST_SUGGESTED = 30

_COLUMNS = "id, code, label, system, billable, tier, names, spelled"
_BY_WORDS = (
    f"SELECT {_COLUMNS} FROM searched JOIN found ON id = searched.rowid "
    "WHERE searched MATCH ? AND system IN (?, ?) ORDER BY searched.rowid LIMIT ?"
)
_BY_CODE = (
    f"SELECT {_COLUMNS} FROM found WHERE system = ? AND bare >= ? AND bare < ? "
    "ORDER BY bare <> ?, billable DESC, bare LIMIT ?"
)


class _Hit(NamedTuple):
    id: int
    code: str
    label: str
    system: CodeSystem
    billable: int
    tier: int
    names: str
    spelled: str

    def found(self) -> FoundCode:
        return FoundCode(self.code, self.label, self.system, bool(self.billable))


class _Term(NamedTuple):
    """One way to write a diagnosis: its text, the term's own name, and its words, also in the singular."""

    text: str
    name: str
    words: str
    singular: str


def open_library(
    cache_folder: Path,
    resources: Path,
    *,
    progress: Progress | None = None,
    read_edition: ReadEdition = read_icd10cm,
    additions: Additions = NOTHING_ADDED,
) -> "CodeLibrary":
    """Open the library of a cache folder; build it first where it is missing, outdated or damaged.

    Where the folder cannot be written, the library lives in a temporary folder until the program ends.

    Args:
        progress: told how much of how much is done, never less than before; only while it is built.
        read_edition: gives the official codes; a test gives a few.
        additions: what was imported; another import is another library.

    Raises:
        KnownError: nowhere is room for the library.
    """
    return CodeLibrary(LibraryFile(cache_folder, resources, progress, read_edition, additions))


class CodeLibrary:
    """All codes: found by words, looked up by code, dated."""

    def __init__(self, file: LibraryFile) -> None:
        self._file = file
        self._dated: dict[str, tuple[str, Sequence[tuple[str, str, str]]]] = {}
        self.titles: Mapping[str, str] = _Titles(file)

    def find(self, text: str, *, most: int = 20, system: CodeSystem | None = None) -> tuple[FoundCode, ...]:
        """Find codes by words in any order, nicknames, beginnings of words, or the beginning of a code.

        An exact code comes first; then codes of a term that is written out, such as `BCC`; then what a
        dermatology office charts most, the rest of the skin, all else; a billable code before a heading.
        A word that is nowhere is taken for a slip of the hand, or else left out.
        """
        if most < 1:
            return ()
        text = text[:MOST_TYPED]
        hits = self._by_code(text.strip().upper(), most, system) or self._by_words(text, most, system)
        return tuple(hit.found() for hit in hits[:most])

    def standing(self, icd10: str, on: date) -> str:
        """`billable`, `header` (more digits needed), `ended`, `not_yet` or `unknown`, on that day.

        The edition at hand decides, but for the codes of `icd10cm_changes.csv` on the days named there.
        """
        dated = self._dated.get(icd10)
        if dated is None:
            dated = self._dated[icd10] = self._look_up(icd10)
        usual, changes = dated
        day = on.isoformat()
        return next(
            (name for name, first, last in changes if first <= day and (not last or day <= last)), usual
        )

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """Our own plain words for each procedure code."""
        return dict(self._file.rows("SELECT code, label FROM found WHERE system = 'procedure' AND ours"))

    def suggest(self, text: str) -> tuple[str, ...]:
        """Diagnoses that typed words may become: clinicians' terms first, then codes with official titles."""
        words = self._reader.split(text[:MOST_TYPED])
        if not words:
            return ()
        wanted = [(f" {self._stem(word)}", f" {self._reader.singular(word)}") for word in words]
        typed = " ".join(map(self._reader.singular, words))
        ranked: list[tuple[int, int, str]] = []
        for at, term in enumerate(self._terms):
            if not all(word in term.words or singular in term.words for word, singular in wanted):
                continue
            if term.singular == typed:
                ranked.append((0, at, term.name))
            ranked.append((1 if term.words.startswith(wanted[0]) else 2, at, term.text))
        terms = dict.fromkeys(suggested for _, _, suggested in sorted(ranked))
        if len(terms) < MOST_SUGGESTED:
            found = self.find(text, system="icd10")
            terms |= dict.fromkeys(f"{hit.code} {hit.label}" for hit in found if hit.billable)
        return tuple(terms)[:MOST_SUGGESTED]

    def _look_up(self, icd10: str) -> tuple[str, Sequence[tuple[str, str, str]]]:
        bare = icd10.replace(".", "")
        known = self._file.rows(
            "SELECT billable FROM found WHERE system = 'icd10' AND bare = ? AND code = ?", (bare, icd10)
        )
        usual = ("billable" if known[0][0] else "header") if known else "unknown"
        changes = self._file.rows(
            "SELECT standing, effective_from, effective_to FROM changes WHERE code = ?", (icd10,)
        )
        return usual, changes

    def _by_code(self, typed: str, most: int, system: CodeSystem | None) -> list[_Hit]:
        """Codes that begin as typed; none where a code cannot look so."""
        bare = typed.replace(".", "", 1)
        if not CODE.fullmatch(bare):
            return []
        hits = [
            _Hit(*row)
            for name in dict.fromkeys(_systems(system))
            for row in self._file.rows(_BY_CODE, (name, bare, f"{bare}~", bare, most))
        ]
        return sorted(hits, key=lambda hit: (hit.code.upper() != typed, hit.code.replace(".", "") != bare))

    def _by_words(self, text: str, most: int, system: CodeSystem | None) -> list[_Hit]:
        rest, measures = without_measures(text)
        words: Sequence[str] = self._reader.wanted(rest)[:MOST_WORDS]
        weighed = max(most, MOST_WEIGHED)
        hits = self._matching(words, weighed, system)
        if not hits and measures.number is not None:
            words = [word for word in words if not word.isdigit()]
            hits = self._matching(words, weighed, system)
        if not hits:
            words = self._mended(words)
            hits = self._matching(words, weighed, system)
        if hits:
            return self._ranked(words, hits, measures)
        return self._with_words_left_out(words, weighed, system, measures)

    def _with_words_left_out(
        self, words: Sequence[str], most: int, system: CodeSystem | None, measures: Measures
    ) -> list[_Hit]:
        """The hits of as many of the words as there are any for; first those of a word that is rare."""
        for count in range(1, min(len(words), MOST_LEFT_OUT + 1)):
            found = [self._matching(kept, most, system) for kept in combinations(words, len(words) - count)]
            hits = {hit: whole for some in found for hit, whole in some.items()}
            rare = {hit for some in found if len(some) <= MOST_RARE for hit in some if hit.tier <= OF_SKIN}
            if hits:
                return self._ranked(words, hits, measures, rare)
        return []

    def _matching(self, words: Sequence[str], most: int, system: CodeSystem | None) -> dict[_Hit, bool]:
        """The hits of all the words, each with whether it holds them whole."""
        if not words:
            return {}
        hits: dict[_Hit, bool] = {}
        for whole in (True, False):
            question = self._question(words, system, whole=whole)
            for row in self._file.rows(_BY_WORDS, (question, *_systems(system), most)):
                hits.setdefault(_Hit(*row), whole)
        return hits

    def _question(self, words: Sequence[str], system: CodeSystem | None, *, whole: bool) -> str:
        """All the words, as FTS5 asks for them; a place or side beside other words need not be named."""
        places = self._places
        beside_others = any(word not in SIDES and word not in places for word in words)
        star = "" if whole else "*"
        parts = []
        for word in words:
            stems = (
                {word, self._reader.singular(word)}
                if whole
                else {self._stem(word), self._reader.singular(word)}
            )
            asked = [f'"{stem}"{star}' for stem in sorted(stems)]
            if beside_others and word in SIDES:
                asked += [f'"{SIDES[word]}"', f'"{ANY_SIDE}"']
            elif beside_others and word in places:
                asked.append(f'"{ANY_PLACE}"')
            parts.append(f"({' OR '.join(asked)})")
        if system == "procedure":  # one row in a hundred: better found by the index than picked out after
            parts.append(f'"{PROCEDURE}"')
        return " AND ".join(parts)

    def _stem(self, word: str) -> str:
        """What stands at the beginning of the word in the singular and in the plural, if anything does."""
        singular = self._reader.singular(word)
        return singular if word.startswith(singular) else word

    def _mended(self, words: Sequence[str]) -> tuple[str, ...]:
        """The words without those that are nowhere, or with what these were meant to be."""
        mended: list[str] = []
        for word in words:
            if self._file.rows("SELECT 1 FROM searched WHERE searched MATCH ? LIMIT 1", (f'"{word}"*',)):
                mended.append(word)
            else:
                mended.extend(self._meant(word))
        return tuple(dict.fromkeys(mended))

    def _meant(self, word: str) -> Sequence[str]:
        slips = sorted(shortened(word))
        marks = ", ".join("?" * len(slips))
        rows = self._file.rows(
            f"SELECT word, count(*) FROM spelling WHERE shortened IN ({marks}) "
            "GROUP BY word ORDER BY count(*) DESC, word LIMIT 1",
            slips,
        )
        return [row[0] for row in rows]

    def _ranked(
        self,
        words: Sequence[str],
        hits: Mapping[_Hit, bool],
        measures: Measures,
        first: Container[_Hit] = (),
    ) -> list[_Hit]:
        named = self._named(words)
        places = {f" {self._reader.singular(word)} " for word in words if word in self._places}
        singular = [f" {self._reader.singular(word)} " for word in words]
        sides = {f" {SIDES[word]} " for word in words if word in SIDES}

        def place(hit: _Hit) -> tuple[object, ...]:
            covered = max((named.get(name, 0) for name in hit.names.split()), default=0) if named else 0
            sided = any(side in hit.spelled for side in sides)
            spelled = sum(word in hit.spelled for word in singular)
            of_place = hit.system == "procedure" and any(place in hit.spelled for place in places)
            tier = 0 if of_place else hit.tier
            fit = measures.fit(hit.label)
            told = fit, -covered, hit not in first, not sided
            return *told, tier, not hit.billable, not hits[hit], -spelled, hit.id

        return sorted(hits, key=place)

    def _named(self, words: Sequence[str]) -> dict[str, int]:
        """The clinicians' terms that are written out among the words, with how many words they take up."""
        singular = sorted({self._reader.singular(word) for word in words})
        named: dict[str, int] = {}
        for count in range(1, min(len(singular), MOST_NAMED) + 1):
            for some in combinations(singular, count):
                for term in self._names.get(" ".join(some), ()):
                    named[str(term)] = count
        return named

    def _known(self, name: str) -> Any:
        return json.loads(self._file.rows("SELECT value FROM knowledge WHERE name = ?", (name,))[0][0])

    @cached_property
    def _reader(self) -> Reader:
        phrases = tuple((written, meant) for written, meant in self._known("phrases"))
        return Reader(phrases, self._known("plurals"), frozenset(self._known("ignored")))

    @cached_property
    def _places(self) -> frozenset[str]:
        return frozenset(self._known("places"))

    @cached_property
    def _names(self) -> Mapping[str, Sequence[int]]:
        names: Mapping[str, Sequence[int]] = self._known("names")
        return names

    @cached_property
    def _terms(self) -> tuple[_Term, ...]:
        terms = []
        for texts in self._known("terms"):
            for text in texts:
                words = self._reader.split(text)
                singular = " ".join(map(self._reader.singular, words))
                terms.append(_Term(text, texts[0], f" {' '.join(words)} {singular}", singular))
        return tuple(terms)


def _systems(system: CodeSystem | None) -> tuple[str, str]:
    return (system, system) if system else ("icd10", "procedure")


class _Titles(Mapping[str, str]):
    """The official titles by code, read as they are asked for."""

    def __init__(self, file: LibraryFile) -> None:
        self._file = file

    def __getitem__(self, icd10: str) -> str:
        rows = self._file.rows(
            "SELECT label FROM found WHERE system = 'icd10' AND bare = ? AND code = ?",
            (icd10.replace(".", ""), icd10),
        )
        if not rows:
            raise KeyError(icd10)
        title: str = rows[0][0]
        return title

    def __iter__(self) -> Iterator[str]:
        return (
            row[0] for row in self._file.rows("SELECT code FROM found WHERE system = 'icd10' ORDER BY bare")
        )

    def __len__(self) -> int:
        return int(self._file.rows("SELECT count(*) FROM found WHERE system = 'icd10'")[0][0])
