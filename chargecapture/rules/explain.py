"""From each charge line back to the facts, table rows and sources that it rests on.

It reads the same tables as the rules do and decides nothing: what the engine answered is walked, not
answered again.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from chargecapture.domain.charges import Answer, ChargeLine, Place, Reason
from chargecapture.domain.encounter import Encounter, Lesion
from chargecapture.domain.explained import Explanation, Fact, LineWalk, Step, TableRow
from chargecapture.rules.diagnoses import ANY, Diagnosed, DiagnosisTable, diagnose_lesion, diagnose_words
from chargecapture.rules.payers import payer_rules, profile_of
from chargecapture.rules.tables import (
    Dated,
    Lookup,
    NotInForceError,
    RuleBook,
    RuleTables,
    StepTable,
    Version,
)

LONGEST = 160
ANATOMY = "AAD, Location, location, location, Cracking the Code, Feb 2014"
SITES = "resources/rules/sites/sites.csv"
TERMS = "resources/rules/diagnoses"
DIAGNOSES = "ICD-10-CM tabular list; Official Guidelines I.C.2 and IV.H"


def explain(
    encounter: Encounter,
    answer: Answer,
    tables: RuleTables,
    diagnoses: DiagnosisTable,
    *,
    only: ChargeLine | None = None,
) -> Explanation:
    """Walk every line of an answer, or only one, back to what was charted and to the rows that chose it."""
    day = encounter.date_of_service
    try:
        book = tables.on(day)
    except NotInForceError:
        return Explanation(answer, day, encounter.payer, (), (), answer.alerts)
    walker = _Walker(encounter, answer, tables, book, diagnoses)
    lines = tuple(walker.walk(line) for line in (answer.lines if only is None else (only,)))
    return Explanation(answer, day, encounter.payer, tuple(walker.general()), lines, answer.alerts)


class _Walker:
    def __init__(
        self,
        encounter: Encounter,
        answer: Answer,
        tables: RuleTables,
        book: RuleBook,
        diagnoses: DiagnosisTable,
    ) -> None:
        self._encounter = encounter
        self._answer = answer
        self._tables = tables
        self._book = book
        self._diagnoses = diagnoses
        self._lesions = {lesion.id: (at, lesion) for at, lesion in enumerate(encounter.lesions)}

    def general(self) -> Iterator[Step]:
        charted = self._encounter
        profile = profile_of(self._book.payers, charted.payer, charted.payer_name)
        told = ", ".join(
            f"{name} {_value(value)}"
            for name, value in profile._asdict().items()
            if name not in ("id", "label", "source", "exceptions", "changed", "shipped")
            and value not in ("", {}, None)
        )
        yield Step("Payer", f"{profile.label}: {told}", profile.source, f"payer {profile.id}")
        for rule in payer_rules(profile):
            if rule.shipped is not None:
                codes = f" for {', '.join(rule.codes)}" if rule.codes else ""
                says = f"The office's own: {rule.key} {rule.value}{codes}, in place of {rule.shipped}"
                yield Step("Payer", says, rule.source)
        for about, source in self._book.sources.items():
            yield Step("Edition", about, source)

    def walk(self, line: ChargeLine) -> LineWalk:
        return LineWalk(line, tuple(self._facts(line)), tuple(self._steps(line)))

    def _steps(self, line: ChargeLine) -> Iterator[Step]:
        for reason in line.why:
            yield self._of_reason(reason, line)
        yield from self._of_sites(line)
        diagnosed = tuple(self._of_diagnoses(line))
        yield from diagnosed
        for icd10 in line.icd10:
            if not any(icd10 in step.says for step in diagnosed):
                yield self._of_rule_s_own(icd10)
        yield self._of_code(line)
        yield from self._of_add_on(line)
        yield from self._of_pairs(line)

    def _facts(self, line: ChargeLine) -> Iterator[Fact]:
        """What was charted of the line: of each lesion its own keys, then what was done there."""
        told: set[str] = set()
        if _is_of_visit(line):
            yield from _plain("$.visit", self._encounter.visit, Place(field="visit."))
            yield from _plain("$.patient", self._encounter.patient, Place(field="patient."))
        if any(reason.rule.startswith("global.") for reason in line.why):
            for at, prior in enumerate(self._encounter.history):
                yield from _plain(f"$.history[{at}]", prior, None)
        for place in line.places:
            path = self._path(place)
            if place.lesion and place.lesion not in told:
                told.add(place.lesion)
                at, lesion = self._lesions[place.lesion]
                yield from _plain(f"$.lesions[{at}]", lesion, Place(lesion.id), without=("procedures",))
            yield from _plain(path, self._procedure(place), place)

    def _path(self, place: Place) -> str:
        if not place.lesion:
            return f"$.services[{place.procedure}]"
        at, _ = self._lesions[place.lesion]
        return f"$.lesions[{at}].procedures[{place.procedure}]"

    def _procedure(self, place: Place) -> Any:
        at = place.procedure or 0
        return self._lesions[place.lesion][1].procedures[at] if place.lesion else self._encounter.services[at]

    def _of_reason(self, reason: Reason, line: ChargeLine) -> Step:
        """The reason, with the table that it names, or the one of its family that names the code."""
        about = "Modifier" if reason.rule.startswith(("modifier.", "global.", "notice.")) else "Code"
        family = reason.rule.partition(".")[0]
        values = {fact.value for fact in self._facts(line)}
        for name, version in self._versions(reason.rule, family):
            rows = tuple(_rows(version.content, line.code, values))
            if rows or name == reason.rule:
                said = reason.text if name == reason.rule else f"{reason.text} (rule {reason.rule})"
                since, compared = version.effective_from, version.reviewed_on
                return Step(about, said, reason.source, name, rows, since, compared)
        return Step(about, f"{reason.text} (rule {reason.rule})", reason.source)

    def _versions(self, rule: str, family: str) -> Iterator[tuple[str, Version[Any]]]:
        kin = [name for name in self._tables.lookups if name != rule and name.partition(".")[0] == family]
        for tables in (self._tables.steps, self._tables.lookups):
            for name in (rule, *kin):
                dated: Dated[Any] | None = tables.get(name)
                version = dated.on(self._encounter.date_of_service) if dated else None
                if version is not None:
                    yield name, version

    def _of_sites(self, line: ChargeLine) -> Iterator[Step]:
        """How the tables group the sites, where a table of the line is one of a group."""
        families = {reason.rule.rpartition(".")[0]: reason.rule for reason in line.why}
        for lesion in self._lesions_of(line):
            site = self._book.sites[lesion.site]
            for family, rule in families.items():
                if family and site.groups.get(family) == rule.rpartition(".")[2]:
                    says = f"{site.label} belongs to “{site.groups[family]}” in {family}"
                    yield Step("Site", says, site.note or ANATOMY, SITES)

    def _lesions_of(self, line: ChargeLine) -> Iterator[Lesion]:
        for label in dict.fromkeys(place.lesion for place in line.places if place.lesion):
            yield self._lesions[label][1]

    def _of_diagnoses(self, line: ChargeLine) -> Iterator[Step]:
        day = self._encounter.date_of_service
        for lesion in self._lesions_of(line):
            site = self._book.sites[lesion.site]
            found = diagnose_lesion(self._diagnoses, lesion, site, on=day)
            where = f"{site.named(lesion.side)}, {lesion.nature or found.nature or 'no nature'}"
            yield self._diagnosed(lesion.diagnosis, where, found, lesion.site)
        for place in line.places:
            words = "" if place.lesion else self._procedure(place).diagnosis or ""
            if words:
                found = diagnose_words(self._diagnoses, words, place, "Service", on=day)
                yield self._diagnosed(words, "", found, "unspecified")
        visit = self._encounter.visit
        for at, words in enumerate(visit.diagnoses if visit and _is_of_visit(line) else ()):
            place = Place(field=f"visit.diagnoses[{at}]")
            yield self._diagnosed(
                words, "", diagnose_words(self._diagnoses, words, place, "The visit", on=day), "unspecified"
            )

    def _diagnosed(self, words: str, where: str, found: Diagnosed, site: str) -> Step:
        term = self._diagnoses.term(found.term)
        said = f"“{words}”" if words else "no words"
        means = f" means “{found.term}”" if found.term else ""
        given = ", ".join(found.icd10) or "no code"
        rows = (
            row
            for row in (self._diagnoses.rows_for(term, site) if term else ())
            if row.valid_on(self._encounter.date_of_service)
        )
        shown = tuple(
            TableRow(
                f"{_any(row.site)} site, {_any(row.side) or 'no'} side: {row.icd10}"
                f"{'; ' + row.note if row.note else ''}",
                row.icd10 in found.icd10,
            )
            for row in rows
        )
        standing = ", ".join(
            f"{icd10} is {self._diagnoses.codes.standing(icd10, self._encounter.date_of_service)}"
            for icd10 in found.icd10
        )
        says = f"{said}{means}{f' ({where})' if where else ''}: {given}{f'. {standing}' if standing else ''}"
        return Step("Diagnosis", says, DIAGNOSES, TERMS, shown)

    def _of_rule_s_own(self, icd10: str) -> Step:
        """A diagnosis that no words gave: a table sets it, such as the one of services for looks."""
        for name, lookup in self._book.lookups.items():
            rows = tuple(_rows(lookup, icd10, ()))
            if rows:
                return Step("Diagnosis", f"{icd10} is set by the rule", lookup.source, name, rows)
        return Step("Diagnosis", f"{icd10} is set by the rule", DIAGNOSES)

    def _of_code(self, line: ChargeLine) -> Step:
        facts = self._book.codes.get(line.code)
        source = self._book.sources["codes"]
        if facts is None:
            return Step(
                "Code row", f"{line.code} is in no published table: no edit, no limit, no rank", source
            )
        limit = f"{facts.mue} a day, indicator {facts.mai}" if facts.mue is not None else "none published"
        says = (
            f"{line.code}: status {facts.status or 'none'}, global {facts.global_days or 'none'}, "
            f"multiple {facts.multiple or 'none'}, bilateral {facts.bilateral or 'none'}, "
            f"assistant {facts.assistant or 'none'}, units {limit}, relative value {facts.total}"
        )
        return Step("Code row", says, source, "codes")

    def _of_add_on(self, line: ChargeLine) -> Iterator[Step]:
        parents = self._book.add_ons.parents.get(line.code)
        if parents is None:
            return
        charged = sorted(parents & {other.code for other in self._answer.lines})
        listed = ", ".join(sorted(parents)) or "the contractor defines them"
        says = f"{line.code} needs a parent: {listed}. Here: {', '.join(charged) or 'none'}"
        yield Step("Add-on", says, self._book.add_ons.source, "add_on")

    def _of_pairs(self, line: ChargeLine) -> Iterator[Step]:
        rows = []
        for code in dict.fromkeys(other.code for other in self._answer.lines if other.code != line.code):
            pair = self._book.pairs.between(line.code, code)
            if pair is not None:
                parts = "a modifier may part them" if pair.indicator == "1" else "nothing parts them"
                published = self._book.pairs.published(pair)
                row = f"indicator {pair.indicator}{published and f', {published}'}"
                text = f"{pair.column1} / {pair.column2}, {row}: {parts}"
                rows.append(TableRow(text, pair.column2 == line.code))
        if rows:
            says = f"Edits of {line.code} with the other lines; it is column 2 where marked"
            yield Step("Pairs", says, self._book.pairs.source, "ptp", tuple(rows))


def _is_of_visit(line: ChargeLine) -> bool:
    return line.is_visit or not line.places


def _plain(path: str, record: Any, place: Place | None, without: Sequence[str] = ()) -> Iterator[Fact]:
    """The keys of a record that hold more than their absence means; `place` is the record's own."""
    if record is None:
        return
    for field in fields(record):
        value = getattr(record, field.name)
        if field.name not in without and (field.name == "kind" or value != field.default):
            at = place and place._replace(field=f"{place.field}{field.name}")
            yield Fact(f"{path}.{field.name}", _value(value), at)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal | date | int | str):
        return f"{value}"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_value(inner)}" for key, inner in value.items())
    if isinstance(value, Iterable):
        return ", ".join(map(_value, value))
    return "none" if value is None else f"{value}"


def _any(word: str) -> str:
    return "any" if word == ANY else word.replace("_", " ")


def _rows(content: StepTable | Lookup, code: str, facts: Container[str]) -> Iterator[TableRow]:
    """All tiers of a measure; of other tables the rows that name the code, or else a charted fact."""
    if isinstance(content, StepTable):
        for step in content.steps:
            further = f", then {step.further} for each {step.each} past {step.above}" if step.further else ""
            text = f"{content.measure} {content.class_of(step)}: {step.code}{further}"
            yield TableRow(text, code in (step.code, step.further))
        return
    naming = [key for key, row in content.rows.items() if _names(row, code)]
    for key in naming or [key for key in content.rows if key in facts]:
        row = content.rows[key]
        told = "; ".join(f"{name} {_value(value)}" for name, value in row.items() if name != "key")
        yield TableRow(f"{key}: {told[:LONGEST]}{'…' if len(told) > LONGEST else ''}", decides=True)


def _names(value: object, code: str) -> bool:
    """Whether a code stands anywhere in a row."""
    if isinstance(value, Mapping):
        return any(_names(inner, code) for inner in value.values())
    if isinstance(value, list | tuple | set | frozenset):
        return any(_names(inner, code) for inner in value)
    return value == code
