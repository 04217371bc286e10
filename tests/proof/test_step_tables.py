"""Every step of every step table at its bound and just beside it, through the coder.

The steps are read from the TOML files here, not by the program, and each table has a visit that charts its
measure; `test_rules_page` proves the same against the printed specification, where it is at hand.
"""

import tomllib
from collections.abc import Callable, Iterator
from decimal import ROUND_CEILING, Decimal
from typing import Any, NamedTuple

import pytest

from chargecapture.domain.encounter import Lesion
from chargecapture.domain.procedures import (
    AdjacentTissueTransfer,
    Debridement,
    Destruction,
    Excision,
    Graft,
    IntralesionalInjection,
    Nail,
    Paring,
    Phototherapy,
    Repair,
    ShaveRemoval,
    SkinTagRemoval,
)
from tests.helpers.encounters import answer_to, charged, lesion
from tests.proof.published import RULES, rows_of

LITTLE = Decimal("0.01")
ONE = Decimal(1)
DIGITS = tuple(f"{limb}{digit}" for limb in ("LT", "RT", "LF", "RF") for digit in range(1, 6))
NEVUS: dict[str, Any] = {"diagnosis": "melanocytic nevus", "nature": "benign", "symptoms": ("changing",)}
CANCER: dict[str, Any] = {"diagnosis": "squamous cell carcinoma in situ", "nature": "in_situ"}
ULCER: dict[str, Any] = {"diagnosis": "non-pressure chronic ulcer, with fat layer exposed"}
Make = Callable[[str, Decimal], Lesion]


def _one(procedure: Callable[[Decimal], Any], **facts: Any) -> Make:
    return lambda site, measure: lesion("A", site, procedure(measure), **facts)


def _several(procedure: Any, **facts: Any) -> Make:
    return lambda site, measure: lesion("A", site, procedure, count=int(measure), **facts)


def _debrided(depth: Any) -> Make:
    return _one(lambda area: Debridement(depth=depth, area_cm2=area), **ULCER)


def _repaired(degree: Any) -> Make:
    return _one(lambda length: Repair(complexity=degree, length_cm=length), diagnosis="scar")


def _grafted(kind: Any) -> Make:
    return _one(lambda area: Graft(graft=kind, area_cm2=area), diagnosis="scar")


FROZEN = Destruction(method="cryosurgery")
# How the measure of a table is charted, by how its id begins; the rest of the id is a group of sites.
BY_SITE: dict[str, Make] = {
    "shave": _one(lambda size: ShaveRemoval(lesion_cm=size), **NEVUS),
    "excision.benign": _one(lambda size: Excision(excised_cm=size), **NEVUS),
    "excision.malignant": _one(lambda size: Excision(excised_cm=size), **CANCER),
    "destruction.malignant": _one(lambda size: Destruction(method="curettage", lesion_cm=size), **CANCER),
    "repair.simple": _repaired("simple"),
    "repair.intermediate": _repaired("intermediate"),
    "repair.complex": _repaired("complex"),
    "flap": _one(lambda area: AdjacentTissueTransfer(area_cm2=area), **CANCER),
    "graft.full_thickness": _grafted("full_thickness"),
    "graft.split_thickness": _grafted("split_thickness"),
    "graft.skin_substitute": _grafted("skin_substitute"),
}
ANYWHERE: dict[str, tuple[str, Make]] = {
    "destruction.premalignant": ("scalp", _several(FROZEN, diagnosis="AK", nature="premalignant")),
    "destruction.benign": ("thigh", _several(FROZEN, diagnosis="viral wart", symptoms=("pain",))),
    "destruction.vascular": (
        "cheek",
        _one(lambda area: Destruction(method="laser", area_cm2=area), diagnosis="port wine stain"),
    ),
    "skin_tag_removal": (
        "neck_anterior",
        _several(SkinTagRemoval(), diagnosis="skin tag", symptoms=("inflamed",)),
    ),
    "intralesional.injection": ("scalp", _several(IntralesionalInjection(), diagnosis="alopecia areata")),
    "debridement.skin": ("thigh", _debrided("skin")),
    "debridement.subcutaneous": ("thigh", _debrided("subcutaneous")),
    "debridement.muscle": ("thigh", _debrided("muscle")),
    "debridement.bone": ("thigh", _debrided("bone")),
    "paring": ("sole", _several(Paring(), diagnosis="corn")),
    "nail.debridement": (
        "great_toe",
        _one(
            lambda number: Nail(what="debridement", digits=DIGITS[: int(number)]), diagnosis="onychomycosis"
        ),
    ),
    "phototherapy.excimer": (
        "knee",
        _one(lambda area: Phototherapy(light="excimer", area_cm2=area), diagnosis="psoriasis"),
    ),
}
# Charted with its drug, which is a line of its own.
ELSEWHERE = {"intralesional.chemotherapy"}
OWN_CODE = {("excision.benign", "ear_canal")}


class Table(NamedTuple):
    id: str
    unit: str
    over: Decimal
    steps: list[dict[str, str]]

    @property
    def in_wholes(self) -> bool:
        return not self.unit.startswith("cm")

    def measures(self) -> list[Decimal]:
        bounds = {
            Decimal(step[key]) for step in self.steps for key in ("up_to", "below", "above") if key in step
        }
        bounds |= {
            Decimal(step["above"]) + Decimal(step["each"]) * times
            for step in self.steps
            if "each" in step
            for times in (1, 2, 3)
        }
        step = ONE if self.in_wholes else LITTLE
        around = {bound + change for bound in bounds for change in (-step, Decimal(0), step)}
        return sorted(measure for measure in around | {ONE} if measure > self.over)

    def expected(self, measure: Decimal) -> dict[str, int]:
        step = next(step for step in self.steps if _holds(step, measure))
        found = {step["code"]: 1}
        past = measure - Decimal(step.get("above", "0"))
        if "further" in step and past > 0:
            parts = (past / Decimal(step.get("each", "1"))).to_integral_value(rounding=ROUND_CEILING)
            found[step["further"]] = int(parts)
        return found


def _holds(step: dict[str, str], measure: Decimal) -> bool:
    if "up_to" in step:
        return measure <= Decimal(step["up_to"])
    return "below" not in step or measure < Decimal(step["below"])


def tables() -> Iterator[Table]:
    for path in sorted(RULES.glob("*.toml")):
        for table in tomllib.loads(path.read_text("utf-8")).get("table", ()):
            for version in table["version"]:
                yield Table(table["id"], table["unit"], Decimal(table.get("over", "0")), version["steps"])


def _charted(table: Table) -> list[tuple[str, Make]]:
    """The sites of a table, each with how its measure is charted there."""
    if table.id in ANYWHERE:
        return [ANYWHERE[table.id]]
    family, _, group = table.id.rpartition(".")
    found = [row["site"] for row in rows_of(RULES / "sites" / "sites.csv") if row[family] == group]
    return [(site, BY_SITE[family]) for site in found if (family, site) not in OWN_CODE]


@pytest.mark.parametrize(
    "table", [table for table in tables() if table.id not in ELSEWHERE], ids=lambda table: table.id
)
def test_a_step_holds_up_to_its_bound_and_the_next_begins_just_above(table: Table) -> None:
    charted = _charted(table)
    assert charted
    for site, make in charted:
        for measure in table.measures():
            wanted = table.expected(measure)
            assert charged(answer_to(make(site, measure))) == wanted, (site, measure)
