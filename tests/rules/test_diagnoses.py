"""From words to ICD-10-CM: by site and side, never what is only suspected, and asking where it must."""

from datetime import date
from typing import Any

import pytest

from chargecapture.domain.charges import Answer
from chargecapture.domain.procedures import Biopsy
from tests.helpers.encounters import answer_to, cut_out, destroyed, lesion, staged, told, visit


def _coded(words: str, site: str = "cheek", **facts: Any) -> Answer:
    day = facts.pop("date_of_service", date(2026, 6, 15))
    facts = {"side": "left"} | facts
    return answer_to(lesion("A", site, Biopsy(method="punch"), diagnosis=words, **facts), date_of_service=day)


def _icd10(answer: Answer) -> tuple[str, ...]:
    return answer.lines[0].icd10 if answer.lines else ()


@pytest.mark.parametrize(
    ("words", "site", "side", "icd10"),
    [
        ("basal cell carcinoma", "cheek", "left", "C44.319"),
        ("BCC", "nose", None, "C44.311"),
        ("nodular BCC", "nose", None, "C44.311"),
        ("Bcc of the nose", "nose", None, "C44.311"),
        ("carcinoma, basal cell", "nose", None, "C44.311"),
        ("SCC", "forearm", "right", "C44.622"),
        ("SCC", "forearm", "left", "C44.629"),
        ("SCCis", "forearm", "left", "D04.62"),
        ("Bowen's disease", "forearm", "right", "D04.61"),
        ("melanoma", "thigh", "left", "C43.72"),
        ("melanoma", "thigh", "right", "C43.71"),
        ("MIS", "upper_arm", "left", "D03.62"),
        ("dysplastic nevus", "shoulder", "left", "D22.62"),
        ("dysplastic nevi", "back_upper", "left", "D22.5"),
        ("basal cell carcinoma", "axilla", "left", "C44.519"),
        ("cutaneous abscess", "axilla", "left", "L02.412"),
        ("AK", "scalp", None, "L57.0"),
        ("actinic keratoses", "scalp", None, "L57.0"),
        ("ISK", "abdomen", None, "L82.0"),
        ("seborrheic keratosis, inflamed", "abdomen", None, "L82.0"),
        ("irritated seborrheic keratosis", "abdomen", None, "L82.0"),
        ("seborrheic keratosis", "abdomen", None, "L82.1"),
        ("warts", "hand_dorsum", "left", "B07.9"),
        ("verruca vulgaris", "hand_dorsum", "left", "B07.8"),
        ("plantar warts", "sole", "left", "B07.0"),
        ("condyloma acuminatum", "vulva", None, "A63.0"),
        ("skin tags", "neck_anterior", None, "L91.8"),
        ("EIC", "back_upper", "left", "L72.0"),
        ("plaque psoriasis, severe", "elbow", "left", "L40.0"),
        ("L57.0", "scalp", None, "L57.0"),
        ("c44311", "nose", None, "C44.311"),
        ("basal cell carcinoma", "lip_lower_vermilion", None, "C00.1"),
        ("lac", "forehead", None, "S01.81XA"),
    ],
)
def test_words_are_coded_by_site_and_side(words: str, site: str, side: str | None, icd10: str) -> None:
    answer = _coded(words, site, side=side)
    assert _icd10(answer) == (icd10,)


@pytest.mark.parametrize(
    "words",
    [
        "r/o BCC",
        "rule out melanoma",
        "suspected squamous cell carcinoma",
        "BCC vs SCC",
        "possible melanoma",
        "BCC?",
        "basal cell carcinoma versus nevus",
        "atypical papule, pathology pending",
        "changing mole",
        "papule",
        "",
    ],
)
@pytest.mark.parametrize("nature", ["unspecified"])
def test_what_is_only_suspected_is_unspecified_behavior(words: str, nature: str) -> None:
    """ICD-10-CM Official Guidelines IV.H: never coded as if it were present."""
    assert _icd10(_coded(words, nature=nature)) == ("D49.2",)


def test_a_rule_out_without_a_nature_counts_as_not_yet_known() -> None:
    assert _icd10(_coded("r/o BCC")) == ("D49.2",)


def test_a_suspected_dermatosis_asks_for_the_sign() -> None:
    answer = _coded("suspected psoriasis", nature="not_neoplastic")
    assert answer.status == "held"
    assert "L40.0" not in _icd10(answer)


