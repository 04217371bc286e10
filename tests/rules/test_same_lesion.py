"""What one lesion comes to when it is charted with more than one service, and what is counted together."""

from typing import Any

import pytest

from chargecapture.domain.procedures import (
    Biopsy,
    Coded,
    Destruction,
    Excision,
    IncisionDrainage,
    IntralesionalInjection,
    Pathology,
    PhotodynamicTherapy,
)
from tests.helpers.encounters import (
    answer_to,
    cancer,
    charged,
    cm,
    cut_out,
    destroyed,
    keratoses,
    lesion,
    marked,
    nevus,
    shaved,
    tags,
    told,
    warts,
)

ELECTRO = Destruction(method="electrosurgery")


def test_curettage_and_electrodesiccation_of_one_cancer_are_one_destruction() -> None:
    """CPT, Destruction: any method; the size before."""
    acts = (destroyed("1.2", "curettage"), ELECTRO)
    for order in (acts, acts[::-1]):
        answer = answer_to(cancer("A", "nose", *order))
        assert charged(answer) == {"17282": 1}
        assert answer.status == "ready"


@pytest.mark.parametrize("count", [1, 3])
def test_a_lesion_frozen_and_burnt_is_counted_once(count: int) -> None:
    freeze = Destruction(method="cryosurgery")
    found = lesion("A", "scalp", freeze, ELECTRO, diagnosis="AK", nature="premalignant", count=count)
    further = {"17003": count - 1} if count > 1 else {}
    assert charged(answer_to(found)) == {"17000": 1} | further


def test_a_margin_cut_wider_in_the_same_session_is_one_excision() -> None:
    """CPT, Excision: one code for the final widest excision of the session."""
    answer = answer_to(cancer("A", "nose", cut_out("0.9"), Excision(excised_cm=cm("1.4"), re_excision=True)))
    assert charged(answer) == {"11642": 1}
    assert "bundled_same_site" in told(answer)


@pytest.mark.parametrize("marked_on", [(True, True), (False, True), (True, False)])
def test_lesions_of_one_ellipse_are_one_excision_whichever_of_the_two_says_so(
    marked_on: tuple[bool, bool],
) -> None:
    """The Dermatologist, Coding for Repairs and Excisions, Oct 2005: the larger, once."""
    first, second = (
        nevus(label, "back_upper", Excision(excised_cm=cm(size), same_incision=mark), side="left")
        for label, size, mark in zip("AB", ("1.5", "0.8"), marked_on, strict=True)
    )
    answer = answer_to(first, second)
    assert charged(answer) == {"11402": 1}
    assert "two-lesions-one-excision" in told(answer)


def test_one_mark_does_not_join_an_excision_of_another_place_or_one_of_several() -> None:
    joined = nevus("B", "back_upper", Excision(excised_cm=cm("0.8"), same_incision=True), side="left")
    elsewhere = nevus("A", "back_upper", cut_out("1.5"), side="right")
    assert charged(answer_to(elsewhere, joined)) == {"11402": 1, "11401": 1}
    near = [nevus(label, "back_upper", cut_out("1.5"), side="left") for label in "AC"]
    assert charged(answer_to(*near, joined)) == {"11402": 2, "11401": 1}


def test_an_excision_of_another_session_stands_by_itself() -> None:
    later = Excision(excised_cm=cm("1.4"), separate_session=True)
    assert charged(answer_to(cancer("A", "nose", cut_out("0.9"), later))) == {"11641": 1, "11642": 1}


@pytest.mark.parametrize(
    ("nature", "diagnosis", "codes"),
    [
        ("benign", "melanocytic nevus", {"11311": 1}),
        ("premalignant", "AK", {"11311": 1}),
        ("malignant", "basal cell carcinoma", {"17281": 1}),
        ("in_situ", "SCC in situ", {"17281": 1}),
    ],
)
def test_a_cauterized_shave_is_a_shave_but_of_a_cancer_a_destruction(
    nature: str, diagnosis: str, codes: dict[str, int]
) -> None:
    """CPT, Shaving: includes cautery of the base; NCCI ch. III: the more extensive service stays."""
    acts = (shaved("0.8"), destroyed("0.8", "electrosurgery"))
    found = lesion("A", "nose", *acts, nature=nature, diagnosis=diagnosis, symptoms=("changing",))
    assert charged(answer_to(found)) == codes


def test_the_drug_of_an_injection_into_an_excised_keloid_is_still_charged() -> None:
    inject = IntralesionalInjection(drug="J3301", dose_mg=cm("20"), container="multi_dose")
    keloid = nevus("A", "chest", cut_out("1.5"), inject, side="left", diagnosis="keloid")
    assert charged(answer_to(keloid)) == {"11402": 1, "J3301": 2}


@pytest.mark.parametrize(
    ("cut", "frozen", "codes"),
    [
        (15, 0, {"11200": 1}),
        (10, 6, {"11200": 1, "11201": 1}),
        (0, 16, {"11200": 1, "11201": 1}),
    ],
)
def test_frozen_skin_tags_count_with_those_that_were_snipped(
    cut: int, frozen: int, codes: dict[str, int]
) -> None:
    """CPT, Removal of Skin Tags: any method."""
    burnt = lesion(
        "B",
        "axilla",
        ELECTRO,
        side="left",
        diagnosis="acrochordon",
        nature="benign",
        symptoms=("pain",),
        count=frozen or 1,
    )
    found = [*([tags("A", cut)] if cut else []), *([burnt] if frozen else [])]
    assert charged(answer_to(*found)) == codes


