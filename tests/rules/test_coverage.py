"""What payers cover each service for: a row of each table on either side of its bound."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from chargecapture.domain.charges import Alert, Answer
from chargecapture.domain.encounter import Ground, Notice, PriorCharge
from chargecapture.domain.payers import OfficePayers, PayerException, PayerOverride, Span
from chargecapture.domain.procedures import (
    ChemicalPeel,
    Coded,
    Cosmetic,
    Destruction,
    PhotodynamicTherapy,
    Phototherapy,
)
from chargecapture.domain.sites import SITE_IDS
from chargecapture.rules.coverage import CHECKS
from chargecapture.rules.engine import Coder
from chargecapture.rules.payers import PayerTable
from tests.helpers.encounters import DAY, answer_to, cm, encounter, lesion, nevus, shaved, told
from tests.helpers.rules import diagnosis_table, rule_tables

BOOK = rule_tables().on(DAY)
DIAGNOSES = BOOK.lookups["coverage.diagnoses"].rows


def _raised(answer: Answer, rule: str) -> list[Alert]:
    return [alert for alert in answer.alerts if alert.rule == rule]


def _by_code(code: str, diagnosis: str, **facts: Any) -> Answer:
    return answer_to(services=(Coded(code=code, diagnosis=diagnosis),), **facts)


# row, code, covered, doubtful, not covered (each empty where there is none), how grave
CASES = [
    ("phototherapy", "96900", "L40.0", "L80", "L70.0", "warning"),
    ("phototherapy", "96910", "L20.9", "L29.9", "L57.8", "warning"),
    ("phototherapy", "96912", "C84.00", "L63.9", "L71.9", "warning"),
    ("phototherapy", "96913", "L43.9", "L30.1", "L57.0", "warning"),
    ("photodynamic_therapy", "96573", "L57.0", "D04.39", "L70.0", "warning"),
    ("photodynamic_therapy", "96574", "L57.0", "C44.319", "L71.9", "warning"),
    ("hyperhidrosis_axillae", "64650", "L74.510", "", "L74.512", "warning"),
    ("hyperhidrosis_elsewhere", "64653", "", "L74.512", "L74.510", "warning"),
    ("botulinum", "J0585", "L74.510", "", "L98.8", "warning"),
    ("varicose_veins", "36471", "I83.811", "I87.2", "I83.90", "warning"),
    ("vascular_laser", "17107", "Q82.5", "Q27.9", "I78.1", "warning"),
    ("peel_epidermal", "15788", "L70.0", "L57.0", "", "warning"),
    ("peel_dermal", "15789", "L57.0", "L70.0", "", "warning"),
    ("dermabrasion", "15781", "L57.0", "L71.1", "L70.0", "warning"),
    ("acne_surgery", "10040", "L70.0", "L72.0", "L57.0", "warning"),
    ("electrolysis", "17380", "", "L05.01", "L68.0", "warning"),
    ("patch_test", "95044", "L23.9", "", "L40.0", "info"),
    ("debridement", "97597", "L97.111", "", "L57.0", "info"),
    ("debridement", "11042", "T81.31XA", "", "L70.0", "info"),
]


@pytest.mark.parametrize(
    ("row", "code", "covered", "doubtful", "outside", "severity"),
    CASES,
    ids=lambda value: value if value else "-",
)
def test_a_disease_that_the_policy_names_is_covered_and_another_is_said(
    row: str, code: str, covered: str, doubtful: str, outside: str, severity: str
) -> None:
    """Compliance 1.4 and procedures 11; the policies that the rows name."""
    rule = f"necessity.{row}"
    if covered:
        assert not _raised(_by_code(code, covered), rule)
    if doubtful:
        assert [alert.severity for alert in _raised(_by_code(code, doubtful), rule)] == ["info"]
    if not outside:
        return  # what else is peeled is for looks
    answer = _by_code(code, outside)
    (alert,) = _raised(answer, rule)
    assert (alert.severity, answer.status) == (severity, "ready")
    assert outside in alert.message and DIAGNOSES[row]["for"] in alert.message
    assert alert.source == DIAGNOSES[row]["source"]
    assert alert.place is not None and alert.place.field == "diagnosis"


def test_light_other_than_for_psoriasis_by_excimer_depends_on_the_payer() -> None:
    def excimer(diagnosis: str) -> Answer:
        light = Phototherapy(light="excimer", area_cm2=cm("100"), diagnosis=diagnosis)
        return answer_to(services=(light,))

    assert [alert.severity for alert in _raised(excimer("vitiligo"), "necessity.excimer_other")] == ["info"]
    assert [alert.severity for alert in _raised(excimer("L70.0"), "necessity.excimer_other")] == ["warning"]
    assert not _raised(_by_code("96999", "L70.0"), "necessity.excimer_other")


def test_every_row_of_covered_diseases_has_its_case() -> None:
    assert {case[0] for case in CASES} | {"excimer_other"} == set(DIAGNOSES)


def test_what_the_patient_pays_is_not_measured_by_an_insurers_policy() -> None:
    assert "necessity.phototherapy" not in told(_by_code("96900", "L70.0", payer="self_pay"))
    wished = Coded(code="17380", diagnosis="L68.0", requested_by_patient=True)
    assert "necessity.electrolysis" not in told(answer_to(services=(wished,)))


def test_a_service_of_the_practices_list_keeps_its_own_reason_for_the_patients_account() -> None:
    """ICD-10-CM Z41.3 is ear piercing; Z41.1 is cosmetic surgery."""
    answer = answer_to(services=(Cosmetic(service="ear_piercing", price=cm("60")),))
    assert [(line.code, line.icd10) for line in answer.lines] == [("69090", ("Z41.3",))]


NEVER = [
    ("36468", "I78.1", ""),
    ("69090", "Z41.3", ""),
    ("15775", "L64.9", "L66.9"),
    ("15776", "L64.9", "L90.5"),
    ("11950", "L98.8", "E88.1"),
    ("11951", "L98.8", "B20"),
    ("11952", "L98.8", "L90.5"),
    ("11954", "L98.8", "Z42.8"),
    ("15824", "L98.8", "G51.0"),
    ("15876", "E65", "Q82.0"),
    ("15877", "E65", "E88.2"),
    ("15878", "E65", "I89.0"),
    ("15879", "E65", "D17.23"),
    ("15788", "L81.1", "L70.0"),
    ("15789", "L81.1", "L57.0"),
    ("15792", "L90.5", "L70.1"),
    ("15793", "L57.8", "L57.0"),
]


@pytest.mark.parametrize(("code", "looks", "disease"), NEVER)
@pytest.mark.parametrize(("payer", "modifiers"), [("medicare", ("GY",)), ("commercial", ())])
def test_what_is_for_looks_is_the_patients_whatever_code_it_was_charted_by(
    code: str, looks: str, disease: str, payer: str, modifiers: tuple[str, ...]
) -> None:
    """SSA 1862(a)(10): a cosmetic line never goes to an insurer."""
    (line,) = _by_code(code, looks, payer=payer).lines
    assert (line.responsibility, line.cosmetic, line.modifiers) == ("patient", True, modifiers)
    assert line.icd10[0] == "Z41.1" and line.pointers == ""
    if disease:
        (line,) = _by_code(code, disease, payer=payer).lines
        assert (line.responsibility, line.cosmetic) == ("insurance", False)


def test_every_code_that_is_never_covered_has_its_case() -> None:
    assert {case[0] for case in NEVER} == set(BOOK.lookups["coverage.never"].rows)


@pytest.mark.parametrize(
    ("code", "site", "ground", "rule"),
    [
        ("15823", "eyelid_upper", "restricts_vision", "necessity.blepharoplasty"),
        ("30120", "nose", "obstructs_orifice", "necessity.rhinophyma"),
    ],
)
@pytest.mark.parametrize(
    ("payer", "status"), [("medicare", "held"), ("medicare_advantage", "held"), ("commercial", "ready")]
)
def test_a_service_at_the_border_needs_its_ground(
    code: str, site: str, ground: Ground, rule: str, payer: str, status: str
) -> None:
    """Compliance 1.1: held for Medicare until a ground is charted, a warning for others (0.5.2)."""

    def answer(*symptoms: Ground) -> Answer:
        done = Coded(code=code)
        return answer_to(
            lesion("A", site, done, side="left", diagnosis="L71.1", symptoms=symptoms), payer=payer
        )

    without = answer()
    assert rule in told(without) and without.status == status
    (alert,) = _raised(without, rule)
    assert alert.place is not None and (alert.place.lesion, alert.place.field) == ("A", "symptoms")
    assert rule not in told(answer(ground))
    assert rule in told(answer("itching"))


def test_a_service_tied_to_no_lesion_is_warned_about_and_never_held_for_a_ground() -> None:
    answer = _by_code("15823", "H02.834", payer="medicare")
    assert "necessity.blepharoplasty" in told(answer)
    assert answer.status == "ready"


@pytest.mark.parametrize(
    ("done", "diagnosis", "rule", "named", "other"),
    [
        (
            PhotodynamicTherapy(applied_by="clinician"),
            "actinic keratosis",
            "necessity.photodynamic_therapy_site",
            "scalp",
            "chest",
        ),
        (
            Destruction(method="laser", area_cm2=cm("9")),
            "port wine stain",
            "necessity.vascular_laser_site",
            "cheek",
            "thigh",
        ),
    ],
)
def test_a_site_outside_the_label_is_told(
    done: Any, diagnosis: str, rule: str, named: str, other: str
) -> None:
    def answer(site: str) -> Answer:
        side = None if site == "scalp" else "left"
        return answer_to(lesion("A", site, done, diagnosis=diagnosis, side=side))

    assert rule not in told(answer(named))
    assert [alert.severity for alert in _raised(answer(other), rule)] == ["info"]


@pytest.mark.parametrize(("count", "said"), [(9, True), (10, False)])
def test_a_dermal_peel_is_for_ten_keratoses_or_more(count: int, said: bool) -> None:
    """Anthem ANC.00007."""
    peel = ChemicalPeel(depth="dermal", facial=True)
    answer = answer_to(lesion("A", "forehead", peel, diagnosis="actinic keratosis", count=count))
    assert ("necessity.peel_dermal_count" in told(answer)) is said
    other = answer_to(lesion("A", "forehead", peel, diagnosis="acne", count=count))
    assert "necessity.peel_dermal_count" not in told(other)


@pytest.mark.parametrize(
    ("code", "diagnosis", "rule", "age", "said"),
    [
        ("64650", "L74.510", "necessity.hyperhidrosis_axillae_age", "17.9", True),
        ("64650", "L74.510", "necessity.hyperhidrosis_axillae_age", "18", False),
        ("J7354", "B08.1", "necessity.cantharidin_age", "1.9", True),
        ("J7354", "B08.1", "necessity.cantharidin_age", "2", False),
    ],
)
def test_an_age_below_the_label_is_warned_about(
    code: str, diagnosis: str, rule: str, age: str, said: bool
) -> None:
    answer = _by_code(code, diagnosis, age=age)
    assert (rule in told(answer)) is said


@pytest.mark.parametrize(("ago", "said"), [(1, True), (59, True), (60, False), (0, False)])
@pytest.mark.parametrize(("payer", "asks"), [("medicare", True), ("commercial", False)])
def test_foot_care_within_sixty_days_of_the_last_is_warned_about(
    ago: int, said: bool, payer: str, asks: bool
) -> None:
    """Medicare Benefit Policy Manual ch. 15 §290."""
    prior = PriorCharge(date=DAY - timedelta(days=ago), code="11720")
    pared = Coded(code="11056", diagnosis="L84")
    answer = answer_to(services=(pared,), payer=payer, history=(prior,), class_findings=("A",))
    assert ("necessity.foot_care_interval" in told(answer)) is (said and asks)


@pytest.mark.parametrize(
    ("code", "diagnosis"),
    [("64650", "L74.510"), ("36471", "I83.811"), ("17106", "Q82.5"), ("96920", "L40.0"), ("17380", "L05.01")],
)
def test_what_plans_often_authorize_beforehand_is_told_and_only_where_no_number_is_charted(
    code: str, diagnosis: str
) -> None:
    """Compliance 5; original Medicare has no authorization for these."""
    answer = _by_code(code, diagnosis)
    assert [alert.severity for alert in _raised(answer, "auth.missing")] == ["info"]
    assert "auth.missing" not in told(_by_code(code, diagnosis, authorization="PA-1"))
    assert "auth.missing" not in told(_by_code(code, diagnosis, payer="medicare"))


@pytest.mark.parametrize(
    ("ground", "site", "said"),
    [
        ("restricts_vision", "eyelid_upper", False),
        ("restricts_vision", "back_upper", True),
        ("obstructs_orifice", "nose", False),
        ("obstructs_orifice", "thigh", True),
        ("pain", "back_upper", False),
    ],
)
def test_a_ground_that_the_site_cannot_have_is_questioned(ground: Ground, site: str, said: bool) -> None:
    """CMS LCD L34200: obstructs an orifice, clinically restricts eye function."""
    answer = answer_to(nevus("A", site, shaved("0.4"), side="left", symptoms=(ground,)))
    assert ("necessity.ground_vs_site" in told(answer)) is said
    assert answer.status == "ready"


@pytest.mark.parametrize(
    ("payer", "said"),
    [
        ("medicare_advantage", "organization determination"),
        ("medicaid", "written agreement"),
        ("tricare", "waiver"),
        ("commercial", "waiver"),
        ("workers_comp", "carrier"),
    ],
)
def test_an_abn_for_another_payer_is_told_with_what_serves_instead(payer: str, said: str) -> None:
    """CMS Claims Processing Manual ch. 30: the ABN is for original Medicare."""
    notice = Notice(kind="abn_mandatory", signed=True, lesions=("A",))
    answer = answer_to(
        nevus("A", "chest", shaved("0.4"), side="left", symptoms=()), payer=payer, notice=notice
    )
    (alert,) = _raised(answer, "notice.kind")
    assert said in alert.message and alert.severity == "warning"


@pytest.mark.parametrize("name", sorted(CHECKS))
def test_a_row_names_codes_a_policy_and_the_published_source(name: str) -> None:
    table = BOOK.lookups[name]
    for row in table.rows.values():
        assert row["codes"] and set(row["codes"]) <= set(BOOK.codes)
        assert row["policy"] in ("tell", "warn", "hold")
        source = row.get("source", table.source)
        unverified = "UNVERIFIED" in source
        assert not (unverified and "hold" in {row["policy"], *row.get("payers", {}).values()})
        assert set(row.get("payers", {})) | set(row.get("but", ())) <= set(BOOK.payers)


def test_the_sites_and_regions_of_coverage_are_those_of_the_document() -> None:
    regions = {site.region for site in BOOK.sites.values()}
    for row in BOOK.lookups["coverage.sites"].rows.values():
        assert set(row["regions"]) <= regions
    for row in BOOK.lookups["coverage.ground_sites"].rows.values():
        assert set(row["sites"]) <= set(SITE_IDS)


@pytest.mark.parametrize("day", [date(2024, 1, 2), date(2025, 12, 31)], ids=str)
def test_the_tables_of_coverage_serve_the_claims_of_earlier_years(day: date) -> None:
    assert "necessity.phototherapy" in told(_by_code("96900", "L70.0", date_of_service=day))


@pytest.mark.parametrize(
    ("policy", "severities", "status"),
    [
        ("as published", ["warning"], "ready"),
        ("tell", ["info"], "ready"),
        ("warn", ["warning"], "ready"),
        ("hold", ["error"], "held"),
        ("allow", [], "ready"),
    ],
)
@pytest.mark.parametrize("by_code", [False, True])
def test_an_office_sets_how_grave_it_is_for_a_payer_or_for_one_code(
    policy: str, severities: list[str], status: str, by_code: bool
) -> None:
    """The policy of the patient's plan decides, and the office knows it."""
    span = Span(date(2024, 1, 1))
    source, reviewed = "Contract with the plan", date(2026, 11, 24)
    if by_code:
        exception = PayerException("x", "commercial", "coverage", ("96900",), policy, span, source, reviewed)
        office = OfficePayers(exceptions=(exception,))
    else:
        office = OfficePayers((PayerOverride("commercial", {"coverage": policy}, span, source, reviewed),))
    tables = rule_tables()
    payers = PayerTable(tables.payers.versions, tables.payers.exceptions, office)
    own = Coder(replace(tables, payers=payers, _books={}), diagnosis_table())
    light = Coded(code="96900", diagnosis="L70.0")
    answer = own.code(encounter(services=(light,)))
    assert [alert.severity for alert in _raised(answer, "necessity.phototherapy")] == severities
    assert answer.status == status
    other = own.code(encounter(services=(Coded(code="10040", diagnosis="L57.0"),)))
    assert bool(_raised(other, "necessity.acne_surgery")) is (by_code or policy != "allow")