def test_a_suspected_cancer_charted_as_cancer_contradicts_itself() -> None:
    answer = _coded("r/o BCC", nature="malignant")
    assert answer.status == "blocked"
    assert "C44.319" not in _icd10(answer)


@pytest.mark.parametrize(
    ("words", "nature"),
    [
        ("basal cell carcinoma", "benign"),
        ("actinic keratosis", "benign"),
        ("melanocytic nevus", "malignant"),
        ("basal cell carcinoma", "not_neoplastic"),
    ],
)
def test_words_and_nature_that_contradict_are_blocked(words: str, nature: str) -> None:
    assert _coded(words, nature=nature).status == "blocked"


@pytest.mark.parametrize(
    ("words", "nature"),
    [("keloid", "not_neoplastic"), ("viral wart", "not_neoplastic"), ("psoriasis", "benign")],
)
def test_what_is_no_neoplasm_goes_with_a_benign_or_no_nature(words: str, nature: str) -> None:
    assert _coded(words, nature=nature).status == "ready"


def test_uncertain_is_what_the_pathologist_said() -> None:
    assert _icd10(_coded("atypical melanocytic proliferation", nature="uncertain")) == ("D48.5",)
    assert _icd10(_coded("anything at all", nature="uncertain")) == ("D48.5",)


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("xyzzy", "diagnosis.unknown"),
        ("", "diagnosis.missing"),
        ("PG", "diagnosis.ambiguous"),
        ("psoriasis and acne", "diagnosis.ambiguous"),
        ("no melanoma", "diagnosis.unknown"),
        ("C44", "diagnosis.code"),
    ],
)
def test_words_that_cannot_be_coded_are_asked_about(words: str, rule: str) -> None:
    answer = _coded(words, nature="not_neoplastic")
    assert answer.status in ("held", "blocked")
    assert rule in {alert.rule for alert in answer.alerts}
    assert _icd10(answer) == ()


@pytest.mark.parametrize("words", ["history of BCC", "h/o melanoma"])
def test_a_history_is_not_the_disease(words: str) -> None:
    assert all(icd10.startswith("Z85") for icd10 in _icd10(_coded(words)))


def test_a_missing_side_is_coded_as_not_stated_with_a_warning() -> None:
    answer = _coded("SCC", "forearm", side=None)
    assert _icd10(answer) == ("C44.621",)
    assert "diagnosis.side_missing" in {alert.rule for alert in answer.alerts}
    assert answer.status == "ready"


@pytest.mark.parametrize(
    ("side", "icd10", "status"),
    [
        ("left", ("C44.629",), "ready"),
        ("midline", (), "held"),
        ("bilateral", ("C44.622", "C44.629"), "ready"),
    ],
)
def test_midline_of_a_paired_site_asks_and_bilateral_is_both(
    side: str, icd10: tuple[str, ...], status: str
) -> None:
    answer = _coded("SCC", "forearm", side=side)
    assert (sorted(_icd10(answer)), answer.status) == (sorted(icd10), status)


@pytest.mark.parametrize(("lid", "icd10"), [("upper", "C44.1191"), ("lower", "C44.1192")])
def test_a_canthus_takes_the_lid(lid: str, icd10: str) -> None:
    assert _icd10(_coded("BCC", "canthus_inner", lid=lid)) == (icd10,)


def test_a_canthus_without_a_lid_asks_upper_or_lower() -> None:
    answer = _coded("BCC", "canthus_inner")
    assert answer.status == "held"
    assert "diagnosis.lid" in {alert.rule for alert in answer.alerts}


@pytest.mark.parametrize(
    ("day", "icd10"),
    [(date(2025, 9, 30), None), (date(2025, 10, 1), "L02.217")],
)
def test_a_code_counts_from_its_first_day(day: date, icd10: str | None) -> None:
    """FY2026: abscess of the flank from 2025-10-01."""
    answer = _coded("cutaneous abscess", "flank", date_of_service=day)
    assert (icd10 in _icd10(answer)) is (icd10 is not None)


def test_many_sites_have_no_neoplasm_code() -> None:
    answer = _coded("basal cell carcinoma", "multiple", side=None, nature="malignant")
    assert answer.status != "ready"


def test_what_no_source_confirms_is_a_warning() -> None:
    answer = _coded("basal cell carcinoma", "postauricular")
    assert "diagnosis.unverified" in {alert.rule for alert in answer.alerts}


@pytest.mark.parametrize("words", ["🦠" * 50, "'; DROP TABLE", "\x00", "a" * 500, "(((", "C44.3119999"])
def test_odd_words_are_asked_about_and_never_fail(words: str) -> None:
    assert _coded(words, nature="benign").status in ("held", "blocked")


