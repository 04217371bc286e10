"""The forms of charting: one a family, an editor that suits each fact, and no value that would not keep."""

from collections.abc import Callable
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chargecapture.domain.encounter import Encounter, Lesion
from chargecapture.domain.procedures import (
    AnyProcedure,
    Destruction,
    Excision,
    IntralesionalInjection,
    Mohs,
    Procedure,
)
from chargecapture.domain.records import kind_of
from chargecapture.exchange.encounter_json import read_encounter, write_encounter
from chargecapture.rules.families import FAMILIES
from chargecapture.workflow import charting
from chargecapture.workflow.forms import (
    CIRCUMSTANCES,
    Form,
    FormField,
    circumstance_facts,
    circumstances_of,
    claim_fields,
    derived,
    field_of,
    forms_of,
    is_shown,
    lesion_field,
    visit_fields,
)
from chargecapture.workflow.typing_in import CannotRead, read_number, read_numbers, read_whole, read_words
from tests.exchange.arbitrary import values
from tests.helpers.encounters import cm, encounter, lesion

FORMS = {form.kind: form for form in forms_of(FAMILIES)}
RECORDS = {kind_of(record): record for record in get_args(AnyProcedure)}
COMMON = {
    "kind", "requested_by_patient", "assistant", "assistant_role", "discontinued", "repeat", "same_incision",
    "separate_session", "reduced", "return_to_or", "diagnosis",
}  # fmt: skip
FIELDS = [(form, field) for form in FORMS.values() for field in form.fields]


def field(kind: str, name: str) -> FormField:
    return next(each for each in FORMS[kind].fields if each.name == name)


def of(record: type, name: str) -> FormField:
    return field_of(record, name, name, get_type_hints(record, include_extras=True)[name])


def named(form_field: tuple[Form, FormField]) -> str:
    return f"{form_field[0].kind}.{form_field[1].name}"


@pytest.mark.parametrize("kind", RECORDS)
def test_a_form_has_every_fact_of_its_record(kind: str) -> None:
    facts = set(get_type_hints(RECORDS[kind])) - COMMON
    assert {each.name for each in FORMS[kind].fields} == facts
    assert FORMS[kind].label


EDITORS: dict[str, Callable[[object], bool]] = {
    "choice": lambda value: isinstance(value, str | int),
    "number": lambda value: isinstance(value, Decimal),
    "whole": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "numbers": lambda value: isinstance(value, tuple) and all(isinstance(each, int) for each in value),
    "words": lambda value: isinstance(value, tuple) and all(isinstance(each, str) for each in value),
    "text": lambda value: isinstance(value, str),
    "flag": lambda value: isinstance(value, bool),
    "answer": lambda value: isinstance(value, bool),
}


@settings(max_examples=15, deadline=None)
@pytest.mark.parametrize("form_field", FIELDS, ids=named)
@given(data=st.data())
def test_an_editor_suits_each_value_of_its_fact(
    form_field: tuple[Form, FormField], data: st.DataObject
) -> None:
    form, edited = form_field
    hint = get_type_hints(RECORDS[form.kind], include_extras=True)[edited.name]
    value = data.draw(values(hint))
    if value is None:
        assert edited.empty is None
    else:
        assert EDITORS[edited.editor](value)
        assert edited.refusal(value) == ""
        if edited.editor == "choice":
            assert str(value) in dict(edited.choices)


def test_a_yes_or_no_that_may_be_unsaid_is_an_answer_and_one_that_may_not_a_flag() -> None:
    assert field("mohs", "deep_structure").editor == "answer"
    assert field("excision", "re_excision").editor == "flag"


def test_the_label_of_a_measure_has_its_unit() -> None:
    assert field("excision", "lesion_cm").label.endswith(" cm")
    assert field("destruction", "area_cm2").label.endswith(" cm²")


def test_a_list_is_typed_and_its_words_are_those_of_the_record() -> None:
    assert field("mohs", "stages").editor == "numbers"
    assert field("nail", "digits").editor == "words"
    assert len(field("nail", "digits").choices) == 20


def test_a_level_of_pathology_is_offered_once() -> None:
    assert [choice for choice, _ in field("pathology", "level").choices] == ["3", "4", "5"]


