"""Reads the rule tables under `resources/rules` into the form that the rules work on.

A table that contradicts itself, or a row of the wrong shape, is refused with its name.
"""

import csv
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

from chargecapture.codesets.payer_profiles import load_payers
from chargecapture.domain.encounter import Nature
from chargecapture.domain.payers import SHIPPED, OfficePayers
from chargecapture.domain.sites import SITE_IDS
from chargecapture.errors import TableError
from chargecapture.rules.diagnoses import DiagnosisRow, DiagnosisTable, Term, Words
from chargecapture.rules.tables import (
    AddOns,
    BuiltIn,
    CodeFacts,
    Dated,
    DiagnosisCodes,
    Editions,
    Lookup,
    RuleTables,
    SiteGroups,
    Step,
    StepTable,
    TextPairTable,
    Version,
    check_steps,
)

ANY_PARENT = "CCCCC"  # the contractor defines the parents


def load_rule_tables(
    rules: Path,
    office: OfficePayers = SHIPPED,
    at_hand: Callable[[Sequence[BuiltIn]], Editions] = Editions,
) -> RuleTables:
    """Read all tables under `resources/rules`.

    Args:
        rules: the folder.
        office: what the office sets otherwise for its payers.
        at_hand: puts what was imported before the editions built in.

    Raises:
        TableError: a table is missing, contradicts itself or has a row it may not have.
    """
    steps: dict[str, Dated[StepTable]] = {}
    lookups: dict[str, Dated[Lookup]] = {}
    for path in sorted(rules.glob("*.toml")):
        content = _toml(path)
        for table in content.get("table", ()):
            steps[table["id"]] = _step_table(table)
        for lookup in content.get("lookup", ()):
            lookups[lookup["id"]] = _lookup(lookup)
    lookups["cosmetic.services"] = _cosmetic(rules / "cosmetic")
    editions = _toml(rules / "editions.toml")
    codes = Dated(
        "codes", [_version(row, _code_facts(rules / "codes" / row["file"])) for row in editions["codes"]]
    )
    pairs = Dated("pairs", [_version(row, _pairs(rules / "ptp", row)) for row in editions["pairs"]])
    add_ons = _AddOnRows(rules / "add_on", editions["add_ons"][-1])
    return RuleTables(
        steps=steps,
        lookups=lookups,
        sites=load_sites(rules / "sites" / "sites.csv"),
        codes=codes,
        pairs=pairs,
        add_ons=add_ons.on,
        payers=load_payers(rules / "payers.toml", office),
        editions=at_hand(_built_in(editions)),
    )


def load_built_in(rules: Path) -> list[BuiltIn]:
    """The published editions that come with the program."""
    return _built_in(_toml(rules / "editions.toml"))


def _built_in(editions: Mapping[str, Any]) -> list[BuiltIn]:
    return [BuiltIn(**row) for row in editions["built_in"]]


def load_sites(path: Path) -> dict[str, SiteGroups]:
    """Read what each site means to the rules; the sites are those of the contract, all of them."""
    fixed = {"site", "label", "region", "paired", "modifier_left", "modifier_right", "words", "note"}
    sites = {}
    for row in _csv(path):
        groups = {name: group for name, group in row.items() if name not in fixed and group}
        modifiers = {side: row[f"modifier_{side}"] for side in ("left", "right") if row[f"modifier_{side}"]}
        sites[row["site"]] = SiteGroups(
            row["site"],
            row["label"],
            row["region"],
            row["paired"] == "1",
            groups,
            modifiers,
            tuple(word for word in row["words"].split(";") if word),
            row["note"],
        )
    if set(sites) != set(SITE_IDS):
        odd = ", ".join(sorted(set(sites) ^ set(SITE_IDS)))
        raise TableError(f"{path.name}: sites that are not those of the contract: {odd}")
    return sites


def load_diagnoses(folder: Path, codes: DiagnosisCodes) -> DiagnosisTable:
    """Read the clinical words and their codes by site."""
    by_site: dict[str, list[DiagnosisRow]] = {}
    for row in _csv(folder / "by_site.csv"):
        made = DiagnosisRow(
            row["site"],
            row["side"],
            row["icd10"],
            _day(row["valid_from"]),
            _day(row["valid_to"]),
            row["note"],
        )
        by_site.setdefault(row["by_site"], []).append(made)
    shared = {name: tuple(rows) for name, rows in by_site.items()}
    return DiagnosisTable(tuple(_terms(folder / "terms.csv", shared)), _words(folder / "words.toml"), codes)


def load_terms_and_words(folder: Path) -> tuple[tuple[Term, ...], Words]:
    """The clinical words alone, without their codes."""
    nowhere: Mapping[str, tuple[DiagnosisRow, ...]] = defaultdict(tuple)
    return tuple(_terms(folder / "terms.csv", nowhere)), _words(folder / "words.toml")


