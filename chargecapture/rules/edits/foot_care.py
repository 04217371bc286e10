"""Routine foot care for Medicare: class findings modifiers Q7 to Q9, or the patient pays.

Source: Medicare Benefit Policy Manual ch. 15 §290; CMS articles A56680 and A57759.
"""

from collections.abc import Iterator, Sequence

from chargecapture.domain.charges import Alert, Reason
from chargecapture.rules.case import Act, Case, Charge
from chargecapture.rules.necessity import NOTICES, notice_for

LEG_AND_FOOT = "lower_limb"
SOURCE = "Medicare Benefit Policy Manual ch. 15 §290; articles A56680, A57759"


def settle_foot_care(charges: Sequence[Charge], case: Case) -> Iterator[Alert]:
    """Add Q7, Q8 or Q9 to routine foot care, or GY where nothing makes it covered."""
    if not case.payer.class_findings:
        return
    routine = case.lookup("foot_care").rows
    modifier = _class_modifier(case)
    for charge in charges:
        row = routine.get(charge.code)
        if row is None or charge.responsibility == "patient" or not any(map(_on_foot, charge.acts)):
            continue
        if modifier:
            charge.modifiers.append(modifier)
            charge.why.append(
                Reason(f"Class findings {_findings(case)}: {modifier}", "foot_care.class", SOURCE)
            )
            message = "for some diseases the claim names the physician who treats it and the date last seen."
            yield charge.acts[0].tells("foot_care.last_seen", message, SOURCE)
        elif row.get("mycotic") and _painful_mycosis(charge, case):
            text = "Mycotic nails with pain, infection or a limit to walking"
            charge.why.append(Reason(text, "foot_care.mycotic", SOURCE))
        elif case.encounter.patient.neuropathy:
            message = "neuropathy is charted: covered under the loss of protective sensation rules only."
            yield charge.acts[0].warns("foot_care.neuropathy", message, SOURCE)
        else:
            yield from _not_covered(charge, case)


def _class_modifier(case: Case) -> str:
    found = case.encounter.patient.class_findings
    count = {letter: found.count(letter) for letter in ("A", "B", "C")}
    if count["A"]:
        return "Q7"
    if count["B"] >= 2:
        return "Q8"
    return "Q9" if count["B"] and count["C"] >= 2 else ""


def _findings(case: Case) -> str:
    return ", ".join(case.encounter.patient.class_findings)


def _on_foot(act: Act) -> bool:
    digits = getattr(act.procedure, "digits", ())
    if digits:
        return any(digit[1] == "T" for digit in digits)
    return act.site is None or act.site.region == LEG_AND_FOOT


def _painful_mycosis(charge: Charge, case: Case) -> bool:
    return case.means("mycotic_nail", charge.icd10) and any(
        act.lesion is not None and {"pain", "infected", "obstructs_function"} & set(act.lesion.symptoms)
        for act in charge.acts
    )


def _not_covered(charge: Charge, case: Case) -> Iterator[Alert]:
    if "GA" in charge.modifiers or "GZ" in charge.modifiers:
        return  # the notice has said who pays
    charge.responsibility = "patient"
    message = "routine foot care without class findings is not covered; the patient pays."
    yield charge.acts[0].warns("foot_care.not_covered", message, SOURCE)
    if not case.payer.notices:
        return
    notice = notice_for(charge, case)
    if notice and notice.kind == "abn_voluntary" and notice.signed:
        charge.modifiers.append("GX")
        charge.why.append(Reason("The patient signed a voluntary notice: GX", "notice.voluntary", NOTICES))
    charge.modifiers.append("GY")
    charge.why.append(Reason("Routine foot care is excluded by statute: GY", "foot_care.excluded", NOTICES))
