"""The document border: everything charted is written and read back; every fault is told, with its place."""

import copy
import json
import random
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, example, given, settings

from chargecapture.domain.encounter import Encounter, Lesion, Notice, Visit
from chargecapture.domain.procedures import AnyProcedure, Cosmetic, Excision, Pathology
from chargecapture.domain.records import kind_of
from chargecapture.errors import DocumentError
from chargecapture.exchange.encounter_json import (
    MOST_FAULTS,
    encounter_document,
    read_encounter,
    write_answer,
    write_encounter,
)
from tests.exchange.arbitrary import encounters
from tests.helpers.encounters import answer_to, biopsy, cm, cut_out, encounter, lesion
from tests.helpers.rules import coder
from tests.helpers.scoring import document_of, read_cases

CASES = [
    document_of(case) for case in read_cases(Path(__file__).resolve().parents[1] / "cases" / "open.jsonl")
]
PATIENT = {"age": 54, "sex": "F", "established": True}
LEAST = {"id": "V1", "date_of_service": "2026-06-15", "payer": "commercial", "patient": PATIENT}


def document(**keys: Any) -> str:
    return json.dumps(LEAST | keys)


def with_lesion(**keys: Any) -> str:
    return document(lesions=[{"id": "A", "site": "nose"} | keys])


def with_procedure(**keys: Any) -> str:
    return with_lesion(procedures=[keys])


def with_service(**keys: Any) -> str:
    return document(services=[keys])


def faults(text: str | bytes) -> list[str]:
    with pytest.raises(DocumentError) as caught:
        read_encounter(text)
    return [str(fault) for fault in caught.value.faults]


@settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(encounters)
@example(encounter(lesion("A", "nose", cut_out("0.50"))))
@example(encounter(lesion("A", "nose", Excision(lesion_cm=cm("12.34567"), margin_cm=cm("0.000001")))))
@example(encounter(services=(Cosmetic(service="filler", price=cm("649.99"), units=cm("2.5")),)))
@example(encounter(notice=Notice(kind="waiver", amount=cm("410.00"))))
@example(encounter(visit=Visit(telehealth="video", separate=False)))
@example(encounter(services=(Pathology(level="3"), Pathology(level=3))))
@example(encounter(lesion("A", "nose", diagnosis='new\nline, "quoted", Größe, 🩹, \x00')))
def test_what_is_written_reads_back_as_the_same_encounter(charted: Encounter) -> None:
    assert read_encounter(write_encounter(charted)) == charted


@pytest.mark.parametrize("record", get_args(AnyProcedure), ids=kind_of)
def test_a_procedure_of_which_nothing_is_said_yet_reads_back(record: type[AnyProcedure]) -> None:
    charted = encounter(lesion("A", "nose", record()), services=(record(),))
    assert read_encounter(write_encounter(charted)) == charted


def test_half_a_character_cut_off_by_a_paste_does_not_cost_the_draft() -> None:
    charted = encounter(lesion("A", "nose", diagnosis="bleeding \ud83e"))
    assert read_encounter(write_encounter(charted)).lesions[0].diagnosis == "bleeding \ufffd"


def test_a_key_that_holds_what_its_absence_means_is_left_out() -> None:
    assert encounter_document(encounter(biopsy("A"))) == {
        **LEAST,
        "lesions": [
            {
                "id": "A",
                "site": "cheek",
                "side": "left",
                "diagnosis": "papule",
                "nature": "unspecified",
                "procedures": [{"kind": "biopsy", "method": "tangential"}],
            }
        ],
    }


@pytest.mark.parametrize(
    ("number", "value"),
    [
        ("1", "1"),
        ("0.5", "0.5"),
        ("0.50", "0.5"),
        ("1.1", "1.1"),
        ("5e-1", "0.5"),
        ("1E1", "10"),
        ("12.3456789012345", "12.3456789012345"),
    ],
)
def test_a_measure_keeps_its_digits(number: str, value: str) -> None:
    text = with_procedure(kind="shave_removal", lesion_cm=0.25).replace("0.25", number)
    assert read_encounter(text).lesions[0].procedures[0].lesion_cm == Decimal(value)  # type: ignore[union-attr]


@pytest.mark.parametrize("number", ["0.50000000000000000001", "1e-400", "0.1e-99999999999999999999"])
def test_a_measure_with_more_digits_than_are_kept_is_refused(number: str) -> None:
    text = with_procedure(kind="excision", margin_cm=0.25).replace("0.25", number)
    told = "found a number of too many digits; allowed: at most 15 digits"
    assert faults(text) == [f"$.lesions[0].procedures[0].margin_cm: {told}"]


