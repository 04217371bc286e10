"""One code on several lesions: units on one line, or a line each with 76, as the payer asks.

Both sides of a code that Medicare pays for each side are one line with 50. Sources: AAD, Coding lessons
learned in 2022; CMS PFS, bilateral indicator.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from chargecapture.domain.charges import MOST_POINTERS, Reason
from chargecapture.rules.case import Act, Case, Charge
from chargecapture.rules.edits.pairs import ANATOMICAL, SEPARATING

BOTH_SIDES = "50"


def settle_repeats(charges: Sequence[Charge], case: Case) -> list[Charge]:
    """Join or repeat the charges that are made lesion by lesion; a line holds its pointers' diagnoses."""
    settled: list[Charge] = []
    seen: dict[tuple[str, ...], Charge] = {}
    for charge in charges:
        if not charge.per_lesion:
            settled.append(charge)
            continue
        if charge.per_side and _joins_its_side(charge, seen):
            continue
        if case.payer.repeats == "lines":
            settled.extend(_lines(charge, seen, case))
            continue
        key = (charge.code, charge.responsibility, *sorted(charge.modifiers))
        before = seen.get(key)
        if before is None or len({*before.icd10, *charge.icd10}) > MOST_POINTERS:
            seen[key] = charge
            settled.append(charge)
        else:
            before.units += charge.units
            _add(before, charge)
    return settled


def _add(before: Charge, charge: Charge) -> None:
    before.take((*before.acts, *charge.acts))
    before.why.extend(charge.why)


def _joins_its_side(charge: Charge, seen: dict[tuple[str, ...], Charge]) -> bool:
    """Whether the charge goes into one before it: the same side once, the other side as 50."""
    if any(_side(act) == "bilateral" for act in charge.acts):
        _mark_both(charge)
    before = seen.setdefault((charge.code, "side"), charge)
    if before is charge:
        return False
    sides = {_side(act) for act in (*before.acts, *charge.acts)}
    if sides == {"left", "right"} and BOTH_SIDES not in before.modifiers:
        _mark_both(before)
    elif len(sides) > 1 and BOTH_SIDES not in before.modifiers:
        return False
    _add(before, charge)
    return True


def _side(act: Act) -> str | None:
    return act.lesion.side if act.lesion else None


def _mark_both(charge: Charge) -> None:
    charge.modifiers.append(BOTH_SIDES)
    text = "Both sides, and the code is paid for each: 50"
    charge.why.append(Reason(text, "modifier.50", "CMS PFS, bilateral indicator 1"))


def _lines(charge: Charge, seen: dict[tuple[str, ...], Charge], case: Case) -> Iterator[Charge]:
    """A line a lesion; later ones at one place carry 76 unless another modifier tells them apart."""
    place = sorted(ANATOMICAL.intersection(charge.modifiers))
    for line in _singly(charge):
        first = seen.setdefault((charge.code, charge.responsibility, *place), line)
        modifier = case.payer.repeat_modifier
        if first is not line and not (SEPARATING | {modifier}).intersection(line.modifiers):
            line.modifiers.append(modifier)
            text = f"{charge.code} again on another lesion of the day: {modifier}"
            line.why.append(Reason(text, "modifier.repeat", case.payer.source))
        yield line


def _singly(charge: Charge) -> list[Charge]:
    """The charge as lines of one unit each, none of them marked yet."""
    if charge.units == 1:
        return [charge]
    return [
        replace(charge, units=Decimal(1), why=list(charge.why), modifiers=list(charge.modifiers))
        for _ in range(int(charge.units))
    ]
