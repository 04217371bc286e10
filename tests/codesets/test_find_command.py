"""The library as the `chargecapture` command uses it."""

import json
from io import BytesIO

import pytest

from chargecapture.bootstrap import Built
from chargecapture.cli.main import run
from chargecapture.codesets.library import CodeLibrary

DOCUMENT = {
    "id": "visit",
    "date_of_service": "2026-11-24",
    "payer": "commercial",
    "patient": {"age": 60, "sex": "F", "established": True},
    "lesions": [
        {
            "id": "A",
            "site": "scalp",
            "diagnosis": "AK",
            "procedures": [{"kind": "destruction", "method": "cryosurgery"}],
        }
    ],
}


@pytest.fixture
def program(library: CodeLibrary) -> Built:
    built = Built()
    built.library = library
    return built


class NeverOpened(Built):
    @property
    def library(self) -> CodeLibrary:  # type: ignore[override]
        raise AssertionError("the library was opened")


def _codes(built: Built, diagnosis: str) -> list[str]:
    document = {**DOCUMENT, "lesions": [{**DOCUMENT["lesions"][0], "diagnosis": diagnosis}]}
    (coded,) = built.code_documents(BytesIO(json.dumps(document).encode()))
    assert coded.faults == ()
    return [icd10 for line in json.loads(coded.answer)["lines"] for icd10 in line["icd10"]]


def test_find_prints_a_line_a_code(program: Built, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["find", "bcc", "nose", "--most", "1"], program) == 0
    assert capsys.readouterr().out == "C44.311   Basal cell carcinoma of skin of nose\n"


def test_find_prints_json_when_asked(program: Built, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["find", "C44.3", "--json", "--most", "1"], program) == 0
    assert json.loads(capsys.readouterr().out) == {
        "code": "C44.3",
        "label": "Other and unspecified malignant neoplasm of skin of other and unspecified parts of face",
        "system": "icd10",
        "billable": False,
    }


def test_a_heading_is_marked(program: Built, capsys: pytest.CaptureFixture[str]) -> None:
    run(["find", "L82", "--most", "1"], program)
    assert capsys.readouterr().out == "L82       Seborrheic keratosis  (heading)\n"


def test_finding_nothing_says_what_to_try(program: Built, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["find", "zzyzx"], program) == 1
    assert "Try fewer words" in capsys.readouterr().err


def test_coding_words_does_not_open_the_library() -> None:
    assert _codes(NeverOpened(), "AK") == ["L57.0"]


def test_coding_a_code_asks_the_library_what_it_is(program: Built) -> None:
    assert _codes(program, "L57.0") == ["L57.0"]
    assert _codes(program, "L57") == []