@pytest.mark.parametrize("amount", ["410.00", 410, 410.0, "410", "410."])
def test_money_is_a_number_or_plain_text(amount: object) -> None:
    read = read_encounter(document(notice={"kind": "waiver", "amount": amount}))
    assert read.notice == Notice(kind="waiver", amount=Decimal(410))


@pytest.mark.parametrize("level", ["3", 3])
def test_a_pathology_level_is_text_or_a_number(level: object) -> None:
    read = read_encounter(with_service(kind="pathology", level=level))
    assert read.services == (Pathology(level=level),)  # type: ignore[arg-type]


def test_straightforward_means_minimal() -> None:
    words = {"problems": "straightforward", "data": "straightforward", "risk": "straightforward"}
    charged = [
        coder().code(read_encounter(document(visit={**elements, "diagnoses": ["psoriasis"]})))
        for elements in (words, dict.fromkeys(words, "minimal"))
    ]
    assert charged[0].lines[0].code == charged[1].lines[0].code == "99212"


def test_null_means_not_said_where_a_fact_may_be_missing() -> None:
    text = document(
        clia=None, visit=None, lesions=[{"id": "A", "site": "nose", "side": None, "nature": None}]
    )
    assert read_encounter(text) == encounter(Lesion(id="A", site="nose"))


@pytest.mark.parametrize(
    "text",
    [
        b"\xef\xbb\xbf" + document().encode(),
        "\ufeff" + document(),
        json.dumps(LEAST, indent=2).replace("\n", "\r\n"),
        f" \t\r\n{document()}\n\n",
    ],
    ids=["byte order mark", "byte order mark in text", "printed over many lines", "blanks around it"],
)
def test_how_a_document_is_laid_out_does_not_matter(text: str | bytes) -> None:
    assert read_encounter(text) == encounter()


