"""The office's payer file: what it may say, what it is refused for, and which profile comes of it."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from chargecapture.codesets.payer_profiles import load_payers
from chargecapture.domain.payers import KEYS_BY_NAME, PAYER_KEYS, OfficePayers
from chargecapture.errors import DocumentError, KnownError, TableError
from chargecapture.exchange import payers_toml
from chargecapture.exchange.payers_toml import read_payers
from chargecapture.rules.payers import PayerProfile, PayerTable, payer_rules

DATES = 'effective_from = 2026-01-01\nreviewed_on = 2026-11-24\nsource = "Contract 2026, section 4"\n'
LINES = (
    f'[[override]]\npayer = "commercial"\nset = {{ repeats = "lines", multiple_procedures = true }}\n{DATES}'
)
MOHS = (
    '[[exception]]\nid = "second-mohs"\npayer = "commercial"\noverrides = "repeats"\n'
    f'codes = ["17311", "17313"]\nvalue = "lines"\n{DATES}'
)
PAGE = Path(payers_toml.__file__).with_name("PAYERS.md").read_text("utf-8")


@pytest.fixture
def office(tmp_path: Path) -> Any:
    """Write an office's payer file; gives its path."""

    def write(*parts: str) -> Path:
        path = tmp_path / "payers.toml"
        path.write_text("".join(parts), "utf-8")
        return path

    return write


def _table(resources: Path, path: Path) -> PayerTable:
    return load_payers(resources / "rules" / "payers.toml", read_payers(path))


def _faults(path: Path) -> list[tuple[str, str, str]]:
    with pytest.raises(DocumentError) as raised:
        read_payers(path)
    return [tuple(fault) for fault in raised.value.faults]


def test_a_key_is_set_for_its_payer_from_its_day_and_the_rest_stays(office: Any, resources: Path) -> None:
    table = _table(resources, office(LINES))
    before, after = (table.on(day)["commercial"] for day in (date(2025, 12, 31), date(2026, 1, 1)))
    assert (before.repeats, after.repeats, after.multiple_procedures) == ("units", "lines", True)
    assert after.video == before.video
    assert table.on(date(2026, 1, 1))["medicaid"].repeats == "units"


def test_the_last_day_of_a_row_is_its_own(office: Any, resources: Path) -> None:
    table = _table(resources, office(LINES, "effective_to = 2026-03-31\n"))
    found = [table.on(day)["commercial"].repeats for day in (date(2026, 3, 31), date(2026, 4, 1))]
    assert found == ["lines", "units"]


def test_an_exception_holds_for_its_codes_alone(office: Any, resources: Path) -> None:
    profile = _table(resources, office(MOHS)).on(date(2026, 6, 15))["commercial"]
    found = [profile.for_code("repeats", code) for code in ("17311", "17313", "11602")]
    assert found == ["lines", "lines", "units"]
    assert profile.source_of("repeats", "17311") == "Contract 2026, section 4"


def test_a_profile_tells_what_the_office_changed_and_what_it_was(office: Any, resources: Path) -> None:
    profile = _table(resources, office(LINES, MOHS)).on(date(2026, 6, 15))["commercial"]
    rules = list(payer_rules(profile))
    changed = [(rule.key, rule.value, rule.shipped, rule.codes) for rule in rules if rule.shipped is not None]
    assert changed == [
        ("repeats", "lines", "units", ()),
        ("repeats", "lines", "lines", ("17311", "17313")),
        ("multiple_procedures", "yes", "no", ()),
    ]
    assert [rule.key for rule in rules if not rule.codes] == [key.name for key in PAYER_KEYS]


@pytest.mark.parametrize(
    ("text", "path", "found", "allowed"),
    [
        (
            LINES.replace('"lines"', '"rows"'),
            "$.override[0].set.repeats",
            '"rows"',
            'one of "units", "lines"',
        ),
        (LINES.replace("= true", "= 1"), "$.override[0].set.multiple_procedures", "1", "true or false"),
        (
            LINES.replace("repeats", "repeat"),
            "$.override[0].set.repeat",
            'the key "repeat"',
            "perhaps repeats",
        ),
        (
            LINES.replace("commercial", "comercial"),
            "$.override[0].payer",
            '"comercial"',
            "perhaps commercial",
        ),
        (LINES.replace("source", "because"), "$.override[0].source", "nothing", "this key is needed"),
        (LINES + "effective_to = 2025-01-01\n", "$.override[0].effective_to", "2025-01-01", "or later"),
        (MOHS.replace("17313", "1731"), "$.exception[0].codes[1]", '"1731"', "a code of 5 characters"),
        (MOHS.replace('"repeats"', '"notices"'), "$.exception[0].overrides", '"notices"', "repeats"),
        (MOHS.replace('"lines"', '"rows"'), "$.exception[0].value", '"rows"', 'one of "units", "lines"'),
        (MOHS.replace('["17311", "17313"]', "[]"), "$.exception[0].codes", "no code", "one code or more"),
        (LINES + LINES, "$.override[1].set.repeats", "repeats set on days", "one row a key, payer and day"),
        (
            MOHS + MOHS.replace("second-mohs", "other"),
            "$.exception[1].codes",
            "17313 on days",
            "one exception",
        ),
        (MOHS + MOHS, "$.exception[1].id", '"second-mohs"', "an id that no other exception has"),
        ("[[payer]]\n", "$.payer", 'the key "payer"', "a key that the format names"),
        ("[[override\n", "$", "Expected", "a TOML file"),
    ],
)
def test_a_fault_names_its_place_what_was_found_and_what_is_allowed(
    office: Any, text: str, path: str, found: str, allowed: str
) -> None:
    faults = _faults(office(text))
    assert any(place == path and found in told and allowed in may for place, told, may in faults), faults


