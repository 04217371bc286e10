"""Each key of a payer's profile decides something: what an office sets otherwise is charged otherwise."""

from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

import pytest

from chargecapture.domain.charges import Answer
from chargecapture.domain.encounter import Lesion, Notice
from chargecapture.domain.payers import PAYER_KEYS, OfficePayers, PayerException, PayerOverride, Span
from chargecapture.domain.procedures import (
    Biopsy,
    Coded,
    Destruction,
    Drug,
    Excision,
    IncisionDrainage,
    Laboratory,
    Paring,
)
from chargecapture.rules.engine import Coder
from chargecapture.rules.payers import PayerTable
from tests.helpers.encounters import (
    biopsy,
    cancer,
    charged,
    closed,
    cm,
    cut_out,
    encounter,
    keratoses,
    lesion,
    marked,
    nevus,
    shaved,
    staged,
    told,
    visit,
)
from tests.helpers.rules import diagnosis_table, rule_tables
from tests.rules.test_modifiers import TRACT, before, nail

SINCE = Span(date(2026, 1, 1))
OURS = "Contract 2026, section 4"
AXILLAE = lesion("A", "axilla", cut_out("4"), side="bilateral", **TRACT)
BLED = lesion(
    "A", "forearm", IncisionDrainage(what="hematoma"), diagnosis="hematoma", same_as="P1", side="left"
)


def coder_of(office: OfficePayers) -> Coder:
    tables = rule_tables()
    payers = PayerTable(tables.payers.versions, (), office)
    return Coder(replace(tables, payers=payers, _books={}), diagnosis_table())


def office_that_sets(payer: str, **values: Any) -> OfficePayers:
    return OfficePayers((PayerOverride(payer, values, SINCE, OURS, date(2026, 11, 24)),))


def office_with(payer: str, key: str, value: object, *codes: str) -> OfficePayers:
    made = PayerException("ours", payer, key, codes, value, SINCE, OURS, date(2026, 11, 24))
    return OfficePayers((), (made,))


class Set(NamedTuple):
    """A key, the value that an office sets, what is charted, and the lines before and after."""

    key: str
    value: object
    lesions: tuple[Lesion, ...]
    facts: dict[str, Any]
    shipped: dict[str, list[tuple[str, ...]]]
    after: dict[str, list[tuple[str, ...]]]


def sets(key: str, value: object, *lesions: Lesion, **facts: Any) -> Set:
    return Set(key, value, lesions, facts, facts.pop("shipped"), facts.pop("after"))


