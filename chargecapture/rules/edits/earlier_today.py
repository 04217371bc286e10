"""Edits with what the same clinician charged at an earlier encounter of the same day.

A pair is parted by the encounter itself (XE, or 59); what was charged already cannot be changed here, so an
edit against it is told. Source: NCCI Policy Manual ch. I §E.
"""

from collections.abc import Iterator, Sequence

from chargecapture.domain.charges import Alert, Reason
from chargecapture.domain.encounter import PriorCharge
from chargecapture.rules.case import Case, Charge
from chargecapture.rules.edits.pairs import MAY_BE_PARTED, OPENING
from chargecapture.rules.global_period import another_group
from chargecapture.rules.tables import Pair


def settle_earlier_today(charges: Sequence[Charge], case: Case) -> tuple[list[Charge], list[Alert]]:
    """Part each charge from its edits with the day's earlier charges, or say why it cannot stand."""
    on = case.encounter.date_of_service
    earlier = [
        prior for prior in case.encounter.history if prior.date == on and not another_group(prior, case)
    ]
    if not earlier:
        return list(charges), []
    dropped: list[Charge] = []
    alerts: list[Alert] = []
    for charge in charges:
        if charge.is_visit or charge.responsibility == "patient":
            continue
        for prior in earlier:
            pair = case.book.pairs.between(charge.code, prior.code)
            if pair is None or prior.code == charge.code:
                continue
            alerts.extend(_settled(charge, prior, pair, case))
            if pair.indicator != MAY_BE_PARTED and pair.column2 == charge.code and charge not in dropped:
                dropped.append(charge)
    return [charge for charge in charges if charge not in dropped], alerts


def _settled(charge: Charge, prior: PriorCharge, pair: Pair, case: Case) -> Iterator[Alert]:
    source = case.book.pairs.source
    act = charge.acts[0]
    earlier = f"{prior.code}, charged earlier this day"
    if pair.indicator != MAY_BE_PARTED:
        what = f"{charge.code} is left out" if pair.column2 == charge.code else "Correct that claim"
        message = f"{charge.code} never goes together with {earlier}. {what}."
        yield act.corrects("", message, source, "ncci.never_earlier")
    elif OPENING.intersection(charge.modifiers):
        return
    elif _is_same_lesion(charge, prior):
        message = f"{charge.code} and {earlier}, are an edit pair on one lesion. Which of the two stands?"
        yield act.needs("", message, source, "ncci.earlier_same_lesion")
    elif pair.column2 == charge.code:
        modifier = case.payer.for_code("separate_session", charge.code)
        charge.modifiers.append(modifier)
        text = f"An edit pair with {earlier}; this is another encounter, so {modifier} is set."
        charge.why.append(Reason(text, "modifier.ptp_other_encounter", source))
    else:
        modifier = case.payer.for_code("separate_session", prior.code)
        if any(prior.code == row["code"] for row in case.lookup("evaluation.level").rows.values()):
            modifier = "25"
        if modifier not in prior.modifiers:
            message = (
                f"{earlier}, is column 2 of {charge.code}. That line needs {modifier}, if the two are apart."
            )
            yield act.warns("ncci.earlier_unmarked", message, source)


def _is_same_lesion(charge: Charge, prior: PriorCharge) -> bool:
    if prior.lesion is None:
        return False
    return any(act.lesion is not None and act.lesion.same_as == prior.lesion for act in charge.acts)
