"""Medical necessity by code: the diseases, grounds, sites and ages for which payers cover a service.

Each check is a table `coverage.*`; what no publisher confirms is told or warned about, never held.
Sources: the policies that the rows name; CMS LCD L34200, L34938, L35498; Benefit Policy Manual ch. 15 and 16.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from chargecapture.domain.charges import Alert, Place, Reason
from chargecapture.rules.case import Act, Case, Charge, begin_with, total_count
from chargecapture.rules.tables import Lookup, Row

CANCER = ("malignant", "in_situ")
AS_PUBLISHED, SILENT = "as published", "allow"


class Checked(NamedTuple):
    """A row of a table of coverage, with the check that reads it."""

    check: "Check"
    table: Lookup
    row: Row

    @property
    def rule(self) -> str:
        return f"necessity.{self.row['key']}"

    @property
    def source(self) -> str:
        return str(self.row.get("source", self.table.source))


Check = Callable[[Checked, Charge, Case, str], Iterator[Alert]]


def check_coverage(charges: Sequence[Charge], case: Case) -> Iterator[Alert]:
    """Say what a payer may deny, for the charges that an insurer is to pay."""
    if case.payer.coverage == SILENT and not case.payer.exceptions:
        return
    by_code = _by_code(*(case.book.lookups[name] for name in CHECKS))
    for charge in charges:
        if charge.acts and charge.responsibility == "insurance" and not charge.cosmetic:
            rows = by_code.get(charge.code)
            if rows and (policy := case.payer.for_code("coverage", charge.code)) != SILENT:
                for checked in rows:
                    yield from checked.check(checked, charge, case, policy)
    yield from _grounds_elsewhere(case)


@lru_cache(maxsize=16)
def _by_code(*tables: Lookup) -> Mapping[str, Sequence[Checked]]:
    """The rows of all tables of coverage by code, sought once for the tables in force."""
    found: dict[str, list[Checked]] = {}
    for check, table in zip(CHECKS.values(), tables, strict=True):
        for row in table.rows.values():
            for code in row["codes"]:
                found.setdefault(code, []).append(Checked(check, table, row))
    return found


def _raised(
    checked: Checked, act: Act, case: Case, policy: str, field: str, message: str, rule: str = ""
) -> Alert:
    """The alert of a row, as grave as the payer's profile says, or else the row."""
    row = checked.row
    if policy == AS_PUBLISHED:
        policy = row.get("payers", {}).get(case.encounter.payer, row["policy"])
    if policy == "hold" and (act.lesion is not None or field != "symptoms"):
        return act.needs(field, message, checked.source, rule or checked.rule)
    alert = (act.tells if policy == "tell" else act.warns)(rule or checked.rule, message, checked.source)
    return alert._replace(place=act.at(field))


def _diagnoses(checked: Checked, charge: Charge, case: Case, policy: str) -> Iterator[Alert]:
    row, act = checked.row, charge.acts[0]
    icd10 = charge.icd10
    if not icd10 or ("kind" in row and act.procedure.kind != row["kind"]):
        return
    if begin_with(tuple(row["covered"]), icd10):
        return
    if begin_with(tuple(row["doubtful"]), icd10):
        message = f"payers differ about {charge.code} for {icd10[0]}. Compare the plan's policy."
        yield act.tells(checked.rule, message, checked.source)._replace(place=act.at("diagnosis"))
        return
    message = f"{charge.code} is covered for {row['for']}, not for {icd10[0]}. Compare the diagnosis."
    yield _raised(checked, act, case, policy, "diagnosis", message)


def _grounds(checked: Checked, charge: Charge, case: Case, policy: str) -> Iterator[Alert]:
    grounds = set(checked.row["grounds"])
    for act in charge.acts:
        if act.lesion is None or grounds.isdisjoint(act.lesion.symptoms):
            yield _raised(checked, act, case, policy, "symptoms", checked.row["says"])


def _sites(checked: Checked, charge: Charge, case: Case, policy: str) -> Iterator[Alert]:
    row = checked.row
    for act in charge.acts:
        elsewhere = act.site is not None and act.site.region not in row["regions"]
        if elsewhere and any(code.startswith(tuple(row["diagnoses"])) for code in act.diagnosed.icd10):
            yield _raised(checked, act, case, policy, "site", row["says"], f"{checked.rule}_site")
            return


