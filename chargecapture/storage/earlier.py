"""A patient's visits before a day: signed ones as they stand now, and drafts that were never signed."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, and_, func, select

from chargecapture.domain.encounter import Encounter
from chargecapture.storage import tables
from chargecapture.storage.visit_rows import EncounterCodec, read_document
from chargecapture.workflow.earlier import EarlierVisit, NamesOfVisit, lesion_names

MOST_VISITS = 300
SAYS_SAME = '"same_as"'


def read_earlier(
    connection: Connection, codec: EncounterCodec, patient_id: str, before: date
) -> tuple[EarlierVisit, ...]:
    """The patient's newest visits before a day, in the order of signing, drafts last.

    A draft in which nothing is charted is left out.
    """
    signed = [_signed(row, codec) for row in _newest(connection, patient_id, before)[:MOST_VISITS]]
    return (*reversed(signed), *_drafts(connection, codec, patient_id, before))


def _newest(connection: Connection, patient_id: str, before: date) -> list[Row[Any]]:
    """The newest version of each visit, with the document of its first one; the newest visit first."""
    versions, first = tables.visit_versions, tables.visit_versions.alias()
    last = (
        select(versions.c.visit_id, func.max(versions.c.number).label("number"))
        .where(versions.c.patient_id == patient_id, versions.c.day < before)
        .group_by(versions.c.visit_id)
        .subquery()
    )
    query = (
        select(versions, first.c.encounter.label("first_encounter"))
        .join(last, and_(versions.c.visit_id == last.c.visit_id, versions.c.number == last.c.number))
        .join(first, and_(first.c.visit_id == versions.c.visit_id, first.c.number == 1))
        .order_by(first.c.signed_at.desc(), versions.c.visit_id.desc())
    )
    return list(connection.execute(query))


def _signed(row: Row[Any], codec: EncounterCodec) -> EarlierVisit:
    first = read_document(codec, row.first_encounter) if row.number > 1 else None
    return EarlierVisit(
        id=row.visit_id, day=row.day, signed=True, encounter=read_document(codec, row.encounter), first=first
    )


def _drafts(
    connection: Connection, codec: EncounterCodec, patient_id: str, before: date
) -> Iterator[EarlierVisit]:
    visits = tables.visits
    query = (
        select(visits.c.id, visits.c.day, visits.c.encounter)
        .where(visits.c.patient_id == patient_id, visits.c.day < before)
        .where(visits.c.state.in_(("draft", "held")))
        .order_by(visits.c.day, visits.c.id)
    )
    for row in connection.execute(query):
        charted = read_document(codec, row.encounter)
        if charted.lesions:
            yield EarlierVisit(id=row.id, day=row.day, signed=False, encounter=charted)


def read_names(
    connection: Connection, codec: EncounterCodec, patient_id: str, before: date
) -> Mapping[str, NamesOfVisit]:
    """How the lesions of the patient's signed visits are called in a history, by visit."""

    def charted(row: Row[Any]) -> Encounter | None:
        """Only a document that speaks of lesions of before is read for it."""
        return read_document(codec, row.encounter) if SAYS_SAME in row.encounter else None

    rows = reversed(_newest(connection, patient_id, before))
    return lesion_names((row.visit_id, row.day, charted(row)) for row in rows)
