"""Skin tags: any method, any site, by the number of the day. Source: CPT, Removal of Skin Tags."""

from collections.abc import Iterator, Sequence

from chargecapture.domain.procedures import SkinTagRemoval
from chargecapture.rules.case import Act, Case, Result
from chargecapture.rules.families.base import ProcedureFamily
from chargecapture.rules.families.summing import charge_count


def code_skin_tags(acts: Sequence[Act], case: Case) -> Iterator[Result]:
    yield from charge_count(case.book.steps["skin_tag_removal"], acts)


FAMILY = ProcedureFamily(
    record=SkinTagRemoval, label="Skin tag removal", fields=(), choose=code_skin_tags, icon="scissors"
)
