"""Skin tags: any method, any site, by the number of the day. Source: CPT, Removal of Skin Tags."""

from collections.abc import Iterator, Sequence

from chargecapture.domain.charges import Alert
from chargecapture.domain.procedures import SkinTagRemoval
from chargecapture.rules.case import Act, Case, Result
from chargecapture.rules.families.base import ProcedureFamily, largest_a_lesion
from chargecapture.rules.families.summing import charge_count

MILD = ("benign", "not_neoplastic")


def is_tag(act: Act, case: Case) -> bool:
    """Whether a destroyed lesion is a skin tag, which is counted with those that were snipped off."""
    return act.nature in MILD and _says_tag(act, case)


def _says_tag(act: Act, case: Case) -> bool:
    """By its term, or by a typed code that is given to tags alone."""
    rows = case.lookup("skin_tag.terms").rows
    if act.diagnosed.term:
        return act.diagnosed.term in rows
    return any(code in row["icd10"] for row in rows.values() for code in act.diagnosed.icd10)


def _no_tag(act: Act, case: Case) -> Iterator[Alert]:
    if act.diagnosed.icd10 and not _says_tag(act, case):
        message = f"charted as a tag removed, yet {act.diagnosed.icd10[0]} is none. Which holds?"
        yield act.warns("skin_tag.diagnosis", message, case.lookup("skin_tag.terms").source)


def code_skin_tags(acts: Sequence[Act], case: Case) -> Iterator[Result]:
    """Tags that were frozen or burnt off count like those that were cut off."""
    tags = [act for act in acts if isinstance(act.procedure, SkinTagRemoval) or is_tag(act, case)]
    if not tags:
        return
    single, merged = largest_a_lesion(tags)
    yield from merged
    for act in single:
        yield from _no_tag(act, case)
    yield from charge_count(case.book.steps["skin_tag_removal"], single)


FAMILY = ProcedureFamily(
    record=SkinTagRemoval,
    label="Skin tag removal",
    fields=(),
    choose=code_skin_tags,
    also=("destruction",),
)