def _terms(path: Path, by_site: Mapping[str, tuple[DiagnosisRow, ...]]) -> Iterator[Term]:
    natures = ("", *get_args(Nature))
    for row in _csv(path):
        if row["nature"] not in natures:
            raise TableError(f"{path.name}: {row['term']} has the nature {row['nature']}")
        if row["by_site"]:
            rows = by_site[row["by_site"]]
        else:
            rows = (
                DiagnosisRow(
                    "*", "*", row["icd10"], _day(row["valid_from"]), _day(row["valid_to"]), row["note"]
                ),
            )
        synonyms = tuple(word for word in row["synonyms"].split(";") if word)
        yield Term(row["term"], synonyms, row["nature"], rows)


def _words(path: Path) -> Words:
    raw = _toml(path)
    return Words(
        hedges=tuple(raw["hedges"]),
        introducing=tuple(raw["introducing"]),
        tumors=frozenset(raw["tumors"]),
        refusals=frozenset(raw["refusals"]),
        forward_refusals=frozenset(raw["forward_refusals"]),
        ambiguous=frozenset(raw["ambiguous"]),
        general=frozenset(raw["general"]),
        plurals=dict(raw["plurals"]),
        phrases=tuple((written, meant) for written, meant in raw["phrases"]),
        distinct=tuple(raw["distinct"]["names"]),
        unsaid=frozenset(raw["unsaid"]["codes"]),
        causes=raw["causes"],
        infections=tuple(raw["infections"]["begin"]),
        nature_of_code=raw["nature_of_code"],
        stand_ins=raw["stand_ins"],
        places={place: tuple(sites) for place, sites in raw["places"].items()},
        neoplasms_from=raw["neoplasms"]["from"],
        neoplasms_to=raw["neoplasms"]["to"],
    )


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as problem:
        raise TableError(f"{path.name} cannot be read: {problem}") from problem


def _csv(path: Path) -> Iterator[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as rows:
            yield from csv.DictReader(rows, strict=True)
    except (OSError, csv.Error, UnicodeDecodeError) as problem:
        raise TableError(f"{path.name} cannot be read: {problem}") from problem


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _version(row: Mapping[str, Any], content: Any) -> Version[Any]:
    return Version(row["effective_from"], row["reviewed_on"], row["source"], content, row.get("effective_to"))


def _step_table(table: Mapping[str, Any]) -> Dated[StepTable]:
    name = table["id"]
    versions = []
    for version in table["version"]:
        steps = tuple(_step(step) for step in version["steps"])
        check_steps(name, steps)
        made = StepTable(
            name,
            table["label"],
            table["measure"],
            table["unit"],
            version["source"],
            steps,
            _decimal(table.get("over")),
            _decimal(table.get("printed_step")),
        )
        versions.append(_version(version, made))
    return Dated(name, versions)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _step(step: Mapping[str, Any]) -> Step:
    return Step(
        step["code"],
        _decimal(step.get("up_to")),
        _decimal(step.get("below")),
        step.get("further", ""),
        Decimal(step.get("above", "0")),
        Decimal(step.get("each", "1")),
    )


def _lookup(lookup: Mapping[str, Any]) -> Dated[Lookup]:
    name = lookup["id"]
    versions = []
    for version in lookup["version"]:
        rows = {row["key"]: row for row in version["rows"]}
        if len(rows) < len(version["rows"]):
            raise TableError(f"{name} has a key twice")
        versions.append(_version(version, Lookup(name, version["source"], rows)))
    return Dated(name, versions)


def _cosmetic(folder: Path) -> Dated[Lookup]:
    source = _toml(folder / "SOURCE.toml")
    rows = {}
    for row in _csv(folder / "services.csv"):
        rows[row["service"]] = {**row, "medical_icd10": tuple(row["medical_icd10"].split(";"))}
    lookup = Lookup("cosmetic.services", source["source"], rows)
    return Dated("cosmetic.services", [_version(source, lookup)])


def _code_facts(path: Path) -> dict[str, CodeFacts]:
    return {
        row["code"]: CodeFacts(
            row["code"],
            row["status"],
            row["global_days"],
            row["multiple"],
            row["bilateral"],
            row["assistant"],
            int(row["mue"]) if row["mue"] else None,
            row["mai"],
            Decimal(row["total_rvu"] or 0),
        )
        for row in _csv(path)
    }


def _pairs(folder: Path, row: Mapping[str, Any]) -> TextPairTable:
    path = folder / row["file"]
    try:
        return TextPairTable(path.read_text("ascii").splitlines(), row["source"])
    except OSError as problem:
        raise TableError(f"{path.name} cannot be read: {problem}") from problem


class _AddOnRows:
    """The add-on edits of one published file; each row has its own dates."""

    def __init__(self, folder: Path, edition: Mapping[str, Any]) -> None:
        self._source = edition["source"]
        self._rows = [
            (
                row["add_on_code"],
                _day(row["effective_from"]),
                _day(row["effective_to"]),
                row["parent_codes"].split(),
            )
            for row in _csv(folder / edition["file"])
        ]

    def on(self, day: date) -> AddOns:
        parents: dict[str, set[str]] = {}
        for add_on, first, last, codes in self._rows:
            if (first is None or first <= day) and (last is None or day <= last):
                parents.setdefault(add_on, set()).update(code for code in codes if code != ANY_PARENT)
        return AddOns(self._source, {add_on: frozenset(codes) for add_on, codes in parents.items()})