REMOVALS = ["11301", "11401", "11422", "11440", "11200", "17106", "17110", "17111"]


@pytest.mark.parametrize("code", REMOVALS)
@pytest.mark.parametrize(("payer", "status"), [("medicare", "held"), ("commercial", "ready")])
def test_a_benign_removal_charted_by_its_code_needs_its_ground_too(
    code: str, payer: str, status: str
) -> None:
    """Compliance 1.2: shave, excision, destruction or tag removal, whatever it was charted by."""

    def answer(*symptoms: Ground) -> Answer:
        done = Coded(code=code)
        return answer_to(nevus("A", "chest", done, side="left", symptoms=symptoms), payer=payer)

    assert "necessity.benign_without_ground" in told(answer())
    assert answer().status == status
    assert "necessity.benign_without_ground" not in told(answer("bleeding"))
    service = answer_to(services=(Coded(code=code, diagnosis="D22.5"),), payer=payer)
    assert ("necessity.benign_without_ground" in told(service), service.status) == (True, status)


@pytest.mark.parametrize("code", ["17000", "11602", "11102", "13101"])
def test_another_code_on_a_benign_lesion_needs_no_ground(code: str) -> None:
    answer = answer_to(nevus("A", "chest", Coded(code=code), side="left", symptoms=()), payer="medicare")
    assert "necessity.benign_without_ground" not in told(answer)


def test_a_wart_is_its_own_ground_by_code_as_by_kind() -> None:
    answer = answer_to(services=(Coded(code="17110", diagnosis="B07.8"),), payer="medicare")
    assert (answer.status, told(answer)) == ("ready", set())


@pytest.mark.parametrize(
    ("code", "diagnosis", "blocked"),
    [
        ("11642", "C44.311", False),
        ("11642", "D22.39", True),
        ("11642", "D48.5", True),
        ("17281", "D04.39", False),
        ("17281", "L57.0", True),
        ("17311", "C44.311", False),
        ("17311", "D22.39", True),
        ("11442", "D22.39", False),
        ("11442", "C44.311", True),
        ("17110", "B07.8", False),
        ("17110", "C44.311", True),
        ("11200", "D04.39", True),
    ],
)
def test_a_code_for_cancer_and_a_diagnosis_that_is_none_contradict(
    code: str, diagnosis: str, blocked: bool
) -> None:
    """CMS article A56346; CARC 11: the diagnosis does not support the code."""
    answer = _by_code(code, diagnosis)
    assert ("diagnosis.against_code" in told(answer)) is blocked
    assert (answer.status == "blocked") is blocked
