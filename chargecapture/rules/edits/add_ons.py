"""Add-on codes are charged only beside a parent. Source: NCCI add-on code edits."""

from collections.abc import Sequence
from operator import attrgetter

from chargecapture.domain.charges import Alert
from chargecapture.rules.case import Case, Charge

_parent = attrgetter("parent")


def settle_add_ons(charges: Sequence[Charge], case: Case) -> tuple[list[Charge], list[Alert]]:
    """Find the parent of each add-on; one that stands alone is left out and blocks the claim."""
    if not any(map(_parent, charges)):
        return list(charges), []
    sides: dict[bool, set[str]] = {True: set(), False: set()}
    for charge in charges:
        sides[_is_patients(charge)].add(charge.code)
    alone: list[Charge] = []
    alerts: list[Alert] = []
    for charge in charges:
        if not charge.parent:
            continue
        codes = sides[_is_patients(charge)]
        if charge.parent not in codes:
            parents = case.book.add_ons.parents.get(charge.code, frozenset())
            charge.parent = min(parents & codes, default="")
        if not charge.parent and not case.book.add_ons.may_stand_beside(charge.code, codes - {charge.code}):
            alone.append(charge)
            alerts.append(_alone(charge, case))
    return [charge for charge in charges if charge not in alone] if alone else list(charges), alerts


def _is_patients(charge: Charge) -> bool:
    """A parent that the patient pays is on another bill than an add-on that the insurer pays."""
    return charge.responsibility == "patient"


def _alone(charge: Charge, case: Case) -> Alert:
    parents = sorted(case.book.add_ons.parents.get(charge.code, ()))
    shown = ", ".join(parents[:4]) + (" …" if len(parents) > 4 else "")
    place = charge.acts[0].at("code") if charge.acts else None
    needed = parents[0] if len(parents) == 1 else f"one of {shown}"
    message = f"{charge.code} needs {needed} on the same claim. It is left out."
    source = case.book.add_ons.source
    return Alert("error", "addon.parent", message, source, place=place, effect="block")
