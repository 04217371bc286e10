"""The page on the format names what the reader takes, so that neither can change without the other."""

import re
from dataclasses import fields
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest

from chargecapture.domain.charges import Answer
from chargecapture.domain.encounter import Encounter, Lesion, Notice, PatientFacts, PriorCharge, Visit
from chargecapture.domain.procedures import AnyProcedure, Digit, Procedure
from chargecapture.domain.records import kind_of
from chargecapture.domain.sites import SITE_IDS
from chargecapture.exchange import encounter_json, stream
from chargecapture.exchange.encounter_json import answer_document
from tests.helpers.encounters import answer_to, biopsy, lesion, shaved

PAGE = Path(encounter_json.__file__).with_name("ENCOUNTER.md").read_text("utf-8")
RECORDS = (Encounter, PatientFacts, Notice, Visit, Lesion, PriorCharge, *get_args(AnyProcedure))
UNNAMED = {*SITE_IDS, *get_args(Digit)}  # told by naming a file, and by their first and last


def named(text: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", text))


def section(title: str) -> str:
    return re.split(r"^##+ ", PAGE.split(f"# {title}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def words(hint: Any) -> set[str]:
    """The words that a type allows, however deep."""
    if get_origin(hint) is Literal:
        return {str(word).replace("False", "false") for word in get_args(hint)}
    return {word for part in get_args(hint) for word in words(part)}


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_every_key_and_every_word_is_on_the_page(record: type) -> None:
    hints = get_type_hints(record)
    keys = {field.name for field in fields(record)}
    allowed = {word for hint in hints.values() for word in words(hint)}
    assert keys | allowed - UNNAMED <= named(PAGE)


@pytest.mark.parametrize(
    ("title", "record"),
    [
        ("The visit as a whole", Encounter),
        ("The patient", PatientFacts),
        ("The notice", Notice),
        ("Evaluation and management", Visit),
        ("Lesions", Lesion),
        ("Earlier charges", PriorCharge),
    ],
)
def test_a_table_has_the_keys_of_its_object_and_no_other(title: str, record: type) -> None:
    rows = [line.split("|")[1] for line in section(title).splitlines() if line.startswith("| `")]
    assert {key for row in rows for key in named(row)} == {field.name for field in fields(record)}


def test_each_kind_has_a_row_with_its_keys() -> None:
    rows = dict(re.findall(r"^\| `([a-z_]+)` \|(.*)\|$", section("Procedures"), re.MULTILINE))
    assert set(rows) == {kind_of(record) for record in get_args(AnyProcedure)}
    common = {field.name for field in fields(Procedure)} | {"kind"}
    for record in get_args(AnyProcedure):
        own = {field.name for field in fields(record)} - common
        assert own <= named(rows[kind_of(record)])


def test_the_answer_has_the_keys_of_the_page_and_no_other() -> None:
    answer: Answer = answer_to(biopsy("A"), lesion("B", "chin", shaved("1")))
    document = answer_document(answer)
    told = section("The answer")
    written = {*document, *document["lines"][0], *document["alerts"][0], *document["diagnoses"][0]}
    rows = [line.split("|")[1] for line in told.splitlines() if line.startswith("| `")]
    assert {key for row in rows for key in named(row)} == written - {"pointer"}


def test_the_limits_of_the_page_are_those_of_the_reader() -> None:
    assert f"at most {stream.MOST_MB} MB" in PAGE
    assert f"the first {encounter_json.MOST_FAULTS} and how many more" in PAGE


def test_site_ids_are_where_the_page_says(resources: Path) -> None:
    [path] = re.findall(r"`resources/(rules/sites/\S+)`", PAGE)
    rows = (resources / path).read_text("utf-8").splitlines()[1:]
    assert {row.partition(",")[0] for row in rows} == set(SITE_IDS)