def _count(checked: Checked, charge: Charge, case: Case, policy: str) -> Iterator[Alert]:
    row, count = checked.row, total_count(charge.acts)
    counted = all(act.lesion is not None for act in charge.acts)
    named = any(code.startswith(tuple(row["diagnoses"])) for code in charge.icd10)
    if counted and named and count < row["least"]:
        message = row["says"].format(least=row["least"], count=count)
        yield _raised(checked, charge.acts[0], case, policy, "count", message, f"{checked.rule}_count")


def _age(checked: Checked, charge: Charge, case: Case, policy: str) -> Iterator[Alert]:
    row, age = checked.row, case.encounter.patient.age
    if age < Decimal(row["least"]):
        message = row["says"].format(least=row["least"], age=f"{age.normalize():f}")
        alert = _raised(checked, charge.acts[0], case, policy, "", message, f"{checked.rule}_age")
        yield alert._replace(place=Place(field="patient.age"))


def _interval(checked: Checked, charge: Charge, case: Case, policy: str) -> Iterator[Alert]:
    row, today = checked.row, case.encounter.date_of_service
    if not case.payer.class_findings:
        return
    before = [prior.date for prior in case.encounter.history if prior.code in row["codes"]]
    ago = min(((today - day).days for day in before if day < today), default=row["days"])
    if ago < row["days"]:
        message = row["says"].format(ago=ago, days=row["days"])
        yield _raised(checked, charge.acts[0], case, policy, "", message, f"{checked.rule}_interval")


def _authorization(checked: Checked, charge: Charge, case: Case, policy: str) -> Iterator[Alert]:  # noqa: ARG001 -- a check of four
    encounter = case.encounter
    if encounter.authorization is None and encounter.payer not in checked.row["but"]:
        act = charge.acts[0]
        message = f"many plans want {charge.code} authorized beforehand. Chart the number if there is one."
        yield act.tells("auth.missing", message, checked.source)._replace(place=Place(field="authorization"))


def _natures(checked: Checked, charge: Charge, case: Case, policy: str) -> Iterator[Alert]:  # noqa: ARG001
    """A code charted by itself against its diagnosis; the other families compare theirs."""
    row, act = checked.row, charge.acts[0]
    icd10 = charge.icd10
    if not icd10 or act.procedure.kind != "coded":
        return
    cancer = any(case.diagnoses.nature_of(code) in CANCER for code in icd10)
    if cancer is not row["cancer"]:
        message = row["says"].format(code=charge.code, icd10=icd10[0])
        yield act.corrects("diagnosis", message, checked.source, "diagnosis.against_code")


CHECKS: dict[str, Check] = {
    "coverage.diagnoses": _diagnoses,
    "coverage.grounds": _grounds,
    "coverage.sites": _sites,
    "coverage.count": _count,
    "coverage.age": _age,
    "coverage.interval": _interval,
    "coverage.authorization": _authorization,
    "coverage.natures": _natures,
}


def _grounds_elsewhere(case: Case) -> Iterator[Alert]:
    """A ground that the site cannot have, such as restricted vision on the back."""
    table = case.lookup("coverage.ground_sites")
    for act in case.acts:
        if act.lesion is None or not act.lesion.symptoms or act.place.procedure:
            continue
        for ground in act.lesion.symptoms:
            row = table.get(ground)
            if row is not None and act.lesion.site not in row["sites"]:
                said = ground.replace("_", " ")
                message = f"the ground “{said}” is hardly one of this site. Compare the ground and the site."
                alert = act.warns("necessity.ground_vs_site", message, table.source)
                yield alert._replace(place=act.at("symptoms"))


def never_covered(charge: Charge, case: Case) -> Reason | None:
    """Why a service charted by its code is for looks, unless its disease says otherwise."""
    table = case.lookup("coverage.never")
    row = table.get(charge.code)
    if row is None:
        return None
    if (row["unless"] and not charge.icd10) or begin_with(tuple(row["unless"]), charge.icd10):
        return None
    return Reason(f"{charge.code}, {row['label']}: for looks, the patient pays", table.id, table.source)
