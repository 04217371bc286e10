"""One code several times a day: units on one line, or a line each with 76, as the payer asks.

Both sides of a code that Medicare pays for each side are one line with 50, or a line a side where the payer
wants that. Sources: AAD, Coding lessons learned in 2022; CMS PFS, bilateral indicator.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from chargecapture.domain.charges import MOST_POINTERS, Reason
from chargecapture.domain.procedures import Coded
from chargecapture.rules.case import Act, Case, Charge
from chargecapture.rules.edits.anatomy import INDICATOR, SIDES, is_paid_for_each_side
from chargecapture.rules.edits.pairs import ANATOMICAL, SEPARATING
from chargecapture.rules.payers import NONE

BOTH_SIDES = "50"
AGAIN = {"76", "77"}
SURGICAL = ("0", "10", "90")
NAMES_NO_OTHER = frozenset(SIDES.values())
DIGITS_AND_LIDS = ANATOMICAL - NAMES_NO_OTHER

Seen = dict[tuple[str, ...], Charge]


def settle_repeats(charges: Sequence[Charge], case: Case) -> list[Charge]:
    """Join or repeat the charges that are made lesion by lesion; a line holds its pointers' diagnoses."""
    settled: list[Charge] = []
    seen: Seen = {}
    for charge in charges:
        coded = _is_coded_on_lesion(charge, case)
        if not (charge.per_lesion or charge.per_specimen or coded):
            settled.append(charge)
            continue
        sided = charge.per_side or (coded and is_paid_for_each_side(charge.code, case))
        for one in _sides_of(charge, case) if sided else (charge,):
            if sided and _joins_its_side(one, seen, case):
                continue
            settled.extend(_settled(one, seen, case))
    _mark_other_digits(settled, case)
    return settled


def _is_coded_on_lesion(charge: Charge, case: Case) -> bool:
    """A procedure charted by its code is repeated lesion by lesion like any other."""
    if charge.parent or not charge.lesions or not isinstance(charge.acts[0].procedure, Coded):
        return False
    return case.book.facts(charge.code).global_days in SURGICAL


def _settled(charge: Charge, seen: Seen, case: Case) -> Iterator[Charge]:
    if not charge.per_specimen and case.payer.for_code("repeats", charge.code) == "lines":
        yield from _lines(charge, seen, case)
        return
    key = (charge.code, charge.responsibility, *sorted(charge.modifiers))
    before = seen.get(key)
    if before is None or len({*before.icd10, *charge.icd10}) > MOST_POINTERS:
        seen[key] = charge
        yield charge
    else:
        before.units += charge.units
        _add(before, charge)


def _add(before: Charge, charge: Charge) -> None:
    before.take((*before.acts, *charge.acts))
    before.why.extend(charge.why)
    apart = [mark for mark in charge.modifiers if mark in SEPARATING]
    if not SEPARATING.intersection(before.modifiers):
        before.modifiers.extend(apart[:1])


def _sides_of(charge: Charge, case: Case) -> Iterator[Charge]:
    """A charge of both sides as it is billed: with 50, or as a line a side."""
    if "bilateral" not in map(_side, charge.acts):
        yield charge
    elif _as_one_line(charge, case):
        _mark_both(charge)
        yield charge
    else:
        source = case.payer.source_of("both_sides", charge.code)
        for side in SIDES.values():
            why = [*charge.why, Reason(f"A line a side: {side}", f"modifier.{side}", source)]
            yield replace(charge, modifiers=[*charge.modifiers, side], why=why)


def _as_one_line(charge: Charge, case: Case) -> bool:
    return bool(case.payer.for_code("both_sides", charge.code) == BOTH_SIDES)


def _joins_its_side(charge: Charge, seen: Seen, case: Case) -> bool:
    """Whether the charge goes into one before it: the same side once, the other side as 50."""
    marks = () if _as_one_line(charge, case) else tuple(sorted(NAMES_NO_OTHER.intersection(charge.modifiers)))
    before = seen.setdefault((charge.code, "side", *marks), charge)
    if before is charge:
        return False
    sides = {_side(act) for act in (*before.acts, *charge.acts)}
    if not charge.per_side and len(sides) == 1:
        return False  # twice on one side, each by itself
    if sides == {"left", "right"} and BOTH_SIDES not in before.modifiers and not marks:
        _mark_both(before)
    elif len(sides) > 1 and BOTH_SIDES not in before.modifiers:
        return False
    _add(before, charge)
    return True


def _side(act: Act) -> str | None:
    return act.lesion.side if act.lesion else None


def _mark_both(charge: Charge) -> None:
    charge.modifiers[:] = [*(mark for mark in charge.modifiers if mark not in NAMES_NO_OTHER), BOTH_SIDES]
    charge.why[:] = [
        reason for reason in charge.why if reason.rule.removeprefix("modifier.") not in NAMES_NO_OTHER
    ]
    text = "Both sides, and the code is paid for each: 50"
    charge.why.append(Reason(text, "modifier.50", INDICATOR))


def _lines(charge: Charge, seen: Seen, case: Case) -> Iterator[Charge]:
    """A line a lesion; later ones at one place carry 76 unless another modifier tells them apart."""
    place = sorted(ANATOMICAL.intersection(charge.modifiers))
    modifier = case.payer.for_code("repeat_modifier", charge.code)
    for line in _singly(charge):
        first = seen.setdefault((charge.code, charge.responsibility, *place), line)
        told_apart = (SEPARATING | AGAIN | {modifier}).intersection(line.modifiers)
        if first is not line and modifier != NONE and not told_apart:
            line.modifiers.append(modifier)
            text = f"{charge.code} again on another lesion of the day: {modifier}"
            source = case.payer.source_of("repeat_modifier", charge.code)
            line.why.append(Reason(text, "modifier.repeat", source))
        yield line


def _singly(charge: Charge) -> list[Charge]:
    """The charge as lines of one unit each, none of them marked yet."""
    if charge.units == 1:
        return [charge]
    return [
        replace(charge, units=Decimal(1), why=list(charge.why), modifiers=list(charge.modifiers))
        for _ in range(int(charge.units))
    ]


def _mark_other_digits(charges: Sequence[Charge], case: Case) -> None:
    """Some payers want 59 beside the digit on the second and later line of one code."""
    seen: set[str] = set()
    for charge in charges:
        if charge.parent or DIGITS_AND_LIDS.isdisjoint(charge.modifiers):
            continue
        modifier = case.payer.for_code("other_digit", charge.code)
        if charge.code in seen and modifier != NONE and not SEPARATING.intersection(charge.modifiers):
            charge.modifiers.append(modifier)
            source = case.payer.source_of("other_digit", charge.code)
            text = f"{charge.code} again on another digit: {modifier}"
            charge.why.append(Reason(text, "modifier.other_digit", source))
        seen.add(charge.code)
