"""The tables themselves: steps rise, dates do not overlap, a source is there, codes exist."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from chargecapture.domain.encounter import Nature, PayerFamily
from chargecapture.domain.procedures import AnyProcedure, Destruction, Digit
from chargecapture.domain.records import kind_of
from chargecapture.domain.sites import SITE_IDS
from chargecapture.errors import TableError
from chargecapture.rules.families import BY_KIND, FAMILIES
from chargecapture.rules.same_lesion import FACTS
from chargecapture.rules.tables import Dated, Pair, Step, StepTable, TextPairTable, Version, check_steps
from tests.helpers.rules import rule_tables

DAY = date(2026, 6, 15)
BOOK = rule_tables().on(DAY)
STEPS = [(table.id, step) for table in BOOK.steps.values() for step in table.steps]
LITTLE = Decimal("0.01")


@pytest.mark.parametrize("name", sorted(BOOK.steps))
def test_a_bound_belongs_to_its_own_step_and_the_next_begins_just_above(name: str) -> None:
    table = BOOK.steps[name]
    for step, after in zip(table.steps, table.steps[1:], strict=False):
        if step.up_to is not None:
            assert table.step_for(step.up_to) is step
            assert table.step_for(step.up_to + LITTLE) is after
        else:
            assert step.below is not None
            assert table.step_for(step.below - LITTLE) is step
            assert table.step_for(step.below) is after


@pytest.mark.parametrize(
    ("name", "step"), STEPS, ids=lambda value: value if isinstance(value, str) else value.code
)
def test_every_code_of_a_step_is_known_to_medicare(name: str, step: Step) -> None:
    assert step.code in BOOK.codes
    assert not step.further or BOOK.facts(step.further).is_add_on


@pytest.mark.parametrize(("name", "step"), [(n, s) for n, s in STEPS if s.further], ids=str)
def test_an_add_on_stands_beside_the_code_of_its_step(name: str, step: Step) -> None:
    assert BOOK.add_ons.may_stand_beside(step.further, {step.code})


@pytest.mark.parametrize("name", sorted(rule_tables().steps) + sorted(rule_tables().lookups))
def test_every_version_has_a_source_and_was_reviewed(name: str) -> None:
    dated = rule_tables().steps.get(name) or rule_tables().lookups[name]
    for version in dated.versions:
        assert len(version.source) > 5
        assert version.reviewed_on >= version.effective_from


def test_every_kind_of_procedure_has_a_family() -> None:
    kinds = [kind_of(record) for record in AnyProcedure.__args__]
    assert sorted(kinds) == sorted(BY_KIND)
    assert len(FAMILIES) == len(BY_KIND)


def test_every_field_of_a_form_is_a_fact_of_its_record() -> None:
    for family in FAMILIES:
        assert {field.name for field in family.fields} <= set(family.record.__dataclass_fields__)


def test_every_site_has_all_groups_but_for_those_that_none_can_have() -> None:
    families = {name for site in BOOK.sites.values() for name in site.groups}
    for site in BOOK.sites.values():
        if site.site in ("multiple", "unspecified"):
            assert not site.groups
        else:
            lacking = families - set(site.groups)
            assert lacking <= ({"excision.malignant"} if site.site == "oral_mucosa" else set())


@pytest.mark.parametrize(
    "steps",
    [
        [Step("1", up_to=Decimal(2)), Step("2", up_to=Decimal(1)), Step("3")],
        [Step("1", up_to=Decimal(1)), Step("2", up_to=Decimal(1)), Step("3")],
        [Step("1", up_to=Decimal(1))],
        [Step("1"), Step("2")],
    ],
)
def test_steps_that_do_not_rise_or_do_not_end_are_refused(steps: list[Step]) -> None:
    with pytest.raises(TableError):
        check_steps("a table", steps)


def test_a_version_is_in_force_from_its_first_to_its_last_day() -> None:
    first = Version(date(2024, 1, 1), date(2024, 2, 1), "first source", "a", date(2024, 12, 31))
    second = Version(date(2025, 1, 1), date(2025, 2, 1), "second source", "b")
    table = Dated("t", [second, first])
    assert table.on(date(2023, 12, 31)) is None
    assert table.on(date(2024, 1, 1)) is first
    assert table.on(date(2024, 12, 31)) is first
    assert table.on(date(2025, 1, 1)) is second


def test_two_versions_that_start_on_one_day_are_refused() -> None:
    version = Version(date(2024, 1, 1), date(2024, 2, 1), "source", "a")
    with pytest.raises(TableError):
        Dated("t", [version, version])


@pytest.mark.parametrize(
    ("measure", "units"),
    [("7.5", 0), ("7.51", 1), ("12.5", 1), ("12.6", 2), ("18.0", 3), ("18.1", 3)],
)
def test_a_started_part_counts_as_a_whole_unit(measure: str, units: int) -> None:
    """Complex repair: each further 5 cm or part beyond 7.5 (CPT, Repair-Complex)."""
    step = BOOK.table("repair.complex", "trunk").steps[-1]
    assert step.further_units(Decimal(measure)) == units


@pytest.mark.parametrize(
    ("measure", "between"), [("0.5", False), ("0.55", True), ("0.6", False), ("1.0", False), ("4.05", True)]
)
def test_a_size_between_two_printed_classes_is_seen(measure: str, between: bool) -> None:
    table: StepTable = BOOK.table("excision.benign", "face")
    assert table.falls_between(Decimal(measure)) is between


def test_last_years_relative_values_serve_last_years_claims() -> None:
    """CMS RVU24C and RVU26C: the 2026 efficiency adjustment changed most totals."""
    assert rule_tables().on(date(2025, 6, 1)).facts("11102").total == Decimal("3.02")
    assert rule_tables().on(DAY).facts("11102").total == Decimal("2.86")


CODE = re.compile(r"\d{5}|[A-Z]\d{4}")
# Named to say what they are part of; never chosen.
NEVER_CHOSEN = {"29580", "29581"}
BESIDE_A_VISIT = {"evaluation.preventive"}  # services of other specialties, known by their code alone
SAYS_WHEN = "codes.dates"  # names codes that came or went
IN_FORCE = [date(2024, 6, 15), date(2025, 12, 31), DAY]


def _codes_in(value: object) -> Iterator[str]:
    if isinstance(value, str) and CODE.fullmatch(value):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _codes_in(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _codes_in(inner)


@pytest.mark.parametrize("day", IN_FORCE, ids=str)
def test_every_code_that_can_be_chosen_is_in_the_relative_value_file_of_its_day(day: date) -> None:
    book = rule_tables().on(day)
    for lookup in (book.lookups[name] for name in book.lookups if name != SAYS_WHEN):
        named = {*_codes_in(dict(lookup.rows)), *(key for key in lookup.rows if CODE.fullmatch(key))}
        if lookup.id not in BESIDE_A_VISIT:
            assert named - set(book.codes) <= NEVER_CHOSEN, lookup.id
    for table in book.steps.values():
        assert {code for step in table.steps for code in (step.code, step.further) if code} <= set(book.codes)
    for payer in book.payers.values():
        assert {*payer.lab.values(), payer.prolonged} <= set(book.codes)


def test_no_pair_of_codes_stands_in_both_directions() -> None:
    table = BOOK.pairs
    assert isinstance(table, TextPairTable)
    pairs = {(pair.column1, pair.column2) for pair in table.pairs()}
    assert len(pairs) > 12_000
    assert not {(two, one) for one, two in pairs if one != two} & pairs
    assert {pair.indicator for pair in table.pairs()} <= {"0", "1", "9"}


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("biopsy.site", set(SITE_IDS)),
        ("excision.site", set(SITE_IDS)),
        ("excision.hidradenitis", set(SITE_IDS)),
        ("destruction.site", set(SITE_IDS)),
        ("destruction.lesion_site", set(SITE_IDS)),
        ("sites.sex", set(SITE_IDS)),
        ("mohs.low_risk", set(SITE_IDS)),
        ("excision.series", set(get_args(Nature))),
        ("same_lesion", set(BY_KIND)),
        ("necessity.kinds", set(BY_KIND)),
        ("sites.counted", set(BY_KIND)),
        ("sites.grouped", set(BY_KIND)),
        ("digit.modifier", set(get_args(Digit))),
    ],
)
def test_a_table_is_keyed_by_the_words_of_the_document(name: str, allowed: set[str]) -> None:
    assert set(BOOK.lookups[name].rows) <= allowed


def test_every_method_has_a_code_at_the_sites_with_codes_of_their_own() -> None:
    methods = {
        word for option in get_args(get_type_hints(Destruction)["method"]) for word in get_args(option)
    }
    assert len(methods) == 6
    for row in BOOK.lookups["destruction.site"].rows.values():
        assert {"extensive", *methods} <= set(row)


def test_a_service_takes_in_only_what_is_a_kind_and_by_a_known_fact() -> None:
    for entry in BOOK.lookups["same_lesion"].rows.values():
        for row in entry["rows"]:
            assert set(row["by"]) <= set(BY_KIND)
            assert {row.get("when"), row.get("unless")} <= {None, *FACTS}


def test_no_two_kinds_take_each_other_in_whatever_the_facts() -> None:
    rows = BOOK.lookups["same_lesion"].rows
    for key, entry in rows.items():
        for row in entry["rows"]:
            for larger in row["by"]:
                back = [other for other in rows.get(larger, {"rows": ()})["rows"] if key in other["by"]]
                for other in back:
                    either = row.get("when") and row["when"] == other.get("unless")
                    other_way = row.get("unless") and row["unless"] == other.get("when")
                    assert either or other_way, (key, larger)


def test_every_payer_family_has_a_profile() -> None:
    assert set(BOOK.payers) == set(get_args(PayerFamily))
    assert all(payer.source for payer in BOOK.payers.values())


@pytest.mark.parametrize(
    ("hcpcs", "unit", "mue"),
    [
        ("J3301", "10", 16), ("J3300", "1", 80), ("J3303", "5", 24), ("J1010", "1", 160),
        ("J9040", "15", 4), ("J9190", "500", 20), ("J0585", "1", 800), ("J0586", "5", 300),
        ("J0588", "1", 600), ("J0591", "1", 100), ("J2357", "5", 120), ("J7308", "354", 3),
        ("J7345", "10", 600), ("J7354", "1", 2), ("J7336", "1", 1120), ("J7352", "1", 16),
    ],
)  # fmt: skip
def test_a_drug_has_its_published_unit_and_limit(hcpcs: str, unit: str, mue: int) -> None:
    """CMS HCPCS Level II; CMS MUE of 2026-04-01, all clinical (MAI 3)."""
    assert BOOK.lookups["drug"][hcpcs]["unit"] == unit
    assert (BOOK.facts(hcpcs).mue, BOOK.facts(hcpcs).mai) == (mue, "3")


@pytest.mark.parametrize(
    ("column1", "column2", "indicator"),
    [
        ("11104", "11102", "0"), ("40490", "11102", "1"), ("11104", "69100", "1"), ("69100", "11102", "1"),
        ("11106", "11400", "1"), ("11420", "11106", "1"), ("11106", "17110", "1"), ("17111", "11104", "1"),
        ("17110", "11102", "1"), ("17004", "17000", "0"), ("17110", "17003", "1"), ("11200", "17000", "1"),
        ("17110", "11200", "1"), ("11200", "17111", "1"), ("12041", "12031", "1"), ("12031", "12051", "1"),
        ("12051", "12041", "1"), ("12011", "12001", "1"), ("17262", "11602", "1"), ("17004", "17260", "1"),
        ("54056", "54060", "1"), ("56515", "56605", "0"), ("14001", "14000", "1"), ("17311", "11602", "1"),
    ],
)  # fmt: skip
def test_the_direction_of_a_pair_is_the_published_one(column1: str, column2: str, indicator: str) -> None:
    """CMS NCCI practitioner edits effective 2024-07-01."""
    assert BOOK.pairs.between(column1, column2) == Pair(column1, column2, indicator)
    assert BOOK.pairs.between(column2, column1) == Pair(column1, column2, indicator)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("17311", "12032"), ("17311", "13132"), ("17311", "14060"), ("17311", "15260"), ("17311", "17000"),
        ("17311", "17313"), ("11102", "11900"), ("11602", "12032"), ("11401", "12031"), ("11402", "11602"),
        ("10040", "11900"), ("88304", "88305"), ("96900", "96910"), ("46916", "17110"), ("40490", "40808"),
    ],
)  # fmt: skip
def test_where_there_is_no_pair_there_is_none(one: str, other: str) -> None:
    """The same edition: no 59 for these."""
    assert BOOK.pairs.between(one, other) is None


PYTHON = sorted((Path(__file__).parents[2] / "chargecapture" / "rules").rglob("*.py"))
NO_CODE = re.compile(r"""["'](\d{5}|[A-Z]\d{4}|[A-TV-Z]\d{2}(\.[0-9A-Z]{1,4})?|\d+\.\d+)["']""")


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: path.stem)
def test_no_code_and_no_bound_stands_in_python(path: Path) -> None:
    """Rules are data: a new year is a new version of a table."""
    assert NO_CODE.findall(path.read_text("utf-8")) == []
