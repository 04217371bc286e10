"""What the program asks: a short sentence, and the place where the answer is typed."""

from datetime import date
from typing import Any

import pytest

from chargecapture.domain.charges import Alert, Answer
from chargecapture.domain.encounter import PriorCharge
from chargecapture.domain.procedures import Coded, Destruction, Excision
from tests.helpers.encounters import (
    answer_to,
    biopsy,
    cancer,
    cm,
    cut_out,
    keratoses,
    lesion,
    nevus,
    shaved,
    staged,
    told,
    visit,
)


def _asked(answer: Answer, rule: str) -> Alert:
    return next(alert for alert in answer.alerts if alert.rule == rule)


def test_a_missing_margin_is_asked_for_where_it_is_typed() -> None:
    answer = answer_to(cancer("A", "nose", Excision(lesion_cm=cm("1"))))
    alert = _asked(answer, "fact.missing")
    assert alert.message == "Lesion A, nose: margin is missing. The size tier of the excision depends on it."
    assert alert.place is not None
    assert (alert.place.lesion, alert.place.procedure, alert.place.field) == ("A", 0, "margin_cm")


def test_an_open_relation_is_asked_at_the_lesion_that_leaves_it_open() -> None:
    prior = PriorCharge(date=date(2026, 6, 10), code="11602", site="forearm", lesion="P1")
    alert = _asked(answer_to(biopsy("A", "forearm"), history=(prior,)), "global-relation-unknown")
    assert "Is this the same problem?" in alert.message
    assert alert.place is not None and (alert.place.lesion, alert.place.field) == ("A", "same_as")


@pytest.mark.parametrize(
    ("code", "said"),
    [("17003", "17003 needs 17000 on the same claim."), ("11105", "11105 needs one of 11104, 11106 on")],
)
def test_an_add_on_alone_names_its_parent(code: str, said: str) -> None:
    answer = answer_to(services=(Coded(code=code, diagnosis="acne"),))
    alert = _asked(answer, "addon.parent")
    assert said in alert.message
    assert alert.place is not None and alert.place.field == "code"


def test_the_thirteenth_diagnosis_is_where_the_caret_goes() -> None:
    """CMS-1500: a claim holds 12 diagnoses."""
    sites = ["cheek", "forearm", "thigh", "chest", "scalp", "ear", "eyelid_upper", "eyelid_lower"]
    sites += ["lip_upper_cutaneous", "lip_upper_vermilion"]
    found = [nevus(f"L{at}", site, shaved("0.4"), side="left") for at, site in enumerate(sites)]
    found += [nevus(f"R{at}", site, shaved("0.4"), side="right") for at, site in enumerate(sites)]
    answer = answer_to(*found)
    alert = _asked(answer, "claim.diagnoses")
    assert answer.status == "blocked"
    assert len(answer.diagnoses) == 12
    assert alert.place is not None and alert.place.lesion and alert.place.field == "diagnosis"


@pytest.mark.parametrize(
    ("site", "sex", "asked"),
    [
        ("penis", "F", True),
        ("penis", "M", False),
        ("penis", "X", False),
        ("vulva", "M", True),
        ("vulva", "F", False),
    ],
)
def test_a_site_that_does_not_go_with_the_charted_sex_is_asked_about(
    site: str, sex: str, asked: bool
) -> None:
    wart = lesion("A", site, Destruction(method="laser"), diagnosis="genital wart", nature="benign")
    answer = answer_to(wart, sex=sex)
    assert ("site.sex" in told(answer)) is asked
    assert answer.status == "ready"


OPEN: list[dict[str, Any]] = [
    {"lesions": (cancer("A", "nose", staged(), side=None),)},
    {"lesions": (keratoses("A", 1, nature=None, diagnosis="papule"),)},
    {"lesions": (nevus("A", "multiple", shaved("0.4")),)},
    {"lesions": (nevus("A", "chest", shaved("0.4"), symptoms=()),), "payer": "medicare"},
    {"visit": visit(problems=None, data=None)},
    {"lesions": (keratoses("A", 1),), "visit": visit(separate=None)},
]


@pytest.mark.parametrize("facts", OPEN)
def test_whatever_holds_or_blocks_says_where_it_is_mended(facts: dict[str, Any]) -> None:
    facts = dict(facts)
    answer = answer_to(*facts.pop("lesions", ()), **facts)
    stopping = [alert for alert in answer.alerts if alert.effect != "none"]
    assert stopping
    for alert in stopping:
        assert alert.place is not None and alert.place.field
        assert alert.message[0].isupper() and alert.message[-1] in ".?"
        assert not set("!") & set(alert.message)


def test_an_unknown_diagnosis_of_the_visit_is_mended_in_the_visit() -> None:
    alert = _asked(answer_to(visit=visit(diagnoses=("zzz",))), "diagnosis.unknown")
    assert alert.place is not None and alert.place.field == "visit.diagnoses"


def test_a_missing_side_is_asked_by_the_name_of_the_site() -> None:
    alert = _asked(answer_to(cancer("A", "ear", staged(2))), "diagnosis.side_missing")
    assert alert.message == "Lesion A: which ear, left or right? C44.211 is for a side not stated."


@pytest.mark.parametrize(
    ("side", "count", "asked"), [("bilateral", 1, True), ("bilateral", 2, False), ("left", 1, False)]
)
def test_one_lesion_on_both_sides_is_asked_how_many_it_is(side: str, count: int, asked: bool) -> None:
    answer = answer_to(biopsy("A", "ear", side=side, count=count))
    assert ("count.both_sides" in told(answer)) is asked


@pytest.mark.parametrize(
    ("site", "told_so"), [("perianal", True), ("perineum", True), ("postauricular", True), ("scalp", False)]
)
def test_a_group_that_no_source_confirms_is_told(site: str, told_so: bool) -> None:
    answer = answer_to(nevus("A", site, shaved("0.4"), side="left" if site == "postauricular" else None))
    assert ("site.unverified" in told(answer)) is told_so
    assert answer.status == "ready"


@pytest.mark.parametrize(("method", "told_so"), [("curettage", True), ("electrosurgery", False)])
@pytest.mark.parametrize("site", ["penis", "perianal"])
def test_a_method_that_no_source_names_for_the_site_is_told(site: str, method: str, told_so: bool) -> None:
    act = Destruction(method=method)  # type: ignore[arg-type]
    answer = answer_to(lesion("A", site, act, diagnosis="genital wart", nature="benign"), sex="M")
    assert ("destruction.method_unverified" in told(answer)) is told_so


@pytest.mark.parametrize(
    ("act", "facts", "rule"),
    [
        (cut_out("1.5"), {"nature": "uncertain", "diagnosis": ""}, "excision.series_unverified"),
        (
            Destruction(method="laser"),
            {"diagnosis": "actinic cheilitis"},
            "destruction.premalignant_unverified",
        ),
    ],
    ids=["uncertain", "cheilitis"],
)
def test_what_payers_settle_differently_is_told_and_charged(
    act: Any, facts: dict[str, Any], rule: str
) -> None:
    answer = answer_to(lesion("A", "lip_lower_vermilion", act, **facts))
    assert answer.lines and answer.status == "ready"
    assert rule in told(answer)
    assert rule not in told(answer_to(keratoses("A", 2), nevus("B", "chest", cut_out("1"), side="left")))
