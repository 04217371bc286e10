"""Of several services on one lesion the more extensive one stays and takes in the rest.

Which kind takes in which is the table `same_lesion`; here are the facts its rows may name.
Source: NCCI Policy Manual ch. I and III.
"""

from collections.abc import Callable, Iterator, Sequence

from chargecapture.domain.charges import Alert
from chargecapture.domain.procedures import (
    Biopsy,
    Coded,
    Drug,
    Excision,
    IntralesionalInjection,
    Mohs,
    Pathology,
    PhotodynamicTherapy,
    Repair,
)
from chargecapture.rules.case import Act, Case
from chargecapture.rules.families.excision import closure_is_included, is_hidradenitis
from chargecapture.rules.tables import Row

Fact = Callable[[Act, Act, Case], bool]


def _applied_by_clinician(act: Act, larger: Act, case: Case) -> bool:  # noqa: ARG001 -- a fact of three
    """The treated field takes in a biopsy only where the clinician prepared it (NCCI practitioner edits)."""
    return isinstance(larger.procedure, PhotodynamicTherapy) and larger.procedure.applied_by == "clinician"


def _biopsy_before_mohs(act: Act, larger: Act, case: Case) -> bool:  # noqa: ARG001 -- a fact of three
    """A biopsy of a tumour that no pathology had proven stands beside its Mohs surgery."""
    return isinstance(larger.procedure, Mohs) and larger.procedure.prior_pathology is False


def _closure_in_excision(act: Act, larger: Act, case: Case) -> bool:
    assert isinstance(act.procedure, Repair) and isinstance(larger.procedure, Excision)
    return (
        act.procedure.complexity == "simple"
        or is_hidradenitis(larger, case)
        or closure_is_included(larger, case)
    )


def _closure_paid_beside_biopsy(act: Act, larger: Act, case: Case) -> bool:
    """A layered closure of an incisional biopsy, where the payer pays it; no source confirms that it does."""
    assert isinstance(act.procedure, Repair) and isinstance(larger.procedure, Biopsy)
    layered = act.procedure.complexity in ("intermediate", "complex")
    incisional = larger.procedure.method == "incisional"
    return layered and incisional and case.payer.closure_of_incisional_biopsy == "charge"


def _hidradenitis(act: Act, larger: Act, case: Case) -> bool:  # noqa: ARG001 -- a fact of three
    return is_hidradenitis(act, case)


def _malignant(act: Act, larger: Act, case: Case) -> bool:  # noqa: ARG001 -- a fact of three
    return act.nature in ("malignant", "in_situ")


def decided_on_frozen_section(biopsy: Act, removal: Act, case: Case) -> bool:
    """Whether a frozen section was read between a biopsy and the removal, so that it decided the removal."""
    first, last = biopsy.place.procedure, removal.place.procedure
    if first is None or last is None:
        return False
    between = (other for other in case.on_lesion(biopsy) if first < (other.place.procedure or 0) < last)
    return any(_is_frozen_section(other, case) for other in between)


def _is_frozen_section(act: Act, case: Case) -> bool:
    done = act.procedure
    if isinstance(done, Coded):
        return bool(done.code == case.lookup("pathology")["frozen_first"]["code"])
    return isinstance(done, Pathology) and bool(done.frozen_blocks)


FACTS: dict[str, Fact] = {
    "applied_by_clinician": _applied_by_clinician,
    "biopsy_before_mohs": _biopsy_before_mohs,
    "closure_in_excision": _closure_in_excision,
    "closure_paid_beside_biopsy": _closure_paid_beside_biopsy,
    "decided_on_frozen_section": decided_on_frozen_section,
    "hidradenitis": _hidradenitis,
    "malignant": _malignant,
}


def _takes_in(row: Row, act: Act, larger: Act, case: Case) -> bool:
    if larger.procedure.kind not in row["by"]:
        return False
    when, unless = row.get("when"), row.get("unless")
    return (not when or FACTS[when](act, larger, case)) and not (unless and FACTS[unless](act, larger, case))


def take_in(acts: Sequence[Act], case: Case) -> tuple[list[Act], list[Alert]]:
    """Leave out what is part of a larger service on the same lesion, and say so."""
    if len(acts) == 1:
        return list(acts), []
    table = case.lookup("same_lesion")
    kept: list[Act] = []
    alerts: list[Alert] = []
    for act in acts:
        beside_others = act.lesion is not None and len(act.lesion.procedures) > 1
        larger = _larger(act, case) if beside_others else None
        if larger is None:
            kept.append(act)
        else:
            message = f"the {_said(act)} is part of the {_said(larger)} of the same lesion."
            alerts.append(act.tells("bundled_same_site", message, table.source))
            kept.extend(_drug_of(act))
    return kept, alerts


def _larger(act: Act, case: Case) -> Act | None:
    rows = case.lookup("same_lesion").rows.get(act.procedure.kind)
    if not rows or act.procedure.separate_session:
        return None
    for other in case.on_lesion(act):
        if other.procedure.separate_session:
            continue
        for row in rows["rows"]:
            if _takes_in(row, act, other, case):
                return other
    return None


def _drug_of(act: Act) -> Iterator[Act]:
    """The drug of an injection is charged even where giving it is part of a larger service."""
    done = act.procedure
    if isinstance(done, IntralesionalInjection) and done.drug:
        drug = Drug(
            hcpcs=done.drug,
            dose_mg=done.dose_mg,
            wasted_mg=done.wasted_mg,
            container=done.container,
            requested_by_patient=done.requested_by_patient,
        )
        yield act._replace(procedure=drug)


def _said(act: Act) -> str:
    return act.procedure.kind.replace("_", " ")