TWO = (cancer("A", "nose", cut_out("1.5")), cancer("B", "chin", cut_out("1.5")))
NAILS = nail("A", "matrixectomy", "LT1", "LT2")
VIDEO = {"visit": visit(telehealth="video"), "place_of_service": "10"}
AUDIO = {"visit": visit(telehealth="audio"), "place_of_service": "10"}
LONG = visit(problems="high", risk="high", minutes=70)
VIAL = (Drug(hcpcs="J2357", dose_mg=cm("150"), container="single_dose", diagnosis="psoriasis"),)
KOH = (Laboratory(test="koh", diagnosis="tinea pedis"),)
CALLUS = lesion("A", "sole", Paring(), side="left", diagnosis="callus")
IN_TRAY = lesion("A", "chest", Biopsy(method="tangential"), Coded(code="99070"), nature="unspecified")
ASSISTED = lesion(
    "A", "cheek", Coded(code="15756", assistant=True, assistant_role="pa_or_np"), side="left",
    diagnosis="basal cell carcinoma", nature="malignant",
)  # fmt: skip
SECOND = lesion(
    "B", "scalp", Destruction(method="cryosurgery", separate_session=True), diagnosis="actinic keratosis"
)
ROWS = (
    sets("separate_lesion", "XS", biopsy("A"), keratoses("B", 1),
         shipped={"11102": [()], "17000": [("59",)]}, after={"11102": [()], "17000": [("XS",)]}),
    sets("separate_session", "XE", biopsy("A"), SECOND,
         shipped={"11102": [()], "17000": [("59",)]}, after={"11102": [()], "17000": [("XE",)]}),
    sets("unusual_overlap", "XU",
         cancer("A", "nose", Biopsy(method="punch"), staged(2, prior_pathology=False)),
         shipped={"17311": [()], "11104": [("59",)]}, after={"17311": [()], "11104": [("XU",)]}),
    sets("repeats", "lines", *TWO, shipped={"11642": [()]}, after={"11642": [(), ("76",)]}),
    sets("repeat_modifier", "59", *TWO, payer="medicare", shipped={"11642": [(), ("76",)]},
         after={"11642": [(), ("59",)]}),
    sets("repeat_modifier", "none", *TWO, payer="medicare", shipped={"11642": [(), ("76",)]},
         after={"11642": [(), ()]}),
    sets("other_digit", "59", NAILS, shipped={"11750": [("TA",), ("T1",)]},
         after={"11750": [("TA",), ("59", "T1")]}),
    sets("both_sides", "LT and RT", AXILLAE, shipped={"11450": [("50",)]},
         after={"11450": [("LT",), ("RT",)]}),
    sets("sides", "all", cancer("A", "cheek", cut_out("1.5"), side="left"), shipped={"11642": [()]},
         after={"11642": [("LT",)]}),
    sets("sides", "none", lesion("A", "axilla", cut_out("4"), side="left", **TRACT),
         shipped={"11450": [("LT",)]}, after={"11450": [()]}),
    sets("multiple_procedures", True, cancer("A", "nose", cut_out("1.5"), closed("intermediate", "3")),
         shipped={"12052": [()], "11642": [()]}, after={"12052": [()], "11642": [("51",)]}),
    sets("multiple_procedures", True, keratoses("A", 20), nevus("B", "forearm", shaved("0.4"), side="left"),
         shipped={"17004": [()], "11300": [("59",)]}, after={"17004": [()], "11300": [("59",)]}),
    sets("multiple_procedures", True, keratoses("A", 3), nevus("B", "cheek", shaved("0.4"), side="left"),
         shipped={"11310": [()], "17000": [("59",)], "17003": [()]},
         after={"11310": [()], "17000": [("51", "59")], "17003": [()]}),
    sets("notices", True, nevus("A", "abdomen", shaved("0.4"), symptoms=()),
         notice=Notice(kind="abn_mandatory", signed=True), shipped={"11300": [()]},
         after={"11300": [("GA",)]}),
    sets("drug_waste", True, services=VIAL, shipped={"J2357": [()]}, after={"J2357": [("JZ",)]}),
    sets("longitudinal", True, visit=visit(longitudinal=True), shipped={"99213": [()]},
         after={"99213": [()], "G2211": [()]}),
    sets("prolonged", "G2212", visit=LONG, shipped={"99215": [()], "99417": [()]},
         after={"99215": [()], "G2212": [()]}),
    sets("prolonged", "none", visit=LONG, shipped={"99215": [()], "99417": [()]}, after={"99215": [()]}),
    sets("video", "none", **VIDEO, shipped={"99213": [("95",)]}, after={"99213": [()]}),
    sets("video", "95", **VIDEO, payer="medicare", shipped={"99213": [()]}, after={"99213": [("95",)]}),
    sets("audio", "none", **AUDIO, shipped={"99213": [("93",)]}, after={"99213": [()]}),
    sets("complications", "included", BLED, history=(before(3),), shipped={"10140": [()]}, after={}),
    sets("assistant_staff", "80", ASSISTED, shipped={"15756": [("AS",)]}, after={"15756": [("80",)]}),
    sets("mohs_immunostain", "leave out", cancer("A", "nose", staged(2), Coded(code="88342")),
         shipped={"17311": [()], "88342": [("59",)]}, after={"17311": [()]}),
    sets("closure_of_incisional_biopsy", "charge",
         lesion("A", "chest", Biopsy(method="incisional"), closed("intermediate", "3"), nature="unspecified"),
         shipped={"11106": [()]}, after={"12032": [("59",)], "11106": [()]}),
    sets("class_findings", True, CALLUS, class_findings=("A",), shipped={"11055": [()]},
         after={"11055": [("Q7",)]}),
    sets("fee_schedule", True, IN_TRAY, shipped={"11102": [()], "99070": [()]}, after={"11102": [()]}),
    sets("attested", ("11642",), TWO[0], shipped={"11642": [()]}, after={"11642": [("KX",)]}),
    sets("lab", {"koh": "87210"}, services=KOH, shipped={"87220": [()]}, after={"87210": [()]}),
)  # fmt: skip


def _answer(row: Set, office: OfficePayers) -> Answer:
    return coder_of(office).code(encounter(*row.lesions, **row.facts))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.key}={row.value}")
def test_what_the_office_sets_otherwise_is_charged_otherwise(row: Set) -> None:
    assert marked(_answer(row, OfficePayers())) == row.shipped
    answer = _answer(row, office_that_sets(row.facts.get("payer", "commercial"), **{row.key: row.value}))
    assert marked(answer) == row.after


