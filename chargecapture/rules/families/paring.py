"""Paring of corns and calluses by their number of the day. Source: CPT, Paring or Cutting."""

from collections.abc import Iterator, Sequence

from chargecapture.domain.procedures import Paring
from chargecapture.rules.case import Act, Case, Result
from chargecapture.rules.families.base import ProcedureFamily
from chargecapture.rules.families.summing import charge_count


def code_paring(acts: Sequence[Act], case: Case) -> Iterator[Result]:
    yield from charge_count(case.book.steps["paring"], acts)


FAMILY = ProcedureFamily(record=Paring, label="Paring", fields=(), choose=code_paring)
