"""The office file: read whole, or refused with all that is wrong."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chargecapture.domain.identifiers import clia_fault, npi_fault, tax_id_fault
from chargecapture.errors import DocumentError, KnownError
from chargecapture.exchange.office_toml import read_office
from chargecapture.workflow.office import Office, moved_to, office_sources
from tests.helpers.encounters import answer_to, biopsy, encounter
from tests.helpers.rules import coder

OFFICE = """
[practice]
name = "Lindenhof Dermatology"
address = { street = "48 Quarry Street", city = "Albany", state = "NY", zip_code = "12207" }
npi = "1999999018"
tax_id = "00-1234567"

[[provider]]
id = "hartmann"
first_name = "Lena"
last_name = "Hartmann"

[[patient]]
id = "okafor"
account = "10482"
first_name = "Miriam"
last_name = "Okafor"
born = 1972-03-14
sex = "F"
[patient.coverage]
family = "commercial"
copay = 60.00

[fees]
effective_from = 2026-01-01
[fees.each]
"11102" = 155.10
"COS-botulinum_toxin" = 14

[[visit]]
time = "08:30"
patient = "okafor"
provider = "hartmann"
"""


@pytest.fixture
def office_file(tmp_path: Path) -> Path:
    path = tmp_path / "office.toml"
    path.write_text(OFFICE, "utf-8")
    return path


@pytest.fixture(scope="module")
def sample() -> Office:
    return read_office(Path(__file__).resolve().parents[2] / "resources" / "sample" / "office.toml")


def faults_of(path: Path) -> dict[str, tuple[str, str]]:
    with pytest.raises(DocumentError) as caught:
        read_office(path)
    return {fault.path: (fault.found, fault.allowed) for fault in caught.value.faults}


def test_an_office_is_read_with_exact_amounts(office_file: Path) -> None:
    office = read_office(office_file)
    assert office.practice.address.city == "Albany"
    assert office.insured("okafor").coverage.copay == Decimal("60.00")
    assert office.insured("okafor").patient.born == date(1972, 3, 14)
    assert office.fees.fees == {"11102": Decimal("155.10"), "COS-botulinum_toxin": Decimal(14)}
    assert office.fees_effective_from == date(2026, 1, 1)
    assert office.visits[0][:4] == ("08:30", "okafor", "hartmann", "")


@pytest.mark.parametrize(
    ("written", "instead", "path"),
    [
        ('first_name = "Lena"\n', "", "$.provider[0].first_name"),
        ('id = "hartmann"', 'id = ""', "$.provider[0].id"),
        ("[practice]", '[practice]\nnpy = "1"', "$.practice.npy"),
        ("born = 1972-03-14", 'born = "14 March"', "$.patient[0].born"),
        ("born = 1972-03-14", "born = 1972-03-14T10:00:00", "$.patient[0].born"),
        ('sex = "F"', 'sex = "female"', "$.patient[0].sex"),
        ('family = "commercial"', 'family = "blue"', "$.patient[0].coverage.family"),
        ("copay = 60.00", "copay = -1", "$.patient[0].coverage.copay"),
        ("copay = 60.00", "copay = nan", "$.patient[0].coverage.copay"),
        ("copay = 60.00", "copay = inf", "$.patient[0].coverage.copay"),
        ("copay = 60.00", "copay = true", "$.patient[0].coverage.copay"),
        ("155.10", '"much"', "$.fees.each.11102"),
        ("155.10", "1000001", "$.fees.each.11102"),
        ('"11102"', '"1110"', "$.fees.each.1110"),
        ('time = "08:30"', 'time = "8:30"', "$.visit[0].time"),
        ('time = "08:30"', 'time = "24:00"', "$.visit[0].time"),
        ('patient = "okafor"', 'patient = "nobody"', "$.visit[0].patient"),
        ('provider = "hartmann"', 'provider = "nobody"', "$.visit[0].provider"),
        ('provider = "hartmann"', 'provider = "hartmann"\ncharted = "../x.json"', "$.visit[0].charted"),
        ('provider = "hartmann"', 'provider = "hartmann"\ncharted = "/etc/x.json"', "$.visit[0].charted"),
        ("[fees]\neffective_from = 2026-01-01", "[fees]", "$.fees.effective_from"),
    ],
)
def test_a_fault_is_told_where_it_stands(office_file: Path, written: str, instead: str, path: str) -> None:
    assert written in OFFICE
    office_file.write_text(OFFICE.replace(written, instead, 1), "utf-8")
    found = faults_of(office_file)
    assert list(found) == [path]
    assert all(found[path])


def test_all_faults_are_told_at_once(office_file: Path) -> None:
    wrong = OFFICE.replace('sex = "F"', 'sex = "f"').replace("155.10", "-1").replace('"08:30"', '"late"')
    office_file.write_text(wrong, "utf-8")
    assert set(faults_of(office_file)) == {"$.patient[0].sex", "$.fees.each.11102", "$.visit[0].time"}


def test_a_table_without_an_entry_is_needed(office_file: Path) -> None:
    office_file.write_text(OFFICE.partition("[[patient]]")[0], "utf-8")
    assert faults_of(office_file) == {
        "$.patient": ("nothing", "a value; this key is needed"),
        "$.fees": ("nothing", "a value; this key is needed"),
    }


def test_an_empty_table_wants_an_entry(office_file: Path) -> None:
    start, _, rest = OFFICE.partition("[[provider]]")
    office_file.write_text(
        "provider = []\n" + start + "[[patient]]" + rest.partition("[[patient]]")[2], "utf-8"
    )
    assert "$.provider" in faults_of(office_file)


def test_an_id_or_account_is_there_once(office_file: Path) -> None:
    start, _, rest = OFFICE.partition("[[patient]]")
    entry = "[[patient]]" + rest.partition("[fees]")[0]
    office_file.write_text(start + entry + entry + "[fees]" + rest.partition("[fees]")[2], "utf-8")
    assert set(faults_of(office_file)) == {"$.patient[1].id", "$.patient[1].account"}


@pytest.mark.parametrize(
    "raw",
    [
        b"\xff\xfe",
        b"[practice",
        b"a = 1\na = 2",
        b"\x00",
        b"",
        b"practice = 3",
        b"a = " + b"[" * 100_000,
        b"a = " + b"9" * 5000,
        OFFICE.replace("[[patient]]", "[spare]").encode(),
    ],
)
def test_a_file_that_is_no_office_is_refused_with_a_fault(office_file: Path, raw: bytes) -> None:
    office_file.write_bytes(raw)
    assert faults_of(office_file)


@pytest.mark.parametrize("name", ["absent.toml", "."])
def test_a_file_that_cannot_be_opened_says_so(tmp_path: Path, name: str) -> None:
    with pytest.raises(KnownError, match="cannot be read"):
        read_office(tmp_path / name)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, len(OFFICE) - 1), st.integers(0, 12), st.text(max_size=4))
def test_a_damaged_file_gives_an_office_or_faults(office_file: Path, at: int, cut: int, put: str) -> None:
    damaged = (OFFICE[:at] + put + OFFICE[at + cut :]).encode("utf-8", "surrogatepass")
    office_file.write_bytes(damaged)
    try:
        office = read_office(office_file)
    except DocumentError as problem:
        assert problem.faults
    else:
        assert office.providers


def charted(office_file: Path, document: str) -> Path:
    (office_file.parent / "visit.json").write_text(document, "utf-8")
    office_file.write_text(OFFICE + 'charted = "visit.json"\n', "utf-8")
    return office_file


def test_a_charted_visit_is_its_patient_s(office_file: Path) -> None:
    patient = '{"age": 54, "sex": "M", "established": true}'
    path = charted(
        office_file,
        f'{{"id": "1", "date_of_service": "2026-06-15", "payer": "medicare", "patient": {patient}}}',
    )
    assert set(faults_of(path)) == {
        "visit.json: $.payer",
        "visit.json: $.patient.sex",
        "visit.json: $.rendering",
    }


def test_the_faults_of_a_charted_visit_name_its_file(office_file: Path) -> None:
    assert all(path.startswith("visit.json: $") for path in faults_of(charted(office_file, '{"id": 1}')))


def test_a_charted_visit_that_is_not_there_says_so(office_file: Path) -> None:
    office_file.write_text(OFFICE + 'charted = "visit.json"\n', "utf-8")
    with pytest.raises(KnownError, match=r"visit\.json cannot be read"):
        read_office(office_file)


def test_the_sample_practice_has_every_payer_family_and_no_wrong_identifier(sample: Office) -> None:
    families = {each.coverage.family for each in sample.patients}
    assert families == {
        "medicare", "medicare_advantage", "medicaid", "tricare", "commercial", "workers_comp", "self_pay"
    }  # fmt: skip
    npis = [sample.practice.npi, *(provider.npi for provider in sample.providers)]
    assert [npi_fault(npi) for npi in npis] == [""] * len(npis)
    assert tax_id_fault(sample.practice.tax_id) == clia_fault(sample.practice.clia) == ""


def test_the_sample_day_is_charted_half_and_every_line_of_it_has_a_fee(sample: Office) -> None:
    charted_ones = [visit.charted for visit in sample.visits if visit.charted]
    assert 6 <= len(charted_ones) < len(sample.visits)
    answers = [coder().code(each, sample.fees) for each in charted_ones]
    assert {answer.status for answer in answers} == {"ready", "held"}
    assert all(line.charge is not None for answer in answers for line in answer.lines)
    assert any(line.cosmetic for answer in answers for line in answer.lines)


def test_the_facts_of_the_sample_s_charted_visits_fit_their_patients(sample: Office) -> None:
    for visit in sample.visits:
        if visit.charted:
            patient = sample.insured(visit.patient_id).patient
            day, facts = visit.charted.date_of_service, visit.charted.patient
            assert (facts.age, facts.established) == (patient.age_on(day), patient.is_established(day))


def test_an_encounter_moved_to_another_day_keeps_the_days_to_its_history(sample: Office) -> None:
    visit = next(each.charted for each in sample.visits if each.charted)
    there = moved_to(visit, date(2027, 2, 1))
    assert there.date_of_service == date(2027, 2, 1)
    assert moved_to(there, visit.date_of_service) == visit


def test_the_patient_of_a_document_is_the_one_who_fits_it(sample: Office) -> None:
    seen = encounter(biopsy("A"), payer="medicare_advantage", age=74, sex="F", rendering="adeyemi")
    found = office_sources(sample, seen, answer_to(biopsy("A")), reasons=False, sample=False)
    assert (found.patient.id, found.provider.id) == ("lindqvist", "adeyemi")


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"payer": "medicaid", "age": 54, "rendering": "hartmann"}, "None of the patients"),
        ({"payer": "medicare_advantage", "age": 74, "rendering": "nobody"}, "nobody"),
        ({"payer": "medicare_advantage", "age": 74}, "none"),
    ],
)
def test_where_the_office_leaves_a_choice_nobody_is_guessed(
    sample: Office, facts: dict[str, object], said: str
) -> None:
    seen = encounter(biopsy("A"), **facts)
    with pytest.raises(KnownError, match=said):
        office_sources(sample, seen, answer_to(biopsy("A")), reasons=False, sample=False)


def test_a_sample_takes_whoever_comes_nearest(sample: Office) -> None:
    seen = encounter(biopsy("A"), payer="medicaid", age=54, rendering="nobody")
    found = office_sources(sample, seen, answer_to(biopsy("A")), reasons=True, sample=True)
    assert found.coverage.family == "medicaid"
    assert found.sample
