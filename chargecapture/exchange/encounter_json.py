"""The encounter document and the answer as JSON; `ENCOUNTER.md` beside this file is the format.

A document is read strictly: every fault of it is told at once, with its path, what was found and what
is allowed. What is written reads back as the same encounter.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import Any, get_args, get_type_hints

from pydantic import TypeAdapter, ValidationError

from chargecapture.domain.charges import Alert, Answer, ChargeLine
from chargecapture.domain.encounter import Encounter
from chargecapture.domain.procedures import AnyProcedure
from chargecapture.domain.records import kind_of
from chargecapture.errors import DocumentError, Fault
from chargecapture.exchange.faults import NEEDED, not_utf8, one_of, perhaps, shown, what_may_stand

_ADAPTER = TypeAdapter(Encounter)
_ENCODER = json.JSONEncoder(ensure_ascii=False)  # `json.dumps` would make one each time
_KINDS = {kind_of(record_) for record_ in get_args(AnyProcedure)}
ONE_OBJECT = "one JSON object"
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,59}")
MOST_FAULTS = 500
_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


def read_encounter(text: bytes | str) -> Encounter:
    """Read one document; a byte order mark before it is no fault.

    Raises:
        DocumentError: with every fault of the document, or the first `MOST_FAULTS` and how many more.
    """
    plain = _text(text)
    encounter, faults, left_out = None, [], 0
    try:
        encounter = _ADAPTER.validate_json(plain)
    except ValidationError as problem:
        faults = list(islice(_faults(problem), MOST_FAULTS))
        left_out = problem.error_count() - len(faults)
    if not (faults and faults[0].allowed == ONE_OBJECT):
        told = {fault.path for fault in faults}
        faults += [fault for fault in islice(_in_raw(plain), MOST_FAULTS) if fault.path not in told]
    if left_out:
        faults.append(Fault("$", f"{left_out} faults more", "a document without faults"))
    if faults or encounter is None:
        raise DocumentError(tuple(faults))
    return encounter


def _text(text: bytes | str) -> str:
    try:
        plain = text if isinstance(text, str) else text.decode("utf-8")
        plain.encode("utf-8")
    except UnicodeDecodeError as problem:
        raise DocumentError((not_utf8(problem),)) from None
    except UnicodeEncodeError as problem:
        found = f"half a character at position {problem.start}"
        raise DocumentError((Fault("$", found, "text in UTF-8"),)) from None
    return plain.removeprefix(_BOM)


class _Twice(dict[str, object]):
    """An object that has keys twice: JSON lets them pass, and one of the values would be lost."""

    keys_twice: tuple[str, ...] = ()


class _TooLong(float):
    """A number with more digits than are kept."""


class _LostError(Exception):
    """A document holds what JSON would lose without a word."""


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    twice = _Twice(made)
    count = Counter(key for key, _ in pairs)
    twice.keys_twice = tuple(key for key in made if count[key] > 1)
    return twice


def _float(digits: str) -> float:
    number = float(digits)
    if len(digits) <= sys.float_info.dig and digits.replace(".", "").isdecimal():
        return number
    try:
        if Decimal(digits) == Decimal(repr(number)):
            return number
    except InvalidOperation:  # an exponent beyond all bounds
        pass
    return _TooLong(number)


def _whole_object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise _LostError
    return made


def _whole_float(digits: str) -> float:
    number = _float(digits)
    if type(number) is _TooLong:
        raise _LostError
    return number


# `json.loads` would make a decoder each time. The first stops at what is lost, the second marks it.
_WHOLE = json.JSONDecoder(object_pairs_hook=_whole_object, parse_float=_whole_float)
_MARKING = json.JSONDecoder(object_pairs_hook=_object, parse_float=_float)


def _in_raw(text: str) -> Iterator[Fault]:
    """What the records cannot tell: what JSON itself loses, and what one part says of another."""
    try:
        root = _WHOLE.decode(text)
    except _LostError:
        root = _MARKING.decode(text)
        yield from _lost(root, ())
    if isinstance(root, dict) and isinstance(root.get("lesions"), list):
        yield from _across(root["lesions"])


def _lost(raw: object, where: tuple[int | str, ...]) -> Iterator[Fault]:
    if isinstance(raw, _TooLong):
        yield Fault(_path(where), "a number of too many digits", f"at most {sys.float_info.dig} digits")
    elif isinstance(raw, dict):
        for key in raw.keys_twice if isinstance(raw, _Twice) else ():
            yield Fault(_path((*where, key)), f"the key {shown(key)} twice", "each key once")
        for key, value in raw.items():
            yield from _lost(value, (*where, key))
    elif isinstance(raw, list):
        for at, value in enumerate(raw):
            yield from _lost(value, (*where, at))


def _across(lesions: Sequence[object]) -> Iterator[Fault]:
    seen: set[str] = set()
    for at, lesion in enumerate(lesions):
        if not isinstance(lesion, dict):
            continue
        label = lesion.get("id")
        if isinstance(label, str):
            if label in seen:
                yield Fault(f"$.lesions[{at}].id", shown(label), "a label that no other lesion has")
            seen.add(label)
        procedures = lesion.get("procedures")
        for procedure_at, procedure in enumerate(procedures if isinstance(procedures, list) else ()):
            if isinstance(procedure, dict) and procedure.get("diagnosis") is not None:
                path = f"$.lesions[{at}].procedures[{procedure_at}].diagnosis"
                yield Fault(path, 'the key "diagnosis"', "no such key; the lesion has the diagnosis")


def _faults(problem: ValidationError) -> Iterator[Fault]:
    for error in problem.errors(include_url=False):
        kind, where = error["type"], error["loc"]
        if kind == "json_invalid":
            yield _not_json(error["ctx"]["error"])
        elif kind in ("unexpected_keyword_argument", "union_tag_not_found", "union_tag_invalid", "missing"):
            yield _key_fault(kind, where, error["input"])
        else:
            yield Fault(_path(_without_kinds(where)), shown(error["input"]), what_may_stand(error))


_NOT_JSON = {
    "EOF while parsing": "the end of the text",
    "trailing characters": "more text",
    "recursion limit exceeded": "objects nested too deep",
    "number out of range": "a number out of all bounds",
    "unexpected end of hex escape": "half a character",
    "lone": "half a character",
    "control character": "a bare control character inside text",
    "trailing comma": "a comma too many",
    "key must be a string": "a key without quotes",
}


def _not_json(said: str) -> Fault:
    what, _, where = said.rpartition(" at ")
    if what.startswith("expected"):
        return Fault("$", f"no {what.removeprefix('expected ')} at {where}".replace("`", ""), ONE_OBJECT)
    for begins, plain in _NOT_JSON.items():
        if what.startswith(begins):
            return Fault("$", f"{plain} at {where}", ONE_OBJECT)
    return Fault("$", said, ONE_OBJECT)


def _key_fault(kind: str, where: Sequence[int | str], found: object) -> Fault:
    path = _path(_without_kinds(where))
    if kind in ("missing", "union_tag_not_found"):
        if kind == "union_tag_not_found":
            if not isinstance(found, dict):
                return Fault(path, shown(found), "an object with a kind")
            path = f"{path}.kind"
        return Fault(path, "nothing", NEEDED)
    if kind == "union_tag_invalid":
        wrong = found.get("kind") if isinstance(found, dict) else found
        return Fault(f"{path}.kind", shown(wrong), one_of(sorted(_KINDS), wrong))
    return Fault(path, f"the key {shown(where[-1])}", _known_keys(where))


def _known_keys(where: Sequence[int | str]) -> str:
    keys = _keys_at(where[:-1])
    return f"the keys {', '.join(keys)}{perhaps(where[-1], keys)}"


def _keys_at(where: Sequence[int | str]) -> list[str]:
    """The keys that the object at a path may have."""
    record_: Any = Encounter
    for at, step in enumerate(where):
        if _tells_kind(where, at):
            record_ = next(each for each in get_args(AnyProcedure) if kind_of(each) == step)
        elif isinstance(step, str):
            record_ = _inner(get_type_hints(record_).get(step))
    return [field.name for field in fields(record_)]


def _inner(hint: Any) -> Any:
    for part in (hint, *get_args(hint)):
        if hasattr(part, "__dataclass_fields__"):
            return part
        for deeper in get_args(part):
            if hasattr(deeper, "__dataclass_fields__"):
                return deeper
    return None


def _path(where: Sequence[int | str]) -> str:
    """Write a path as JSON path."""
    parts = ["$"]
    for step in where:
        if isinstance(step, int):
            parts.append(f"[{step}]")
        else:
            parts.append(f".{step}" if _PLAIN_KEY.fullmatch(step) else f"[{shown(step)}]")
    return "".join(parts)


def _without_kinds(where: Sequence[int | str]) -> tuple[int | str, ...]:
    """The validator's path without the names by which it tells the kinds of procedure apart."""
    return tuple(step for at, step in enumerate(where) if not _tells_kind(where, at))


