"""`chargecapture chart`: the document of a typed line, its charges, and what is told of the rest."""

import io
import json
from datetime import date
from typing import Any

import pytest

from chargecapture.cli.chart import ChartedLine
from chargecapture.cli.main import run
from chargecapture.domain.encounter import PatientFacts
from chargecapture.errors import Fault
from chargecapture.exchange.encounter_json import read_encounter, write_answer, write_encounter
from chargecapture.workflow.typed_line import LineFacts
from tests.helpers.rules import coder
from tests.helpers.shorthand import reader


class Charting:
    """The one part of the program that the command drives, over the real reader and rules."""

    def __init__(self) -> None:
        self.facts: list[LineFacts] = []

    def chart_line(self, text: str, facts: LineFacts, *, code: bool) -> ChartedLine:
        self.facts.append(facts)
        line = reader().read(text, facts)
        if code:
            return ChartedLine(write_answer(line.held(coder().code(line.encounter))))
        return ChartedLine(write_encounter(line.encounter), line.faults)


def chart(*arguments: str) -> tuple[int, Charting]:
    program: Any = Charting()
    return run(["chart", *arguments], program), program


def test_a_line_becomes_its_document(capsys: pytest.CaptureFixture[str]) -> None:
    status, _ = chart("--date", "2026-06-15", "LN2", "AK", "x7", "scalp")
    out, err = capsys.readouterr()
    assert (status, err) == (0, "")
    (lesion,) = json.loads(out)["lesions"]
    assert (lesion["site"], lesion["diagnosis"], lesion["count"]) == ("scalp", "AK", 7)


def test_a_line_is_coded_as_its_document_is(capsys: pytest.CaptureFixture[str]) -> None:
    line = "shave bx L cheek r/o BCC; LN2 AK x7 scalp"
    chart("--date", "2026-06-15", line)
    document = capsys.readouterr().out
    status, _ = chart("--code", "--date", "2026-06-15", line)
    assert status == 0
    assert capsys.readouterr().out.strip() == write_answer(coder().code(read_encounter(document)))


def test_what_is_not_understood_is_told_with_its_characters(capsys: pytest.CaptureFixture[str]) -> None:
    status, _ = chart("LN2 AK x7 scalp; blurb")
    out, err = capsys.readouterr()
    assert status == 2
    assert json.loads(out)["lesions"][0]["count"] == 7
    assert json.loads(err) == {
        "document": "typed",
        "path": "text[17:22]",
        "found": "blurb",
        "allowed": "words of the typed line",
    }


def test_with_charges_what_is_not_understood_holds_them(capsys: pytest.CaptureFixture[str]) -> None:
    status, _ = chart("--code", "LN2 AK x7 scalp; blurb")
    answer = json.loads(capsys.readouterr().out)
    assert (status, answer["status"]) == (0, "held")
    assert answer["alerts"][0]["rule"] == "shorthand.not_understood"
    assert "“blurb” (characters 18 to 22)" in answer["alerts"][0]["message"]
    assert {line["code"]: line["units"] for line in answer["lines"]} == {"17000": 1, "17003": 6}


def test_standard_input_holds_one_visit_a_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("LN2 AK x1 nose\n\nblurb\nKOH L foot\r\n"))
    status, _ = chart("-")
    out, err = capsys.readouterr()
    assert status == 2
    assert [json.loads(line)["id"] for line in out.splitlines()] == ["line-1", "line-3", "line-4"]
    assert [json.loads(line)["document"] for line in err.splitlines()] == ["line 3"]


def test_the_facts_of_the_visit_have_the_defaults_that_the_help_names() -> None:
    _, program = chart("KOH L foot")
    (facts,) = program.facts
    assert facts.payer == "commercial"
    assert facts.patient == PatientFacts(age=50, sex="X", established=True)


def test_the_facts_of_the_visit_are_taken_as_given() -> None:
    asked = ["--payer", "medicare", "--date", "2026-01-02", "--age", "71", "--sex", "F", "--new"]
    _, program = chart(*asked, "KOH L foot")
    (facts,) = program.facts
    assert (facts.date_of_service, facts.payer) == (date(2026, 1, 2), "medicare")
    assert facts.patient == PatientFacts(age=71, sex="F", established=False)


@pytest.mark.parametrize(
    "arguments",
    [["--payer", "aetna", "x"], ["--date", "June", "x"], ["--age", "131", "x"], ["--sex", "Z", "x"], []],
)
def test_a_wrong_fact_is_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        chart(*arguments)
    assert ended.value.code == 2
    assert "usage: chargecapture chart" in capsys.readouterr().err


def test_a_fault_is_a_stretch_of_the_line() -> None:
    line = reader().read(
        "blurb x", LineFacts(date(2026, 6, 15), "commercial", PatientFacts(age=1, sex="F", established=True))
    )
    assert line.faults[0] == Fault("text[0:5]", "blurb", "words of the typed line")