def test_all_faults_are_told_at_once(office: Any) -> None:
    wrong = LINES.replace('"lines"', '"rows"').replace("= true", '= "yes"')
    assert len(_faults(office(wrong, MOHS.replace('"lines"', "true")))) == 3


def test_rows_of_one_key_that_follow_each_other_do_not_clash(office: Any) -> None:
    later = LINES.replace("effective_from = 2026-01-01", "effective_from = 2027-01-01")
    assert len(read_payers(office(LINES, "effective_to = 2026-12-31\n", later)).overrides) == 2


def test_a_file_that_is_not_there_is_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="cannot be read"):
        read_payers(tmp_path / "none.toml")


def test_every_key_of_a_profile_can_be_set_and_is_on_the_page() -> None:
    fields = set(PayerProfile._fields) - {"id", "label", "source", "exceptions", "changed", "shipped"}
    assert fields == set(KEYS_BY_NAME)
    rows = [line.split("`")[1] for line in PAGE.splitlines() if line.startswith("| `")]
    assert set(rows) >= set(KEYS_BY_NAME)
    for key in PAYER_KEYS:
        line = next(line for line in PAGE.splitlines() if line.startswith(f"| `{key.name}`"))
        assert all(
            f"`{str(word).lower() if isinstance(word, bool) else word}`" in line for word in key.allowed
        )


def test_the_example_of_the_page_is_read(office: Any) -> None:
    example = PAGE.split("```toml\n")[1].split("```")[0]
    made = read_payers(office(example))
    assert made.overrides and made.exceptions


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (('repeats = "lines"', 'repeats = "rows"'), "repeats is 'rows'"),
        (('repeats = "lines"\n', ""), "nothing stands for repeats"),
    ],
)
def test_a_shipped_profile_with_a_wrong_value_is_refused(
    resources: Path, tmp_path: Path, edit: tuple[str, str], said: str
) -> None:
    text = (resources / "rules" / "payers.toml").read_text("utf-8").replace(*edit, 1)
    (tmp_path / "payers.toml").write_text(text, "utf-8")
    with pytest.raises(TableError, match=said):
        load_payers(tmp_path / "payers.toml")


def test_an_exception_of_the_office_replaces_the_shipped_one_of_its_name(
    office: Any, resources: Path, tmp_path: Path
) -> None:
    shipped = (resources / "rules" / "payers.toml").read_text("utf-8") + MOHS
    (tmp_path / "shipped.toml").write_text(shipped, "utf-8")
    same = read_payers(office(MOHS.replace('"lines"', '"units"')))
    profile = load_payers(tmp_path / "shipped.toml", same).on(date(2026, 6, 15))["commercial"]
    assert profile.for_code("repeats", "17311") == "units"
    other = read_payers(office(MOHS.replace("second-mohs", "ours")))
    with pytest.raises(KnownError, match="both fit 17311"):
        load_payers(tmp_path / "shipped.toml", other)


def test_rows_for_two_names_do_not_clash_and_are_shown_apart(office: Any, resources: Path) -> None:
    named = [LINES + f'payer_name = "{name}"\n' for name in ("Aetna", "Cigna")]
    path = office(LINES, *named)
    profiles = _table(resources, path).on(date(2026, 6, 15))
    labels = {profile.label for profile in profiles.values()}
    assert {"Aetna (Commercial)", "Cigna (Commercial)", "Commercial"} <= labels
    assert (
        _faults(office(*named, named[0].replace("Aetna", "AETNA")))[0][0]
        == "$.override[2].set.multiple_procedures"
    )


def test_a_file_with_the_mark_of_some_editors_is_read(tmp_path: Path) -> None:
    path = tmp_path / "payers.toml"
    path.write_text(LINES, "utf-8-sig")
    assert len(read_payers(path).overrides) == 1


def test_an_empty_file_changes_nothing(office: Any) -> None:
    assert read_payers(office("")) == OfficePayers()
