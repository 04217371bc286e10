"""Grafts: the recipient site chooses the code; areas of one kind and one group are added.

Source: CPT, Skin Replacement Surgery.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from chargecapture.domain.charges import Alert
from chargecapture.domain.procedures import Graft
from chargecapture.rules.case import Act, Case, Result
from chargecapture.rules.families.base import Field, ProcedureFamily, site_group
from chargecapture.rules.families.summing import charge_sum

SOURCE = "CPT 2026, Skin Replacement Surgery"


def code_grafts(acts: Sequence[Act], case: Case) -> Iterator[Result]:
    """One code for the summed area of each kind and group, with its add-on."""
    together: dict[tuple[str, str], list[Act]] = {}
    for act in acts:
        assert isinstance(act.procedure, Graft)
        kind = act.procedure.graft
        if kind is None:
            message = "split-thickness, full-thickness or skin substitute?"
            yield act.needs("graft", message, SOURCE)
            continue
        family = f"graft.{kind}"
        group = site_group(act, family)
        if isinstance(group, Alert):
            yield group
        elif act.procedure.area_cm2 is None:
            yield act.needs("area_cm2", "the area of the graft is missing.", SOURCE)
        else:
            together.setdefault((family, group), []).append(act)
    for (family, group), found in together.items():
        areas = [_area(act) for act in found]
        yield from charge_sum(case.book.table(family, group), found, areas)


def _area(act: Act) -> Decimal:
    assert isinstance(act.procedure, Graft)
    return (act.procedure.area_cm2 or Decimal(0)) * act.how_many


FAMILY = ProcedureFamily(
    record=Graft,
    label="Graft",
    fields=(Field("graft", "Kind"), Field("area_cm2", "Area", "cm²")),
    choose=code_grafts,
)
