"""Builds the file that searches run on: ICD-10-CM and our procedure catalogue, in the order of usefulness.

Rows are numbered best first, so that the full-text index gives the best ones first and may stop early.
"""

import csv
import json
import sqlite3
import tomllib
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlite_utils

from chargecapture.codesets.icd10cm import OfficialCode
from chargecapture.codesets.library_file import AddedDiagnosis, Additions, Progress, ReadEdition
from chargecapture.codesets.rule_tables import load_diagnoses, load_sites
from chargecapture.codesets.words import ANY_PLACE, ANY_SIDE, PROCEDURE, SCHEMA, SIDES, Reader, shortened
from chargecapture.domain.codes import CodeSystem
from chargecapture.rules.diagnoses import DiagnosisTable, Term
from chargecapture.rules.tables import SiteGroups

EXPECTED = 100_000
EVERYDAY, SKIN, NEAR, REST = range(4)
SHORTEST_MENDED = 5
ADD_ON = "add-on"
LATER_ENCOUNTERS = ("subsequent encounter", "sequela")


class _NoCodes:
    def standing(self, icd10: str, on: object) -> str:  # noqa: ARG002
        return "unknown"


@dataclass(slots=True)
class _Row:
    code: str
    label: str
    system: CodeSystem
    billable: bool
    words: set[str]
    names: set[int] = field(default_factory=set)
    tier: int = REST
    rank: int = 0
    ours: bool = True

    @property
    def bare(self) -> str:
        return self.code.replace(".", "").upper()


class _Ranking:
    """Where a code stands: by the first list that names its beginning, then by its place in that list."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self._places: dict[tuple[str, str], tuple[int, int]] = {}
        for system in ("icd10", "procedure"):
            for tier, name in ((NEAR, "near"), (SKIN, "skin"), (EVERYDAY, "everyday")):
                listed = enumerate(raw[system][name])
                self._places |= {(system, beginning): (tier, at) for at, beginning in listed}

    def place(self, row: _Row) -> tuple[int, int]:
        beginnings = ((row.system, row.code[:length]) for length in range(1, len(row.code) + 1))
        tier, rank = min((self._places[b] for b in beginnings if b in self._places), default=(REST, 0))
        return (SKIN, len(self._places)) if row.names and tier > SKIN else (tier, rank)


def _order(row: _Row) -> tuple[object, ...]:
    later = row.label.endswith(LATER_ENCOUNTERS)
    shown = 0 if row.tier == EVERYDAY or row.system == "procedure" else len(row.label)
    vague = "of unspecified" in row.label
    return row.tier, not row.billable, later, row.system, row.rank, vague, shown, row.code


def read_search(resources: Path) -> tuple[Mapping[str, Any], Reader, DiagnosisTable]:
    """How words are read: our own table on top of the one of the rules."""
    raw = tomllib.loads((resources / "codesets" / "search.toml").read_text("utf-8"))
    table = load_diagnoses(resources / "rules" / "diagnoses", _NoCodes())
    phrases = (*((written, meant) for written, meant in raw["phrases"]), *table.words.phrases)
    plurals = {**table.words.plurals, **dict(raw["plurals"])}
    return raw, Reader(phrases, plurals, frozenset(raw["ignored"])), table


def read_procedures(resources: Path) -> Iterator[dict[str, str]]:
    with (resources / "codesets" / "procedures.csv").open(encoding="utf-8", newline="") as rows:
        yield from csv.DictReader(rows, strict=True)


def read_changes(resources: Path) -> Iterator[dict[str, str]]:
    """What is known of codes outside the edition's own dates; `-` at the end is all codes under a heading."""
    with (resources / "codesets" / "icd10cm_changes.csv").open(encoding="utf-8", newline="") as rows:
        yield from csv.DictReader(rows, strict=True)


