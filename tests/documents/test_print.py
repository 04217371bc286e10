"""From an encounter document and an office file to the PDFs, as the command prints them."""

import json
from pathlib import Path
from typing import Any

import pytest

from chargecapture.bootstrap import Built
from chargecapture.cli.main import run
from chargecapture.errors import KnownError
from tests.helpers.library import whole_library
from tests.helpers.paper import text_of


@pytest.fixture(scope="module")
def built() -> Built:
    made = Built()
    made.library = whole_library()
    return made


@pytest.fixture
def visits(resources: Path) -> Path:
    return resources / "sample" / "visits"


def said(pdf: bytes) -> str:
    return " ".join(" ".join(text_of(pdf)).split())


def test_a_mixed_visit_prints_two_documents_and_looks_are_only_on_the_patient_s(
    built: Built, visits: Path
) -> None:
    document = (visits / "rosacea_and_cosmetic.json").read_bytes()
    made = built.print_superbills(document, office=None, reasons=True)
    assert list(made) == ["insurance", "self_pay"]
    insurer, patient = said(made["insurance"]), said(made["self_pay"])
    assert "99213" in insurer
    assert "L71.9" in insurer
    for looks in ("botulinum", "Botulinum", "filler", "11950", "Z41.1"):
        assert looks not in insurer
    assert "Botulinum toxin for facial lines" in patient
    assert "Z41.1 Encounter for cosmetic surgery" in patient
    assert "SAMPLE" in insurer
    assert "SAMPLE" in patient


@pytest.mark.parametrize(
    "name",
    ["biopsy_and_cryosurgery", "excision_with_repair", "mohs", "warts", "visit_with_25", "held_for_pathology",
     "skin_tags_on_request"],
)  # fmt: skip
def test_every_charted_visit_of_the_sample_day_prints(built: Built, visits: Path, name: str) -> None:
    made = built.print_superbills((visits / f"{name}.json").read_bytes(), office=None, reasons=False)
    assert made
    assert all("page 1 of 1" in said(pdf) for pdf in made.values())


def test_an_office_of_one_s_own_is_no_sample(built: Built, visits: Path, resources: Path) -> None:
    document = (visits / "mohs.json").read_bytes()
    made = built.print_superbills(document, office=resources / "sample" / "office.toml", reasons=False)
    assert "SAMPLE" not in said(made["insurance"])
    assert "DRAFT" in said(made["insurance"])


def changed(document: Path, **facts: Any) -> bytes:
    return json.dumps(json.loads(document.read_text("utf-8")) | facts).encode()


def test_a_document_that_charges_nothing_says_why(built: Built, visits: Path) -> None:
    lesion = {
        "id": "A",
        "site": "nose",
        "diagnosis": "basal cell carcinoma",
        "procedures": [{"kind": "excision"}],
    }
    with pytest.raises(KnownError, match="Nothing is charged yet"):
        built.print_superbills(changed(visits / "mohs.json", lesions=[lesion]), office=None, reasons=False)


def test_a_missing_field_ends_the_command_with_a_sentence_and_writes_nothing(
    built: Built, visits: Path, resources: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office = tmp_path / "office.toml"
    sample = (resources / "sample" / "office.toml").read_text("utf-8")
    kept = sample.partition("[[visit]]")[0] + "[fees]" + sample.partition("[fees]")[2]
    office.write_text(kept.replace('npi = "1999999018"', "").replace('tax_id = "00-1234567"', ""), "utf-8")
    target = tmp_path / "out.pdf"
    status = run(["superbill", str(visits / "mohs.json"), "-o", str(target), "--office", str(office)], built)
    told = capsys.readouterr().err
    assert status == 1
    assert "The billing NPI is missing." in told
    assert "The tax id is missing." in told
    assert "Lindqvist" not in told
    assert not target.exists()