@pytest.mark.parametrize("site", ["penis", "vulva", "perianal"])
def test_premalignant_lesions_are_counted_over_every_site(site: str) -> None:
    """The codes of genital and anal sites are for benign lesions; 17000 is for any site."""
    assert charged(answer_to(keratoses("A", 1, site), keratoses("B", 2))) == {"17000": 1, "17003": 2}


def test_two_regions_with_codes_of_their_own_are_two_charges() -> None:
    facts: dict[str, Any] = {"diagnosis": "genital wart", "nature": "benign"}
    freeze = Destruction(method="cryosurgery")
    answer = answer_to(
        lesion("A", "penis", freeze, count=5, **facts),
        lesion("B", "perianal", Destruction(method="surgical"), **facts),
        warts("C", 3),
        sex="M",
    )
    assert charged(answer) == {"46922": 1, "54056": 1, "17110": 1}


def test_of_two_methods_on_one_penis_the_higher_is_charged() -> None:
    """NCCI: 54056 and 54060 never go together."""
    facts: dict[str, Any] = {"diagnosis": "genital wart", "nature": "benign"}
    snip, freeze = Destruction(method="surgical"), Destruction(method="cryosurgery")
    two = [lesion("A", "penis", freeze, **facts), lesion("B", "penis", snip, **facts)]
    assert charged(answer_to(*two)) == {"54060": 1}
    assert charged(answer_to(lesion("A", "penis", freeze, snip, **facts))) == {"54060": 1}


def test_a_port_wine_stain_without_a_method_is_asked_about() -> None:
    stain = lesion("A", "cheek", Destruction(area_cm2=cm("4")), side="left", diagnosis="port wine stain")
    answer = answer_to(stain)
    assert answer.status == "held"
    assert [alert.place.field for alert in answer.alerts if alert.place and alert.effect == "hold"] == [
        "method"
    ]


@pytest.mark.parametrize(("what", "code"), [("hematoma", "10140"), ("foreign_body", "10120")])
def test_each_collection_and_each_foreign_body_is_a_line_for_medicare(what: str, code: str) -> None:
    act = IncisionDrainage(what=what)  # type: ignore[arg-type]
    two = [
        lesion(label, "forearm", act, side=side, diagnosis="hematoma")
        for label, side in (("A", "left"), ("B", "right"))
    ]
    assert marked(answer_to(*two, payer="medicare")) == {code: [(), ("76",)]}
    assert marked(answer_to(*two)) == {code: [()]}


@pytest.mark.parametrize(
    ("acts", "codes", "modifiers"),
    [
        (
            (Biopsy(method="punch"), Coded(code="88331"), cut_out("1.5")),
            {"11104": 1, "88331": 1, "11642": 1},
            ("58",),
        ),
        (
            (Biopsy(method="punch"), Pathology(frozen_blocks=(1,)), cut_out("1.5")),
            {"11104": 1, "88331": 1, "11642": 1},
            ("58",),
        ),
        ((Biopsy(method="punch"), cut_out("1.5"), Coded(code="88331")), {"88331": 1, "11642": 1}, ()),
        ((Biopsy(method="punch"), cut_out("1.5")), {"11642": 1}, ()),
    ],
    ids=["frozen before the removal", "by its kind", "frozen margins", "no frozen section"],
)
def test_a_removal_decided_on_a_frozen_section_stands_beside_the_biopsy(
    acts: Any, codes: dict[str, int], modifiers: tuple[str, ...]
) -> None:
    """NCCI Policy Manual ch. I and III: then both, 58 on the removal."""
    answer = answer_to(cancer("A", "nose", *acts))
    assert charged(answer) == codes
    assert marked(answer)["11642"] == [modifiers]


def test_a_lipoma_cut_out_of_the_skin_is_asked_how_deep_it_lay() -> None:
    answer = answer_to(nevus("A", "back_upper", cut_out("2"), side="left", diagnosis="lipoma"))
    assert charged(answer) == {"11402": 1}
    assert "excision.soft_tissue" in told(answer)


@pytest.mark.parametrize(("symptoms", "asked"), [((), True), (("pain",), False)])
@pytest.mark.parametrize("payer", ["medicare", "commercial"])
def test_an_injected_keloid_without_a_ground_is_warned_about_and_never_held(
    symptoms: Any, asked: bool, payer: str
) -> None:
    """Procedures 11: payer dependent."""
    keloid = lesion(
        "A", "chest", IntralesionalInjection(), side="left", diagnosis="keloid", symptoms=symptoms
    )
    answer = answer_to(keloid, payer=payer)
    assert answer.status == "ready"
    assert ("necessity.benign_without_ground" in told(answer)) is asked


@pytest.mark.parametrize(("site", "asked"), [("scalp", True), ("nose", False)])
def test_keratoses_frozen_where_light_was_given_are_asked_about(site: str, asked: bool) -> None:
    """Rule pdt-with-destruction-same-field: no edit pair catches it."""
    light = lesion("A", "scalp", PhotodynamicTherapy(applied_by="clinician"), diagnosis="AK", count=9)
    answer = answer_to(light, keratoses("B", 3, site))
    assert charged(answer) == {"96573": 1, "17000": 1, "17003": 2}
    assert ("pdt-with-destruction-same-field" in told(answer)) is asked


@pytest.mark.parametrize(("payer", "modifier"), [("medicare", "XE"), ("commercial", "59")])
def test_a_removal_in_another_session_leaves_the_biopsy_standing(payer: str, modifier: str) -> None:
    """NCCI Policy Manual ch. I: separate encounters on one day; XE for Medicare."""
    later = Excision(excised_cm=cm("1.5"), separate_session=True)
    answer = answer_to(cancer("A", "nose", Biopsy(method="punch"), later), payer=payer)
    assert marked(answer) == {"11642": [()], "11104": [(modifier,)]}