def build(
    target: Path, resources: Path, read_edition: ReadEdition, progress: Progress, additions: Additions
) -> None:
    """Write the library into an empty file."""
    progress(0, EXPECTED)
    raw, reader, table = read_search(resources)
    changes = list(read_changes(resources))
    rows = _official_rows(read_edition(), changes, reader, progress)
    changes += _add_diagnoses(rows, additions.diagnoses(), reader)
    names = _Names(reader, rows)
    sites = load_sites(resources / "rules" / "sites" / "sites.csv")
    places = _place_words(raw, reader, sites)
    for term in table.terms:
        names.add_term(term, sites)
    for nickname, beginnings in raw["nicknames"].items():
        names.add_nickname(nickname, beginnings)
    ranking = _Ranking(raw)
    ordered = [
        *rows.values(),
        *(_procedure_row(row, raw, reader, places) for row in read_procedures(resources)),
    ]
    for row in ordered:
        row.tier, row.rank = ranking.place(row)
    ordered += _added_procedures(additions.procedures(), {row.code for row in ordered}, reader)
    ordered.sort(key=_order)
    progress(EXPECTED * 7 // 10, EXPECTED)
    knowledge = {
        "phrases": list(reader.phrases),
        "plurals": dict(reader.plurals),
        "ignored": sorted(reader.ignored),
        "places": sorted(places),
        "names": names.keys,
        "terms": [[term.name, *term.synonyms] for term in _by_use(table.terms, ordered)],
    }
    _write(target, ordered, changes, rows, knowledge, reader, progress)
    progress(EXPECTED, EXPECTED)


def _by_use(terms: Iterable[Term], ordered: Iterable[_Row]) -> list[Term]:
    """The terms in the order of their best code; the more general name before those that share its code."""
    places = {row.code: at for at, row in enumerate(ordered)}
    return sorted(terms, key=lambda term: min(places.get(row.icd10, len(places)) for row in term.rows))


def _official_rows(
    edition: Iterable[OfficialCode], changes: Iterable[Mapping[str, str]], reader: Reader, progress: Progress
) -> dict[str, _Row]:
    rows = {}
    for at, official in enumerate(edition):
        words = _indexed(reader, official.title, *official.included)
        rows[official.code] = _Row(official.code, official.title, "icd10", official.billable, words)
        if at % 5000 == 0:
            progress(min(at, EXPECTED) * 6 // 10, EXPECTED)
    for change in changes:
        code, title = change["code"], change["title"]
        if title and code not in rows:
            rows[code] = _Row(code, title, "icd10", True, _indexed(reader, title))
    return rows


def _add_diagnoses(
    rows: dict[str, _Row], added: Iterable[AddedDiagnosis], reader: Reader
) -> Iterator[dict[str, str]]:
    """Take imported codes and titles among the rows; gives until when a new code does not stand yet."""
    for diagnosis in added:
        words = _indexed(reader, diagnosis.title)
        row = rows.get(diagnosis.code)
        if row is not None:
            row.label = diagnosis.title
            row.words |= words
            continue
        rows[diagnosis.code] = _Row(diagnosis.code, diagnosis.title, "icd10", diagnosis.billable, words)
        last = (diagnosis.first - timedelta(days=1)).isoformat()
        yield {"code": diagnosis.code, "standing": "not_yet", "effective_from": "", "effective_to": last,
               "title": ""}  # fmt: skip


def _added_procedures(
    added: Iterable[tuple[str, str]], known: Container[str], reader: Reader
) -> Iterator[_Row]:
    """The imported procedures that our catalogue lacks; they come after all else."""
    for code, label in added:
        if code not in known:
            words = _indexed(reader, code, label) | {ANY_SIDE, ANY_PLACE}
            yield _Row(code, label, "procedure", True, words, ours=False)


def _procedure_row(row: Mapping[str, str], raw: Mapping[str, Any], reader: Reader, places: set[str]) -> _Row:
    words = _indexed(reader, row["code"], row["label"], row["words"]) | {ANY_SIDE}
    if ADD_ON in row["words"].split():
        words |= set(raw["add_on"])
    if not words & places:
        words.add(ANY_PLACE)
    return _Row(row["code"], row["label"], "procedure", True, words)


def _indexed(reader: Reader, *texts: str) -> set[str]:
    words = {word for text in texts for word in reader.split(text)}
    return words | {reader.singular(word) for word in words}


class _Names:
    """Gives codes the names that clinicians use, and the places that go with them."""

    def __init__(self, reader: Reader, rows: Mapping[str, _Row]) -> None:
        self._reader = reader
        self._rows = rows
        self.keys: dict[str, list[int]] = {}
        self._count = 0

    def _number(self, names: Iterable[str]) -> int:
        self._count += 1
        for name in names:
            self.keys.setdefault(self._reader.key(self._reader.split(name)), []).append(self._count)
        return self._count

    def add_term(self, term: Term, sites: Mapping[str, SiteGroups]) -> None:
        names = (term.name, *term.synonyms)
        number, words = self._number(names), _indexed(self._reader, *names)
        for diagnosis in term.rows:
            row = self._rows.get(diagnosis.icd10)
            if row is None:
                continue
            row.names.add(number)
            row.words |= words
            if diagnosis.site in sites:
                site = sites[diagnosis.site]
                row.words |= _indexed(self._reader, site.label, *site.words)
            else:
                row.words.add(ANY_PLACE)
            if diagnosis.side == "*" and not row.words & set(SIDES.values()):
                row.words.add(ANY_SIDE)

    def add_nickname(self, nickname: str, beginnings: Iterable[str]) -> None:
        number, words = self._number((nickname,)), _indexed(self._reader, nickname)
        for row in self._rows.values():
            if row.billable and row.code.startswith(tuple(beginnings)):
                row.names.add(number)
                row.words |= words


def _place_words(raw: Mapping[str, Any], reader: Reader, sites: Mapping[str, SiteGroups]) -> set[str]:
    texts = [text for site in sites.values() for text in (site.label, *site.words)]
    return _indexed(reader, *texts, *raw["places"]) - set(raw["no_place"]) - reader.ignored


def _write(
    target: Path,
    ordered: list[_Row],
    changes: list[dict[str, str]],
    official: Mapping[str, _Row],
    knowledge: Mapping[str, object],
    reader: Reader,
    progress: Progress,
) -> None:
    db = sqlite_utils.Database(sqlite3.connect(target))
    try:
        db.execute("PRAGMA synchronous = OFF")  # a torn file is never put in place, and never fsynced in vain
        with db.conn:
            db["found"].insert_all(_found_rows(ordered, reader), pk="id", batch_size=5000)
            db["changes"].insert_all(
                _change_rows(changes, official), columns={"effective_from": str, "effective_to": str}
            )
            db["spelling"].insert_all(_spelling_rows(ordered, reader), batch_size=5000)
            db["knowledge"].insert_all(
                {"name": name, "value": json.dumps(value)} for name, value in knowledge.items()
            )
            db["found"].create_index(["system", "bare"])
            db["changes"].create_index(["code"])
            db["spelling"].create_index(["shortened"])
        progress(EXPECTED * 85 // 100, EXPECTED)
        with db.conn:
            db.execute(
                "CREATE VIRTUAL TABLE searched USING fts5("
                "words, content='', detail=none, columnsize=0, prefix='1 2 3 4 5 6 7 8 9')"
            )
            db.conn.executemany("INSERT INTO searched (rowid, words) VALUES (?, ?)", _word_rows(ordered))
        with db.conn:
            db.execute("INSERT INTO searched (searched) VALUES ('optimize')")
        db.execute("ANALYZE")
        db.execute(f"PRAGMA user_version = {SCHEMA}")
    finally:
        db.close()


def _found_rows(ordered: Iterable[_Row], reader: Reader) -> Iterator[dict[str, object]]:
    for number, row in enumerate(ordered, start=1):
        yield {
            "id": number,
            "code": row.code,
            "bare": row.bare,
            "label": row.label,
            "system": row.system,
            "billable": int(row.billable),
            "tier": row.tier,
            "ours": int(row.ours),
            "names": " ".join(map(str, sorted(row.names))),
            "spelled": f" {' '.join(map(reader.singular, reader.split(row.label)))} ",
        }


def _word_rows(ordered: Iterable[_Row]) -> Iterator[tuple[int, str]]:
    for number, row in enumerate(ordered, start=1):
        marks = {PROCEDURE} if row.system == "procedure" else set()
        yield number, " ".join(sorted({*row.words, row.bare.lower(), *marks}))


def _change_rows(
    changes: Iterable[Mapping[str, str]], official: Mapping[str, _Row]
) -> Iterator[dict[str, object]]:
    for change in changes:
        heading = change["code"].removesuffix("-")
        codes = [heading]
        if heading != change["code"]:
            codes = [code for code in official if code != heading and code.startswith(heading)]
        for code in codes:
            yield {
                "code": code,
                "standing": change["standing"],
                "effective_from": change["effective_from"],
                "effective_to": change["effective_to"],
                "title": change["title"],
            }


def _spelling_rows(ordered: Iterable[_Row], reader: Reader) -> Iterator[dict[str, object]]:
    """Only words that matter to the skin are worth a guess at what was meant."""
    known = {word for row in ordered if row.tier <= SKIN for word in (*reader.split(row.label), *row.words)}
    for word in sorted(known):
        if len(word) >= SHORTEST_MENDED and word.isalpha():
            for short in sorted(shortened(word)):
                yield {"shortened": short, "word": word}