BY_STATUS = {
    ("benign_without_ground", "hold"): (
        nevus("A", "abdomen", shaved("0.4"), symptoms=()), {}, "held", "necessity.benign_without_ground"),
    ("other_diagnosis", True): (
        keratoses("A", 2), {"visit": visit(diagnoses=("actinic keratosis",))}, "held",
        "modifier.25_diagnosis"),
}  # fmt: skip


@pytest.mark.parametrize("key", BY_STATUS, ids=str)
def test_what_the_office_wants_asked_holds_the_claim(key: tuple[str, object]) -> None:
    found, facts, status, rule = BY_STATUS[key]
    visited = encounter(found, **facts)
    assert coder_of(OfficePayers()).code(visited).status == "ready"
    answer = coder_of(office_that_sets("commercial", **{key[0]: key[1]})).code(visited)
    assert (answer.status, rule in told(answer)) == (status, True)


def test_another_diagnosis_answers_the_question() -> None:
    office = office_that_sets("commercial", other_diagnosis=True)
    assert coder_of(office).code(encounter(keratoses("A", 2), visit=visit())).status == "ready"


PROVED_BESIDE_COVERAGE = {"coverage"}


def test_every_key_has_its_row() -> None:
    rows = {row.key for row in ROWS} | {key for key, _ in BY_STATUS}
    assert rows == {key.name for key in PAYER_KEYS} - PROVED_BESIDE_COVERAGE


@pytest.mark.parametrize(
    ("key", "value", "code", "marks"),
    [
        ("repeats", "lines", "17311", {"17311": [(), ("76",)], "11642": [()]}),
        ("repeats", "lines", "11642", {"17311": [()], "11642": [("59",), ("59",)]}),
    ],
)
def test_an_exception_is_for_its_codes_alone(key: str, value: str, code: str, marks: dict[str, Any]) -> None:
    tumors = [cancer(label, site, staged(2)) for label, site in (("A", "nose"), ("B", "chin"))]
    cut = [cancer(label, site, cut_out("1.5")) for label, site in (("C", "forehead"), ("D", "glabella"))]
    answer = coder_of(office_with("commercial", key, value, code)).code(encounter(*tumors, *cut))
    found = marked(answer)
    assert {each: found[each] for each in (code,)} == {each: marks[each] for each in (code,)}
    other = ({"17311", "11642"} - {code}).pop()
    assert len(found[other]) == 1


def test_the_reason_of_a_line_names_the_contract_that_asked_for_it() -> None:
    answer = coder_of(office_that_sets("commercial", multiple_procedures=True)).code(
        encounter(cancer("A", "nose", cut_out("1.5"), closed("intermediate", "3")))
    )
    line = next(line for line in answer.lines if "51" in line.modifiers)
    assert OURS in {reason.source for reason in line.why}


def test_a_line_a_side_stays_within_the_limit_of_one_line_with_50() -> None:
    office = office_that_sets("commercial", both_sides="LT and RT")
    answer = coder_of(office).code(encounter(AXILLAE))
    assert (answer.status, charged(answer)) == ("ready", {"11450": 2})


def test_kx_is_told_to_be_an_attestation() -> None:
    answer = coder_of(office_that_sets("commercial", attested=("11642",))).code(encounter(TWO[0]))
    assert "modifier.kx" in told(answer)


def test_a_visit_before_the_row_begins_is_coded_as_shipped() -> None:
    office = office_that_sets("commercial", repeats="lines")
    answer = coder_of(office).code(encounter(*TWO, date_of_service=date(2025, 12, 31)))
    assert marked(answer) == {"11642": [()]}


def test_the_first_procedure_carries_no_51_whatever_the_order_of_entry() -> None:
    office = office_that_sets("commercial", multiple_procedures=True)
    found = [*TWO, keratoses("C", 1), nevus("D", "forearm", Excision(excised_cm=cm("2")), side="left")]
    expected = marked(coder_of(office).code(encounter(*found)))
    assert marked(coder_of(office).code(encounter(*found[::-1]))) == expected
    first = coder_of(office).code(encounter(*found)).lines[0]
    assert "51" not in first.modifiers
    assert sum("51" in marks for lines in expected.values() for marks in lines) == 2


def test_a_nail_on_another_digit_carries_59_once() -> None:
    office = office_that_sets("commercial", other_digit="59")
    toes = nail("A", "biopsy", "LT1", "LT2", "LT3", diagnosis="onychomycosis")
    assert marked(coder_of(office).code(encounter(toes))) == {"11755": [("TA",), ("59", "T1"), ("59", "T2")]}


