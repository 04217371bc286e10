"""Nails: some services count all nails of the day, others each nail with its digit modifier.

Sources: CPT, Nails; Medicare Benefit Policy Manual ch. 15 §290.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from chargecapture.domain.charges import Reason
from chargecapture.domain.procedures import Nail
from chargecapture.rules.case import Act, Case, Charge, Result, each_once
from chargecapture.rules.families.base import Field, ProcedureFamily, step_reason

SOURCE = "CPT 2026, Nails"
# On one nail the first takes in the rest.
EXTENT = ("matrixectomy", "repair", "avulsion", "biopsy", "hematoma_evacuation", "debridement", "trimming")

BY_NUMBER = ("debridement", "trimming")
"""Charged by the number of nails, whichever they are."""


class NailDone(NamedTuple):
    act: Act
    digit: str


def code_nails(acts: Sequence[Act], case: Case) -> Iterator[Result]:
    """Each nail once, by the most extensive service on it."""
    done: dict[str, list[NailDone]] = {}
    taken: dict[str, str] = {}
    for what in EXTENT:
        for act in acts:
            if _nail(act).what == what:
                for digit in _nail(act).digits:
                    if digit not in taken:
                        taken[digit] = what
                        done.setdefault(what, []).append(NailDone(act, digit))
                    elif taken[digit] != what:
                        message = f"{_said(what)} of {_named(digit)} is part of its {_said(taken[digit])}."
                        yield act.tells("bundled.same_nail", message, SOURCE)
    for act in acts:
        if _is_counted(act):
            done.setdefault(_nail(act).what or "", []).extend([NailDone(act, "")] * act.how_many)
        yield from _missing(act)
        yield from _on_another_side(act)
    for what, nails in done.items():
        if what == "debridement":
            yield _by_number(nails, case)
        elif what == "trimming":
            yield _trimmed(nails, case)
        else:
            yield from _each_nail(what, nails, case)


def _nail(act: Act) -> Nail:
    assert isinstance(act.procedure, Nail)
    return act.procedure


def _is_counted(act: Act) -> bool:
    """Several nails of which only the number is said, where only the number decides."""
    return _nail(act).what in BY_NUMBER and not _nail(act).digits and act.how_many > 1


def _missing(act: Act) -> Iterator[Result]:
    if _nail(act).what is None:
        yield act.needs("what", "what was done to the nail?", SOURCE)
    if not _nail(act).digits and not _is_counted(act):
        yield act.needs("digits", "which digits? Name each, such as RT1 for the right great toe.", SOURCE)


def _on_another_side(act: Act) -> Iterator[Result]:
    """All digits lie on the side that the lesion does not."""
    side = act.lesion.side if act.lesion else None
    if side in ("left", "right") and _nail(act).digits:
        first = side[0].upper()
        if not any(digit.startswith(first) for digit in _nail(act).digits):
            message = f"{_named(_nail(act).digits[0])} is not on the {side}. Which holds?"
            yield act.corrects("digits", message, SOURCE, "nail.side")


def _by_number(nails: Sequence[NailDone], case: Case) -> Charge:
    table = case.book.table("nail", "debridement")
    step = table.step_for(Decimal(len(nails)))
    reason = step_reason("Nails", table, step, str(len(nails)))
    return Charge(step.code, _acts(nails), [reason], digits=_digits(nails))


def _trimmed(nails: Sequence[NailDone], case: Case) -> Charge:
    table = case.lookup("nail")
    dystrophic = all(case.means("dystrophic_nail", nail.act.diagnosed.icd10) for nail in nails)
    row = table["trimming"]
    code = row["dystrophic"] if dystrophic and case.payer.class_findings else row["code"]
    text = f"{len(nails)} {'dystrophic ' if dystrophic else ''}nails trimmed, one unit whatever the number"
    digits = _digits(nails)
    return Charge(code, _acts(nails), [Reason(text, table.id, table.source)], digits=digits)


def _each_nail(what: str, nails: Sequence[NailDone], case: Case) -> Iterator[Charge]:
    table = case.lookup("nail")
    modifiers = case.lookup("digit.modifier")
    row = table[what]
    for at, nail in enumerate(sorted(nails, key=lambda nail: nail.digit)):
        further = at > 0 and "further" in row
        text = f"{_named(nail.digit)}: {_said(what)}{', each further nail' if further else ''}"
        modifier = modifiers[nail.digit]["modifier"]
        yield Charge(
            row["further"] if further else row["code"],
            (nail.act,),
            [
                Reason(text, table.id, table.source),
                Reason(f"{modifier} names the digit", modifiers.id, modifiers.source),
            ],
            modifiers=[modifier],
            digits=frozenset((nail.digit,)),
            parent=row["code"] if further else "",
        )


def _digits(nails: Sequence[NailDone]) -> frozenset[str]:
    return frozenset(nail.digit for nail in nails if nail.digit)


def _acts(nails: Sequence[NailDone]) -> tuple[Act, ...]:
    return each_once(nail.act for nail in nails)


def _said(what: str) -> str:
    return what.replace("_", " ")


def _named(digit: str) -> str:
    """Say `LT1` as `left toe 1`."""
    side = "left" if digit[0] == "L" else "right"
    return f"{side} {'toe' if digit[1] == 'T' else 'finger'} {digit[2]}"


FAMILY = ProcedureFamily(
    record=Nail,
    label="Nail",
    fields=(Field("what", "What"), Field("digits", "Digits")),
    choose=code_nails,
)