COMMON_KEYS = (
    "requested_by_patient, assistant, assistant_role, discontinued, repeat, same_incision, separate_session, "
    "reduced, return_to_or, diagnosis"
)
NOT_READ = {
    "no text": ("", "$: found the end of the text at line 1 column 0; allowed: one JSON object"),
    "an array": ("[]", "$: found an array; allowed: an object"),
    "a number": ("5", "$: found 5; allowed: an object"),
    "null": ("null", "$: found null; allowed: an object"),
    "cut off": (
        document()[:-1],
        f"$: found the end of the text at line 1 column {len(document()) - 1}; allowed: one JSON object",
    ),
    "two documents": (
        document() + document(),
        f"$: found more text at line 1 column {len(document()) + 1}; allowed: one JSON object",
    ),
    "a zero byte behind it": (
        document() + "\0",
        f"$: found more text at line 1 column {len(document()) + 1}; allowed: one JSON object",
    ),
    "Latin-1": (
        document().replace("V1", "é").encode("latin-1"),
        "$: found byte 0xe9 at position 8; allowed: text in UTF-8",
    ),
    "UTF-16": (document().encode("utf-16"), "$: found byte 0xff at position 0; allowed: text in UTF-8"),
    "half a character": (
        document().replace("V1", "\\ud800"),
        "$: found half a character at line 1 column 15; allowed: one JSON object",
    ),
    "an unknown key": (
        document(leisons=[]),
        '$.leisons: found the key "leisons"; allowed: the keys id, date_of_service, payer, payer_name, '
        "patient, place_of_service, rendering, referring, authorization, clia, notice, visit, lesions, "
        "services, history; perhaps lesions",
    ),
    "a key that is no name": (
        document(patient=PATIENT | {"date of birth": "x"}),
        '$.patient["date of birth"]: found the key "date of birth"; allowed: the keys age, sex, '
        "established, immunosuppressed, class_findings, neuropathy",
    ),
    "a key of another kind": (
        with_procedure(kind="biopsy", lesion_cm=0.6),
        '$.lesions[0].procedures[0].lesion_cm: found the key "lesion_cm"; allowed: the keys '
        f"{COMMON_KEYS}, kind, method",
    ),
    "a kind as a key of a lesion": (
        with_lesion(biopsy={}),
        '$.lesions[0].biopsy: found the key "biopsy"; allowed: the keys id, site, side, lid, margin, '
        "diagnosis, nature, symptoms, same_as, count, procedures",
    ),
    "no kind": (
        with_procedure(method="punch"),
        "$.lesions[0].procedures[0].kind: found nothing; allowed: a value; this key is needed",
    ),
    "text for a procedure": (
        document(services=["biopsy"]),
        '$.services[0]: found "biopsy"; allowed: an object',
    ),
    "a wrong word": (
        with_procedure(kind="biopsy", method="tangental"),
        '$.lesions[0].procedures[0].method: found "tangental"; allowed: one of tangential, punch, '
        "incisional; perhaps tangential",
    ),
    "true for video": (
        document(visit={"telehealth": True}),
        "$.visit.telehealth: found true; allowed: one of video, audio, false",
    ),
    "a wrong level": (
        with_service(kind="pathology", level=6),
        "$.services[0].level: found 6; allowed: one of 3, 4, 5",
    ),
    "a wrong date": (
        document(date_of_service="2026-02-30"),
        '$.date_of_service: found "2026-02-30"; allowed: a date such as 2026-06-15',
    ),
    "a time for a date": (
        document(date_of_service="2026-06-15T00:00:00"),
        '$.date_of_service: found "2026-06-15T00:00:00"; allowed: a date such as 2026-06-15',
    ),
    "a number for a date": (
        document(date_of_service=20260615),
        "$.date_of_service: found 20260615; allowed: a date such as 2026-06-15",
    ),
    "a number for text": (
        document(place_of_service=11),
        "$.place_of_service: found 11; allowed: text",
    ),
    "foreign digits": (
        document(place_of_service="٣٣"),
        '$.place_of_service: found "٣٣"; allowed: two digits, such as 11',
    ),
    "text for an array": (document(lesions="A"), '$.lesions: found "A"; allowed: an array'),
    "an object for an array": (document(lesions={}), "$.lesions: found an object; allowed: an array"),
    "an array for an object": (document(patient=[]), "$.patient: found an array; allowed: an object"),
    "null for an array": (document(lesions=None), "$.lesions: found null; allowed: an array"),
    "text for a number": (
        with_procedure(kind="shave_removal", lesion_cm="0.6"),
        '$.lesions[0].procedures[0].lesion_cm: found "0.6"; allowed: a number, without quotes',
    ),
    "true for a number": (
        document(patient=PATIENT | {"age": True}),
        "$.patient.age: found true; allowed: a number, without quotes",
    ),
    "true for a count": (with_lesion(count=True), "$.lesions[0].count: found true; allowed: a whole number"),
    "1 for true": (
        with_procedure(kind="excision", re_excision=1),
        "$.lesions[0].procedures[0].re_excision: found 1; allowed: true or false",
    ),
    "a broken count": (with_lesion(count=1.5), "$.lesions[0].count: found 1.5; allowed: a whole number"),
    "no count": (with_lesion(count=0), "$.lesions[0].count: found 0; allowed: 1 or more"),
    "a huge count": (
        with_lesion(count=10**70),
        "$.lesions[0].count: found a number of 71 digits; allowed: 9999 or less",
    ),
    "no size": (
        with_procedure(kind="shave_removal", lesion_cm=0),
        "$.lesions[0].procedures[0].lesion_cm: found 0; allowed: more than 0",
    ),
    "a negative size": (
        with_procedure(kind="excision", lesion_cm=1, margin_cm=-0.1),
        "$.lesions[0].procedures[0].margin_cm: found -0.1; allowed: 0 or more",
    ),
    "millimetres for centimetres": (
        with_procedure(kind="repair", complexity="simple", length_cm=250),
        "$.lesions[0].procedures[0].length_cm: found 250; allowed: 200 or less",
    ),
    "not a number": (
        document(patient=PATIENT | {"age": float("nan")}),
        "$.patient.age: found NaN; allowed: a number",
    ),
    "infinity": (
        document(patient=PATIENT | {"age": float("inf")}),
        "$.patient.age: found Infinity; allowed: a number",
    ),
    "beyond all numbers": (
        document().replace("54", "1e999"),
        "$.patient.age: found Infinity; allowed: a number",
    ),
    "grouped money": (
        document(notice={"kind": "waiver", "amount": "1_000"}),
        '$.notice.amount: found "1_000"; allowed: a number, or text such as 12.50',
    ),
    "negative money": (
        document(notice={"kind": "waiver", "amount": "-5"}),
        '$.notice.amount: found "-5"; allowed: 0 or more',
    ),
    "an empty name": (document(id=""), '$.id: found ""; allowed: text that is not empty'),
    "a long name": (
        document(id="x" * 101),
        f'$.id: found "{"x" * 60}…"; allowed: at most 100 characters',
    ),
    "a modifier of three characters": (
        document(history=[{"date": "2026-06-01", "code": "11102", "modifiers": ["59X"]}]),
        '$.history[0].modifiers[0]: found "59X"; allowed: at most 2 characters',
    ),
    "a modifier of one character": (
        document(history=[{"date": "2026-06-01", "code": "11102", "modifiers": ["5"]}]),
        '$.history[0].modifiers[0]: found "5"; allowed: at least 2 characters',
    ),
    "too many diagnoses": (
        document(visit={"diagnoses": ["psoriasis"] * 13}),
        "$.visit.diagnoses: found an array; allowed: at most 12 entries",
    ),
    "a key twice": (
        '{"id": "V2", ' + document()[1:],
        '$.id: found the key "id" twice; allowed: each key once',
    ),
    "a key twice, deep inside": (
        with_procedure(kind="biopsy").replace('"kind"', '"kind": "mohs", "kind"'),
        '$.lesions[0].procedures[0].kind: found the key "kind" twice; allowed: each key once',
    ),
    "a label twice": (
        document(lesions=[{"id": "A", "site": "nose"}, {"id": "A", "site": "chin"}]),
        '$.lesions[1].id: found "A"; allowed: a label that no other lesion has',
    ),
    "a diagnosis on a lesion's procedure": (
        with_procedure(kind="biopsy", diagnosis="nevus"),
        '$.lesions[0].procedures[0].diagnosis: found the key "diagnosis"; allowed: no such key; the lesion '
        "has the diagnosis",
    ),
}


