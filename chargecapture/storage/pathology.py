"""Rows of pathology: the lesions that wait, across drafts and newest versions, and what came back of each."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, func, insert, or_, select

from chargecapture.storage import tables
from chargecapture.storage.visit_rows import EncounterCodec, read_document
from chargecapture.workflow.pathology import PathologyResult, PendingLesion, charted_as_waiting

RESULT = ("lesion", "diagnosis", "nature", "report", "received", "released_for")


def read_pending(connection: Connection, codec: EncounterCodec) -> tuple[PendingLesion, ...]:
    """The lesions that wait, by the day they were taken; those that were released are left out."""
    visits, versions, patients = tables.visits, tables.visit_versions, tables.patients
    last = (
        select(versions.c.visit_id, func.max(versions.c.number).label("number"))
        .group_by(versions.c.visit_id)
        .subquery()
    )
    query = (
        select(visits.c.id, visits.c.day, visits.c.patient_id, visits.c.waits, visits.c.encounter)
        .add_columns(versions.c.number, versions.c.encounter.label("signed_encounter"))
        .add_columns(patients.c.first_name, patients.c.last_name, patients.c.account)
        .add_columns(tables.providers.c.last_name.label("provider"))
        .join(patients, patients.c.id == visits.c.patient_id)
        .join(tables.providers, tables.providers.c.id == visits.c.provider_id)
        .join(last, last.c.visit_id == visits.c.id, isouter=True)
        .join(
            versions,
            and_(versions.c.visit_id == visits.c.id, versions.c.number == last.c.number),
            isouter=True,
        )
        # A draft that an older program stored as held does not say which of its lesions wait.
        .where(or_(visits.c.waits > "", visits.c.state == "held"))
        .order_by(visits.c.day, patients.c.search, visits.c.id)
    )
    rows = connection.execute(query).all()
    return tuple(pending for row in rows for pending in _pending(connection, row, codec))


def _pending(connection: Connection, row: Row[Any], codec: EncounterCodec) -> Iterator[PendingLesion]:
    encounter = read_document(codec, row.signed_encounter or row.encounter)
    labels = json.loads(row.waits) if row.waits else charted_as_waiting(encounter)
    released = {each.lesion for each in read_results(connection, row.id) if each.released_for}
    for lesion in encounter.lesions:
        if lesion.id in labels and lesion.id not in released:
            yield PendingLesion(
                visit_id=row.id,
                day=row.day,
                version=row.number or 0,
                patient_id=row.patient_id,
                patient=f"{row.last_name}, {row.first_name}",
                account=row.account,
                provider=row.provider,
                lesion=lesion,
            )


def read_results(connection: Connection, visit_id: str) -> tuple[PathologyResult, ...]:
    results = tables.pathology_results
    rows = connection.execute(
        select(results).where(results.c.visit_id == visit_id).order_by(results.c.number)
    )
    return tuple(PathologyResult(**{name: row._mapping[name] for name in RESULT}) for row in rows)


def add_result(
    connection: Connection, visit_id: str, result: PathologyResult, *, version: int, by: str, at: datetime
) -> None:
    """Add what came back; `version` is the one that holds it, 0 for a draft."""
    results = tables.pathology_results
    last = select(func.coalesce(func.max(results.c.number), 0)).where(results.c.visit_id == visit_id)
    number = int(connection.execute(last).scalar_one()) + 1
    about = {name: getattr(result, name) for name in RESULT}
    entered = {"visit_version": version, "entered_by": by, "entered_at": at}
    connection.execute(insert(results), {"visit_id": visit_id, "number": number, **about, **entered})
