"""The encounter document and the answer as JSON; `ENCOUNTER.md` beside this file is the format.

A document is read strictly: every fault of it is told at once, with its path, what was found and what
is allowed. What is written reads back as the same encounter.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, get_args, get_type_hints

from pydantic import TypeAdapter, ValidationError

from chargecapture.domain.charges import Alert, Answer, ChargeLine
from chargecapture.domain.encounter import Encounter
from chargecapture.domain.procedures import AnyProcedure
from chargecapture.domain.records import kind_of
from chargecapture.errors import DocumentError, Fault

_ADAPTER = TypeAdapter(Encounter)
_KINDS = {kind_of(record_) for record_ in get_args(AnyProcedure)}
_MOST_SHOWN = 60


def read_encounter(text: bytes | str) -> Encounter:
    """Read one document.

    Raises:
        DocumentError: with every fault of the document.
    """
    try:
        encounter = _ADAPTER.validate_json(text)
    except ValidationError as problem:
        raise DocumentError(tuple(_faults(problem, text))) from None
    faults = (*_written_twice(text), *_across(encounter))
    if faults:
        raise DocumentError(faults)
    return encounter


def _written_twice(text: bytes | str) -> Iterator[Fault]:
    """Keys that one object has twice: JSON lets them pass, and one of the values would be lost."""
    twice: list[str] = []

    def look(pairs: list[tuple[str, object]]) -> None:
        if len(dict(pairs)) < len(pairs):
            keys = [key for key, _ in pairs]
            twice.extend(sorted({key for key in keys if keys.count(key) > 1}))

    json.loads(text, object_pairs_hook=look)
    for key in twice:
        yield Fault("$", f"the key {json.dumps(key)} twice in one object", "each key once")


def _across(encounter: Encounter) -> Iterator[Fault]:
    """What no single field can tell."""
    seen: set[str] = set()
    for at, lesion in enumerate(encounter.lesions):
        if lesion.id in seen:
            yield Fault(f"$.lesions[{at}].id", json.dumps(lesion.id), "a label that no other lesion has")
        seen.add(lesion.id)
        for procedure_at, procedure in enumerate(lesion.procedures):
            if procedure.diagnosis is not None:
                path = f"$.lesions[{at}].procedures[{procedure_at}].diagnosis"
                yield Fault(path, _shown(procedure.diagnosis), "no such key; the lesion has the diagnosis")
    pos = encounter.place_of_service
    if not (len(pos) == 2 and pos.isdigit()):
        yield Fault("$.place_of_service", json.dumps(pos), "two digits, such as 11")


def _faults(problem: ValidationError, text: bytes | str) -> Iterator[Fault]:
    for error in problem.errors(include_url=False):
        kind, where, found = error["type"], error["loc"], error["input"]
        if kind == "json_invalid":
            yield _not_json(error["ctx"]["error"], text)
        elif kind in ("unexpected_keyword_argument", "union_tag_not_found", "union_tag_invalid", "missing"):
            yield _key_fault(kind, where, found)
        else:
            yield Fault(
                _path(where), _shown(found), _allowed(kind, error.get("ctx", {}), error["msg"], found)
            )


def _not_json(error: str, text: bytes | str) -> Fault:
    if isinstance(text, bytes):
        try:
            text.decode("utf-8")
        except UnicodeDecodeError as problem:
            found = f"byte 0x{text[problem.start]:02x} at position {problem.start}"
            return Fault("$", found, "text in UTF-8")
    return Fault("$", error, "one JSON object")


def _key_fault(kind: str, where: Sequence[int | str], found: object) -> Fault:
    path = _path(where)
    if kind in ("missing", "union_tag_not_found"):
        if kind == "union_tag_not_found":
            if not isinstance(found, dict):
                return Fault(path, _shown(found), "an object with a kind")
            path = f"{path}.kind"
        return Fault(path, "nothing", "a value; this key is needed")
    if kind == "union_tag_invalid":
        wrong = found.get("kind") if isinstance(found, dict) else found
        return Fault(f"{path}.kind", _shown(wrong), _one_of(sorted(_KINDS), wrong))
    return Fault(path, f"the key {_shown(where[-1])}", _known_keys(where))


def _known_keys(where: Sequence[int | str]) -> str:
    keys = _keys_at(where[:-1])
    near = get_close_matches(str(where[-1]), keys, n=1)
    hint = f"; perhaps {near[0]}" if near else ""
    return f"the keys {', '.join(keys)}{hint}" if keys else "a key that the format names"


def _keys_at(where: Sequence[int | str]) -> list[str]:
    """The keys that the object at a path may have."""
    at: Any = Encounter
    for step in where:
        if isinstance(step, int):
            continue
        if step in _KINDS:
            at = next(record_ for record_ in get_args(AnyProcedure) if kind_of(record_) == step)
            continue
        at = (
            _inner(get_type_hints(at, include_extras=False).get(step))
            if hasattr(at, "__dataclass_fields__")
            else None
        )
    return [field.name for field in fields(at)] if hasattr(at, "__dataclass_fields__") else []


def _inner(hint: Any) -> Any:
    for part in (hint, *get_args(hint)):
        if hasattr(part, "__dataclass_fields__"):
            return part
        for deeper in get_args(part):
            if hasattr(deeper, "__dataclass_fields__"):
                return deeper
    return None


def _path(where: Sequence[int | str]) -> str:
    """Write a path as JSON path, without the names that only tell the kinds of procedure apart."""
    parts = ["$"]
    for at, step in enumerate(where):
        if isinstance(step, int):
            parts.append(f"[{step}]")
        elif not (step in _KINDS and at and isinstance(where[at - 1], int)):
            parts.append(f".{step}")
    return "".join(parts)


def _shown(found: object) -> str:
    if isinstance(found, Decimal | float) and found - found != 0:
        return "no finite number"
    text = json.dumps(found, default=str, ensure_ascii=False)
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


def _one_of(allowed: Sequence[str], found: object) -> str:
    near = get_close_matches(str(found), allowed, n=1)
    hint = f"; perhaps {near[0]}" if near else ""
    return f"one of {', '.join(allowed)}{hint}"


_PLAIN = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "tuple_type": "an array",
    "dataclass_type": "an object",
    "model_attributes_type": "an object",
    "finite_number": "a number",
    "decimal_type": "a number",
    "decimal_parsing": "a number",
    "date_type": "a date such as 2026-06-15",
    "date_parsing": "a date such as 2026-06-15",
    "date_from_datetime_parsing": "a date such as 2026-06-15",
    "date_from_datetime_inexact": "a date such as 2026-06-15",
    "string_too_short": "text that is not empty",
}


def _allowed(kind: str, context: Mapping[str, Any], message: str, found: object) -> str:
    if kind in _PLAIN:
        return _PLAIN[kind]
    if kind == "literal_error":
        expected = context["expected"].replace(" or ", ", ").replace("'", "")
        words = [word.replace("False", "false") for word in expected.split(", ") if word]
        return _one_of(words, found)
    bounds = {
        "greater_than": "more than {gt}",
        "greater_than_equal": "{ge} or more",
        "less_than_equal": "{le} or less",
        "string_too_long": "at most {max_length} characters",
        "too_long": "at most {max_length} entries",
    }
    if kind in bounds:
        return bounds[kind].format(**context)
    return message.removeprefix("Value error, ")


def encounter_document(encounter: Encounter) -> dict[str, Any]:
    """The document of an encounter; a key that holds what its absence means is left out."""
    return _plain_record(encounter)


def write_encounter(encounter: Encounter) -> str:
    return json.dumps(encounter_document(encounter), ensure_ascii=False)


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
    return _plain_record(value) if hasattr(value, "__dataclass_fields__") else value


def _number(value: Decimal) -> int | float:
    """A JSON number of the same digits; the bounds of measures keep a float exact."""
    return int(value) if value == value.to_integral_value() else float(value)


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
    return json.dumps(answer_document(answer), ensure_ascii=False)


def _line(line: ChargeLine) -> dict[str, Any]:
    return {
        "code": line.code,
        "units": _number(line.units),
        "modifiers": line.modifiers,
        "icd10": line.icd10,
        "lesions": line.lesions,
        "responsibility": line.responsibility,
        "charge": f"{line.charge or 0:.2f}",
        "why": [str(reason) for reason in line.why],
    }


def _alert(alert: Alert) -> dict[str, Any]:
    return {
        "severity": alert.severity,
        "rule": alert.rule,
        "message": alert.message,
        "lines": alert.lines,
        "source": alert.source,
    }
