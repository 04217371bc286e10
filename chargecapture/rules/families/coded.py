"""A procedure charted by its code. The edits see it like any other."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from chargecapture.domain.charges import Reason
from chargecapture.domain.procedures import Coded
from chargecapture.rules.case import Act, Case, Charge, Result
from chargecapture.rules.families.base import Field, ProcedureFamily

SOURCE = "Charted by code"


def code_coded(acts: Sequence[Act], case: Case) -> Iterator[Result]:
    visits = {row["code"] for row in case.lookup("evaluation.level").rows.values()}
    for act in acts:
        assert isinstance(act.procedure, Coded)
        code = (act.procedure.code or "").upper()
        if not code:
            yield act.needs("code", "which code?", SOURCE)
        elif code in visits:
            message = f"{code} is a visit. Chart the visit; the level and modifier 25 follow from its facts."
            yield act.corrects("code", message, "CPT 2026, E/M guidelines", "coded.visit")
        else:
            if code not in case.book.codes:
                message = f"{code} is not in the tables at hand, so its edits cannot be checked."
                yield act.warns("coded.unknown", message, case.book.sources["codes"])
            add_on = case.book.facts(code).is_add_on
            charge = Charge(
                code,
                (act,),
                [Reason(f"{act.named}: charted by code", "coded", SOURCE)],
                units=Decimal(act.procedure.units),
            )
            charge.parent = "any" if add_on else ""
            yield charge


FAMILY = ProcedureFamily(
    record=Coded,
    label="By code",
    fields=(Field("code", "Code"), Field("units", "Units")),
    choose=code_coded,
    icon="code",
)