@pytest.mark.parametrize(
    ("words", "nature", "icd10"),
    [
        ("lump", "unspecified", "R22.31"),
        ("cutaneous horn", "unspecified", "L85.8"),
        ("papule", "unspecified", "D49.2"),
        ("graft-versus-host disease, chronic", "not_neoplastic", "D89.811"),
        ("boil with abscess", "not_neoplastic", "L02.413"),
        ("irritated SK", "benign", "L82.0"),
        ("SK", "benign", "L82.1"),
        ("MM in situ", "in_situ", "D03.61"),
        ("Bowens", "in_situ", "D04.61"),
        ("hidradenitis", "not_neoplastic", "L73.2"),
        ("pilonidal abscess", "not_neoplastic", "L05.01"),
        ("prurigo nodules", "not_neoplastic", "L28.1"),
        ("post-inflammatory hyperpigmentation", "not_neoplastic", "L81.0"),
    ],
)
def test_a_name_is_read_as_the_table_writes_it(words: str, nature: str, icd10: str) -> None:
    assert _icd10(_coded(words, nature=nature, site="forearm", side="right")) == (icd10,)


@pytest.mark.parametrize(
    ("day", "icd10"),
    [(date(2026, 9, 30), "M72.2"), (date(2026, 10, 1), "M72.21")],
)
def test_a_code_that_was_split_is_replaced_from_its_day_on(day: date, icd10: str) -> None:
    """FY2027: M72.2 became a header on 2026-10-01."""
    answer = answer_to(
        lesion("A", "sole", cut_out("1"), side="right", diagnosis="plantar fibroma", nature="benign"),
        date_of_service=day,
    )
    assert answer.lines[0].icd10 == (icd10,)


@pytest.mark.parametrize(
    ("code", "nature", "status"),
    [
        ("C44.319", "malignant", "ready"),
        ("C44.319", None, "ready"),
        ("C44.319", "benign", "blocked"),
        ("C44.319", "unspecified", "blocked"),
        ("C44.319", "uncertain", "blocked"),
        ("D04.39", "in_situ", "ready"),
        ("D04.39", "malignant", "blocked"),
        ("D22.39", "benign", "ready"),
        ("D22.39", "malignant", "blocked"),
        ("D22.39", "not_neoplastic", "blocked"),
        ("D48.5", "uncertain", "ready"),
        ("D48.5", "unspecified", "blocked"),
        ("D49.2", "unspecified", "ready"),
        ("D49.2", "uncertain", "blocked"),
        ("L57.0", "premalignant", "ready"),
        ("L57.0", "benign", "blocked"),
        ("L85.8", "premalignant", "ready"),
        ("L85.8", "uncertain", "ready"),
        ("L82.1", "not_neoplastic", "ready"),
        ("L40.0", "unspecified", "ready"),
        ("L40.0", "malignant", "blocked"),
    ],
)
def test_a_typed_code_and_the_charted_nature_must_agree(code: str, nature: Any, status: str) -> None:
    answer = _coded(code, nature=nature)
    assert answer.status == status
    if nature == "unspecified" and status == "blocked":
        assert _icd10(answer) == (), "what is not known is never coded as present"


@pytest.mark.parametrize(
    ("code", "site", "side", "status", "rule"),
    [
        ("C44.612", "forearm", "right", "ready", ""),
        ("C44.612", "forearm", "left", "blocked", "diagnosis.other_side"),
        ("C44.619", "forearm", "right", "blocked", "diagnosis.other_side"),
        ("C44.611", "forearm", "right", "ready", ""),
        ("C43.22", "ear", "right", "blocked", "diagnosis.other_side"),
        ("C44.1121", "eyelid_upper", "right", "ready", ""),
        ("C44.1122", "eyelid_upper", "right", "ready", "diagnosis.elsewhere"),
        ("C44.1121", "canthus_inner", "right", "ready", ""),
        ("C44.319", "nose", None, "ready", "diagnosis.elsewhere"),
        ("C44.311", "nose", None, "ready", ""),
        ("C44.519", "back_upper", "left", "ready", ""),
        ("C79.2", "back_upper", "left", "ready", ""),
    ],
)
def test_a_typed_code_of_the_other_side_is_blocked_and_of_another_site_is_shown(
    code: str, site: str, side: Any, status: str, rule: str
) -> None:
    """ICD-10-CM tabular list: the last digits of C43 and C44 name site and side."""
    answer = answer_to(lesion("A", site, cut_out("0.9"), diagnosis=code, nature="malignant", side=side))
    assert answer.status == status
    assert told(answer) & {"diagnosis.other_side", "diagnosis.elsewhere"} == ({rule} if rule else set())


