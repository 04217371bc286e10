"""What may have been done and is not charged: told where a fact speaks for it, else silence."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings

from chargecapture.domain.charges import Alert, Answer
from chargecapture.domain.encounter import Encounter, Lesion, PriorCharge
from chargecapture.domain.procedures import (
    AdjacentTissueTransfer,
    AnyProcedure,
    Biopsy,
    Coded,
    Destruction,
    Drug,
    Excision,
    Graft,
    IncisionDrainage,
    IntralesionalInjection,
    Pathology,
    PhotodynamicTherapy,
    Phototherapy,
    Repair,
    ShaveRemoval,
    SkinTagRemoval,
)
from chargecapture.rules.families import BY_KIND
from chargecapture.rules.missed import LOOKS
from tests.helpers.encounters import (
    DAY,
    answer_to,
    biopsy,
    cancer,
    charged,
    closed,
    cm,
    cut_out,
    keratoses,
    lesion,
    nevus,
    shaved,
    staged,
    visit,
    warts,
)
from tests.helpers.rules import coder, rule_tables
from tests.rules.test_properties import encounters

BOOK = rule_tables().on(DAY)


def _missed(answer: Answer) -> list[Alert]:
    return [alert for alert in answer.alerts if alert.rule.startswith("missed.")]


def _rules(answer: Answer) -> list[str]:
    return sorted({alert.rule.removeprefix("missed.") for alert in _missed(answer)})


def _code(code: str, diagnosis: str = "acne", **facts: Any) -> Coded:
    return Coded(code=code, diagnosis=diagnosis, **facts)


def _drug(hcpcs: str, dose: str = "10") -> Drug:
    return Drug(hcpcs=hcpcs, dose_mg=cm(dose), diagnosis="acne")


FIELD = lesion("A", "scalp", PhotodynamicTherapy(applied_by="staff"), diagnosis="actinic keratosis")
GRAFT = Graft(graft="skin_substitute", area_cm2=cm("20"))
ULCER = lesion("A", "lower_leg", GRAFT, side="left", diagnosis="L97.221")


def _injected(drug: str | None = None, dose: str | None = None) -> Lesion:
    done = IntralesionalInjection(drug=drug, dose_mg=cm(dose) if dose else None)
    return lesion("A", "chest", done, side="left", diagnosis="keloid", symptoms=("pain",))


# row, what is charted, what is added to it that silences the row
BESIDE: list[tuple[str, tuple[Lesion, ...], tuple[AnyProcedure, ...], tuple[AnyProcedure, ...]]] = [
    ("pdt_drug", (FIELD,), (), (_drug("J7308", "354"),)),
    ("pdt_drug", (FIELD,), (), (_drug("J7345", "200"),)),
    ("pdt_light", (), (_drug("J7308", "354"),), (_code("96567", "actinic keratosis"),)),
    ("pdt_light", (), (_drug("J7345", "200"),), (_code("96573", "actinic keratosis"),)),
    ("injected_drug", (_injected(),), (), (_drug("J3301"),)),
    ("injected_drug", (_injected(),), (), (_code("J3301"),)),
    ("injection", (), (_drug("J3301"),), (_code("11900"),)),
    ("injection", (), (_drug("J3301"),), (_code("96372"),)),
    ("injection", (), (_drug("J1010"),), (_code("20605"),)),
    ("chemotherapy", (), (_drug("J9040", "15"),), (_code("96405"),)),
    ("botulinum_injection", (), (_drug("J0585", "50"),), (_code("64650", "L74.510"),)),
    ("biologic_injection", (), (_drug("J2357", "150"),), (_code("96372"),)),
    ("applicator", (), (_drug("J7354", "1"),), (_code("17110", "molluscum contagiosum"),)),
    ("implant", (), (_drug("J7352", "16"),), (_code("11981"),)),
    ("skin_substitute", (ULCER,), (), (_code("Q4101", "L97.221", units=20),)),
]


@pytest.mark.parametrize(
    ("row", "lesions", "services", "added"), BESIDE, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_drug_without_its_administration_is_told_and_the_reverse(
    row: str,
    lesions: tuple[Lesion, ...],
    services: tuple[AnyProcedure, ...],
    added: tuple[AnyProcedure, ...],
) -> None:
    """CPT 2026: the drug and its administration are charged each."""
    alone = answer_to(*lesions, services=services)
    assert _rules(alone) == [row]
    (alert,) = _missed(alone)
    table = BOOK.lookups["missed.beside"].rows[row]
    assert (alert.severity, alert.effect, alert.source) == ("info", "none", table["source"])
    assert row not in _rules(answer_to(*lesions, services=(*services, *added)))


def test_every_row_of_drugs_and_their_administration_has_its_case() -> None:
    assert {case[0] for case in BESIDE} == set(BOOK.lookups["missed.beside"].rows)


def test_nothing_is_missed_where_drug_and_injection_are_charted_together() -> None:
    assert _rules(answer_to(_injected("J3301", "10"))) == []
    assert _rules(answer_to(_injected("J9040", "15"))) == []


def test_a_drug_whose_dose_is_still_missing_is_asked_for_and_not_told_as_missed() -> None:
    answer = answer_to(_injected("J3301"))
    assert answer.status == "held" and _rules(answer) == []


def test_an_injection_that_is_part_of_a_removal_is_not_missed() -> None:
    """The drug stays when its injection goes into the destruction of the same lesion."""
    both = (
        Destruction(method="cryosurgery"),
        IntralesionalInjection(drug="J3301", dose_mg=cm("10"), container="multi_dose"),
    )
    answer = answer_to(lesion("A", "chest", *both, side="left", diagnosis="L91.0", symptoms=("pain",)))
    assert "J3301" in charged(answer) and "11900" not in charged(answer)
    assert "injection" not in _rules(answer)


COUNTED = [
    ("17000", 1, "17003", "actinic keratosis"),
    ("17110", 14, "17111", "viral wart"),
    ("11102", 1, "11103", "papule"),
    ("11104", 1, "11105", "papule"),
    ("11106", 1, "11107", "papule"),
    ("11200", 15, "11201", "skin tag"),
    ("11900", 7, "11901", "acne"),
    ("11055", 1, "11056", "callus"),
    ("11056", 4, "11057", "callus"),
    ("96405", 7, "96406", "viral wart"),
]


@pytest.mark.parametrize(("code", "counts", "further", "diagnosis"), COUNTED)
def test_lesions_beyond_what_a_code_counts_are_told(
    code: str, counts: int, further: str, diagnosis: str
) -> None:
    """CPT 2026: at the number the code counts, and one above."""

    def answer(count: int, *more: Lesion) -> Answer:
        done = lesion("A", "cheek", Coded(code=code), side="left", diagnosis=diagnosis, count=count)
        return answer_to(done, *more)

    assert "counted" not in _rules(answer(counts))
    (alert,) = [alert for alert in _missed(answer(counts + 1)) if alert.rule == "missed.counted"]
    assert further in alert.message and str(counts + 1) in alert.message
    rest = lesion("B", "cheek", Coded(code=further), side="left", diagnosis=diagnosis)
    assert "counted" not in _rules(answer(counts + 1, rest))


def test_every_code_that_counts_lesions_has_its_case() -> None:
    assert {case[0] for case in COUNTED} == set(BOOK.lookups["missed.counted"].rows)


def test_what_is_charted_by_its_kind_counts_by_itself() -> None:
    assert _rules(answer_to(keratoses("A", 7), warts("B", 20))) == []


CLOSURES: list[tuple[str, str, AnyProcedure]] = [
    ("excision", "melanocytic nevus", Excision(excised_cm=cm("0.5"))),
    ("hidradenitis", "hidradenitis suppurativa", Excision(excised_cm=cm("3"))),
    ("adjacent_tissue_transfer", "melanocytic nevus", AdjacentTissueTransfer(area_cm2=cm("4"))),
    ("graft", "melanocytic nevus", Graft(graft="full_thickness", area_cm2=cm("4"))),
    ("biopsy", "papule", Biopsy(method="punch")),
    ("shave_removal", "melanocytic nevus", ShaveRemoval(lesion_cm=cm("0.5"))),
    ("destruction", "viral wart", Destruction(method="curettage")),
    ("skin_tag_removal", "skin tag", SkinTagRemoval()),
    ("incision_drainage", "abscess", IncisionDrainage(what="abscess")),
]


@pytest.mark.parametrize(("row", "diagnosis", "done"), CLOSURES, ids=[case[0] for case in CLOSURES])
def test_a_layered_closure_that_another_service_takes_in_is_told_with_the_reason(
    row: str, diagnosis: str, done: AnyProcedure
) -> None:
    """NCCI Policy Manual ch. III and IV."""

    def answer(complexity: str) -> Answer:
        acts = (done, closed(complexity, "3"))
        return answer_to(
            lesion("A", "axilla", *acts, side="left", diagnosis=diagnosis, symptoms=("changing",))
        )

    layered = answer("intermediate")
    (alert,) = [alert for alert in _missed(layered) if alert.rule == "missed.closure"]
    assert BOOK.lookups["missed.closure"][row]["says"] in alert.message
    assert not any(code.startswith("12") for code in charged(layered))
    assert "closure" not in _rules(answer("simple"))


def test_every_row_of_closures_has_its_case() -> None:
    assert {case[0] for case in CLOSURES} == set(BOOK.lookups["missed.closure"].rows)


@pytest.mark.parametrize(("excised", "told_so"), [("0.5", True), ("0.6", False)])
def test_a_closure_that_is_charged_is_not_missed(excised: str, told_so: bool) -> None:
    """NCCI Policy Manual ch. III: benign excisions of 0.5 cm or less include their closure."""
    answer = answer_to(nevus("A", "chest", cut_out(excised), closed("intermediate", "2"), side="left"))
    assert (_rules(answer) == ["closure"]) is told_so
    assert ("12031" in charged(answer)) is not told_so


def test_a_closure_without_its_length_is_asked_for_and_not_told_as_missed() -> None:
    answer = answer_to(nevus("A", "chest", cut_out("0.5"), Repair(complexity="intermediate"), side="left"))
    assert "closure" not in _rules(answer)


@pytest.mark.parametrize(
    ("acts", "told_so"),
    [
        ((Biopsy(method="punch"), Biopsy(method="tangential")), True),
        ((Biopsy(method="punch"),), False),
        ((cut_out("1.0"), cut_out("2.0")), True),
        ((cut_out("1.0"), cut_out("1.0")), False),
        ((shaved("0.4"), shaved("0.8")), True),
        ((shaved("0.4"), ShaveRemoval(lesion_cm=cm("0.8"), separate_session=True)), False),
    ],
)
def test_several_of_one_kind_on_one_lesion_may_be_separate_lesions(
    acts: tuple[AnyProcedure, ...], told_so: bool
) -> None:
    answer = answer_to(lesion("A", "chest", *acts, side="left", diagnosis="D22.5", symptoms=("changing",)))
    assert ("separate" in _rules(answer)) is told_so


@pytest.mark.parametrize(("specimens", "told_so"), [(1, True), (2, True), (3, False), (4, False)])
def test_fewer_specimens_read_than_taken_are_told(specimens: int, told_so: bool) -> None:
    """CPT 2026, Surgical Pathology: a unit a specimen."""
    read = Pathology(level="4", specimens=specimens, diagnosis="D22.5")
    taken = (biopsy("A", count=2), nevus("B", "chest", shaved("0.5"), side="left"))
    answer = answer_to(*taken, services=(read,), clia="05D0123456")
    assert ("specimens" in _rules(answer)) is told_so


def test_specimens_that_are_read_elsewhere_are_not_missed() -> None:
    assert _rules(answer_to(biopsy("A"), biopsy("B", "ear"))) == []


@pytest.mark.parametrize(
    ("proven", "read", "told_so"), [(False, False, True), (False, True, False), (True, False, False)]
)
def test_a_biopsy_before_mohs_surgery_was_read_the_same_day(proven: bool, read: bool, told_so: bool) -> None:
    """NCCI Policy Manual ch. III: biopsy and frozen section before Mohs surgery without earlier pathology."""
    frozen = (Pathology(frozen_blocks=(1,)),) if read else ()
    acts = (Biopsy(method="tangential"), *frozen, staged(2, prior_pathology=proven))
    answer = answer_to(cancer("A", "nose", *acts), clia="05D0123456")
    assert ("frozen_section" in _rules(answer)) is told_so


@pytest.mark.parametrize(
    ("light", "hours", "told_so"),
    [
        ("goeckerman", None, True),
        ("goeckerman", "3", False),
        ("goeckerman", "4", False),
        ("puva", None, False),
    ],
)
def test_the_hours_of_a_regimen_that_takes_hours_are_told(
    light: Any, hours: str | None, told_so: bool
) -> None:
    done = Phototherapy(light=light, supervised_hours=cm(hours) if hours else None, diagnosis="psoriasis")
    assert ("supervised" in _rules(answer_to(services=(done,)))) is told_so


@pytest.mark.parametrize(
    ("payer", "container", "wasted", "told_so"),
    [
        ("commercial", "single_dose", "5", True),
        ("commercial", "single_dose", "0", False),
        ("commercial", "multi_dose", "5", False),
        ("medicare", "single_dose", "20", False),
    ],
)
def test_waste_that_the_payer_is_not_billed_for_is_told(
    payer: str, container: Any, wasted: str, told_so: bool
) -> None:
    given = IntralesionalInjection(drug="J3301", dose_mg=cm("20"), wasted_mg=cm(wasted), container=container)
    spot = lesion("A", "chest", given, side="left", diagnosis="keloid", symptoms=("pain",))
    answer = answer_to(spot, payer=payer)
    assert ("waste" in _rules(answer)) is told_so
    if payer == "medicare":
        assert ("JW",) in [line.modifiers for line in answer.lines]


@pytest.mark.parametrize(
    ("separate", "diagnoses", "told_so"),
    [
        (False, ("psoriasis",), True),
        (False, ("actinic keratosis",), False),
        (False, (), False),
        (True, ("psoriasis",), False),
    ],
)
def test_a_visit_that_names_another_problem_is_compared_with_the_note(
    separate: bool, diagnoses: tuple[str, ...], told_so: bool
) -> None:
    answer = answer_to(keratoses("A", 3), visit=visit(separate=separate, diagnoses=diagnoses))
    assert ("visit" in _rules(answer)) is told_so
    if told_so:
        (alert,) = _missed(answer)
        assert "psoriasis" in alert.message
        assert not any(line.is_visit for line in answer.lines), "it tells, it does not add"


EARLIER = PriorCharge(date=DAY - timedelta(days=90), code="99213", diagnosis="psoriasis")


@pytest.mark.parametrize(
    ("facts", "told_so"),
    [
        ({}, True),
        ({"payer": "commercial"}, False),
        ({"visit": visit(longitudinal=True)}, False),
        ({"visit": visit(diagnoses=("acne",))}, False),
        ({"history": ()}, False),
        ({"history": (PriorCharge(date=DAY - timedelta(days=90), code="99213"),)}, False),
        (
            {"history": (PriorCharge(date=DAY - timedelta(days=90), code="11102", diagnosis="psoriasis"),)},
            False,
        ),
        ({"lesions": (keratoses("A", 2),)}, False),
    ],
)
def test_a_visit_for_a_disease_of_earlier_visits_may_be_its_focal_point_of_care(
    facts: dict[str, Any], told_so: bool
) -> None:
    """CMS CR 13272; never beside modifier 25."""
    base: dict[str, Any] = {"payer": "medicare", "visit": visit(), "history": (EARLIER,)}
    given = base | facts
    answer = answer_to(*given.pop("lesions", ()), **given)
    assert ("longitudinal" in _rules(answer)) is told_so


@pytest.mark.parametrize(
    ("code", "ago", "told_so"), [("11602", 10, True), ("11602", 11, False), ("11102", 5, False)]
)
def test_a_visit_without_anything_inside_a_global_period_is_follow_up(
    code: str, ago: int, told_so: bool
) -> None:
    """CMS Claims Processing Manual ch. 12 §40.1."""
    prior = PriorCharge(date=DAY - timedelta(days=ago), code=code, site="nose")
    answer = answer_to(history=(prior,))
    assert ("follow_up" in _rules(answer)) is told_so


def test_every_fact_of_its_own_row_has_been_told() -> None:
    """The rows of `missed.facts` are those that the functions read."""
    rows = BOOK.lookups["missed.facts"].rows
    assert set(rows) == {"frozen_section", "supervised", "waste", "visit", "longitudinal", "follow_up"}
    assert all(row["source"] and row["says"][-1] in ".?" for row in rows.values())


def test_the_tables_are_keyed_by_kinds_and_codes_that_exist() -> None:
    for row in BOOK.lookups["missed.beside"].rows.values():
        assert set(row["codes"]) <= set(BOOK.codes) and set(row["kinds"]) <= set(BY_KIND)
        assert row["source"] and row["says"][-1] in ".?"
    assert set(BOOK.lookups["missed.closure"].rows) - {"hidradenitis"} <= set(BY_KIND)
    assert set(BOOK.lookups["missed.separate"].rows) <= set(BY_KIND)
    assert set(BOOK.lookups["missed.specimens"].rows) <= set(BY_KIND)
    assert {kind for kind, _ in LOOKS} <= set(BY_KIND)


@settings(max_examples=100, deadline=None)
@given(encounters())
def test_whatever_is_charted_what_is_missed_is_a_note_beside_it(charted: Encounter) -> None:
    for alert in _missed(coder().code(charted)):
        assert (alert.severity, alert.effect) == ("info", "none")
        assert alert.place is not None and alert.source and "{" not in alert.message


def test_what_is_missed_changes_neither_lines_nor_status() -> None:
    answer = answer_to(_injected(), keratoses("B", 2))
    assert _rules(answer) == ["injected_drug"] and answer.status == "ready"
    assert charged(answer) == {"11900": 1, "17000": 1, "17003": 1}
