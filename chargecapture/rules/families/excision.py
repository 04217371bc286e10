"""Excision: the excised diameter is the lesion and the narrowest margin twice, before the cut.

The series follows what is known when the charge is entered: malignant and in situ, or all else; where
pathology is not back it waits. Sources: CPT, Excision-Benign and -Malignant Lesions, hidradenitis; AAPC.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from chargecapture.domain.charges import Alert, Reason
from chargecapture.domain.procedures import Excision, Repair
from chargecapture.rules.case import Act, Case, Charge, Result, begin_with, total_count
from chargecapture.rules.families.base import (
    Field,
    ProcedureFamily,
    between_classes,
    largest_a_lesion,
    no_cancer,
    number,
    second_look,
    site_table,
    step_reason,
    unknown_margin,
)

SOURCE = "CPT 2026, Excision: the greatest diameter plus the narrowest margins, measured before excision"


class Measured(NamedTuple):
    """An excised diameter and the arithmetic behind it."""

    cm: Decimal
    shown: str


def excised_cm(excision: Excision) -> Decimal | None:
    """The excised diameter; `None` where a fact is missing."""
    if excision.excised_cm is not None:
        return excision.excised_cm
    if excision.lesion_cm is None or excision.margin_cm is None:
        return None
    return excision.lesion_cm + 2 * excision.margin_cm


def measure(excision: Excision) -> Measured | None:
    """The excised diameter with its arithmetic; `None` where a fact is missing."""
    cm = excised_cm(excision)
    if cm is None:
        return None
    shown = f"{number(cm)} cm"
    if excision.excised_cm is None and excision.lesion_cm is not None and excision.margin_cm is not None:
        shown = f"{number(excision.lesion_cm)} + 2 × {number(excision.margin_cm)} = {shown}"
    return Measured(cm, shown)


def is_hidradenitis(act: Act, case: Case) -> bool:
    return case.means("hidradenitis", act.diagnosed.icd10)


def closure_is_included(act: Act, case: Case) -> bool:
    """Whether the smallest benign tier takes in every repair of its wound (NCCI Policy Manual ch. III)."""
    assert isinstance(act.procedure, Excision)
    cm = excised_cm(act.procedure)
    if cm is None or act.site is None or _series(act, case) != "benign":
        return False
    group = act.site.groups.get("excision.benign", "")
    return bool(group) and cm <= (case.book.table("excision.benign", group).steps[0].up_to or 0)


def code_excisions(acts: Sequence[Act], case: Case) -> Iterator[Result]:
    """One code a lesion; lesions in one ellipse are one excision, the larger."""
    widest, merged = largest_a_lesion(acts, lambda act: (_size(act),))
    yield from merged
    taken, together = _one_an_ellipse(widest)
    yield from together
    for act in taken:
        if is_hidradenitis(act, case):
            yield _code_hidradenitis(act, case)
        else:
            yield from _code_excision(act, case)


def _series(act: Act, case: Case) -> str | None:
    row = case.row("excision.series", act.nature or "")
    return row["series"] if row else None


def _code_excision(act: Act, case: Case) -> Iterator[Result]:
    assert isinstance(act.procedure, Excision)
    series = _series(act, case)
    measured = measure(act.procedure)
    problems = list(_open_about_size(act, case))
    if series is None:
        problems.append(_open_about_nature(act))
    yield from problems
    if measured is None or series is None or any(alert.effect == "block" for alert in problems):
        return
    if series == "malignant" and (contradiction := no_cancer(act, case, SOURCE)):
        yield contradiction
    own = _site_code(act, case, series)
    if own:
        yield from _at_own_site(own, act, case)
        return
    yield from second_look(act, case)
    yield from unknown_margin(act)
    if series == "benign":
        yield from _below_the_skin(act, case)
    yield from _of_no_authority(act, case)
    table = site_table(act, case, f"excision.{series}")
    if isinstance(table, Alert):
        yield table
        return
    step = table.step_for(measured.cm)
    yield from between_classes(act, table, measured.cm)
    why = [step_reason(act.named, table, step, measured.shown), _series_reason(act, case, series)]
    yield Charge(step.code, (act,), why, units=_excised(act), per_lesion=True)


def _excised(act: Act) -> Decimal:
    """How many excisions were made: lesions cut out together are one."""
    return Decimal(1 if act.procedure.same_incision else act.how_many)


def _of_no_authority(act: Act, case: Case) -> Iterator[Alert]:
    table = case.lookup("excision.series")
    row = table.get(act.nature or "")
    if row is not None and "note" in row:
        yield act.tells("excision.series_unverified", f"{row['note']}.", table.source)


def _at_own_site(code: str, act: Act, case: Case) -> Iterator[Result]:
    source = case.lookup("excision.site").source
    text = f"{act.named}: a soft-tissue lesion here has an excision code of its own"
    why = [Reason(text, "excision.site", source)]
    yield Charge(code, (act,), why, _excised(act), per_lesion=True)
    message = f"{code} is taken; a lesion of the skin alone is coded by size."
    yield act.warns("excision.site", message, source)


def _below_the_skin(act: Act, case: Case) -> Iterator[Alert]:
    table = case.lookup("excision.soft_tissue")
    if begin_with(table.begins, act.diagnosed.icd10):
        message = "taken as a lesion of the skin. Below the dermis, chart the soft-tissue code of the region."
        yield act.warns("excision.soft_tissue", message, table.source)


def _series_reason(act: Act, case: Case, series: str) -> Reason:
    nature = (act.nature or "").replace("_", " ")
    text = f"Charted as {nature}: {series} series"
    return Reason(text, "excision.series", case.lookup("excision.series").source)


def _site_code(act: Act, case: Case, series: str) -> str | None:
    row = case.row("excision.site", act.lesion.site) if act.lesion else None
    if row is None or row.get("series", series) != series:
        return None
    if row.get("when") == "margin" and not (act.lesion and act.lesion.margin):
        return None
    code: str = row["code"]
    return code


def _open_about_size(act: Act, case: Case) -> Iterator[Alert]:
    excision = act.procedure
    assert isinstance(excision, Excision)
    if excision.excised_cm is None:
        if excision.lesion_cm is None:
            yield act.needs("lesion_cm", "size is missing. The code depends on it.", SOURCE)
        if excision.margin_cm is None:
            message = "margin is missing. The size tier of the excision depends on it."
            yield act.needs("margin_cm", message, SOURCE)
    elif excision.lesion_cm is not None and excision.margin_cm is not None:
        total = excision.lesion_cm + 2 * excision.margin_cm
        if abs(total - excision.excised_cm) > Decimal(case.lookup("excision.tolerance")["excised"]["cm"]):
            message = (
                f"{number(total)} cm by lesion and margins, yet {number(excision.excised_cm)} cm excised."
            )
            yield act.corrects("excised_cm", f"{message} Which holds?", SOURCE, "excised-size-conflict")
    elif excision.lesion_cm is not None and excision.lesion_cm > excision.excised_cm:
        message = "the lesion is larger than what was excised. Which holds?"
        yield act.corrects("excised_cm", message, SOURCE, "excised-size-conflict")


def _open_about_nature(act: Act) -> Alert:
    if act.nature == "unspecified":
        message = "pathology is not back. The excision is held until it is."
        return act.needs("nature", message, "CMS article A56346; CPT 2026, Excision", "pathology.pending")
    message = "benign, malignant or not yet known? The code depends on it."
    return act.needs("nature", message, SOURCE)


def _code_hidradenitis(act: Act, case: Case) -> Result:
    table = case.lookup("excision.hidradenitis")
    row = table.get(act.lesion.site) if act.lesion else None
    if row is None:
        message = "hidradenitis has no excision code at this site. Chart it by its code."
        return act.needs("site", message, table.source, "site.no_code")
    closures = [other.procedure for other in case.on_lesion(act) if isinstance(other.procedure, Repair)]
    closed = "complex" if any(closure.complexity == "complex" for closure in closures) else "plain"
    closure = "complex" if closed == "complex" else "simple or intermediate"
    reason = Reason(f"{act.named}: hidradenitis excised, {closure} closure", table.id, table.source)
    per_side = row.get("per") == "side"
    units = Decimal(1 if per_side else act.how_many)
    return Charge(row[closed], (act,), [reason], units, per_lesion=True, per_side=per_side)


def _one_an_ellipse(acts: Sequence[Act]) -> tuple[list[Act], list[Alert]]:
    """Keep the larger of the lesions at one place that are charted as cut out together."""
    joined = [act for act in acts if act.procedure.same_incision and act.lesion]
    if not joined:
        return list(acts), []
    kept = [act for act in acts if act not in joined]
    alerts: list[Alert] = []
    ellipses: dict[tuple[str, str | None], list[Act]] = {}
    for act in joined:
        assert act.lesion
        ellipses.setdefault((act.lesion.site, act.lesion.side), []).append(act)
    for together in ellipses.values():
        together.extend(_only_neighbor(together, kept))
        kept = [act for act in kept if act not in together]
        kept.append(max(together, key=_size))
        if total_count(together) > 1:
            message = "two lesions in one excision are charged once, by the larger. Payers differ."
            source = "The Dermatologist, Coding for Repairs and Excisions, Oct 2005; Blue KC excision policy"
            alerts.append(kept[-1].warns("two-lesions-one-excision", message, source))
    return kept, alerts


def _only_neighbor(together: Sequence[Act], others: Sequence[Act]) -> list[Act]:
    """The lesion that a single mark of one incision can mean: the one other excision of the place."""
    place = together[0].lesion
    near = [
        other
        for other in others
        if place and other.lesion and (other.lesion.site, other.lesion.side) == (place.site, place.side)
    ]
    return near if len(together) == len(near) == 1 else []


def _size(act: Act) -> Decimal:
    assert isinstance(act.procedure, Excision)
    cm = excised_cm(act.procedure)
    return Decimal(0) if cm is None else cm


FAMILY = ProcedureFamily(
    record=Excision,
    label="Excision",
    fields=(
        Field("lesion_cm", "Lesion", "cm"),
        Field("margin_cm", "Margin", "cm"),
        Field("excised_cm", "Excised", "cm"),
        Field("re_excision", "Re-excision"),
    ),
    choose=code_excisions,
)