@pytest.mark.parametrize("procedure", [cut_out("1"), destroyed("1"), staged(2)], ids=lambda act: act.kind)
def test_a_code_for_cancer_needs_a_diagnosis_of_cancer(procedure: Any) -> None:
    """CMS articles A56346 and A56514."""
    found = lesion("A", "nose", procedure, diagnosis="psoriasis", nature="malignant")
    answer = answer_to(found)
    assert answer.status == "blocked"
    assert "diagnosis.no_cancer" in {alert.rule for alert in answer.alerts}


@pytest.mark.parametrize(
    ("words", "day", "icd10"),
    [
        ("lichen planopilaris", date(2024, 9, 30), "L66.1"),
        ("lichen planopilaris", date(2024, 10, 1), "L66.10"),
        ("CCCA", date(2024, 9, 30), "L66.8"),
        ("CCCA", date(2024, 10, 1), "L66.81"),
        ("frontal fibrosing alopecia", date(2024, 10, 1), "L66.12"),
    ],
)
def test_a_visit_is_coded_with_the_edition_of_its_day(words: str, day: date, icd10: str) -> None:
    """FY2025: L66.1 and L66.8 were split on 2024-10-01."""
    answer = answer_to(visit=visit(diagnoses=(words,)), date_of_service=day)
    assert answer.lines[0].icd10 == (icd10,)


def test_a_disease_without_a_code_of_its_own_that_day_is_asked_about() -> None:
    day = date(2024, 9, 30)
    answer = answer_to(visit=visit(diagnoses=("frontal fibrosing alopecia",)), date_of_service=day)
    assert (answer.status, told(answer)) == ("held", {"diagnosis.date"})


@pytest.mark.parametrize(
    "words",
    [
        "melanoma ruled out",
        "melanoma excluded",
        "melanoma unlikely",
        "absence of melanoma",
        "no melanoma",
        "suggestive of melanoma",
        "suggests melanoma",
        "appears to be melanoma",
        "could be melanoma",
        "might be melanoma",
        "to exclude melanoma",
        "eval for melanoma",
        "melanoma?",
        "melanoma vs. nevus",
        "history of melanoma in the family",
    ],
)
@pytest.mark.parametrize("nature", [None, "unspecified", "benign"])
def test_what_is_doubted_or_denied_is_never_coded_as_present(words: str, nature: Any) -> None:
    """ICD-10-CM Official Guidelines IV.H."""
    answer = _coded(words, site="back_upper", nature=nature)
    assert not [icd10 for line in answer.lines for icd10 in line.icd10 if icd10.startswith(("C43", "D22"))]


@pytest.mark.parametrize(
    ("words", "site", "nature", "icd10"),
    [
        ("rash, rule out lupus", "forearm", "not_neoplastic", "R21"),
        ("rash, r/o psoriasis vs eczema", "forearm", "not_neoplastic", "R21"),
        ("rash, r/o cutaneous T-cell lymphoma", "forearm", "not_neoplastic", "R21"),
        ("dermatitis, suspect contact dermatitis", "forearm", "not_neoplastic", "L30.9"),
        ("dermatitis, r/o psoriasis", "forearm", "unspecified", "L30.9"),
        ("rash, r/o BCC", "forearm", "unspecified", "D49.2"),
        ("chronic ulcer, r/o SCC", "forearm", "unspecified", "D49.2"),
    ],
)
def test_what_is_seen_is_coded_and_what_it_might_be_is_not(
    words: str, site: str, nature: Any, icd10: str
) -> None:
    """ICD-10-CM Official Guidelines IV.H: code the sign, to the highest certainty of the visit."""
    answer = _coded(words, site, nature=nature)
    assert (answer.status, _icd10(answer)) == ("ready", (icd10,))


@pytest.mark.parametrize("words", ["psoriasis vs eczema", "lupus, suspected", "psoriasis?"])
def test_a_dermatosis_that_alone_is_thought_of_is_asked_about(words: str) -> None:
    assert _coded(words, "forearm", nature="not_neoplastic").status == "held"