@pytest.mark.parametrize(("text", "told"), NOT_READ.values(), ids=NOT_READ)
def test_what_cannot_be_read_is_told_with_its_place(text: str | bytes, told: str) -> None:
    assert faults(text) == [told]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[" * 100_000, "$: found objects nested too deep at line 1 column "),
        (
            document(x=0).replace('"x": 0', '"x": ' + "[" * 5000 + "]" * 5000),
            "$: found objects nested too deep ",
        ),
        (document().replace("54", "9" * 5000), "$: found a number out of all bounds at line 1 column "),
    ],
    ids=["brackets only", "deep inside a document", "a number of 5000 digits"],
)
def test_what_goes_beyond_the_reader_is_one_fault(text: str, told: str) -> None:
    [fault] = faults(text)
    assert fault.startswith(told)


def test_an_unknown_kind_is_told_with_the_kinds_there_are() -> None:
    [told] = faults(with_service(kind="biopsi"))
    assert told.startswith('$.services[0].kind: found "biopsi"; allowed: one of adjacent_tissue_transfer, ')
    assert told.endswith("; perhaps biopsy")


def test_every_fault_of_a_document_is_told_at_once() -> None:
    text = json.dumps(
        {
            "id": "",
            "date_of_service": "yesterday",
            "payer": "medicaire",
            "patient": {"age": -1, "sex": "W"},
            "place_of_service": "1",
            "lesions": [
                {"id": "A", "site": "nose", "procedures": [{"kind": "repair", "length_cm": "2"}]},
                {"id": "A", "site": "noze", "count": 0, "colour": "red"},
            ],
            "services": [{"kind": "drugs"}, {"method": "punch"}],
        }
    )
    told = [fault.partition(":")[0] for fault in faults(text)]
    assert told == [
        "$.id",
        "$.date_of_service",
        "$.payer",
        "$.patient.age",
        "$.patient.sex",
        "$.patient.established",
        "$.place_of_service",
        "$.lesions[0].procedures[0].length_cm",
        "$.lesions[1].site",
        "$.lesions[1].count",
        "$.lesions[1].colour",
        "$.services[0].kind",
        "$.services[1].kind",
        "$.lesions[1].id",
    ]


def test_faults_without_end_are_counted() -> None:
    told = faults(document(services=[{"kind": "biopsy", "size": 1}] * 200 + [{"kind": "biop"}] * 5_000))
    assert len(told) == MOST_FAULTS + 1
    assert told[-1].startswith("$: found ") and "faults more" in told[-1]


