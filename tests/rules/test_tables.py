"""The tables themselves: steps rise, dates do not overlap, a source is there, codes exist."""

from datetime import date
from decimal import Decimal

import pytest

from chargecapture.domain.procedures import AnyProcedure
from chargecapture.domain.records import kind_of
from chargecapture.errors import TableError
from chargecapture.rules.families import BY_KIND, FAMILIES
from chargecapture.rules.tables import Dated, Step, StepTable, Version, check_steps
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