@pytest.mark.parametrize(
    ("words", "nature", "icd10"),
    [
        ("melanoma without ulceration", "malignant", "C43.62"),
        ("BCC, prior biopsy", "malignant", "C44.619"),
        ("wart, not responding to freezing", "benign", "B07.9"),
    ],
)
def test_words_that_deny_something_else_do_not_deny_the_disease(words: str, nature: Any, icd10: str) -> None:
    assert _icd10(_coded(words, "forearm", nature=nature)) == (icd10,)


@pytest.mark.parametrize("words", ["without melanoma", "not melanoma", "denies melanoma", "prior melanoma"])
def test_a_disease_that_is_denied_is_not_coded(words: str) -> None:
    assert not {"C43.62"} & set(_icd10(_coded(words, "forearm")))


@pytest.mark.parametrize(
    ("words", "site", "side", "icd10"),
    [
        ("hematoma", "lower_leg", "left", "S80.12XA"),
        ("hematoma", "forearm", "right", "S50.11XA"),
        ("splinter", "hand_dorsum", "left", "S60.552A"),
        ("laceration with glass", "forearm", "left", "S51.822A"),
        ("open wound", "cheek", "right", "S01.401A"),
        ("dog bite", "lip_upper_cutaneous", None, "S01.551A"),
        ("puncture wound", "hand_dorsum", "left", "S61.432A"),
        ("embedded earring", "ear", "left", "S00.452A"),
        ("papilloma", "eyelid_lower", "left", "D23.122"),
        ("wart", "sole", "left", "B07.0"),
        ("acne rash", "cheek", "left", "L70.0"),
        ("milia cyst", "cheek", "left", "L72.0"),
        ("Kaposi sarcoma", "foot_dorsum", "left", "C46.0"),
        ("erythroplasia of Queyrat", "penis", None, "D07.4"),
        ("postoperative hematoma", "cheek", "left", "L76.31"),
        ("wound dehiscence", "cheek", "left", "T81.31XA"),
        ("axillary hyperhidrosis", "axilla", "left", "L74.510"),
    ],
)
def test_the_usual_words_of_an_office_are_known(words: str, site: str, side: str | None, icd10: str) -> None:
    """ICD-10-CM alphabetic index: hematoma see contusion, splinter see foreign body, superficial."""
    assert _icd10(_coded(words, site, side=side)) == (icd10,)


def test_an_ulcer_of_venous_stasis_or_diabetes_takes_its_cause_first() -> None:
    assert _icd10(_coded("venous stasis ulcer", "lower_leg")) == ("I87.2", "L97.829")
    assert _icd10(_coded("diabetic foot ulcer", "sole")) == ("E11.621", "L97.529")


@pytest.mark.parametrize(
    ("words", "icd10"),
    [
        ("basal cell carcinoma of nose", "C44.311"),
        ("melanoma of left arm", "C43.62"),
        ("SCC of the right ear", "C44.222"),
        ("SCC of the right lower eyelid", "C44.1222"),
        ("BCC of the face", "C44.319"),
        ("abscess of right axilla", "L02.411"),
        ("basal cell carcinoma", "C44.91"),
        ("BCC of the lower lip", "C44.91"),
        ("BCC of nose and left ear", "C44.91"),
    ],
)
def test_a_visit_is_coded_at_the_one_place_that_its_words_name(words: str, icd10: str) -> None:
    assert answer_to(visit=visit(diagnoses=(words,))).lines[0].icd10 == (icd10,)


@pytest.mark.parametrize(
    ("words", "icd10"),
    [("basal cell carcinoma", "C44.311"), ("BCC", "C44.311"), ("BCC of the left cheek", "C44.319")],
)
def test_a_visit_shares_the_code_of_the_lesion_that_it_is_about(words: str, icd10: str) -> None:
    operated = lesion("A", "nose", cut_out("1.5"), diagnosis="basal cell carcinoma", nature="malignant")
    answer = answer_to(operated, visit=visit(diagnoses=(words,), separate=True))
    assert next(line for line in answer.lines if line.code.startswith("992")).icd10 == (icd10,)


@pytest.mark.parametrize(
    ("words", "site", "side", "icd10"),
    [
        ("pressure ulcer, stage 3", "back_lower", "midline", "L89.153"),
        ("pressure ulcer of sacrum, stage 3", "back_lower", None, "L89.153"),
        ("pressure ulcer, stage 3", "back_lower", "left", "L89.143"),
    ],
)
def test_a_pressure_ulcer_in_the_midline_of_the_lower_back_is_sacral(
    words: str, site: str, side: str | None, icd10: str
) -> None:
    assert _icd10(_coded(words, site, side=side)) == (icd10,)