def test_the_visit_offers_no_second_word_for_minimal() -> None:
    offered = {each.name: [choice for choice, _ in each.choices] for each in visit_fields()}
    assert offered["problems"] == ["minimal", "low", "moderate", "high"]
    assert offered["data"] == ["minimal", "limited", "moderate", "extensive"]
    assert offered["telehealth"] == ["video", "audio"]


def test_what_must_be_said_has_nothing_for_its_empty_value() -> None:
    empties = {each.name: each.empty for each in claim_fields()}
    assert (empties["notice.kind"], empties["patient.established"]) == (None, None)
    assert empties["place_of_service"] == "11"


@pytest.mark.parametrize(
    ("edited", "value", "why"),
    [
        (field("excision", "lesion_cm"), cm("0"), "more than 0"),
        (field("excision", "lesion_cm"), cm("0.000001"), ""),
        (field("excision", "lesion_cm"), cm("200"), ""),
        (field("excision", "lesion_cm"), cm("200.01"), "at most 200"),
        (field("excision", "margin_cm"), cm("0"), ""),
        (field("excision", "margin_cm"), cm("-0.1"), "0 or more"),
        (field("excision", "margin_cm"), cm("50.1"), "at most 50"),
        (field("patch_test", "count"), 0, "1 or more"),
        (field("patch_test", "count"), 9999, ""),
        (field("patch_test", "count"), 10000, "at most 9999"),
        (field("pathology", "organism_stains"), 0, ""),
        (field("mohs", "stages"), (), ""),
        (field("mohs", "stages"), (3, 0), "1 or more"),
        (field("mohs", "stages"), (1,) * 30, ""),
        (field("mohs", "stages"), (1,) * 31, "at most 30 entries"),
        (field("nail", "digits"), ("RT1", "LF5"), ""),
        (field("nail", "digits"), ("RT6",), "such as LT1"),
        (field("nail", "digits"), ("RT1",) * 21, "at most 20 entries"),
        (field("drug", "hcpcs"), "J3301", ""),
        (field("drug", "hcpcs"), "J3301-XX", "at most 7 characters"),
        (field("cosmetic", "service"), "", "not empty"),
        (field("cosmetic", "units"), cm("0.5"), ""),
        (field("cosmetic", "price"), cm("1000000.01"), "at most 1000000"),
        (of(Encounter, "place_of_service"), "2", "two digits, such as 11"),
        (lesion_field("count", "Count"), 0, "1 or more"),
        (lesion_field("diagnosis", "Diagnosis"), "x" * 501, "at most 500 characters"),
        (field("excision", "lesion_cm"), None, ""),
        (field("excision", "re_excision"), True, ""),
    ],
)  # fmt: skip
def test_a_value_out_of_bounds_is_refused_with_the_bound(edited: FormField, value: object, why: str) -> None:
    assert edited.refusal(value) == why


READERS: dict[str, Callable[[str], Any]] = {
    "whole": read_whole,
    "numbers": read_numbers,
    "words": read_words,
    "text": lambda text: text.strip() or None,
}
TYPED = {"number", *READERS}
keys = st.text("0123456789.,- x×mcgh²$LRTF\t٣²½eE+", max_size=12) | st.text(max_size=12)


@settings(max_examples=60, deadline=None)
@pytest.mark.parametrize("form_field", [each for each in FIELDS if each[1].editor in TYPED], ids=named)
@given(text=keys)
def test_whatever_is_typed_is_refused_or_can_be_opened_again(
    form_field: tuple[Form, FormField], text: str
) -> None:
    form, edited = form_field
    value = typed(edited, text)
    charted = encounter(lesion("A", "nose", RECORDS[form.kind]()), services=(RECORDS[form.kind](),))
    for label in ("A", ""):
        charted = charting.set_procedure(label, 0, **{edited.name: value})(charted)
    assert read_encounter(write_encounter(charted)) == charted


