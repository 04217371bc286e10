"""Office laboratory: the code depends on the payer. Sources: CPT, Microbiology; CMS HCPCS Q0111 to Q0115."""

from collections.abc import Iterator, Sequence

from chargecapture.domain.charges import Reason
from chargecapture.domain.procedures import Laboratory
from chargecapture.rules.case import Act, Case, Charge, Result
from chargecapture.rules.families.base import Field, ProcedureFamily

CLIA = "42 CFR 493; CMS-1500 box 23"


def code_laboratory(acts: Sequence[Act], case: Case) -> Iterator[Result]:
    table = case.lookup("laboratory")
    for act in acts:
        assert isinstance(act.procedure, Laboratory)
        test = act.procedure.test
        if test is None:
            yield act.needs("test", "which test?", table.source)
            continue
        code = case.payer.lab.get(test) or table[test]["code"]
        text = f"{test.replace('_', ' ').capitalize()} for {case.payer.label}"
        yield Charge(code, (act,), [Reason(text, table.id, table.source)], per_specimen=True)
        if "unverified" in table[test]:
            yield act.tells("laboratory.unverified", table[test]["unverified"], table.source)
    if acts and not case.encounter.clia:
        message = "a claim with a laboratory test carries the laboratory's CLIA number."
        yield acts[0].warns("doc.lab", message, CLIA)


FAMILY = ProcedureFamily(
    record=Laboratory, label="Laboratory", fields=(Field("test", "Test"),), choose=code_laboratory
)
