"""The office's payer file from end to end: the command codes by it, and says so where it cannot be read."""

import json
from pathlib import Path

import pytest
from platformdirs import user_config_path

from chargecapture.bootstrap import Built
from chargecapture.cli.main import run
from chargecapture.exchange.encounter_json import write_encounter
from tests.helpers.encounters import cancer, cut_out, encounter

TWO = write_encounter(encounter(cancer("A", "nose", cut_out("1.5")), cancer("B", "chin", cut_out("1.5"))))
OURS = (
    '[[override]]\npayer = "commercial"\nset = { repeats = "lines", repeat_modifier = "59" }\n'
    'effective_from = 2026-01-01\nreviewed_on = 2026-11-24\nsource = "Contract"\n'
)


@pytest.fixture
def document(tmp_path: Path) -> str:
    path = tmp_path / "two.json"
    path.write_text(TWO, "utf-8")
    return str(path)


def _modifiers(capsys: pytest.CaptureFixture[str]) -> list[list[str]]:
    return [line["modifiers"] for line in json.loads(capsys.readouterr().out)["lines"]]


def test_a_visit_is_coded_by_the_payer_file_that_is_named(
    document: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "ours.toml").write_text(OURS, "utf-8")
    assert run(["code", document], Built()) == 0
    assert _modifiers(capsys) == [[]]
    assert run(["code", "--payers", str(tmp_path / "ours.toml"), document], Built()) == 0
    assert _modifiers(capsys) == [[], ["59"]]


def test_a_visit_is_coded_by_the_file_in_the_configuration_folder(
    document: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = user_config_path("chargecapture", appauthor=False)
    folder.mkdir(parents=True)
    (folder / "payers.toml").write_text(OURS, "utf-8")
    assert run(["code", document], Built()) == 0
    assert _modifiers(capsys) == [[], ["59"]]


def test_nothing_is_coded_by_a_payer_file_with_a_fault(
    document: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(OURS.replace('"lines"', '"rows"'), "utf-8")
    assert run(["code", "--payers", str(path), document], Built()) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert f'{path}, $.override[0].set.repeats: found "rows"; allowed: one of "units", "lines".' in err
