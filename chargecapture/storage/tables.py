"""The tables of the record file as they are now; how they came about is in `migrations`.

A signed version and all that hangs on it is sealed by triggers: rows of the version go in first, the
`visit_versions` row last, and from then on the database takes no change of either.
"""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
)
from sqlalchemy import String as Text

from chargecapture.storage.types import Day, Exact, Moment

metadata = MetaData()


def _needed(name: str, kind: type = Text) -> Column:
    return Column(name, kind, nullable=False)


def _address(prefix: str = "") -> list[Column]:
    return [Column(f"{prefix}{name}", Text) for name in ("street", "city", "state", "zip_code")]


practice = Table(
    "practice",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    _needed("name"),
    *_address(),
    *_address("pay_to_"),
    _needed("phone"),
    _needed("fax"),
    _needed("npi"),
    _needed("tax_id"),
    _needed("tax_id_kind"),
    _needed("group_number"),
    _needed("clia"),
    _needed("location_npi"),
)

providers = Table(
    "providers",
    metadata,
    Column("id", Text, primary_key=True),
    _needed("position", Integer),
    _needed("first_name"),
    _needed("last_name"),
    _needed("credentials"),
    _needed("npi"),
    _needed("taxonomy"),
)

patients = Table(
    "patients",
    metadata,
    Column("id", Text, primary_key=True),
    _needed("account"),
    _needed("first_name"),
    _needed("last_name"),
    _needed("born", Day),
    _needed("sex"),
    *_address(),
    _needed("phone"),
    _needed("responsible"),
    Column("last_seen", Day),
    _needed("search"),
    Index("patients_account", "account", unique=True),
    Index("patients_search", "search"),
)

coverage = Table(
    "coverage",
    metadata,
    Column("patient_id", ForeignKey("patients.id"), primary_key=True),
    _needed("family"),
    _needed("payer"),
    _needed("plan"),
    _needed("member_id"),
    _needed("group"),
    _needed("relation"),
    _needed("secondary"),
    _needed("assignment", Boolean),
    Column("signature_on_file", Day),
    Column("effective_from", Day),
    Column("copay", Exact),
    Column("eligibility_checked", Day),
    _needed("eligibility"),
)

fee_schedules = Table("fee_schedules", metadata, Column("effective_from", Day, primary_key=True))

fees = Table(
    "fees",
    metadata,
    Column("effective_from", ForeignKey("fee_schedules.effective_from"), primary_key=True),
    Column("code", Text, primary_key=True),
    _needed("fee", Exact),
)

visits = Table(
    "visits",
    metadata,
    Column("id", Text, primary_key=True),
    Column("patient_id", ForeignKey("patients.id"), nullable=False),
    Column("provider_id", ForeignKey("providers.id"), nullable=False),
    _needed("day", Day),
    _needed("time"),
    _needed("reason"),
    _needed("state"),
    _needed("encounter"),
    _needed("revision", Integer),
    _needed("writer"),
    _needed("saved_at", Moment),
    Column("copied", Text, nullable=False, server_default=""),
    Column("missing", Integer),
    Column("first_missing", Text),
    Column("lines", Integer),
    Column("insurance", Exact),
    Column("patient", Exact),
    Column("closed_for", Text, nullable=False, server_default=""),
    Column("waits", Text, nullable=False, server_default=""),
    Index("visits_waits", "waits"),
    Index("visits_day", "day"),
    Index("visits_state_day", "state", "day"),
)

