"""What can be set for a payer, and where an office departs from what the program ships.

A profile holds one value a key. An office overrides single keys of a payer family, or makes an exception
for some codes; each has a source and the dates of service that it is for.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations
from typing import NamedTuple

CODE = re.compile(r"[0-9]{4}[0-9A-Z]|[A-Z][0-9]{4}")
TESTS = ("koh", "wet_mount", "scabies_prep", "tzanck", "fungal_culture")
YES_OR_NO = (True, False)


class PayerKey(NamedTuple):
    """One key of a payer's profile.

    `allowed` lists its values; without them `form` says what it is: `codes`, or `tests` with a code each.
    `by_code`: an exception may set it for some codes alone.
    """

    name: str
    label: str
    allowed: tuple[str | bool, ...] = ()
    form: str = ""
    by_code: bool = False

    @property
    def says_allowed(self) -> str:
        """What may stand there, in words."""
        if self.form == "codes":
            return "a list of codes of 5 characters"
        if self.form == "tests":
            return f"codes of 5 characters by test: {', '.join(TESTS)}"
        if self.allowed == YES_OR_NO:
            return "true or false"
        return "one of " + ", ".join(f'"{word}"' for word in self.allowed)

    def takes(self, value: object) -> bool:
        if self.form == "codes":
            return isinstance(value, list | tuple) and all(map(is_code, value))
        if self.form == "tests":
            return isinstance(value, Mapping) and all(
                test in TESTS and is_code(code) for test, code in value.items()
            )
        # true and 1 are equal, and only one of them is meant
        return any(type(value) is type(word) and value == word for word in self.allowed)


def is_code(value: object) -> bool:
    return isinstance(value, str) and CODE.fullmatch(value) is not None


PAYER_KEYS = (
    PayerKey("separate_lesion", "Edit pair, another lesion", ("59", "XS"), by_code=True),
    PayerKey("separate_session", "Edit pair, another session", ("59", "XE"), by_code=True),
    PayerKey("unusual_overlap", "Edit pair, no overlap", ("59", "XU"), by_code=True),
    PayerKey("repeats", "One code on several lesions", ("units", "lines"), by_code=True),
    PayerKey(
        "repeat_modifier", "Second and later line of one code", ("76", "59", "XS", "none"), by_code=True
    ),
    PayerKey(
        "other_digit", "One code on another digit, beside the digit", ("none", "59", "XS"), by_code=True
    ),
    PayerKey("both_sides", "Both sides of a code paid for each", ("50", "LT and RT"), by_code=True),
    PayerKey("sides", "LT and RT", ("none", "codes paid for each side", "all"), by_code=True),
    PayerKey("multiple_procedures", "51 on the second and later procedure", YES_OR_NO, by_code=True),
    PayerKey("benign_without_ground", "Benign lesion without a ground", ("hold", "warn", "allow")),
    PayerKey(
        "coverage",
        "Service for a disease, site or age that no policy names",
        ("as published", "tell", "warn", "hold", "allow"),
        by_code=True,
    ),
    PayerKey("notices", "Advance Beneficiary Notice: GA, GX, GY, GZ", YES_OR_NO),
    PayerKey("drug_waste", "JW and JZ on single-dose drugs", YES_OR_NO),
    PayerKey("longitudinal", "G2211", YES_OR_NO),
    PayerKey("prolonged", "Prolonged visit", ("99417", "G2212", "none")),
    PayerKey("video", "Visit by video", ("none", "95")),
    PayerKey("audio", "Visit by telephone", ("none", "93")),
    PayerKey("other_diagnosis", "25 wants another diagnosis than the procedure's", YES_OR_NO),
    PayerKey("complications", "Complication treated in the office", ("included", "ask"), by_code=True),
    PayerKey("assistant_staff", "Assistant who is a PA or NP", ("AS", "80")),
    PayerKey("mohs_immunostain", "Immunostain of Mohs tissue", ("charge", "leave out")),
    PayerKey(
        "closure_of_incisional_biopsy", "Layered closure of an incisional biopsy", ("charge", "leave out")
    ),
    PayerKey("class_findings", "Q7, Q8 and Q9 on routine foot care", YES_OR_NO),
    PayerKey("fee_schedule", "Leave off what Medicare's fee schedule bundles", YES_OR_NO, by_code=True),
    PayerKey("attested", "KX on these codes", form="codes"),
    PayerKey("lab", "Laboratory codes of its own", form="tests"),
)
KEYS_BY_NAME = {key.name: key for key in PAYER_KEYS}
KEYS_BY_CODE = tuple(key.name for key in PAYER_KEYS if key.by_code)


class Span(NamedTuple):
    """The dates of service that a row is for; without a last day it is for all later ones."""

    first: date
    last: date | None = None

    def holds(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)

    def meets(self, other: "Span") -> bool:
        return (other.last is None or self.first <= other.last) and (
            self.last is None or other.first <= self.last
        )


class PayerOverride(NamedTuple):
    """Keys of one payer family that an office sets otherwise, or of one payer of it by name."""

    payer: str
    values: Mapping[str, object]
    span: Span
    source: str
    reviewed_on: date
    payer_name: str = ""


class PayerException(NamedTuple):
    """One key of one payer family that is otherwise for some codes."""

    id: str
    payer: str
    overrides: str
    codes: tuple[str, ...]
    value: object
    span: Span
    source: str
    reviewed_on: date
    payer_name: str = ""


class OfficePayers(NamedTuple):
    """What an office sets otherwise, in the order of its file."""

    overrides: tuple[PayerOverride, ...] = ()
    exceptions: tuple[PayerException, ...] = ()


class PayerRule(NamedTuple):
    """One line of a payer's profile as a person reads it; `shipped` where the office changed it."""

    payer: str
    label: str
    key: str
    says: str
    value: str
    source: str
    shipped: str | None = None
    codes: tuple[str, ...] = ()


SHIPPED = OfficePayers()
"""An office that sets nothing otherwise."""


def shown_value(value: object) -> str:
    """A value of a profile in words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{test} {code}" for test, code in value.items()) or "none"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "none"
    return str(value)


def _who(row: PayerOverride | PayerException) -> tuple[str, str]:
    return row.payer, row.payer_name.casefold()


def clashing_overrides(rows: Sequence[PayerOverride]) -> Iterator[tuple[int, int, str]]:
    """Pairs of rows that set one key of one payer on one day, with the key."""
    for (one, first), (other, second) in combinations(enumerate(rows), 2):
        if _who(first) == _who(second) and first.span.meets(second.span):
            for key in sorted(set(first.values) & set(second.values)):
                yield one, other, key


def clashing_exceptions(rows: Sequence[PayerException]) -> Iterator[tuple[int, int, str]]:
    """Pairs of exceptions that both fit one code on one day, with the code."""
    for (one, first), (other, second) in combinations(enumerate(rows), 2):
        alike = (_who(first), first.overrides) == (_who(second), second.overrides)
        if alike and first.span.meets(second.span):
            for code in sorted(set(first.codes) & set(second.codes)):
                yield one, other, code
