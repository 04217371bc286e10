"""A TOML file as plain values, and the faults of one in plain words: where, found, allowed."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from chargecapture.errors import DocumentError, Fault, KnownError
from chargecapture.exchange.faults import NEEDED, not_utf8, shown, what_may_stand

_ALLOWED = {
    "missing": NEEDED,
    "tuple_type": "an array of tables",
    "dict_type": "a table",
    "dataclass_type": "a table",
    "unexpected_keyword_argument": "a key that the format names",
}


def bytes_of(path: Path) -> bytes:
    """The file's content.

    Raises:
        KnownError: it cannot be opened.
    """
    try:
        return path.read_bytes()
    except OSError as problem:
        raise KnownError(f"{path} cannot be read: {problem.strerror}.") from problem


def parsed(raw: bytes) -> dict[str, Any]:
    """The tables of a file; numbers with a point stay as they are written, as text.

    The mark with which some editors begin a file is no part of it.

    Raises:
        DocumentError: it is no TOML.
    """
    try:
        return tomllib.loads(raw.decode("utf-8-sig"), parse_float=str)
    except UnicodeDecodeError as problem:
        raise DocumentError((not_utf8(problem),)) from None
    except RecursionError:
        raise DocumentError((Fault("$", "arrays within arrays without end", "a TOML file"),)) from None
    except ValueError as problem:  # bad TOML, and whole numbers of thousands of digits
        raise DocumentError((Fault("$", str(problem), "a TOML file"),)) from None


def faults_of(problem: ValidationError, patterns: Mapping[str, str]) -> Iterator[Fault]:
    """All faults that the validation found; `patterns` says by key what a text of a fixed form looks like."""
    for error in problem.errors(include_url=False):
        where, kind = error["loc"], error["type"]
        found = "nothing" if kind == "missing" else shown(error["input"])
        if kind == "unexpected_keyword_argument":
            found = f"the key {shown(where[-1])}"
        if kind == "string_pattern_mismatch":
            allowed = next(text for name, text in patterns.items() if name in where)
        else:
            allowed = _ALLOWED.get(kind) or what_may_stand(error)
        yield Fault(_path(where), found, allowed)


def _path(where: Sequence[int | str]) -> str:
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in where if step != "[key]")
    return "$" + "".join(steps)
