"""What was imported decides the charges of its days of service, and nothing else."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from chargecapture.codesets.official.importing import Options, import_files
from chargecapture.codesets.official.in_use import ImportedEditions
from chargecapture.codesets.official.layouts import LAYOUTS
from chargecapture.codesets.official.store import EditionStore, State
from chargecapture.codesets.rule_tables import load_built_in, load_rule_tables
from chargecapture.domain.charges import Answer
from chargecapture.rules.engine import Coder
from chargecapture.rules.tables import DamagedEditionError, Pair, RuleTables
from tests.codesets.official import ncci_files, published
from tests.helpers.encounters import biopsy, encounter, keratoses
from tests.helpers.rules import RESOURCES, diagnosis_table, rule_tables

TODAY = date(2026, 11, 24)
SECOND_QUARTER, THIRD_QUARTER, FOURTH_QUARTER = date(2026, 6, 30), date(2026, 7, 1), date(2026, 10, 1)


@pytest.fixture
def store(tmp_path: Path) -> EditionStore:
    return EditionStore(tmp_path / "editions")


@pytest.fixture
def tables_with(store: EditionStore) -> Callable[..., RuleTables]:
    """The rule tables after an import of some files."""

    def tables_with(*paths: Path, **insisted: object) -> RuleTables:
        import_files(store, LAYOUTS, paths, Options(**insisted), today=TODAY)  # type: ignore[arg-type]
        return load_rule_tables(RESOURCES / "rules", at_hand=lambda known: ImportedEditions(store, known))

    return tables_with


def answer_on(tables: RuleTables, day: date) -> Answer:
    visit = encounter(biopsy("A"), keratoses("B", 3), payer="medicare", date_of_service=day)
    return Coder(tables, diagnosis_table()).code(visit)


def lines_of(answer: Answer) -> dict[str, tuple[str, ...]]:
    return {line.code: line.modifiers for line in answer.lines}


def told(answer: Answer) -> set[str]:
    return {alert.rule for alert in answer.alerts}


def test_a_pair_that_changed_its_indicator_is_coded_by_the_day_of_service(
    tmp_path: Path, tables_with: Callable[..., RuleTables]
) -> None:
    tables = tables_with(*ncci_files.ptp_parts(tmp_path))
    before, after = answer_on(tables, SECOND_QUARTER), answer_on(tables, THIRD_QUARTER)
    assert (before.status, "ncci.never" in told(before)) == ("ready", False)
    assert lines_of(before)["17000"]
    assert (after.status, "ncci.never" in told(after)) == ("blocked", True)
    assert "17000" not in lines_of(after)
    assert "PTP v32.2" in next(alert.source for alert in after.alerts if alert.rule == "ncci.never")


@pytest.mark.parametrize(
    ("one", "other", "day", "pair"),
    [
        ("11102", "17000", date(2018, 12, 31), None),  # before its first day
        ("11102", "17000", date(2019, 1, 1), Pair("11102", "17000", "1")),
        ("17000", "11102", date(2026, 6, 30), Pair("11102", "17000", "1")),  # its last day
        ("17000", "11102", date(2026, 7, 1), Pair("11102", "17000", "0")),
        ("11102", "17110", date(2019, 1, 1), None),  # indicator 9: it never held
        ("13120", "13121", date(1996, 1, 1), Pair("13121", "13120", "0")),
        ("17000", "11642", date(2025, 12, 31), Pair("11642", "17000", "1")),
        ("17000", "11642", date(2026, 1, 1), None),
        ("11900", "17000", date(2030, 1, 1), Pair("17000", "11900", "1")),
        ("11102", "99213", date(2026, 7, 1), None),
        ("99999", "00001", date(2026, 7, 1), None),
        ("11102", "COS-filler", date(2026, 7, 1), None),  # an item of the practice's own
    ],
)
def test_a_pair_holds_from_its_first_to_its_last_day(
    tmp_path: Path,
    store: EditionStore,
    one: str,
    other: str,
    day: date,
    pair: Pair | None,
) -> None:
    import_files(store, LAYOUTS, ncci_files.ptp_parts(tmp_path), Options(), today=TODAY)
    whole = _as_whole(store)
    built_in = rule_tables().pairs.versions[-1]
    imported = ImportedEditions(whole, load_built_in(RESOURCES / "rules")).pairs(day, built_in).content
    assert imported.between(one, other) == pair
    assert imported.between(other, one) == pair
    assert imported.among([one, other]).get((other, one)) == pair


def test_a_pair_tells_the_days_and_the_rationale_of_its_published_row(
    tmp_path: Path, tables_with: Callable[..., RuleTables]
) -> None:
    tables = tables_with(*ncci_files.ptp_parts(tmp_path))
    before, after = tables.on(SECOND_QUARTER).pairs, tables.on(THIRD_QUARTER).pairs
    assert before.published(Pair("11102", "17000", "1")) == (
        "from 2019-01-01 to 2026-06-30, Mutually exclusive procedures"
    )
    assert after.published(Pair("11102", "17000", "0")) == "from 2026-07-01, Mutually exclusive procedures"
    assert after.published(Pair("11102", "17000", "1")) == ""


def _as_whole(store: EditionStore) -> EditionStore:
    """The same editions, held to be whole though a test's are small."""
    with store.changing() as change:
        change.commit(State(tuple(replace(kept, lacks="") for kept in change.before.kept)))
    return store