printed_bills = Table(
    "printed_bills",
    metadata,
    Column("visit_id", ForeignKey("visits.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    _needed("printed_version", Integer),
    _needed("kind"),
    _needed("documents", Integer),
    _needed("printed_at", Moment),
    _needed("printed_by"),
)

act_uses = Table(
    "act_uses",
    metadata,
    Column("provider_id", ForeignKey("providers.id"), primary_key=True),
    Column("act", Text, primary_key=True),
    Column("diagnosis", Text, primary_key=True),
    _needed("uses", Integer),
    Column("last_used", Moment),
    _needed("pinned", Boolean),
)

bundles = Table(
    "bundles",
    metadata,
    Column("id", Text, primary_key=True),
    Column("provider_id", ForeignKey("providers.id"), nullable=False),
    _needed("name"),
    _needed("encounter"),
    _needed("saved_at", Moment),
    Index("bundles_provider_name", "provider_id", "name", unique=True),
)

visit_versions = Table(
    "visit_versions",
    metadata,
    Column("visit_id", ForeignKey("visits.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("patient_id", ForeignKey("patients.id"), nullable=False),
    Column("provider_id", ForeignKey("providers.id"), nullable=False),
    _needed("day", Day),
    _needed("encounter"),
    _needed("answer_id"),
    _needed("status"),
    _needed("signed_by"),
    _needed("signed_at", Moment),
    Column("amended_for", Text, nullable=False, server_default=""),
    Index("visit_versions_patient_day", "patient_id", "day"),
)

pathology_results = Table(
    "pathology_results",
    metadata,
    Column("visit_id", ForeignKey("visits.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    _needed("lesion"),
    _needed("diagnosis"),
    Column("nature", Text),
    _needed("report"),
    Column("received", Day),
    _needed("released_for"),
    _needed("visit_version", Integer),
    _needed("entered_by"),
    _needed("entered_at", Moment),
)


def _of_version(name: str, *columns: Column) -> Table:
    """A table of ordered rows that belong to a version."""
    return Table(
        name,
        metadata,
        Column("visit_id", Text, primary_key=True),
        Column("version", Integer, primary_key=True, autoincrement=False),
        Column("position", Integer, primary_key=True, autoincrement=False),
        *columns,
        ForeignKeyConstraint(
            ["visit_id", "version"],
            ["visit_versions.visit_id", "visit_versions.number"],
            deferrable=True,
            initially="DEFERRED",
        ),
    )


def _of_row(name: str, parent: str, key: str, *columns: Column) -> Table:
    """A table of ordered rows that belong to a row of a version's table."""
    return Table(
        name,
        metadata,
        Column("visit_id", Text, primary_key=True),
        Column("version", Integer, primary_key=True, autoincrement=False),
        Column(key, Integer, primary_key=True, autoincrement=False),
        Column("position", Integer, primary_key=True, autoincrement=False),
        *columns,
        ForeignKeyConstraint(
            ["visit_id", "version", key],
            [f"{parent}.visit_id", f"{parent}.version", f"{parent}.position"],
        ),
    )


version_lesions = _of_version(
    "version_lesions",
    _needed("label"),
    _needed("site"),
    Column("side", Text),
    _needed("diagnosis"),
    Column("nature", Text),
    _needed("count", Integer),
)
version_diagnoses = _of_version("version_diagnoses", _needed("pointer"), _needed("icd10"))
charge_lines = _of_version(
    "charge_lines",
    _needed("code"),
    _needed("units", Exact),
    _needed("responsibility"),
    Column("charge", Exact),
    _needed("label"),
    _needed("cosmetic", Boolean),
    _needed("parent_code"),
    _needed("pointers"),
)
line_modifiers = _of_row("line_modifiers", "charge_lines", "line", _needed("modifier"))
line_diagnoses = _of_row("line_diagnoses", "charge_lines", "line", _needed("icd10"))
line_lesions = _of_row("line_lesions", "charge_lines", "line", _needed("lesion"))
line_reasons = _of_row(
    "line_reasons", "charge_lines", "line", _needed("text"), _needed("rule"), _needed("source")
)
alerts = _of_version(
    "alerts",
    _needed("severity"),
    _needed("rule"),
    _needed("message"),
    _needed("source"),
    _needed("effect"),
    Column("place_lesion", Text),
    Column("place_procedure", Integer),
    Column("place_field", Text),
)
alert_lines = _of_row("alert_lines", "alerts", "alert", _needed("line", Integer))

SEALED = (
    version_lesions,
    version_diagnoses,
    charge_lines,
    line_modifiers,
    line_diagnoses,
    line_lesions,
    line_reasons,
    alerts,
    alert_lines,
)
"""What belongs to a signed version, parents before children."""
