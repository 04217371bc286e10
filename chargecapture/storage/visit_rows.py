"""Rows of visits: the draft as it is charted, and the versions that were signed.

A draft is one document, written whole at each change. A signed version keeps its document and, as rows that
can be asked, its lesions, its charge lines with their reasons, its alerts and its diagnoses.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, bindparam, func, insert, select, update

from chargecapture.domain.charges import Alert, Answer, ChargeLine, ClaimDiagnosis, Place, Reason
from chargecapture.domain.encounter import Encounter, PriorCharge
from chargecapture.errors import DocumentError, KnownError, SavedElsewhereError
from chargecapture.storage import people, tables
from chargecapture.workflow.earlier import NamesOfVisit
from chargecapture.workflow.marks import Copied, Marks
from chargecapture.workflow.records import SIGNED, Outlook, VisitRecord

MOST_HISTORY = 1000  # as many as an encounter takes


class EncounterCodec(Protocol):
    """Writes an encounter as text and reads the same encounter back."""

    def write(self, encounter: Encounter) -> str: ...
    def read(self, text: str) -> Encounter: ...


Key = tuple[str, int]
"""A version: the visit's id and the version's number."""


ABOUT = ("patient_id", "provider_id", "day", "time", "reason", "state")

# Built once, as a draft is stored at each keystroke.
_HEAD = select(
    tables.visits.c.state, tables.visits.c.revision, tables.visits.c.writer, tables.visits.c.saved_at
).where(tables.visits.c.id == bindparam("visit_id"))
_CHANGE = update(tables.visits).where(tables.visits.c.id == bindparam("visit_id"))


def read_visit(connection: Connection, codec: EncounterCodec, visit_id: str) -> VisitRecord:
    """A visit as it stands: its draft, or its newest version."""
    row = _stored(connection, visit_id)
    if row is None:
        raise KnownError("This visit is not in the record file.", "Open it from the day's list again.")
    number = newest_version(connection, visit_id)
    return read_version(connection, codec, (visit_id, number)) if number else _draft(row, codec)


def _stored(connection: Connection, visit_id: str) -> Row[Any] | None:
    return connection.execute(select(tables.visits).where(tables.visits.c.id == visit_id)).one_or_none()


def _head(connection: Connection, visit_id: str) -> Row[Any] | None:
    """What decides whether a visit may be stored, without its document."""
    return connection.execute(_HEAD, {"visit_id": visit_id}).one_or_none()


def newest_version(connection: Connection, visit_id: str) -> int:
    """The number of the newest signed version; 0 for a draft."""
    versions = tables.visit_versions
    newest = select(func.coalesce(func.max(versions.c.number), 0)).where(versions.c.visit_id == visit_id)
    return int(connection.execute(newest).scalar_one())


def written(codec: EncounterCodec, encounter: Encounter) -> str:
    """The document of an encounter, once it is sure that it reads back as the same.

    Raises:
        KnownError: it does not. Better told now, with the step still on the screen to be taken back, than
            when the visit is opened again.
    """
    document = codec.write(encounter)
    try:
        same = codec.read(document) == encounter
    except DocumentError:
        same = False
    if not same:
        raise KnownError(
            "What was charted last cannot be stored as it stands.",
            "Take it back (undo) and chart it otherwise.",
        )
    return document


def read_document(codec: EncounterCodec, text: str) -> Encounter:
    try:
        return codec.read(text)
    except DocumentError:  # its faults quote what was charted
        raise KnownError(
            "What is charted in this visit cannot be read.",
            "Nothing was changed; send the record file to us.",
        ) from None


def _draft(row: Row[Any], codec: EncounterCodec) -> VisitRecord:
    return VisitRecord(
        id=row.id,
        **_common(row, codec),
        copied=_read_marks(row.copied),
        outlook=read_outlook(row),
        closed_for=row.closed_for,
        waits=_read_waits(row),
    )


def _read_waits(row: Row[Any]) -> tuple[str, ...]:
    return tuple(json.loads(row.waits)) if row.waits else ()


def read_outlook(row: Row[Any]) -> Outlook | None:
    if row.missing is None:
        return None
    return Outlook(*(row._mapping[name] for name in Outlook._fields))


def _write_outlook(outlook: Outlook | None) -> dict[str, Any]:
    return outlook._asdict() if outlook is not None else dict.fromkeys(Outlook._fields)


def _write_marks(marks: Marks) -> str:
    """Marks as text in one column, as a draft is stored whole at each keystroke."""
    rows = sorted(([mark.day.isoformat(), *mark.place] for mark in marks), key=str)
    return json.dumps(rows) if rows else ""


def _read_marks(text: str) -> Marks:
    rows = json.loads(text) if text else []
    return frozenset(
        Copied(Place(lesion, at, name), date.fromisoformat(day)) for day, lesion, at, name in rows
    )


def _common(row: Row[Any], codec: EncounterCodec) -> dict[str, Any]:
    """What a draft and a signed version are both made of."""
    names = (*ABOUT, "saved_at", "revision")
    return {name: row._mapping[name] for name in names} | {"encounter": read_document(codec, row.encounter)}


def read_version(connection: Connection, codec: EncounterCodec, key: Key) -> VisitRecord:
    """A signed version with its answer, as it was signed."""
    visits, versions = tables.visits, tables.visit_versions
    columns = (
        visits.c.time,
        visits.c.reason,
        visits.c.state,
        visits.c.revision,
        visits.c.saved_at,
        visits.c.waits,
    )
    query = select(versions, *columns).join(visits, visits.c.id == versions.c.visit_id)
    row = connection.execute(query.where(versions.c.visit_id == key[0], versions.c.number == key[1])).one()
    return VisitRecord(
        id=row.visit_id,
        **_common(row, codec),
        version=row.number,
        answer=_answer(connection, key, row),
        signed_by=row.signed_by,
        signed_at=row.signed_at,
        amended_for=row.amended_for,
        waits=_read_waits(row),
    )


def read_last_signed(
    connection: Connection, codec: EncounterCodec, patient_id: str, before: date
) -> VisitRecord | None:
    """The newest version of a patient's last signed visit before a day; `None` where there was none."""
    versions = tables.visit_versions
    query = (
        select(versions.c.visit_id)
        .where(versions.c.patient_id == patient_id, versions.c.day < before)
        .order_by(versions.c.day.desc(), versions.c.signed_at.desc())
        .limit(1)
    )
    visit_id = connection.execute(query).scalar()
    if visit_id is None:
        return None
    return read_version(connection, codec, (visit_id, newest_version(connection, visit_id)))


