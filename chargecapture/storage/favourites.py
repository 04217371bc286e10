"""Rows of what each provider charts most, and of their bundles."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, and_, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from chargecapture.errors import KnownError
from chargecapture.storage import people, tables
from chargecapture.workflow.bundles import Bundle
from chargecapture.workflow.favourites import ActUse


def read_uses(connection: Connection, provider_id: str) -> tuple[ActUse, ...]:
    table = tables.act_uses
    columns = [table.c[name] for name in ActUse._fields]
    query = (
        select(*columns).where(table.c.provider_id == provider_id).order_by(table.c.act, table.c.diagnosis)
    )
    return tuple(ActUse(*row) for row in connection.execute(query))


def count_uses(connection: Connection, provider_id: str, acts: Sequence[ActUse], at: datetime) -> None:
    """Count each act once more."""
    table = tables.act_uses
    for act in acts:
        key = {"provider_id": provider_id, "act": act.act, "diagnosis": act.diagnosis}
        its_row = and_(*(table.c[name] == value for name, value in key.items()))
        more = update(table).where(its_row).values(uses=table.c.uses + 1, last_used=at)
        if not connection.execute(more).rowcount:
            connection.execute(insert(table).values(**key, uses=1, last_used=at, pinned=False))


def write_pin(connection: Connection, provider_id: str, act: ActUse, *, pinned: bool) -> None:
    """Pin an act or let go of it; its uses stay counted."""
    table = tables.act_uses
    key = {"provider_id": provider_id, "act": act.act, "diagnosis": act.diagnosis}
    its_row = and_(*(table.c[name] == value for name, value in key.items()))
    if not connection.execute(update(table).where(its_row).values(pinned=pinned)).rowcount and pinned:
        connection.execute(insert(table).values(**key, uses=0, pinned=True))


def read_bundle_rows(connection: Connection, provider_id: str) -> tuple[tuple[str, str, str], ...]:
    """The id, name and document of each of a provider's bundles, by name."""
    table = tables.bundles
    query = select(table.c.id, table.c.name, table.c.encounter).where(table.c.provider_id == provider_id)
    return tuple(
        (row.id, row.name, row.encounter) for row in connection.execute(query.order_by(table.c.name))
    )


def write_bundle(connection: Connection, bundle: Bundle, document: str, at: datetime) -> None:
    """Add a bundle with its document, or change it.

    Raises:
        KnownError: the provider has another one of that name.
    """
    values = {"provider_id": bundle.provider_id, "name": bundle.name, "encounter": document, "saved_at": at}
    try:
        people.put(connection, tables.bundles, {"id": bundle.id}, values)
    except IntegrityError:
        raise KnownError(
            f"There is a bundle “{bundle.name}” already.", "Give this one another name."
        ) from None


def delete_bundle(connection: Connection, bundle_id: str) -> None:
    connection.execute(delete(tables.bundles).where(tables.bundles.c.id == bundle_id))
