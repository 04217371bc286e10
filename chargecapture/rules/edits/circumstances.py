"""Modifiers of how a procedure went: 52, 53, 76, 77, assistants, and KX. Source: CPT, Appendix A."""

from collections.abc import Iterator, Sequence

from chargecapture.domain.charges import Alert, Reason
from chargecapture.rules.case import Act, Case, Charge
from chargecapture.rules.edits.pairs import is_evaluation
from chargecapture.rules.global_period import another_group

SOURCE = "CPT 2026, Appendix A: modifiers"
ASSISTANT_PAID, ASSISTANT_NEVER, ASSISTANT_DOCUMENTED = "2", "1", "0"
ASSISTANTS = {"surgeon": "80", "surgeon_without_resident": "82"}
SURGICAL = ("0", "10", "90")
WENT = (
    ("discontinued", "53", "Stopped for the patient's safety"),
    ("reduced", "52", "Less was done than the code says"),
)


def settle_circumstances(charges: Sequence[Charge], case: Case) -> Iterator[Alert]:
    """Mark reduced, discontinued, repeated and assisted procedures."""
    if not (case.payer.attested or case.encounter.history or any(map(_is_unusual, case.acts))):
        return
    for charge in charges:
        if charge.cosmetic or not charge.acts or is_evaluation(charge, case):
            continue
        if case.payer.attested and charge.code in case.payer.attested:
            yield _attested(charge, case)
        if not charge.parent and not case.row("drug", charge.code):
            yield from _how_it_went(charge)
            _repeated(charge, case)
            if any(act.procedure.assistant for act in charge.acts):
                yield from _assistant(charge, case)


def _is_unusual(act: Act) -> bool:
    done = act.procedure
    return done.discontinued or done.reduced or done.repeat or done.assistant


def _how_it_went(charge: Charge) -> Iterator[Alert]:
    """53 before 52; a code that counts several carries neither where only some of them went so."""
    for fact, modifier, text in WENT:
        so = [act for act in charge.acts if getattr(act.procedure, fact)]
        if len(so) == len(charge.acts):
            _mark(charge, modifier, text)
            return
        if so:
            message = (
                f"{charge.code} counts others as well, so it carries no {modifier}. Should this one count?"
            )
            yield so[0].warns(f"modifier.{modifier}_in_part", message, SOURCE)


def _repeated(charge: Charge, case: Case) -> None:
    """76 where the same clinician does it again on one day, 77 where another had done it."""
    again = all(act.procedure.repeat for act in charge.acts)
    back = charge.acts[0].procedure.return_to_or
    earlier = [
        prior
        for prior in case.encounter.history
        if prior.date == case.encounter.date_of_service and prior.code == charge.code
    ]
    by_others = [prior for prior in earlier if another_group(prior, case)]
    surgical = case.book.facts(charge.code).global_days in SURGICAL
    if earlier and len(by_others) == len(earlier) and (surgical or again):
        _mark(charge, "77", "The same procedure again, after another clinician's")
    elif again or (earlier and surgical and not back):
        _mark(charge, "76", "The same procedure again by the same clinician")


def _attested(charge: Charge, case: Case) -> Alert:
    source = case.payer.source_of("attested")
    charge.modifiers.append("KX")
    charge.why.append(Reason(f"The contractor's policy asks KX on {charge.code}", "modifier.KX", source))
    message = f"KX says that the policy of {charge.code} is met. Does the record show it?"
    return charge.acts[0].warns("modifier.kx", message, source)


def _assistant(charge: Charge, case: Case) -> Iterator[Alert]:
    act = next(act for act in charge.acts if act.procedure.assistant)
    indicator = case.book.facts(charge.code).assistant
    source = f"CMS PFS, assistant-at-surgery indicator {indicator or 'none'}"
    if indicator not in (ASSISTANT_PAID, ASSISTANT_DOCUMENTED):
        never = "is never paid" if indicator == ASSISTANT_NEVER else "is not provided for"
        yield act.warns("assistant.never", f"an assistant at {charge.code} {never}. Do not bill one.", source)
        return
    modifier = _assistant_modifier(act, case)
    text = {"82": "An assistant surgeon, as no resident was at hand", "AS": "A PA or NP assisted"}
    _mark(charge, modifier, text.get(modifier, "An assistant surgeon"))
    if indicator == ASSISTANT_DOCUMENTED:
        message = f"an assistant at {charge.code} is paid only with documentation."
        yield act.warns("assistant.documentation", message, source)


def _assistant_modifier(act: Act, case: Case) -> str:
    role = act.procedure.assistant_role or "surgeon"
    return ASSISTANTS.get(role, case.payer.assistant_staff)


def _mark(charge: Charge, modifier: str, text: str) -> None:
    if modifier not in charge.modifiers:
        charge.modifiers.append(modifier)
        charge.why.append(Reason(f"{text}: {modifier}", f"modifier.{modifier}", SOURCE))