class Stamp(NamedTuple):
    """Who stores and when. The writer is one open window's record file, new each time it is opened."""

    writer: str
    at: datetime


def write_draft(connection: Connection, visit: VisitRecord, document: str, stamp: Stamp) -> VisitRecord:
    """Add a visit, or keep its draft as it is now.

    Raises:
        KnownError: the visit is signed, or another window stored it since this one read it.
    """
    stored = _head(connection, visit.id)
    if visit.state == "signed" or (stored is not None and stored.state == "signed"):
        raise KnownError(*SIGNED)
    return _store(connection, stored, visit, document, stamp)


def _store(
    connection: Connection, stored: Row[Any] | None, visit: VisitRecord, document: str, stamp: Stamp
) -> VisitRecord:
    _refuse_overtaken(stored, visit, stamp)
    revision = (stored.revision if stored is not None else 0) + 1
    about = {name: getattr(visit, name) for name in ABOUT} | {"encounter": document}
    about |= {"copied": _write_marks(visit.copied), "closed_for": visit.closed_for}
    about |= _write_outlook(visit.outlook)
    written: dict[str, Any] = {"revision": revision, "writer": stamp.writer, "saved_at": stamp.at}
    written["waits"] = json.dumps(visit.waits) if visit.waits else ""
    if stored is None:
        connection.execute(insert(tables.visits), {"id": visit.id, **about, **written})
    else:
        changed = written if stored.state == "signed" else about | written
        connection.execute(_CHANGE, {"visit_id": visit.id, **changed})
    return replace(visit, revision=revision, saved_at=stamp.at)


def _refuse_overtaken(stored: Row[Any] | None, visit: VisitRecord, stamp: Stamp) -> None:
    """Let no window write over what another stored since it read the visit.

    A window may run ahead of its own saves: it hands in the revision it last heard of, while the worker
    that saves for it has stored a newer one. What this writer stored last it may always store again.
    """
    if stored is not None and stored.writer != stamp.writer and stored.revision != visit.revision:
        raise SavedElsewhereError(
            f"Another window saved this visit at {stored.saved_at:%H:%M}.", "Compare before saving."
        )


