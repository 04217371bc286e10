"""Rows of a day: its visits as they stand, without their documents; what is open; what was printed."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, case, func, insert, or_, select

from chargecapture.storage import tables
from chargecapture.storage.visit_rows import read_outlook
from chargecapture.workflow.day import OPEN, OpenCount
from chargecapture.workflow.records import Outlook, Printed, VisitSummary

_LISTED = ("id", "time", "patient_id", "provider_id", "reason", "state", "closed_for", *Outlook._fields)


def visits_on(connection: Connection, day: date) -> tuple[VisitSummary, ...]:
    visits, patients, coverage = tables.visits, tables.patients, tables.coverage
    providers = tables.providers
    query = (
        select(*(visits.c[name] for name in _LISTED))
        .add_columns(patients.c.first_name, patients.c.last_name, patients.c.account)
        .add_columns(coverage.c.payer, coverage.c.family)
        .add_columns(providers.c.last_name.label("provider"), providers.c.credentials)
        .join(patients, patients.c.id == visits.c.patient_id)
        .join(providers, providers.c.id == visits.c.provider_id)
        .join(coverage, coverage.c.patient_id == patients.c.id, isouter=True)
        .where(visits.c.day == day)
        .order_by(visits.c.time, patients.c.search, visits.c.id)
    )
    rows = connection.execute(query).all()
    signed = _signed_on(connection, day) if any(row.state == "signed" for row in rows) else {}
    printed = _printed_on(connection, day)
    return tuple(_summary(row, signed.get(row.id, []), printed.get(row.id, ())) for row in rows)


def _summary(row: Row[Any], lines: list[Row[Any]], printed: tuple[Printed, ...]) -> VisitSummary:
    return VisitSummary(
        id=row.id,
        time=row.time,
        patient_id=row.patient_id,
        patient_name=f"{row.last_name}, {row.first_name}",
        account=row.account,
        reason=row.reason,
        payer=row.payer or (row.family or "self_pay").replace("_", " ").capitalize(),
        state=row.state,
        provider_id=row.provider_id,
        provider=row.provider,
        version=lines[0].version if lines else 0,
        outlook=_signed_outlook(lines) if row.state == "signed" else read_outlook(row),
        cosmetic=bool(lines) and all(line.cosmetic for line in lines),
        closed_for=row.closed_for,
        printed=printed,
    )


def _signed_on(connection: Connection, day: date) -> Mapping[str, list[Row[Any]]]:
    """The charge lines of each visit's newest version."""
    lines, versions = tables.charge_lines, tables.visit_versions
    newest = (
        select(versions.c.visit_id, func.max(versions.c.number).label("number"))
        .join(tables.visits, tables.visits.c.id == versions.c.visit_id)
        .where(tables.visits.c.day == day)
        .group_by(versions.c.visit_id)
        .subquery()
    )
    query = select(
        lines.c.visit_id, lines.c.version, lines.c.responsibility, lines.c.charge, lines.c.cosmetic
    ).join(newest, and_(newest.c.visit_id == lines.c.visit_id, newest.c.number == lines.c.version))
    return _by_visit(connection, query)


def _by_visit(connection: Connection, query: Select[Any]) -> Mapping[str, list[Row[Any]]]:
    found: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.visit_id].append(row)
    return found


def _signed_outlook(lines: list[Row[Any]]) -> Outlook:
    """What was signed comes to, as `Answer.total` sums it."""
    patient = [line.charge for line in lines if line.responsibility == "patient"]
    others = [line.charge for line in lines if line.responsibility != "patient"]
    return Outlook(0, "", len(lines), _sum(others), _sum(patient))


def _sum(charges: list[Decimal | None]) -> Decimal:
    return sum((charge for charge in charges if charge is not None), Decimal(0))


def _printed_on(connection: Connection, day: date) -> Mapping[str, tuple[Printed, ...]]:
    bills = tables.printed_bills
    query = (
        select(bills)
        .join(tables.visits, tables.visits.c.id == bills.c.visit_id)
        .where(tables.visits.c.day == day)
        .order_by(bills.c.visit_id, bills.c.number)
    )
    return {
        visit_id: tuple(
            Printed(row.printed_version, row.kind, row.documents, row.printed_at, row.printed_by)
            for row in rows
        )
        for visit_id, rows in _by_visit(connection, query).items()
    }


def open_counts(connection: Connection, now: datetime) -> tuple[OpenCount, ...]:
    """The visits up to now that are neither signed nor closed, by day and standing."""
    visits, today = tables.visits, now.date()
    standing = _standing().label("standing")
    is_due = or_(
        visits.c.day < today,
        visits.c.state != "scheduled",
        and_(visits.c.time != "", visits.c.time <= f"{now:%H:%M}"),
    )
    query = (
        select(visits.c.day, standing, func.count())
        .where(visits.c.state.in_(OPEN), visits.c.day <= today, is_due)
        .group_by(visits.c.day, standing)
        .order_by(visits.c.day)
    )
    return tuple(OpenCount(*row) for row in connection.execute(query))


def _standing() -> ColumnElement[str]:
    """How an open visit that is due stands, as `workflow.day` names it."""
    visits = tables.visits
    return case(
        (visits.c.state == "scheduled", "not_charted"),
        (visits.c.state == "held", "held"),
        (visits.c.missing > 0, "incomplete"),
        (visits.c.lines > 0, "ready"),
        else_="draft",
    )


def visit_counts(connection: Connection, first: date, last: date) -> Mapping[date, int]:
    day = tables.visits.c.day
    query = select(day, func.count()).where(day >= first, day <= last).group_by(day)
    return {row[0]: row[1] for row in connection.execute(query)}


def add_printed(connection: Connection, visit_id: str, printed: Printed) -> None:
    bills = tables.printed_bills
    last = select(func.coalesce(func.max(bills.c.number), 0)).where(bills.c.visit_id == visit_id)
    about = {"printed_version": printed.version, "kind": printed.kind, "documents": printed.documents}
    number = int(connection.execute(last).scalar_one()) + 1
    by = {"printed_at": printed.at, "printed_by": printed.by}
    connection.execute(insert(bills), {"visit_id": visit_id, "number": number, **about, **by})