@settings(max_examples=60, deadline=None)
@pytest.mark.parametrize(
    "edited", [each for each in claim_fields() if each.editor in TYPED], ids=lambda f: f.name
)
@given(text=keys)
def test_whatever_is_typed_of_the_claim_is_refused_or_can_be_opened_again(
    edited: FormField, text: str
) -> None:
    with_notice = charting.set_claim("notice.kind", "waiver")(encounter())
    charted = charting.set_claim(edited.name, typed(edited, text))(with_notice)
    assert read_encounter(write_encounter(charted)) == charted


def typed(edited: FormField, text: str) -> object:
    """What a field holds after a text is typed in it."""
    try:
        value = read_number(text, edited.unit) if edited.editor == "number" else READERS[edited.editor](text)
    except CannotRead:
        return edited.empty
    return edited.empty if value in (None, ()) or edited.refusal(value) else value


def test_a_fact_is_asked_for_where_it_matters() -> None:
    size, area = field("destruction", "lesion_cm"), field("destruction", "area_cm2")
    benign = lesion("A", "nose", nature="benign")
    cancer = replace(benign, nature="malignant")
    frozen, lasered = Destruction(method="cryosurgery"), Destruction(method="laser")
    assert not is_shown(size, frozen, benign)
    assert is_shown(size, frozen, cancer)
    assert is_shown(area, lasered, benign) and not is_shown(area, frozen, benign)
    assert not is_shown(size, frozen, None)


def test_a_fact_that_is_charted_stays_in_sight() -> None:
    waste = field("intralesional_injection", "wasted_mg")
    assert not is_shown(waste, IntralesionalInjection(container="multi_dose"), None)
    assert is_shown(waste, IntralesionalInjection(container="multi_dose", wasted_mg=cm("2.5")), None)


def test_a_named_field_of_another_is_one_of_the_form_or_of_the_lesion() -> None:
    lesion_facts = set(get_type_hints(Lesion))
    for form, edited in FIELDS:
        if edited.when:
            name, asked = edited.when
            hint = get_type_hints(RECORDS[form.kind]).get(name) or get_type_hints(Lesion)[name]
            assert name in {each.name for each in form.fields} | lesion_facts
            assert set(asked) <= set(_words(hint))


def _words(hint: Any) -> list[object]:
    inner = get_args(hint)
    return [word for part in inner for word in (_words(part) if get_origin(part) else [part])]


def test_the_excised_diameter_is_shown_beside_lesion_and_margin() -> None:
    assert derived(Excision(lesion_cm=cm("1.2"), margin_cm=cm("0.3")))["Excised cm"].endswith("= 1.8 cm")
    assert derived(Excision(lesion_cm=cm("1.2"))) == {}
    assert derived(Excision(excised_cm=cm("1.8"))) == {}


def test_the_number_of_stages_is_shown_beside_their_blocks() -> None:
    assert derived(Mohs(stages=(3, 2))) == {"Stages": "2"}
    assert derived(Mohs()) == {}


# The circumstances of an act

ROLES = ("assistant", "assistant.surgeon_without_resident", "assistant.pa_or_np")


def test_every_circumstance_of_a_procedure_can_be_charted_and_is_shown_as_it_was_chosen():
    for name, _ in CIRCUMSTANCES:
        charted = replace(Excision(), **circumstance_facts((str(name),), Excision()))
        assert circumstances_of(charted) == (name,)
    charted = {key for name, _ in CIRCUMSTANCES for key in circumstance_facts((str(name),), Excision())}
    assert charted == {field.name for field in fields(Procedure)} - {"diagnosis"}


@pytest.mark.parametrize("before", ROLES)
@pytest.mark.parametrize("then", ROLES)
def test_who_assists_has_one_role_the_one_chosen_last(before, then):
    first = replace(Excision(), **circumstance_facts((before,), Excision()))
    second = replace(first, **circumstance_facts((before, then), first))
    assert circumstances_of(second) == (then,)
    none = replace(second, **circumstance_facts((), second))
    assert none == Excision()


def test_a_role_that_was_charted_in_full_stays_as_it_was_when_another_circumstance_is_chosen():
    charted = Excision(assistant=True, assistant_role="surgeon")
    assert circumstances_of(charted) == ("assistant",)
    assert circumstance_facts(("assistant", "repeat"), charted)["assistant_role"] == "surgeon"
