"""Faults of a document in plain words, from what the validation library says of each: found and allowed."""

import json
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from chargecapture.errors import Fault

MOST_SHOWN = 60
NEEDED = "a value; this key is needed"
DATE = "a date such as 2026-06-15"
_PLAIN = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "tuple_type": "an array",
    "dataclass_type": "an object",
    "dict_type": "an object",
    "finite_number": "a number",
    "decimal_type": "a number",
    "decimal_parsing": "a number",
    "date_type": DATE,
    "date_parsing": DATE,
    "date_from_datetime_parsing": DATE,
    "date_from_datetime_inexact": DATE,
}
_BOUNDS = {
    "greater_than": "more than {gt}",
    "greater_than_equal": "{ge} or more",
    "less_than_equal": "{le} or less",
    "string_too_short": "at least {min_length} characters",
    "string_too_long": "at most {max_length} characters",
    "too_long": "at most {max_length} entries",
}


def not_utf8(problem: UnicodeDecodeError) -> Fault:
    found = f"byte 0x{problem.object[problem.start]:02x} at position {problem.start}"
    return Fault("$", found, "text in UTF-8")


def shown(found: object) -> str:
    """What stands there, cut to a length; an object or array is only named."""
    if isinstance(found, dict):
        return "an object"
    if isinstance(found, list):
        return "an array"
    if isinstance(found, str):
        cut = found if len(found) <= MOST_SHOWN else f"{found[:MOST_SHOWN]}…"
        return json.dumps(cut, ensure_ascii=False)
    if isinstance(found, bool) or found is None:
        return json.dumps(found)
    number = str(found)
    if number in ("inf", "-inf", "nan"):
        return "no finite number"
    return number if len(number) <= MOST_SHOWN else f"a number of {len(number)} digits"


def one_of(allowed: Sequence[str], found: object) -> str:
    return f"one of {', '.join(allowed)}{perhaps(found, allowed)}"


def perhaps(found: object, allowed: Sequence[str]) -> str:
    """The nearest of the allowed words, to be added behind them; empty where none is near."""
    near = get_close_matches(str(found)[:MOST_SHOWN], allowed, n=1)
    return f"; perhaps {near[0]}" if near else ""


def what_may_stand(error: Mapping[str, Any]) -> str:
    """What is allowed in place of a value, by one error of the validation library."""
    kind, context = error["type"], error.get("ctx", {})
    if kind in _PLAIN:
        return _PLAIN[kind]
    if kind == "literal_error":
        expected = context["expected"].replace(" or ", ", ").replace("'", "")
        words = dict.fromkeys(word.replace("False", "false") for word in expected.split(", ") if word)
        return one_of(tuple(words), error["input"])
    if kind == "string_too_short" and context["min_length"] == 1:
        return "text that is not empty"
    if kind in _BOUNDS:
        return _BOUNDS[kind].format(**context)
    return str(error["msg"]).removeprefix("Value error, ")
