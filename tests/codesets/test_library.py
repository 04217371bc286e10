"""Titles, labels, dates and suggestions of the code library."""

import csv
import json
import re
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from importlib.resources import files
from itertools import pairwise

import pytest

from chargecapture.codesets.library import CodeLibrary
from chargecapture.codesets.rule_tables import load_diagnoses
from chargecapture.domain.charges import Place
from chargecapture.rules.diagnoses import diagnose_words
from tests.helpers.rules import RESOURCES

CODE = re.compile(r"\d{4}[0-9T]|[A-Z]\d{4}")
TODAY = date(2026, 11, 24)


def _csv(name: str) -> list[dict[str, str]]:
    with (RESOURCES / name).open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows, strict=True))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        told = {key: part for key, part in value.items() if key not in ("source", "note")}
        yield from _texts([*told.keys(), *told.values()])
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, str):
        yield from re.split(r"[ ;]", value)


def _codes_of_the_rules() -> set[str]:
    paths = set((RESOURCES / "rules").glob("*.toml")) - {RESOURCES / "rules" / "code_dates.toml"}
    tables = [tomllib.loads(path.read_text("utf-8")) for path in paths]
    services = _csv("rules/cosmetic/services.csv")
    named = {text for table in tables for text in _texts(table) if CODE.fullmatch(text)}
    charged = {text for row in services for text in _texts([row["code"], row["medical_code"]]) if text}
    in_house = {f"COS-{row['service']}" for row in services if not row["code"]}
    return named | charged | in_house


def test_every_code_that_the_rules_can_yield_has_a_label(library: CodeLibrary) -> None:
    codes = _codes_of_the_rules()
    assert {"99213", "11102", "17315", "J3301", "COS-dermaplaning"} <= codes
    assert codes - set(library.labels) == set()


def test_the_labels_are_short_and_tell_codes_apart() -> None:
    rows = _csv("codesets/procedures.csv")
    labels = [row["label"] for row in rows]
    assert [row["code"] for row in rows] == sorted({row["code"] for row in rows})
    assert len(set(labels)) == len(labels)
    assert [label for label in labels if not 3 < len(label) < 60 or label != label.strip(" ,")] == []
    assert [label for label in labels if not (label[0].isupper() and label.isprintable())] == []


def test_the_edition_named_is_the_edition_shipped(library: CodeLibrary) -> None:
    source = tomllib.loads((RESOURCES / "codesets" / "SOURCE.toml").read_text("utf-8"))["icd10cm"]
    assert source["edition"].startswith("April 2026")
    names = [path.name for path in files("simple_icd_10_cm.data").iterdir()]
    assert [name for name in names if name.endswith(".xml")] == ["icd10c-tabular-April-1-2026.xml"]
    assert library.titles["C44.319"] == "Basal cell carcinoma of skin of other parts of face"


def test_all_codes_of_the_edition_are_in_the_library(library: CodeLibrary) -> None:
    """98,186 rows, 74,719 billable: NCHS, April 1, 2026 release; beside them what is titled of FY2027."""
    codes = list(library.titles)
    later = {"L02.237", "M04.3", "M72.20"}
    assert len(codes) == len(set(codes)) == len(library.titles) == 98_186 + len(later)
    assert later <= set(codes)
    day = date(2026, 4, 1)
    assert sum(library.standing(code, day) == "billable" for code in codes) == 74_719


def test_titles_are_a_mapping(library: CodeLibrary) -> None:
    assert library.titles["L57.0"] == "Actinic keratosis"
    assert library.titles.get("L570", "") == ""
    assert "L99.9" not in library.titles


STANDING = [  # NCHS addenda FY2025 to FY2027
    ("C44.319", date(2026, 11, 24), "billable"),
    ("C44.3", date(2026, 11, 24), "header"),
    ("C44", date(2026, 11, 24), "header"),
    ("L80", date(2026, 11, 24), "billable"),
    ("L99.9", date(2026, 11, 24), "unknown"),
    ("C44319", date(2026, 11, 24), "unknown"),
    ("L02.217", date(2025, 9, 30), "not_yet"),
    ("L02.217", date(2025, 10, 1), "billable"),
    ("L98.A111", date(2025, 9, 30), "not_yet"),
    ("L98.A111", date(2025, 10, 1), "billable"),
    ("B88.0", date(2025, 9, 30), "billable"),
    ("B88.0", date(2025, 10, 1), "header"),
    ("B88.01", date(2025, 9, 30), "not_yet"),
    ("L66.12", date(2024, 9, 30), "not_yet"),
    ("L66.12", date(2024, 10, 1), "billable"),
    ("L66.1", date(2024, 9, 30), "billable"),
    ("M72.2", date(2026, 9, 30), "billable"),
    ("M72.2", date(2026, 10, 1), "header"),
    ("M72.20", date(2026, 9, 30), "not_yet"),
    ("M72.21", date(2026, 10, 1), "billable"),
    ("L02.237", date(2026, 9, 30), "not_yet"),
    ("L02.237", date(2026, 10, 1), "billable"),
]