def write_signed(
    connection: Connection, visit: VisitRecord, document: str, answer: Answer, by: str, stamp: Stamp
) -> VisitRecord:
    """Store the next version, and seal it.

    A signed visit is amended by whoever read its newest version; a draft that was signed meanwhile is not.

    Raises:
        KnownError: the visit was signed or stored by another window since this one read it.
    """
    stored = _head(connection, visit.id)
    newest = newest_version(connection, visit.id)
    if newest and (visit.state, visit.version) != ("signed", newest):
        raise KnownError(*SIGNED)
    kept = _store(connection, stored, replace(visit, state="signed"), document, stamp)
    signed = replace(kept, version=newest + 1, answer=answer, signed_by=by, signed_at=stamp.at)
    _write_answer(connection, (visit.id, signed.version), answer, visit.encounter)
    _seal(connection, signed, document, answer)
    people.mark_seen(connection, visit.patient_id, visit.day)
    return signed


def _seal(connection: Connection, signed: VisitRecord, document: str, answer: Answer) -> None:
    """Write the row of a version, after which the database takes no change of it."""
    about = {name: getattr(signed, name) for name in ("patient_id", "provider_id", "day")}
    about |= {"signed_by": signed.signed_by, "signed_at": signed.signed_at, "encounter": document}
    about |= {"amended_for": signed.amended_for}
    key = {"visit_id": signed.id, "number": signed.version}
    outcome = {"answer_id": answer.id, "status": answer.status}
    connection.execute(insert(tables.visit_versions), key | about | outcome)


# The rows of an answer


def _write_answer(connection: Connection, key: Key, answer: Answer, encounter: Encounter) -> None:
    base = dict(zip(("visit_id", "version"), key, strict=True))
    for table, rows in _answer_rows(answer, encounter).items():
        if rows:
            connection.execute(insert(table), [base | row for row in rows])


def _answer_rows(answer: Answer, encounter: Encounter) -> dict[Table, list[dict[str, Any]]]:
    """The rows of each table, parents before children, but for the version's key."""
    lines, alerts = answer.lines, answer.alerts
    diagnoses = [diagnosis._asdict() for diagnosis in answer.diagnoses]
    reasons = [[reason._asdict() for reason in line.why] for line in lines]
    return {
        tables.version_lesions: _numbered(_lesion_row(lesion) for lesion in encounter.lesions),
        tables.version_diagnoses: _numbered(diagnoses),
        tables.charge_lines: _numbered(_line_row(line) for line in lines),
        tables.line_modifiers: _listed("line", "modifier", (line.modifiers for line in lines)),
        tables.line_diagnoses: _listed("line", "icd10", (line.icd10 for line in lines)),
        tables.line_lesions: _listed("line", "lesion", (line.lesions for line in lines)),
        tables.line_reasons: [
            {"line": at, **row} for at, rows in enumerate(reasons) for row in _numbered(rows)
        ],
        tables.alerts: _numbered(_alert_row(alert) for alert in alerts),
        tables.alert_lines: _listed("alert", "line", (alert.lines for alert in alerts)),
    }


def _numbered(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{"position": position, **row} for position, row in enumerate(rows)]


def _listed(parent: str, name: str, lists: Iterable[Iterable[Any]]) -> list[dict[str, Any]]:
    return [
        {parent: at, "position": position, name: value}
        for at, values in enumerate(lists)
        for position, value in enumerate(values)
    ]


def _lesion_row(lesion: Any) -> dict[str, Any]:
    names = ("site", "side", "diagnosis", "nature", "count")
    return {"label": lesion.id, **{name: getattr(lesion, name) for name in names}}


LINE = ("code", "units", "responsibility", "charge", "label", "cosmetic", "parent_code", "pointers")
ALERT = ("severity", "rule", "message", "source", "effect")


def _line_row(line: ChargeLine) -> dict[str, Any]:
    return {name: getattr(line, name) for name in LINE}


def _alert_row(alert: Alert) -> dict[str, Any]:
    place = alert.place
    return {name: getattr(alert, name) for name in ALERT} | {
        "place_lesion": place.lesion if place else None,
        "place_procedure": place.procedure if place else None,
        "place_field": place.field if place else None,
    }


def _answer(connection: Connection, key: Key, version: Row[Any]) -> Answer:
    """Make the answer of a signed version again from its rows, as it was."""
    diagnoses = _rows(connection, tables.version_diagnoses, key)
    return Answer(
        id=version.answer_id,
        status=version.status,
        lines=tuple(_lines(connection, key)),
        alerts=tuple(_alerts(connection, key)),
        diagnoses=tuple(ClaimDiagnosis(row.pointer, row.icd10) for row in diagnoses),
    )


def _rows(connection: Connection, table: Table, key: Key) -> Iterator[Row[Any]]:
    """The rows of a version in their order."""
    its_own = (table.c.visit_id == key[0], table.c.version == key[1])
    yield from connection.execute(select(table).where(*its_own).order_by(*table.primary_key.columns))