def test_a_part_of_an_edition_leaves_the_other_pairs_to_what_is_built_in(
    tmp_path: Path, tables_with: Callable[..., RuleTables]
) -> None:
    pairs = tables_with(*ncci_files.ptp_parts(tmp_path)).on(THIRD_QUARTER).pairs
    assert pairs.between("11102", "11104") == rule_tables().on(THIRD_QUARTER).pairs.between("11102", "11104")
    assert pairs.between("11102", "17000") == Pair("11102", "17000", "0")


def test_units_are_limited_by_the_edition_of_the_quarter(
    tmp_path: Path, tables_with: Callable[..., RuleTables]
) -> None:
    third = ncci_files.mue_file(tmp_path, [("11103", "4", *ncci_files.UNITS[1][2:])])
    fourth = ncci_files.mue_file(tmp_path, [("11103", "2", *ncci_files.UNITS[0][2:])], day="10-01-2026")
    tables = tables_with(third, fourth)
    built_in = rule_tables().on(SECOND_QUARTER).facts("11103")
    days = (SECOND_QUARTER, THIRD_QUARTER, date(2026, 9, 30), FOURTH_QUARTER)
    facts = [tables.on(day).facts("11103") for day in days]
    assert [(fact.mue, fact.mai) for fact in facts] == [(6, "3"), (4, "3"), (4, "3"), (2, "2")]
    assert facts[0] == built_in
    assert {fact.total for fact in facts} == {built_in.total}


def test_the_fee_schedule_and_the_units_are_put_together_code_by_code(
    tmp_path: Path, tables_with: Callable[..., RuleTables]
) -> None:
    schedule = tmp_path / "PPRRVU2026_Jul_nonQPP.csv"
    schedule.write_text(published.pfs(), "utf-8", newline="")
    book = tables_with(schedule, ncci_files.mue_file(tmp_path)).on(THIRD_QUARTER)
    biopsy_facts, flap = book.facts("11102"), book.facts("14040")
    assert (str(biopsy_facts.total), biopsy_facts.global_days, biopsy_facts.mue) == ("3.05", "0", 1)
    assert (str(flap.total), flap.global_days) == ("22.34", "90")
    assert flap.mue == rule_tables().on(THIRD_QUARTER).facts("14040").mue  # of which the units have no row
    assert "PFS 2026 July and MUE of 2026-07-01" in book.sources["codes"]


