"""Cosmetic services: the patient pays, no claim line, Z41.1.

Source: SSA 1862(a)(10); Medicare Benefit Policy Manual ch. 16 §120; the practice's own items.
"""

from collections.abc import Iterator, Sequence

from chargecapture.domain.charges import IN_HOUSE, Alert, Reason
from chargecapture.domain.procedures import Cosmetic
from chargecapture.rules.case import Act, Case, Charge, Result
from chargecapture.rules.families.base import Field, ProcedureFamily, number
from chargecapture.rules.necessity import SERIOUS
from chargecapture.rules.tables import Row

SOURCE = "SSA 1862(a)(10); Medicare Benefit Policy Manual ch. 16 §120"


def code_cosmetic(acts: Sequence[Act], case: Case) -> Iterator[Result]:
    """One line a service; what a policy covers for a proven disease goes to the insurer."""
    for act in acts:
        assert isinstance(act.procedure, Cosmetic)
        service = act.procedure.service
        if not service:
            yield act.needs("service", "which service?", SOURCE)
            continue
        if act.lesion and act.lesion.nature in SERIOUS:
            message = (
                f"a service for looks, yet charted as {act.lesion.nature.replace('_', ' ')}. Which one holds?"
            )
            source = "Project decision after compliance 1.1"
            yield act.needs("nature", message, source, "necessity.requested_contradiction")
            continue
        yield from _code_service(service, act, act.procedure, case)


def _code_service(service: str, act: Act, done: Cosmetic, case: Case) -> Iterator[Result]:
    table = case.lookup("cosmetic.services")
    row = table.get(service)
    if row is None:
        message = f"“{service}” is not in the list of cosmetic services. Charged as an in-house item."
        yield act.warns("cosmetic.unknown_service", message, table.source)
    item = f"{IN_HOUSE}{service}"
    code = (row and row["code"]) or item
    label = row["label"] if row else service
    covered = row is not None and row["responsibility"] == "insurance"
    if covered and row is not None and any(code in row["medical_icd10"] for code in act.diagnosed.icd10):
        text = f"{label}: medical for {', '.join(act.diagnosed.icd10)}, when {row['medical_when']}"
        yield act.warns(
            "cosmetic.medical_exception", f"{label} is medical only when {row['medical_when']}.", SOURCE
        )
        code = _medical_code(service, act, case) or code
        yield Charge(code, (act,), [Reason(text, "cosmetic.medical_exception", table.source)])
        return
    if row is not None:
        yield from _perhaps_medical(act, row, table.source)
    text = f"{label}: {number(done.units)}, for looks; the patient pays"
    self_pay = (
        row["self_pay_icd10"] if row else case.lookup("necessity.self_pay_diagnosis")["cosmetic"]["icd10"]
    )
    yield Charge(
        code,
        (act,),
        [Reason(text, "cosmetic.service", SOURCE)],
        units=done.units,
        responsibility="patient",
        cosmetic=True,
        price=done.price,
        diagnoses=(self_pay,),
        label=label,
        item=item,
    )


def _medical_code(service: str, act: Act, case: Case) -> str:
    """The code that a disease asks for where the service has several."""
    rows = (case.row("cosmetic.medical_code", f"{service} {icd10}") for icd10 in act.diagnosed.icd10)
    return next((str(row["code"]) for row in rows if row is not None), "")


def _perhaps_medical(act: Act, row: Row, source: str) -> Iterator[Alert]:
    """A service for looks with a disease that policies cover; a site code's `.9` stands for all of them."""
    covered = tuple(code.removesuffix(".9") for code in row["medical_icd10"] if code)
    if not covered or not any(code.startswith(covered) for code in act.diagnosed.icd10):
        return
    message = f"{row['label']}: medical when {row['medical_when']}. If it is, chart it as a procedure."
    if act.lesion is not None and act.lesion.symptoms:
        yield act.warns("cosmetic.perhaps_medical", message, source)
    else:
        yield act.tells("cosmetic.perhaps_medical", message, source)


FAMILY = ProcedureFamily(
    record=Cosmetic,
    label="Cosmetic service",
    fields=(Field("service", "Service"), Field("units", "Units"), Field("price", "Price each", "$")),
    choose=code_cosmetic,
)