def _lists(connection: Connection, table: Table, key: Key, parent: str) -> Mapping[int, list[Row[Any]]]:
    """The rows of a version by the position of what they belong to."""
    lists: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in _rows(connection, table, key):
        lists[row._mapping[parent]].append(row)
    return lists


def _lines(connection: Connection, key: Key) -> Iterator[ChargeLine]:
    modifiers = _lists(connection, tables.line_modifiers, key, "line")
    diagnoses = _lists(connection, tables.line_diagnoses, key, "line")
    lesions = _lists(connection, tables.line_lesions, key, "line")
    reasons = _lists(connection, tables.line_reasons, key, "line")
    for row in _rows(connection, tables.charge_lines, key):
        at = row.position
        yield ChargeLine(
            **{name: row._mapping[name] for name in LINE},
            modifiers=tuple(each.modifier for each in modifiers[at]),
            icd10=tuple(each.icd10 for each in diagnoses[at]),
            lesions=tuple(each.lesion for each in lesions[at]),
            why=tuple(Reason(each.text, each.rule, each.source) for each in reasons[at]),
        )


def _alerts(connection: Connection, key: Key) -> Iterator[Alert]:
    lines = _lists(connection, tables.alert_lines, key, "alert")
    for row in _rows(connection, tables.alerts, key):
        place = None
        if row.place_lesion is not None:
            place = Place(row.place_lesion, row.place_procedure, row.place_field)
        about = {name: row._mapping[name] for name in ALERT}
        yield Alert(**about, lines=tuple(each.line for each in lines[row.position]), place=place)


# What was charged before


def read_history(
    connection: Connection, patient_id: str, before: date, names: Mapping[str, NamesOfVisit]
) -> tuple[PriorCharge, ...]:
    """A patient's charges of the year before a day, newest first, each with the name of its lesion.

    A charge of several lesions is one entry a lesion, so that each site is known. What is cosmetic opens no
    period that a payer counts, and is left out.
    """
    wanted = _newest_versions(patient_id, before)
    lines, lesions, charted = tables.charge_lines, tables.line_lesions, tables.version_lesions
    query = (
        select(wanted.c.day, wanted.c.provider_id, lines, charted.c.label.label("lesion"))
        .add_columns(charted.c.site, charted.c.diagnosis)
        .join(lines, _same(wanted, lines))
        .join(lesions, and_(_same(lines, lesions), lesions.c.line == lines.c.position), isouter=True)
        .join(charted, and_(_same(lesions, charted), charted.c.label == lesions.c.lesion), isouter=True)
        .where(~lines.c.cosmetic)
        .order_by(wanted.c.day.desc(), wanted.c.signed_at.desc(), lines.c.visit_id)
        .order_by(lines.c.position, lesions.c.position)
        .limit(MOST_HISTORY)
    )
    modifiers: dict[tuple[str, int], list[str]] = defaultdict(list)
    of_lines = tables.line_modifiers
    for row in connection.execute(
        select(of_lines).join(wanted, _same(wanted, of_lines)).order_by(of_lines.c.position)
    ):
        modifiers[row.visit_id, row.line].append(row.modifier)
    rows = connection.execute(query).all()
    return tuple(
        _prior_charge(row, modifiers[row.visit_id, row.position], names[row.visit_id]) for row in rows
    )


def _same(one: Any, other: Any) -> ColumnElement[bool]:
    return and_(one.c.visit_id == other.c.visit_id, one.c.version == other.c.version)


def _newest_versions(patient_id: str, before: date) -> Any:
    """The newest version of each of a patient's visits in the year before a day."""
    versions = tables.visit_versions
    newer = versions.alias()
    overtaken = select(newer.c.number).where(
        newer.c.visit_id == versions.c.visit_id, newer.c.number > versions.c.number
    )
    return (
        select(versions.c.visit_id, versions.c.number.label("version"), versions.c.day)
        .add_columns(versions.c.provider_id, versions.c.signed_at)
        .where(versions.c.patient_id == patient_id, ~overtaken.exists())
        .where(versions.c.day >= _year_before(before), versions.c.day < before)
        .subquery()
    )


def _prior_charge(row: Row[Any], modifiers: Iterable[str], names: NamesOfVisit) -> PriorCharge:
    return PriorCharge(
        date=row.day,
        code=row.code,
        modifiers=tuple(modifiers),
        diagnosis=row.diagnosis or None,
        site=row.site,
        lesion=names.of(row.lesion) if row.lesion else None,
        rendering=row.provider_id,
    )


def _year_before(day: date) -> date:
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if leap_day else day.day)