def test_an_add_on_has_the_parents_of_the_day(tmp_path: Path, tables_with: Callable[..., RuleTables]) -> None:
    tables = tables_with(ncci_files.add_on_file(tmp_path))
    parents = [tables.on(day).add_ons.parents["11103"] for day in (SECOND_QUARTER, THIRD_QUARTER)]
    assert parents == [frozenset({"11102", "11104"}), frozenset({"11102"})]
    assert tables.on(THIRD_QUARTER).add_ons.may_stand_beside("15853", ["99213"])


def test_a_day_after_the_editions_at_hand_is_told_with_kinds_periods_and_the_way_out(
    tmp_path: Path, tables_with: Callable[..., RuleTables]
) -> None:
    tables = tables_with(*ncci_files.ptp_parts(tmp_path), ncci_files.mue_file(tmp_path))
    assert tables.uncovered(date(2026, 9, 30)) == ()
    answer = answer_on(tables, FOURTH_QUARTER)
    (alert,) = [alert for alert in answer.alerts if alert.rule == "edition.outdated"]
    assert (
        "procedure-to-procedure edits, practitioner (at hand: PTP v32.2, until 2026-09-30)" in alert.message
    )
    assert (
        "medically unlikely edits, practitioner (at hand: MUE of 2026-07-01, until 2026-09-30)"
        in alert.message
    )
    assert "relative values" not in alert.message
    assert "`chargecapture codes import`" in alert.message
    assert "edition.outdated" not in told(answer_on(tables, date(2026, 9, 30)))


def test_an_edition_of_last_year_changes_nothing_of_this_year(
    tmp_path: Path, tables_with: Callable[..., RuleTables]
) -> None:
    old = ncci_files.mue_file(tmp_path, [("11103", "1", *ncci_files.UNITS[0][2:])], day="10-01-2025")
    tables = tables_with(old)
    assert tables.on(date(2025, 10, 1)).facts("11103").mue == 1
    assert tables.on(date(2026, 1, 1)).facts("11103") == rule_tables().on(date(2026, 1, 1)).facts("11103")
    assert tables.uncovered(date(2026, 1, 1)) == ()


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def _scramble(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:64] + bytes(255 - byte for byte in content[64:]))


@pytest.mark.parametrize("harm", [Path.unlink, _cut, _scramble])
def test_a_damaged_edition_blocks_the_claim_and_says_how_to_mend_it(
    tmp_path: Path, store: EditionStore, tables_with: Callable[..., RuleTables], harm: Callable[[Path], None]
) -> None:
    tables = tables_with(*ncci_files.ptp_parts(tmp_path))
    harm(store.folder / store.state().kept[0].file)
    answer = answer_on(tables, THIRD_QUARTER)
    (alert,) = answer.alerts
    assert (answer.status, answer.lines, alert.rule) == ("blocked", (), "edition.damaged")
    assert "PTP v32.2" in alert.message
    assert "chargecapture codes rollback" in alert.message


def test_a_damaged_list_of_editions_blocks_the_claim_as_well(
    tmp_path: Path, store: EditionStore, tables_with: Callable[..., RuleTables]
) -> None:
    tables = tables_with(ncci_files.mue_file(tmp_path))
    (store.folder / "editions.json").write_text('{"format": 1, "states": [[{"edi', "utf-8")
    answer = answer_on(tables, THIRD_QUARTER)
    assert (answer.status, answer.alerts[0].rule) == ("blocked", "edition.damaged")
    with pytest.raises(DamagedEditionError, match="import the files again"):
        store.state()


def test_several_threads_look_up_the_same_edition(
    tmp_path: Path, tables_with: Callable[..., RuleTables]
) -> None:
    tables = tables_with(*ncci_files.ptp_parts(tmp_path), ncci_files.mue_file(tmp_path))
    alone = answer_on(rule_tables(), SECOND_QUARTER)
    answers: list[Answer] = []
    start = threading.Barrier(4)

    def work() -> None:
        start.wait()
        answers.extend(answer_on(tables, SECOND_QUARTER) for _ in range(10))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 40
    assert {tuple(lines_of(answer)) for answer in answers} == {tuple(lines_of(alone))}
