"""Patch tests: one unit an allergen, on the day of application. Source: CPT, Allergy Testing."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from chargecapture.domain.charges import Reason
from chargecapture.domain.procedures import PatchTest
from chargecapture.rules.case import Act, Case, Charge, Result
from chargecapture.rules.families.base import Field, ProcedureFamily


def code_patch_tests(acts: Sequence[Act], case: Case) -> Iterator[Result]:
    table = case.lookup("single")
    counted = []
    for act in acts:
        assert isinstance(act.procedure, PatchTest)
        if act.procedure.count is None:
            yield act.needs("count", "the number of allergens is missing.", table.source)
        else:
            counted.append((act, act.procedure.count))
    if counted:
        units = Decimal(sum(count for _, count in counted))
        text = f"{units} allergens applied, one unit each"
        acts_ = tuple(act for act, _ in counted)
        reason = Reason(text, "patch_test", table.source)
        yield Charge(table["patch_test"]["code"], acts_, [reason], units=units)


FAMILY = ProcedureFamily(
    record=PatchTest, label="Patch test", fields=(Field("count", "Allergens"),), choose=code_patch_tests
)