@pytest.mark.parametrize(("icd10", "day", "standing"), STANDING)
def test_a_code_stands_as_its_release_says(
    library: CodeLibrary, icd10: str, day: date, standing: str
) -> None:
    assert library.standing(icd10, day) == standing


def test_the_diagnosis_table_and_the_library_agree_on_every_code_and_date(library: CodeLibrary) -> None:
    rows = [
        row for name in ("terms", "by_site") for row in _csv(f"rules/diagnoses/{name}.csv") if row["icd10"]
    ]
    spans = {(row["icd10"], row["valid_from"], row["valid_to"]) for row in rows}
    asked = [
        (icd10, date.fromisoformat(first) if first else min(TODAY, date.fromisoformat(last or "2026-11-24")))
        for icd10, first, last in spans
    ]
    assert len(asked) > 1300
    assert [(icd10, day) for icd10, day in asked if library.standing(icd10, day) != "billable"] == []
    new = {(icd10, date.fromisoformat(first) - timedelta(days=1)) for icd10, first, _ in spans if first}
    assert {library.standing(icd10, day) for icd10, day in new} == {"not_yet"}


def test_changes_do_not_overlap() -> None:
    spans: dict[str, list[tuple[str, str]]] = {}
    for row in _csv("codesets/icd10cm_changes.csv"):
        assert row["standing"] in ("billable", "header", "ended", "not_yet")
        assert row["source"]
        spans.setdefault(row["code"], []).append((row["effective_from"], row["effective_to"] or "9999"))
    for dated in spans.values():
        ordered = sorted(dated)
        assert all(first[1] < then[0] for first, then in pairwise(ordered))


SUGGESTED = [
    ("ak", "actinic keratosis"),
    ("bc", "BCC"),
    ("bcc", "basal cell carcinoma"),
    ("basal c", "basal cell carcinoma"),
    ("seb", "seborrheic keratosis"),
    ("warts", "common wart"),
    ("keratoses", "actinic keratosis"),
    ("wart pl", "plantar wart"),
    ("solar ker", "solar keratosis"),
    ("pg", "pyogenic granuloma"),
    ("psoriatic juv", "L40.54 Psoriatic juvenile arthropathy"),
]


@pytest.mark.parametrize(("typed", "wanted"), SUGGESTED)
def test_what_is_typed_is_completed(library: CodeLibrary, typed: str, wanted: str) -> None:
    assert wanted in library.suggest(typed)[:5]


def test_clinicians_terms_are_suggested_before_official_titles(library: CodeLibrary) -> None:
    suggested = library.suggest("eczema")
    coded = [bool(re.match(r"[A-Z]\d\w(\.\w+)? ", text)) for text in suggested]
    assert coded == sorted(coded)
    assert {True, False} == set(coded)


def test_a_suggested_code_with_its_title_is_read_as_that_code(library: CodeLibrary) -> None:
    table = load_diagnoses(RESOURCES / "rules" / "diagnoses", library)
    assert diagnose_words(
        table, "L40.54 Psoriatic juvenile arthropathy", Place(), "Visit", on=TODAY
    ).icd10 == ("L40.54",)
    assert diagnose_words(table, "L80 Vitiligo", Place(), "Visit", on=TODAY).icd10 == ("L80",)
    assert "L40.54" not in diagnose_words(table, "L40.54 rule out", Place(), "Visit", on=TODAY).icd10
    assert diagnose_words(table, "B12 deficiency", Place(), "Visit", on=TODAY).icd10 == ()


def test_the_library_answers_from_many_threads_at_once(library: CodeLibrary) -> None:
    texts = ["bcc nose", "ak", "wart", "psor", "biopsy left cheek"] * 40
    alone = [library.find(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(library.find, texts)) == alone


def test_ranking_lists_name_beginnings_of_codes_that_exist(library: CodeLibrary) -> None:
    raw = tomllib.loads((RESOURCES / "codesets" / "search.toml").read_text("utf-8"))
    codes = {"icd10": tuple(library.titles), "procedure": tuple(library.labels)}
    nicknames = [beginning for beginnings in raw["nicknames"].values() for beginning in beginnings]
    listed = [("icd10", beginning) for beginning in nicknames]
    listed += [
        (system, b) for system in codes for tier in ("everyday", "skin", "near") for b in raw[system][tier]
    ]
    idle = [(system, b) for system, b in listed if not any(code.startswith(b) for code in codes[system])]
    assert idle == []


def test_a_find_is_written_as_json_without_loss(library: CodeLibrary) -> None:
    found = library.find("skin substitute", most=1)[0]
    assert json.loads(json.dumps(found._asdict(), ensure_ascii=False)) == found._asdict()
