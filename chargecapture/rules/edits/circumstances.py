"""Modifiers of how a procedure went: 52, 53, 76, and assistants. Source: CPT, Appendix A."""

from collections.abc import Iterator, Sequence

from chargecapture.domain.charges import Alert, Reason
from chargecapture.domain.procedures import AnyProcedure
from chargecapture.rules.case import Case, Charge

SOURCE = "CPT 2026, Appendix A: modifiers"
ASSISTANT_PAID = "2"
ASSISTANT_NEVER = "1"


def settle_circumstances(charges: Sequence[Charge], case: Case) -> Iterator[Alert]:
    """Mark reduced, discontinued, repeated and assisted procedures."""
    for charge in charges:
        if charge.parent or charge.cosmetic:
            continue
        for act in charge.acts[:1]:
            for modifier, text in _marks(act.procedure):
                charge.modifiers.append(modifier)
                charge.why.append(Reason(f"{text}: {modifier}", f"modifier.{modifier}", SOURCE))
            if act.procedure.assistant:
                yield from _assistant(charge, case)


def _marks(procedure: AnyProcedure) -> Iterator[tuple[str, str]]:
    if procedure.discontinued:
        yield "53", "Stopped for the patient's safety"
    elif procedure.reduced:
        yield "52", "Less was done than the code says"
    if procedure.repeat:
        yield "76", "The same procedure again by the same clinician"


def _assistant(charge: Charge, case: Case) -> Iterator[Alert]:
    indicator = case.book.facts(charge.code).assistant
    act = charge.acts[0]
    if indicator == ASSISTANT_NEVER:
        message = f"an assistant at {charge.code} is never paid. Do not bill one."
        yield act.warns("assistant.never", message, "CMS PFS, assistant-at-surgery indicator 1")
    elif indicator == ASSISTANT_PAID:
        charge.modifiers.append("80")
        charge.why.append(Reason("An assistant surgeon is paid for this code: 80", "modifier.80", SOURCE))
    else:
        charge.modifiers.append("80")
        message = f"an assistant at {charge.code} is paid only with documentation."
        yield act.warns("assistant.documentation", message, "CMS PFS, assistant-at-surgery indicator 0")