def _tells_kind(where: Sequence[int | str], at: int) -> bool:
    return at > 1 and where[at - 2] in ("procedures", "services") and isinstance(where[at - 1], int)


def encounter_document(encounter: Encounter) -> dict[str, Any]:
    """The document of an encounter; a key that holds what its absence means is left out."""
    return _plain_record(encounter)


def write_encounter(encounter: Encounter) -> str:
    return _ENCODER.encode(encounter_document(encounter))


def _plain_record(record_: Any) -> dict[str, Any]:
    document = {}
    for field in fields(record_):
        value = getattr(record_, field.name)
        if field.name == "kind" or value != field.default:
            document[field.name] = _plain(value)
    return document


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, str):
        # A pasted text may be cut within a character; the half of one cannot be written.
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _plain_record(value) if hasattr(value, "__dataclass_fields__") else value


def _number(value: Decimal) -> int | float:
    """A JSON number of the same digits, which a float holds up to 15 of them."""
    whole = int(value)
    return whole if whole == value else float(value)


def answer_document(answer: Answer) -> dict[str, Any]:
    """The answer as the format has it."""
    return {
        "id": answer.id,
        "status": answer.status,
        "lines": [_line(line) for line in answer.lines],
        "alerts": [_alert(alert) for alert in answer.alerts],
        "diagnoses": [{"pointer": pointer, "icd10": icd10} for pointer, icd10 in answer.diagnoses],
    }


def write_answer(answer: Answer) -> str:
    return _ENCODER.encode(answer_document(answer))


def _line(line: ChargeLine) -> dict[str, Any]:
    return {
        "code": line.code,
        "units": _number(line.units),
        "modifiers": line.modifiers,
        "icd10": line.icd10,
        "lesions": line.lesions,
        "responsibility": line.responsibility,
        "charge": f"{line.charge or 0:.2f}",
        "why": list(map(str, line.why)),
    }


def _alert(alert: Alert) -> dict[str, Any]:
    return {
        "severity": alert.severity,
        "rule": alert.rule,
        "message": alert.message,
        "lines": alert.lines,
        "source": alert.source,
    }