def test_a_kept_document_stays_valid_and_keeps_its_meaning() -> None:
    """Every key of version 1 at once; a new version of the format must still read this."""
    text = Path(__file__).with_name("version1.json").read_text("utf-8")
    read = read_encounter(text)
    assert json.loads(write_encounter(read)) == json.loads(text)


@pytest.mark.parametrize("case", CASES)
def test_a_published_encounter_reads_back(case: str) -> None:
    read = read_encounter(case)
    assert read_encounter(write_encounter(read)) == read


NASTY: tuple[object, ...] = (
    None, True, False, 0, -1, 3, 1.5, -0.0, 1e-7, 1e308, 10**30, float("nan"), float("inf"), "", " ", "3",
    "left", "biopsy", "kind", "\x00", "é🩹", "x" * 600, [], [[]], [None], {}, {"kind": "biopsy"}, {"": {}},
    [[[[[[]]]]]], {"id": {"id": {}}},
)  # fmt: skip


def _places(at: Any) -> Iterator[tuple[Any, Any]]:
    keys = list(at) if isinstance(at, dict) else range(len(at)) if isinstance(at, list) else ()
    for key in keys:
        yield at, key
        yield from _places(at[key])


def _broken(text: str, chance: random.Random) -> str:
    """A document with one to three of its values changed, moved, removed or joined by another key."""
    root = json.loads(text)
    for _ in range(chance.randint(1, 3)):
        at, key = chance.choice(list(_places(root)))
        what = chance.randrange(4)
        if what == 0:
            at[key] = copy.deepcopy(chance.choice(NASTY))
        elif what == 1:
            del at[key]
        elif what == 2 and isinstance(at, dict):
            at[chance.choice(["kind", "units", "x", "lesion_cm", "count"])] = copy.deepcopy(
                chance.choice(NASTY)
            )
        else:
            other, other_key = chance.choice(list(_places(root)) or [(at, key)])
            at[key] = copy.deepcopy(other[other_key]) if other_key in _keys(other) else None
        if not root:
            break
    return json.dumps(root)


def _keys(at: Any) -> Any:
    return at if isinstance(at, dict) else range(len(at))


def _garbled(text: str, chance: random.Random) -> bytes:
    """A document with some of its bytes lost, changed or doubled."""
    data = bytearray(text.encode())
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(data))
        what = chance.randrange(3)
        if what == 0:
            data[at] = chance.choice(b'{}[],:"\\0-+eE.\x00\xff\xe9tfn')
        elif what == 1:
            del data[at : at + chance.choice([1, 1, 40])]
        else:
            data[at:at] = data[at : at + chance.choice([1, 5, 60])]
        if not data:
            break
    return bytes(data)


@pytest.mark.parametrize("spoil", [_broken, _garbled])
def test_a_spoilt_document_gives_an_answer_or_its_faults_and_nothing_else(spoil: Any) -> None:
    chance = random.Random(2026)
    read = refused = 0
    for _ in range(4000):
        try:
            charted = read_encounter(spoil(chance.choice(CASES), chance))
        except DocumentError as problem:
            assert all(
                fault.path.startswith("$") and fault.found and fault.allowed for fault in problem.faults
            )
            refused += 1
        else:
            assert json.loads(write_answer(coder().code(charted)))["id"] == charted.id
            read += 1
    assert read > 100 and refused > 1000


def test_an_answer_has_the_form_of_the_format() -> None:
    answer = json.loads(write_answer(answer_to(biopsy("A"))))
    [line] = answer["lines"]
    assert (answer["id"], answer["status"]) == ("V1", "ready")
    assert line.pop("why")
    assert line == {
        "code": "11102",
        "units": 1,
        "modifiers": [],
        "icd10": line["icd10"],
        "lesions": ["A"],
        "responsibility": "insurance",
        "charge": "0.00",
    }
    assert answer["diagnoses"] == [{"pointer": "A", "icd10": line["icd10"][0]}]


def test_an_alert_has_the_form_of_the_format() -> None:
    answer = json.loads(write_answer(answer_to(lesion("A", "nose", Excision()))))
    assert answer["status"] == "held"
    for alert in answer["alerts"]:
        assert set(alert) == {"severity", "rule", "message", "lines", "source"}
        assert alert["severity"] in ("error", "warning", "info")


def test_an_answer_is_one_line_whatever_the_encounter_is_called() -> None:
    charted = replace(encounter(biopsy("A")), id="a\nb")
    written = write_answer(coder().code(charted))
    assert "\n" not in written
    assert json.loads(written)["id"] == "a\nb"
