"""The forms of charting, made from the fields that each procedure family declares and the record's types."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields
from decimal import Decimal
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

from annotated_types import Ge, Gt, Le, MaxLen, MinLen

from chargecapture.domain.encounter import Encounter, Ground, Lesion, Nature, Notice, PatientFacts, Visit
from chargecapture.domain.procedures import AnyProcedure, Excision, Mohs, Procedure
from chargecapture.domain.records import TextForm
from chargecapture.rules.families.base import Field, ProcedureFamily, number
from chargecapture.rules.families.excision import measure

Editor = Literal["choice", "number", "whole", "numbers", "words", "text", "flag", "answer"]
"""`numbers` and `words` are lists; `answer` is yes, no or not said."""

Choice = tuple[object, str]


class FormField(NamedTuple):
    """One field of a form: what it edits, and when it is shown (a field's name and values of it).

    `empty` is what the record holds where nothing is said; `limits` are the bounds of its type.
    """

    name: str
    label: str
    unit: str
    editor: Editor
    choices: tuple[Choice, ...] = ()
    when: tuple[str, tuple[object, ...]] | None = None
    empty: object = None
    limits: tuple[object, ...] = ()

    def refusal(self, value: object) -> str:
        """Why a value is out of bounds; empty where it is not."""
        values = value if isinstance(value, tuple) else (value,)
        allowed = {choice for choice, _ in self.choices}
        if self.editor == "words" and not allowed.issuperset(values):
            return f"such as {self.choices[0][0]}"
        if isinstance(value, tuple | str):
            return next(filter(None, (_beyond_length(value, limit) for limit in self.limits)), "")
        if isinstance(value, int | Decimal):
            return next(filter(None, (_beyond(value, limit) for limit in self.limits)), "")
        return ""


def _beyond(number: Any, limit: object) -> str:
    if isinstance(limit, Gt) and not number > limit.gt:
        return f"more than {limit.gt}"
    if isinstance(limit, Ge) and not number >= limit.ge:
        return f"{limit.ge} or more"
    if isinstance(limit, Le) and not number <= limit.le:
        return f"at most {limit.le}"
    return ""


def _beyond_length(value: str | tuple[object, ...], limit: object) -> str:
    """Of text its length and form; of a list its length, and the bounds of what it lists."""
    if isinstance(limit, MaxLen) and len(value) > limit.max_length:
        return f"at most {limit.max_length} {'characters' if isinstance(value, str) else 'entries'}"
    if isinstance(value, tuple):
        return next(filter(None, (_beyond(each, limit) for each in value)), "")
    if isinstance(limit, MinLen) and len(value) < limit.min_length:
        return "not empty" if limit.min_length == 1 else f"at least {limit.min_length} characters"
    if isinstance(limit, TextForm) and not limit.fits(value):
        return limit.said
    return ""


class Form(NamedTuple):
    """The form of one kind of procedure."""

    kind: str
    label: str
    fields: tuple[FormField, ...]


def said(value: object) -> str:
    """A value of a record in words."""
    return str(value).replace("_", " ").capitalize()


def forms_of(families: Sequence[ProcedureFamily]) -> tuple[Form, ...]:
    """A form for each family, in their order."""
    return tuple(_form(family) for family in families)


def _form(family: ProcedureFamily) -> Form:
    hints = get_type_hints(family.record, include_extras=True)
    made = tuple(_field(field, hints[field.name], family.record) for field in family.fields)
    return Form(family.kind, family.label, made)


def _field(field: Field, hint: Any, record: type) -> FormField:
    label = f"{field.label} {field.unit}".strip()
    return field_of(record, field.name, label, hint, unit=field.unit, when=field.when)


def field_of(
    record: type,
    name: str,
    label: str,
    hint: Any,
    *,
    unit: str = "",
    when: tuple[str, tuple[object, ...]] | None = None,
) -> FormField:
    """A field of a form from the type and the default of a record's field."""
    default = next(field.default for field in fields(record) if field.name == name)
    editor, choices = editor_of(hint, optional_flag=default is None)
    empty = None if default is MISSING else default
    return FormField(name, label, unit, editor, choices, when, empty, tuple(_limits(hint)))


def lesion_field(name: str, label: str) -> FormField:
    """A field of a lesion itself, such as its count, with the bounds of its type."""
    return field_of(Lesion, name, label, get_type_hints(Lesion, include_extras=True)[name])


def _limits(hint: Any) -> Iterator[object]:
    """The bounds in a type, however deep."""
    for part in get_args(hint):
        if isinstance(part, Gt | Ge | Le | MaxLen | MinLen | TextForm):
            yield part
        else:
            yield from _limits(part)


def editor_of(hint: Any, *, optional_flag: bool = False) -> tuple[Editor, tuple[Choice, ...]]:
    """Which editor suits a type of a record, and its choices."""
    plain = _plain(hint)
    if get_origin(plain) is Literal:
        return "choice", tuple((value, said(value)) for value in dict.fromkeys(map(str, get_args(plain))))
    if plain is bool:
        return ("answer" if optional_flag else "flag"), ()
    if plain is int:
        return "whole", ()
    if plain is Decimal:
        return "number", ()
    if get_origin(plain) is tuple:
        inner = _plain(get_args(plain)[0])
        if inner is int:
            return "numbers", ()
        return "words", tuple((value, value) for value in get_args(inner))
    return "text", ()


def _plain(hint: Any) -> Any:
    """A type without its bounds and without None."""
    if get_origin(hint) is Annotated:
        return _plain(get_args(hint)[0])
    if get_origin(hint) in (Union, UnionType):
        return _plain(next(part for part in get_args(hint) if part is not NoneType))
    return hint


NATURES: tuple[Choice, ...] = tuple((value, said(value)) for value in get_args(Nature))
GROUNDS: tuple[Choice, ...] = tuple((value, said(value)) for value in get_args(Ground))

CIRCUMSTANCES: tuple[Choice, ...] = (
    ("requested_by_patient", "Patient's wish, no medical need"),
    ("separate_session", "Another session of the day"),
    ("same_incision", "Through the same incision"),
    ("repeat", "Done again the same day"),
    ("reduced", "Reduced"),
    ("discontinued", "Discontinued"),
    ("return_to_or", "Return to the operating room"),
    ("assistant", "As assisting surgeon"),
    ("assistant.surgeon_without_resident", "As assisting surgeon, no resident available"),
    ("assistant.pa_or_np", "As assisting PA or NP"),
)
ASSISTED_AS = tuple(str(name) for name, _ in CIRCUMSTANCES if str(name).startswith("assistant"))
"""An assistant is one of these: the word and the role are two facts of the record."""


def circumstances_of(procedure: Procedure) -> tuple[str, ...]:
    """Which circumstances an act has, by the names of the list."""
    role = procedure.assistant_role
    named = f"assistant.{role}" if role not in (None, "surgeon") else "assistant"
    held = (str(name) for name, _ in CIRCUMSTANCES if str(name) not in ASSISTED_AS)
    marked = [name for name in held if getattr(procedure, name)]
    return (*marked, named) if procedure.assistant else tuple(marked)


def circumstance_facts(chosen: Collection[str], now: Procedure) -> dict[str, object]:
    """The facts that chosen circumstances stand for; of two roles the one that was not there before."""
    facts: dict[str, object] = {
        str(name): name in chosen for name, _ in CIRCUMSTANCES if str(name) not in ASSISTED_AS
    }
    before = circumstances_of(now)
    roles = sorted((each for each in ASSISTED_AS if each in chosen), key=before.__contains__)
    facts["assistant"] = bool(roles)
    said = roles[0].partition(".")[2] if roles else ""
    kept = now.assistant_role if roles and roles[0] in before else None
    facts["assistant_role"] = said or kept
    return facts


_VISIT_LABELS = {
    "problems": "Problems",
    "data": "Data",
    "risk": "Risk",
    "minutes": "Minutes",
    "separate": "Separate problem",
    "decision_for_surgery": "Decision for surgery",
    "telehealth": "Telehealth",
    "longitudinal": "Continuing care",
    "staff_only": "Staff only",
    "related": "Follow-up of a procedure",
}


def visit_fields() -> tuple[FormField, ...]:
    """The fields of the visit; `straightforward` is another word for minimal and not offered."""
    return tuple(_visit_fields())


def _visit_fields() -> Iterator[FormField]:
    hints = get_type_hints(Visit, include_extras=True)
    for name, label in _VISIT_LABELS.items():
        field = field_of(Visit, name, label, hints[name])
        offered = tuple(choice for choice in field.choices if choice[0] not in ("straightforward", "False"))
        yield field._replace(choices=offered)


_CLAIM_LABELS = {
    "place_of_service": "Place of service",
    "referring": "Referring provider",
    "authorization": "Authorization",
    "clia": "CLIA number",
    "notice.kind": "Notice given",
    "notice.signed": "Notice signed",
    "notice.amount": "Notice amount",
    "patient.established": "Established patient",
    "patient.immunosuppressed": "Immunosuppressed",
    "patient.neuropathy": "Neuropathy",
    "patient.class_findings": "Class findings",
}
_CLAIM_UNITS = {"notice.amount": "$"}
_CLAIM_RECORDS: Mapping[str, type] = {"": Encounter, "notice": Notice, "patient": PatientFacts}


def claim_fields() -> tuple[FormField, ...]:
    """The facts of the whole encounter; `notice.` and `patient.` name those of its parts."""
    return tuple(_claim_fields())


def _claim_fields() -> Iterator[FormField]:
    for path, label in _CLAIM_LABELS.items():
        part, _, name = path.rpartition(".")
        record = _CLAIM_RECORDS[part]
        hint = get_type_hints(record, include_extras=True)[name]
        unit = _CLAIM_UNITS.get(path, "")
        yield field_of(record, name, f"{label} {unit}".strip(), hint, unit=unit)._replace(name=path)


def is_shown(field: FormField, procedure: AnyProcedure, lesion: Lesion | None) -> bool:
    """Whether a field is called for by what is charted so far; one that is filled stays."""
    if field.when is None or getattr(procedure, field.name, None):
        return True
    name, values = field.when
    found = getattr(procedure, name, None)
    if found is None and lesion is not None:
        found = getattr(lesion, name, None)
    return found in values


def derived(procedure: AnyProcedure) -> Mapping[str, str]:
    """What follows from the fields of a procedure, to be shown beside them."""
    if isinstance(procedure, Excision) and procedure.excised_cm is None:
        measured = measure(procedure)
        return {"Excised cm": measured.shown} if measured else {}
    if isinstance(procedure, Mohs) and procedure.stages:
        return {"Stages": str(len(procedure.stages))}
    return {}


def derived_fields(procedure: AnyProcedure) -> Mapping[str, str]:
    """The fields that others give the value of while they are empty."""
    if isinstance(procedure, Excision) and procedure.excised_cm is None:
        measured = measure(procedure)
        return {"excised_cm": number(measured.cm)} if measured else {}
    return {}
