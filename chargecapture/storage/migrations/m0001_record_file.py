"""The first tables, and the triggers that seal what is signed."""

import sqlalchemy as sa
from alembic import op

from chargecapture.storage.types import Day, Exact, Moment

revision = "0001"
down_revision = None

ADDRESS = ("street", "city", "state", "zip_code")
CHANGED = "a signed version is never changed"


def _text(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.String, nullable=False) for name in names]


def _key(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Integer, primary_key=True, autoincrement=False) for name in names]


def upgrade() -> None:
    _practice()
    _patients()
    _visits()
    _versions()
    for statement in SEALS[op.get_bind().dialect.name]():
        op.execute(statement)


def _practice() -> None:
    names = ("phone", "fax", "npi", "tax_id", "tax_id_kind", "group_number", "clia", "location_npi")
    op.create_table(
        "practice",
        *_key("id"),
        *_text("name"),
        *[sa.Column(name, sa.String) for name in ADDRESS],
        *[sa.Column(f"pay_to_{name}", sa.String) for name in ADDRESS],
        *_text(*names),
    )
    op.create_table(
        "providers",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        *_text("first_name", "last_name", "credentials", "npi", "taxonomy"),
    )
    op.create_table("fee_schedules", sa.Column("effective_from", Day, primary_key=True))
    op.create_table(
        "fees",
        sa.Column("effective_from", Day, sa.ForeignKey("fee_schedules.effective_from"), primary_key=True),
        sa.Column("code", sa.String, primary_key=True),
        sa.Column("fee", Exact, nullable=False),
    )


def _patients() -> None:
    op.create_table(
        "patients",
        sa.Column("id", sa.String, primary_key=True),
        *_text("account", "first_name", "last_name"),
        sa.Column("born", Day, nullable=False),
        *_text("sex"),
        *[sa.Column(name, sa.String) for name in ADDRESS],
        *_text("phone", "responsible"),
        sa.Column("last_seen", Day),
        *_text("search"),
    )
    op.create_index("patients_account", "patients", ["account"], unique=True)
    op.create_index("patients_search", "patients", ["search"])
    op.create_table(
        "coverage",
        sa.Column("patient_id", sa.String, sa.ForeignKey("patients.id"), primary_key=True),
        *_text("family", "payer", "plan", "member_id", "group", "relation", "secondary"),
        sa.Column("assignment", sa.Boolean, nullable=False),
        sa.Column("signature_on_file", Day),
        sa.Column("effective_from", Day),
        sa.Column("copay", Exact),
        sa.Column("eligibility_checked", Day),
        *_text("eligibility"),
    )


def _people_and_day() -> list[sa.Column]:
    return [
        sa.Column("patient_id", sa.String, sa.ForeignKey("patients.id"), nullable=False),
        sa.Column("provider_id", sa.String, sa.ForeignKey("providers.id"), nullable=False),
        sa.Column("day", Day, nullable=False),
    ]


def _visits() -> None:
    op.create_table(
        "visits",
        sa.Column("id", sa.String, primary_key=True),
        *_people_and_day(),
        *_text("time", "reason", "state", "encounter"),
        sa.Column("revision", sa.Integer, nullable=False),
        *_text("writer"),
        sa.Column("saved_at", Moment, nullable=False),
    )
    op.create_index("visits_day", "visits", ["day"])
    op.create_table(
        "visit_versions",
        sa.Column("visit_id", sa.String, sa.ForeignKey("visits.id"), primary_key=True),
        *_key("number"),
        *_people_and_day(),
        *_text("encounter", "answer_id", "status", "signed_by"),
        sa.Column("signed_at", Moment, nullable=False),
    )
    op.create_index("visit_versions_patient_day", "visit_versions", ["patient_id", "day"])


