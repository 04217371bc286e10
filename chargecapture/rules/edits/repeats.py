"""One code on several lesions: units on one line, or a line each with 76, as the payer asks.

Both sides of a code that Medicare pays for each side are one line with 50. Sources: AAD, Coding lessons
learned in 2022; CMS PFS, bilateral indicator.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from chargecapture.domain.charges import Reason
from chargecapture.rules.case import Act, Case, Charge
from chargecapture.rules.edits.pairs import SEPARATING

BOTH_SIDES = "50"


def settle_repeats(charges: Sequence[Charge], case: Case) -> list[Charge]:
    """Join or repeat the charges that are made lesion by lesion."""
    settled: list[Charge] = []
    seen: dict[tuple[str, ...], Charge] = {}
    for charge in charges:
        if not charge.per_lesion:
            settled.append(charge)
            continue
        if _pays_each_side(charge, case) and _takes_both_sides(charge, seen):
            continue
        if case.payer.repeats == "lines":
            settled.extend(_lines(charge, seen, case))
            continue
        key = (charge.code, charge.responsibility, *sorted(charge.modifiers))
        before = seen.setdefault(key, charge)
        if before is charge:
            settled.append(charge)
        else:
            before.units += charge.units
            before.acts = (*before.acts, *charge.acts)
            before.why.extend(charge.why)
    return settled


def _pays_each_side(charge: Charge, case: Case) -> bool:
    return case.book.facts(charge.code).bilateral == "1"


def _takes_both_sides(charge: Charge, seen: dict[tuple[str, ...], Charge]) -> bool:
    """Whether the charge is the other side of one before it, which then carries 50."""
    if any(_side(act) == "bilateral" for act in charge.acts):
        _mark_both(charge)
        return False
    before = seen.setdefault((charge.code, "side"), charge)
    if before is charge or BOTH_SIDES in before.modifiers:
        return False
    sides = {_side(act) for act in (*before.acts, *charge.acts)}
    if sides != {"left", "right"}:
        return False
    before.acts = (*before.acts, *charge.acts)
    before.why.extend(charge.why)
    _mark_both(before)
    return True


def _side(act: Act) -> str | None:
    return act.lesion.side if act.lesion else None


def _mark_both(charge: Charge) -> None:
    charge.modifiers.append(BOTH_SIDES)
    text = "Both sides, and the code is paid for each: 50"
    charge.why.append(Reason(text, "modifier.50", "CMS PFS, bilateral indicator 1"))


def _lines(charge: Charge, seen: dict[tuple[str, ...], Charge], case: Case) -> Iterator[Charge]:
    """A line a lesion; the second and later carry 76 unless another modifier sets them apart."""
    for at in range(int(charge.units)):
        line = charge if at == 0 else _copy(charge)
        line.units = Decimal(1)
        first = seen.setdefault((charge.code,), line)
        if first is not line and not SEPARATING.intersection(line.modifiers):
            modifier = case.payer.repeat_modifier
            line.modifiers.append(modifier)
            text = f"{charge.code} again on another lesion of the day: {modifier}"
            line.why.append(Reason(text, "modifier.repeat", case.payer.source))
        yield line


def _copy(charge: Charge) -> Charge:
    return Charge(
        charge.code,
        charge.acts,
        list(charge.why),
        parent=charge.parent,
        per_lesion=True,
        modifiers=list(charge.modifiers),
        responsibility=charge.responsibility,
        cosmetic=charge.cosmetic,
        diagnoses=charge.diagnoses,
    )