def _of_aetna(payer_name: str, **values: Any) -> PayerOverride:
    return PayerOverride("commercial", values, SINCE, OURS, date(2026, 11, 24), payer_name)


@pytest.mark.parametrize(
    ("payer_name", "lines"), [("Aetna", 2), ("AETNA", 2), ("Cigna", 1), (None, 1)], ids=str
)
def test_a_row_for_one_payer_by_name_is_for_no_other(payer_name: str | None, lines: int) -> None:
    office = OfficePayers((_of_aetna("Aetna", repeats="lines"),))
    answer = coder_of(office).code(encounter(*TWO, payer_name=payer_name))
    assert len(answer.lines) == lines


def test_the_row_of_a_name_stands_over_the_row_of_its_family() -> None:
    ours = office_that_sets("commercial", repeat_modifier="59", repeats="lines").overrides
    office = OfficePayers((_of_aetna("Aetna", repeat_modifier="XS"), *ours))
    for name, modifier in (("Aetna", "XS"), ("Cigna", "59")):
        answer = coder_of(office).code(encounter(*TWO, payer_name=name))
        assert marked(answer) == {"11642": [(), (modifier,)]}


def test_a_payer_of_another_family_is_another_payer() -> None:
    office = OfficePayers((_of_aetna("Aetna", drug_waste=True),))
    for payer, marks in (("commercial", [("JZ",)]), ("medicaid", [()])):
        answer = coder_of(office).code(encounter(services=VIAL, payer=payer, payer_name="Aetna"))
        assert marked(answer)["J2357"] == marks


SHIPPED = rule_tables().payers.on(date(2026, 6, 15))


def _values(payer: str) -> dict[str, object]:
    return {key.name: getattr(SHIPPED[payer], key.name) for key in PAYER_KEYS}


@pytest.mark.parametrize("payer", ["medicaid", "tricare", "workers_comp"])
def test_these_payers_follow_the_commercial_profile_until_an_office_says_otherwise(payer: str) -> None:
    """Project decision 0.5.4."""
    assert _values(payer) == _values("commercial")


def test_medicare_advantage_follows_medicare_where_it_is_said_to() -> None:
    """Project decisions: 0.5.4, G2211, G2212, Q0112, JW, JZ, Q7 to Q9, XS; 0.5.3, no notices; 0.5.6."""
    medicare, advantage = _values("medicare"), _values("medicare_advantage")
    follows = {"longitudinal", "prolonged", "lab", "drug_waste", "class_findings", "separate_lesion"}
    assert {key: advantage[key] for key in follows} == {key: medicare[key] for key in follows}
    assert (advantage["notices"], advantage["repeats"]) == (False, "units")
    assert advantage["benign_without_ground"] == medicare["benign_without_ground"] == "hold"


@pytest.mark.parametrize(
    ("key", "medicare", "commercial"),
    [
        ("separate_lesion", "XS", "59"),
        ("separate_session", "XE", "59"),
        ("unusual_overlap", "XU", "59"),
        ("repeats", "lines", "units"),
        ("repeat_modifier", "76", "76"),
        ("other_digit", "none", "none"),
        ("sides", "codes paid for each side", "codes paid for each side"),
        ("multiple_procedures", False, False),
        ("benign_without_ground", "hold", "warn"),
        ("notices", True, False),
        ("drug_waste", True, False),
        ("longitudinal", True, False),
        ("prolonged", "G2212", "99417"),
        ("video", "none", "95"),
        ("audio", "93", "93"),
        ("complications", "included", "ask"),
        ("class_findings", True, False),
    ],
)
def test_the_shipped_profiles_are_the_projects_decisions(
    key: str, medicare: object, commercial: object
) -> None:
    """Procedures 0.5, 5.3, 6.1, 6.4, 7.1, 7.4, 7.5, 9.3 to 9.5."""
    assert (_values("medicare")[key], _values("commercial")[key]) == (medicare, commercial)


def test_the_walk_names_what_the_office_changed_and_who_asked_for_it() -> None:
    coder = coder_of(OfficePayers((_of_aetna("Aetna", repeats="lines"),)))
    charted = encounter(*TWO, payer_name="Aetna")
    steps = coder.explain(charted, coder.code(charted)).general
    changed = [step for step in steps if step.source == OURS]
    assert [step.says for step in changed] == ["The office's own: repeats lines, in place of units"]