def _of_version(name: str, *columns: sa.Column) -> None:
    op.create_table(
        name,
        sa.Column("visit_id", sa.String, primary_key=True),
        *_key("version", "position"),
        *columns,
        sa.ForeignKeyConstraint(
            ["visit_id", "version"],
            ["visit_versions.visit_id", "visit_versions.number"],
            deferrable=True,
            initially="DEFERRED",
        ),
    )


def _of_row(name: str, parent: str, key: str, *columns: sa.Column) -> None:
    op.create_table(
        name,
        sa.Column("visit_id", sa.String, primary_key=True),
        *_key("version", key, "position"),
        *columns,
        sa.ForeignKeyConstraint(
            ["visit_id", "version", key],
            [f"{parent}.visit_id", f"{parent}.version", f"{parent}.position"],
        ),
    )


def _versions() -> None:
    _of_version(
        "version_lesions",
        *_text("label", "site"),
        sa.Column("side", sa.String),
        *_text("diagnosis"),
        sa.Column("nature", sa.String),
        sa.Column("count", sa.Integer, nullable=False),
    )
    _of_version("version_diagnoses", *_text("pointer", "icd10"))
    _of_version(
        "charge_lines",
        *_text("code"),
        sa.Column("units", Exact, nullable=False),
        *_text("responsibility"),
        sa.Column("charge", Exact),
        *_text("label"),
        sa.Column("cosmetic", sa.Boolean, nullable=False),
        *_text("parent_code", "pointers"),
    )
    _of_row("line_modifiers", "charge_lines", "line", *_text("modifier"))
    _of_row("line_diagnoses", "charge_lines", "line", *_text("icd10"))
    _of_row("line_lesions", "charge_lines", "line", *_text("lesion"))
    _of_row("line_reasons", "charge_lines", "line", *_text("text", "rule", "source"))
    _of_version(
        "alerts",
        *_text("severity", "rule", "message", "source", "effect"),
        sa.Column("place_lesion", sa.String),
        sa.Column("place_procedure", sa.Integer),
        sa.Column("place_field", sa.String),
    )
    _of_row("alert_lines", "alerts", "alert", sa.Column("line", sa.Integer, nullable=False))


SEALED = (
    "version_lesions",
    "version_diagnoses",
    "charge_lines",
    "line_modifiers",
    "line_diagnoses",
    "line_lesions",
    "line_reasons",
    "alerts",
    "alert_lines",
)


def _sqlite_seals() -> list[str]:
    """Refuse UPDATE and DELETE, and the INSERT that adds to, or by OR REPLACE takes from, what is signed."""
    refuse = f"SELECT RAISE(ABORT, '{CHANGED}');"
    seals = []
    for table in (*SEALED, "visit_versions"):
        number = "number" if table == "visit_versions" else "version"
        is_signed = (
            f"EXISTS (SELECT 1 FROM visit_versions WHERE visit_id = NEW.visit_id AND number = NEW.{number})"
        )
        seals += [
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN {refuse} END",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN {refuse} END",
            f"CREATE TRIGGER {table}_no_insert BEFORE INSERT ON {table} WHEN {is_signed} BEGIN {refuse} END",
        ]
    kept = "id, patient_id, provider_id, day, time, reason, state, encounter"
    signed = "EXISTS (SELECT 1 FROM visits WHERE id = NEW.id AND state = 'signed')"
    return [
        *seals,
        f"CREATE TRIGGER visits_no_update BEFORE UPDATE OF {kept} ON visits"
        f" WHEN OLD.state = 'signed' BEGIN {refuse} END",
        "CREATE TRIGGER visits_no_delete BEFORE DELETE ON visits"
        f" WHEN OLD.state = 'signed' BEGIN {refuse} END",
        f"CREATE TRIGGER visits_no_insert BEFORE INSERT ON visits WHEN {signed} BEGIN {refuse} END",
    ]


SEALS = {"sqlite": _sqlite_seals}
"""By database; one that is not here gets no tables rather than tables without the seal."""
