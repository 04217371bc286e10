"""The acts picked by name: each one builds its record, belongs to a family and is found by its names."""

from decimal import Decimal
from pathlib import Path
from typing import get_type_hints

import pytest

from chargecapture.codesets.acts import load_acts, load_services
from chargecapture.domain.acts import ActChoice
from chargecapture.domain.encounter import Encounter, Lesion, PatientFacts
from chargecapture.errors import TableError
from chargecapture.exchange.encounter_json import read_encounter, write_encounter
from chargecapture.rules.families import FAMILIES
from chargecapture.workflow import charting
from chargecapture.workflow.typing_in import match_acts
from tests.helpers.encounters import DAY
from tests.helpers.rules import RESOURCES

ACTS = load_acts(RESOURCES)
KINDS = {family.kind: family for family in FAMILIES}
PATIENT = PatientFacts(age=Decimal(54), sex="F", established=True)


def named(act: ActChoice) -> str:
    return act.label


def charted(act: ActChoice) -> Encounter:
    blank = Encounter(
        id="V1",
        date_of_service=DAY,
        payer="commercial",
        patient=PATIENT,
        lesions=(Lesion(id="A", site="nose"),),
    )
    if act.on_lesion:
        return charting.add_procedure("A", act.kind, **act.facts)(blank)
    return charting.add_service(act.kind, **act.facts)(blank)


@pytest.mark.parametrize("act", ACTS, ids=named)
def test_an_act_builds_its_record_with_the_facts_its_name_says(act):
    encounter = charted(act)
    acts = encounter.lesions[0].procedures if act.on_lesion else encounter.services
    assert acts[0].kind == act.kind
    assert {name: getattr(acts[0], name) for name in act.facts} == dict(act.facts)


@pytest.mark.parametrize("act", ACTS, ids=named)
def test_an_act_holds_only_what_the_document_allows(act):
    assert read_encounter(write_encounter(charted(act)).encode()) == charted(act)


@pytest.mark.parametrize("act", ACTS, ids=named)
def test_an_act_belongs_to_a_family_and_sets_fields_of_its_form(act):
    family = KINDS[act.kind]
    assert set(act.facts) <= {field.name for field in family.fields}
    assert set(act.facts) <= set(get_type_hints(family.record))


def test_each_family_is_reached_by_an_act():
    assert {act.kind for act in ACTS} == set(KINDS)


def test_no_two_acts_have_the_same_label():
    labels = [act.label for act in ACTS]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("act", ACTS, ids=named)
def test_an_act_is_found_by_its_label(act):
    assert match_acts(act.label, ACTS)[0] == act


@pytest.mark.parametrize(
    ("act", "word"),
    [(act, word) for act in ACTS for word in act.words if word != "cosmetic"],
    ids=lambda value: value if isinstance(value, str) else value.label,
)
def test_an_act_is_found_by_each_other_name_it_has(act, word):
    assert act in match_acts(word, ACTS, most=len(ACTS))


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("exc", "Excision"),
        ("punch bx", "Punch biopsy"),
        ("freeze", "Cryosurgery"),
        ("cryo", "Cryosurgery"),
        ("tang", "Tangential biopsy"),
        ("int rep", "Intermediate repair"),
        ("ilk", "Intralesional injection"),
        ("koh", "Laboratory test"),
        ("pdt", "Photodynamic therapy"),
        ("ed&c", "Curettage"),
    ],
)
def test_what_is_dictated_finds_the_act_first(typed, first):
    assert match_acts(typed, ACTS)[0].label == first


@pytest.mark.parametrize("typed", ["xyzzy", "biopsy of the moon"])
def test_what_is_no_act_finds_none(typed):
    assert match_acts(typed, ACTS) == ()


def test_all_cosmetic_services_are_acts():
    services = load_services(RESOURCES)
    offered = {act.facts["service"]: act.label for act in ACTS if act.kind == "cosmetic"}
    assert offered == dict(services)
    assert all(label for label in offered.values())


@pytest.mark.parametrize("lacking", ["label", "kind"])
def test_an_act_without_its_label_or_kind_is_no_table(tmp_path: Path, lacking):
    other = {"label": "kind", "kind": "label"}[lacking]
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "acts.toml").write_text(f'[[act]]\n{other} = "biopsy"\n', "utf-8")
    with pytest.raises(TableError, match=lacking):
        load_acts(tmp_path)
