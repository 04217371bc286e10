"""The office file: practice, providers, patients with coverage, fees and a day's visits, as TOML.

`OFFICE.md` beside this file is the format. All faults of a file are told at once.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import StringConstraints, TypeAdapter, ValidationError

from chargecapture.domain.encounter import Encounter
from chargecapture.domain.practice import Coverage, FeeSchedule, Patient, Practice, Provider
from chargecapture.domain.records import Money, Name, record
from chargecapture.errors import DocumentError, Fault
from chargecapture.exchange.encounter_json import read_encounter
from chargecapture.exchange.toml_file import bytes_of, faults_of, parsed
from chargecapture.workflow.office import Insured, Office, ScheduledVisit

FeeCode = Annotated[str, StringConstraints(pattern=r"^([0-9A-Z]{5}|COS-[a-z0-9_]+)$")]
TimeOfDay = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
FilePath = Annotated[str, StringConstraints(pattern=r"^[\w-]+(/[\w-]+)*\.json$")]
"""A file beside or below the office file, never elsewhere."""


@record
class _PatientEntry(Patient):
    coverage: Coverage


@record
class _VisitEntry:
    time: TimeOfDay
    patient: Name
    provider: Name
    reason: str = ""
    charted: FilePath | None = None


@record
class _Fees:
    effective_from: date
    each: Mapping[FeeCode, Money]


@record
class _OfficeFile:
    practice: Practice
    provider: tuple[Provider, ...]
    patient: tuple[_PatientEntry, ...]
    fees: _Fees
    visit: tuple[_VisitEntry, ...] = ()


_ADAPTER = TypeAdapter(_OfficeFile)


def read_office(path: Path) -> Office:
    """Read an office file and the charted visits it names.

    Raises:
        KnownError: a file cannot be opened.
        DocumentError: with every fault of the file, and of its visits.
    """
    try:
        entries = _ADAPTER.validate_json(json.dumps(parsed(bytes_of(path)), default=str))
    except ValidationError as problem:
        raise DocumentError(tuple(faults_of(problem, _PATTERNS))) from None
    faults = list(_across(entries))
    charted: dict[int, Encounter] = {}
    for at, visit in enumerate(entries.visit):
        if visit.charted is not None:
            try:
                charted[at] = read_encounter(bytes_of(path.parent / visit.charted))
            except DocumentError as problem:
                faults += [_inside(visit.charted, fault) for fault in problem.faults]
    faults += _contradictions(entries, charted)
    if faults:
        raise DocumentError(tuple(faults))
    return _office(entries, charted)


def _office(entries: _OfficeFile, charted: Mapping[int, Encounter]) -> Office:
    return Office(
        practice=entries.practice,
        providers=entries.provider,
        patients=tuple(Insured(_patient(entry), entry.coverage) for entry in entries.patient),
        fees=FeeSchedule(dict(entries.fees.each)),
        fees_effective_from=entries.fees.effective_from,
        visits=tuple(
            ScheduledVisit(visit.time, visit.patient, visit.provider, visit.reason, charted.get(at))
            for at, visit in enumerate(entries.visit)
        ),
    )


def _patient(entry: _PatientEntry) -> Patient:
    return Patient(**{field.name: getattr(entry, field.name) for field in fields(Patient)})


def _across(entries: _OfficeFile) -> Iterator[Fault]:
    """What no single entry can tell: tables without one, ids that are there twice, or that nobody has."""
    for name, table in (("provider", entries.provider), ("patient", entries.patient)):
        if not table:
            yield Fault(f"$.{name}", "no entry", "one entry or more")
    yield from _twice("provider", "id", [each.id for each in entries.provider])
    yield from _twice("patient", "id", [each.id for each in entries.patient])
    yield from _twice("patient", "account", [each.account for each in entries.patient])
    patients, providers = {each.id for each in entries.patient}, {each.id for each in entries.provider}
    for at, visit in enumerate(entries.visit):
        for name, found, known in (
            ("patient", visit.patient, patients),
            ("provider", visit.provider, providers),
        ):
            if found not in known:
                yield Fault(f"$.visit[{at}].{name}", json.dumps(found), f"the id of a {name} in this file")


def _twice(table: str, key: str, values: Sequence[str]) -> Iterator[Fault]:
    repeated = {value for value, times in Counter(values).items() if times > 1}
    for at, value in enumerate(values):
        if value in repeated and value in values[:at]:
            yield Fault(f"$.{table}[{at}].{key}", json.dumps(value), f"a value that no other {table} has")


def _contradictions(entries: _OfficeFile, charted: Mapping[int, Encounter]) -> Iterator[Fault]:
    """A charted visit is its patient's: payer, sex and provider agree with the entries."""
    patients = {each.id: each for each in entries.patient}
    for at, encounter in charted.items():
        visit = entries.visit[at]
        if visit.patient not in patients:
            continue
        patient = patients[visit.patient]
        facts: Iterable[tuple[str, str | None, str]] = (
            ("payer", encounter.payer, patient.coverage.family),
            ("patient.sex", encounter.patient.sex, patient.sex),
            ("rendering", encounter.rendering, visit.provider),
        )
        for name, found, wanted in facts:
            if found != wanted:
                yield Fault(
                    f"{visit.charted}: $.{name}", json.dumps(found), f"{wanted}, as the office file has it"
                )


def _inside(file: str, fault: Fault) -> Fault:
    return fault._replace(path=f"{file}: {fault.path}")


_PATTERNS = {
    "each": "a code of 5 characters, or COS- and the name of a cosmetic service",
    "time": "a time such as 08:30",
    "charted": "the path of a .json file beside or below the office file",
}
