"""Adjacent tissue transfer: each defect by its own area, primary and secondary together.

Source: CPT, Adjacent Tissue Transfer or Rearrangement.
"""

from collections.abc import Iterator, Sequence

from chargecapture.domain.charges import Alert
from chargecapture.domain.procedures import AdjacentTissueTransfer
from chargecapture.rules.case import Act, Case, Result
from chargecapture.rules.families.base import Field, ProcedureFamily, between_classes, site_table
from chargecapture.rules.families.summing import charge_sum


def code_flaps(acts: Sequence[Act], case: Case) -> Iterator[Result]:
    """One code a defect; beyond the largest tier the add-on counts started parts."""
    for act in acts:
        assert isinstance(act.procedure, AdjacentTissueTransfer)
        table = site_table(act, case, "flap")
        if isinstance(table, Alert):
            yield table
            continue
        area = act.procedure.area_cm2
        if area is None:
            message = "the area is missing: primary and secondary defect together."
            yield act.needs("area_cm2", message, table.source)
            continue
        yield from between_classes(act, table, area)
        for charge in charge_sum(table, (act,), [area]):
            charge.units *= act.how_many
            charge.per_lesion = not charge.parent
            yield charge


FAMILY = ProcedureFamily(
    record=AdjacentTissueTransfer,
    label="Flap (adjacent tissue)",
    fields=(Field("area_cm2", "Both defects", "cm²"),),
    choose=code_flaps,
)
