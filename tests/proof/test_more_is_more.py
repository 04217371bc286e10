"""More lesions never give fewer units: what is charged by the lesion is a unit each, with whatever else."""

from decimal import Decimal
from random import Random
from typing import Any

import pytest

from chargecapture.domain.encounter import Lesion
from chargecapture.domain.procedures import Biopsy, Destruction, Excision, Mohs, Nail, ShaveRemoval
from chargecapture.domain.sites import SITE_IDS
from tests.helpers.encounters import answer_to, charged, lesion

SEEDS = range(20)
SKIN = [site for site in SITE_IDS if site not in ("multiple", "unspecified", "oral_mucosa", "ear_canal")]
GROUND: dict[str, Any] = {"symptoms": ("changing",)}
CANCER = {"diagnosis": "squamous cell carcinoma in situ", "nature": "in_situ"}
NEVUS = {"diagnosis": "melanocytic nevus", "nature": "benign", **GROUND}
UNKNOWN = {"diagnosis": "papule", "nature": "unspecified"}


def _sized(draw: Random) -> Decimal:
    return Decimal(draw.randint(1, 60)) / 10


def _biopsied(draw: Random, label: str, site: str) -> Lesion:
    method: Any = draw.choice(["tangential", "punch", "incisional"])
    return lesion(label, site, Biopsy(method=method), **UNKNOWN)


def _shaved(draw: Random, label: str, site: str) -> Lesion:
    return lesion(label, site, ShaveRemoval(lesion_cm=_sized(draw)), **NEVUS)


def _cut_out(draw: Random, label: str, site: str) -> Lesion:
    return lesion(label, site, Excision(excised_cm=_sized(draw)), **draw.choice([CANCER, NEVUS]))


def _destroyed(draw: Random, label: str, site: str) -> Lesion:
    return lesion(label, site, Destruction(method="curettage", lesion_cm=_sized(draw)), **CANCER)


def _in_stages(draw: Random, label: str, site: str) -> Lesion:
    stages = tuple(draw.randint(1, 8) for _ in range(draw.randint(1, 4)))
    return lesion(label, site, Mohs(stages=stages, prior_pathology=True), **CANCER)


BY_LESION = {
    "biopsy": (_biopsied, ("1110", "40", "67810", "69", "30100", "541", "566")),
    "shave": (_shaved, ("113",)),
    "excision": (_cut_out, ("114", "116", "67840")),
    "malignant destruction": (_destroyed, ("172",)),
    "Mohs": (_in_stages, ("17311", "17313")),
}


@pytest.mark.parametrize("payer", ["commercial", "medicare"])
@pytest.mark.parametrize("family", BY_LESION)
def test_each_lesion_of_a_family_that_is_charged_by_the_lesion_is_a_unit(family: str, payer: Any) -> None:
    make, codes = BY_LESION[family]
    for seed in SEEDS:
        draw = Random(seed)
        lesions = [make(draw, label, draw.choice(SKIN)) for label in "ABCDEFGH"]
        for number in range(1, len(lesions) + 1):
            units = charged(answer_to(*lesions[:number], payer=payer))
            of_family = sum(count for code, count in units.items() if code.startswith(codes))
            assert of_family == number, (seed, units)


@pytest.mark.parametrize("what", ["avulsion", "matrixectomy", "biopsy", "hematoma_evacuation", "repair"])
def test_each_nail_is_a_unit(what: Any) -> None:
    digits = ("LT1", "LT2", "RT1", "RT5", "LF1", "RF3")
    for number in range(1, len(digits) + 1):
        done = lesion("A", "great_toe", Nail(what=what, digits=digits[:number]), diagnosis="ingrown nail")
        assert sum(charged(answer_to(done)).values()) == number


def test_a_group_of_like_lesions_is_charged_as_each_of_them_by_itself() -> None:
    """`count` says the same as so many lesions, but for the labels."""
    for family, (make, _) in BY_LESION.items():
        if family == "Mohs":
            continue  # each tumour has its own stages
        for seed in SEEDS:
            site = Random(seed).choice(SKIN)
            singly = [make(Random(seed), label, site) for label in "ABC"]
            grouped = Lesion(
                **{name: getattr(singly[0], name) for name in Lesion.__dataclass_fields__} | {"count": 3}
            )
            assert charged(answer_to(grouped)) == charged(answer_to(*singly)), (family, seed)
