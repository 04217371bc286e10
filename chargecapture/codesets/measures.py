"""Sizes in what is typed, such as 1.2 cm or 20 warts, against the classes that a procedure's label names."""

import re
from decimal import Decimal
from typing import NamedTuple

_NUMBER = r"\d{1,4}(?:\.\d{1,3})?"
_TYPED = re.compile(
    rf"(?<![\w.])({_NUMBER})(?: ?(?:x|by) ?({_NUMBER}))? ?"
    r"(sq ?cm|cm²|cm2|cm|sq ?mm|mm|minutes|minute|mins|min)(?!\w)"
)
_COUNT = re.compile(r"(?<![\w.-])\d{1,3}(?![\w.%-])")
_CLASS = re.compile(
    rf"(?:({_NUMBER}) to ({_NUMBER})|(up to|under|over) ({_NUMBER}))(?: (cm²|cm|min))?(?!\d|%)"
    rf"|({_NUMBER})(?: (cm²|cm|min))? or more"
)
_LENGTHS = {"cm": Decimal(1), "mm": Decimal("0.1")}
FITS, TELLS_NOTHING, CONTRADICTS = range(3)


class Measures(NamedTuple):
    """What is typed of sizes: the largest length, the area, the minutes and the number; `None` where not."""

    cm: Decimal | None = None
    area_cm2: Decimal | None = None
    minutes: Decimal | None = None
    number: Decimal | None = None

    def fit(self, label: str) -> int:
        """Whether the class that a label names holds what was typed of its unit."""
        if self == NOTHING_MEASURED:
            return TELLS_NOTHING
        for named in _CLASS.finditer(label):
            unit = named[5] or named[7]
            measure = {"cm": self.cm, "cm²": self.area_cm2, "min": self.minutes}.get(unit, self.number)
            if measure is not None:
                return FITS if _holds(named, measure) else CONTRADICTS
        return TELLS_NOTHING


NOTHING_MEASURED = Measures()


def _holds(named: re.Match[str], measure: Decimal) -> bool:
    low, high, word, bound, unit, least, _ = named.groups()
    if low:
        # Labels name the next printed step, such as 1.1 after 1; what lies between is of the higher class.
        step = Decimal("0.1") if unit in ("cm", "cm²") else Decimal(1)
        return Decimal(low) - step < measure <= Decimal(high)
    if least:
        return measure >= Decimal(least)
    limit = Decimal(bound)
    return measure > limit if word == "over" else measure < limit or (word == "up to" and measure == limit)


def without_measures(text: str) -> tuple[str, Measures]:
    """The text without its sizes, and the sizes. A bare number stays in the text: it may be a word too."""
    plain = text.lower()
    cm = area = minutes = None
    for typed in _TYPED.finditer(plain):
        one, other = Decimal(typed[1]), Decimal(typed[2]) if typed[2] else None
        unit = typed[3].replace(" ", "")
        if unit.startswith("min"):
            minutes = one
        elif unit in _LENGTHS:
            scale = _LENGTHS[unit]
            cm = max(one, other or one) * scale
            area = one * other * scale * scale if other else area
        else:
            area = one * (Decimal("0.01") if unit.endswith("mm") else 1)
    rest = _TYPED.sub(" ", plain)
    counts = _COUNT.findall(rest)
    number = Decimal(counts[0]) if len(counts) == 1 else None
    return rest, Measures(cm, area, minutes, number)
