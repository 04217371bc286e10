"""A procedure charted by its code. The edits see it like any other."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from chargecapture.domain.charges import Alert, Reason
from chargecapture.domain.procedures import Coded
from chargecapture.rules.case import Act, Case, Charge, Result
from chargecapture.rules.families.base import Field, ProcedureFamily

SOURCE = "Charted by code"
FORM = re.compile(r"[0-9]{4}[0-9A-Z]|[A-Z][0-9]{4}")


def code_coded(acts: Sequence[Act], case: Case) -> Iterator[Result]:
    visits = {row["code"] for row in case.lookup("evaluation.level").rows.values()}
    for act in acts:
        assert isinstance(act.procedure, Coded)
        code = (act.procedure.code or "").upper()
        if not code:
            yield act.needs("code", "which code?", SOURCE)
        elif not FORM.fullmatch(code):
            message = f"{code} is no procedure code. A code has five characters."
            yield act.corrects("code", message, SOURCE, "coded.form")
        elif outside := outside_its_dates(code, case):
            yield act.corrects("code", outside, case.lookup("codes.dates").source, "code.outside_dates")
        elif code in visits:
            message = f"{code} is a visit. Chart the visit; the level and modifier 25 follow from its facts."
            yield act.corrects("code", message, "CPT 2026, E/M guidelines", "coded.visit")
        else:
            if code not in case.book.codes:
                message = f"{code} is not in the tables at hand, so its edits cannot be checked."
                yield act.warns("coded.unknown", message, case.book.sources["codes"])
            yield from _in_the_office(code, act, case)
            add_on = case.book.facts(code).is_add_on or code in case.book.add_ons.parents
            charge = Charge(
                code,
                (act,),
                [Reason(f"{act.named}: charted by code", "coded", SOURCE)],
                units=Decimal(act.procedure.units),
            )
            charge.parent = "any" if add_on else ""
            yield charge


def _in_the_office(code: str, act: Act, case: Case) -> Iterator[Alert]:
    table = case.lookup("coded.office")
    if code in table.rows and case.is_at("facility"):
        yield act.warns(
            "coded.office", f"{code} is paid in the office only, not at a facility.", table.source
        )


def outside_its_dates(code: str, case: Case) -> str:
    """Say when a code began or ended and what to chart instead; empty where it is in force."""
    row = case.row("codes.dates", code)
    if row is None:
        return ""
    if "unlisted" in row:
        return f"{code} is no code of {row['unlisted']}. Compare its characters."
    if "last_day" in row and case.encounter.date_of_service > row["last_day"]:
        return f"{code} ended {row['last_day']}. {row['instead']}"
    if "first_day" in row and case.encounter.date_of_service < row["first_day"]:
        return f"{code} began {row['first_day']}. {row['instead']}"
    return ""


FAMILY = ProcedureFamily(
    record=Coded,
    label="By code",
    fields=(Field("code", "Code"), Field("units", "Units")),
    choose=code_coded,
)
