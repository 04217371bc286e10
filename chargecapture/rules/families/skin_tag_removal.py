"""Skin tags: any method, any site, by the number of the day. Source: CPT, Removal of Skin Tags."""

from collections.abc import Iterator, Sequence

from chargecapture.domain.procedures import SkinTagRemoval
from chargecapture.rules.case import Act, Case, Result
from chargecapture.rules.families.base import ProcedureFamily, largest_a_lesion
from chargecapture.rules.families.summing import charge_count


def is_tag(act: Act, case: Case) -> bool:
    """Whether a destroyed lesion is a skin tag, which is counted with those that were snipped off."""
    return case.row("skin_tag.terms", act.diagnosed.term) is not None and act.nature == "benign"


def code_skin_tags(acts: Sequence[Act], case: Case) -> Iterator[Result]:
    """Tags that were frozen or burnt off count like those that were cut off."""
    tags = [act for act in acts if isinstance(act.procedure, SkinTagRemoval) or is_tag(act, case)]
    single, merged = largest_a_lesion(tags)
    yield from merged
    if single:
        yield from charge_count(case.book.steps["skin_tag_removal"], single)


FAMILY = ProcedureFamily(
    record=SkinTagRemoval,
    label="Skin tag removal",
    fields=(),
    choose=code_skin_tags,
    also=("destruction",),
)
