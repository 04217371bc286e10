"""Every row of the specification's tables, at its bounds and just beside them, through the coder."""

from collections.abc import Callable
from decimal import Decimal
from math import ceil
from typing import Any, NamedTuple

import pytest

from chargecapture.domain.encounter import Lesion
from chargecapture.domain.procedures import (
    AdjacentTissueTransfer,
    Biopsy,
    ChemicalPeel,
    Coded,
    ComedoneExtraction,
    Debridement,
    Destruction,
    Drug,
    Excision,
    Graft,
    IncisionDrainage,
    IntralesionalInjection,
    Laboratory,
    Mohs,
    Nail,
    Paring,
    PatchTest,
    Pathology,
    PhotodynamicTherapy,
    Phototherapy,
    Repair,
    ShaveRemoval,
    SkinTagRemoval,
)
from tests.helpers.encounters import DAY, answer_to, charged, lesion, visit
from tests.helpers.rules import rule_tables
from tests.proof.rules_page import PAGE, Printed, expected, measures, printed, rows, site_rows, sites_of

pytestmark = pytest.mark.skipif(
    not PAGE.exists(), reason=f"the specification {PAGE.name} is not beside the checkout"
)

BOOK = rule_tables().on(DAY)
ONE = Decimal(1)
TOES = ("LT1", "LT2", "LT3", "LT4", "LT5", "RT1", "RT2", "RT3", "RT4", "RT5")
Make = Callable[[str, Decimal], Lesion]


def _nevus(site: str, procedure: Any, **facts: Any) -> Lesion:
    grounds = {"nature": "benign", "symptoms": ("changing",)}
    return lesion("A", site, procedure, **{"diagnosis": "melanocytic nevus"} | grounds | facts)


def _cancer(site: str, procedure: Any) -> Lesion:
    return lesion("A", site, procedure, diagnosis="squamous cell carcinoma in situ", nature="in_situ")


def _repaired(degree: Any) -> Make:
    return lambda site, size: lesion("A", site, Repair(complexity=degree, length_cm=size), diagnosis="scar")


def _grafted(kind: Any) -> Make:
    return lambda site, size: lesion("A", site, Graft(graft=kind, area_cm2=size), diagnosis="scar")


class SiteFamily(NamedTuple):
    """A column of the site table, its section, and how a measure is charted; `series` tells grafts apart."""

    column: str
    section: str
    make: Make
    series: str = ""

    def rows_of(self, first: str) -> list[Printed]:
        """The rows of the group that begins with a code, with those that hold at any site."""
        mine = [row for row in rows(self.section) if row.code.startswith(self.series) and row.bounds]
        group = next(row.group for row in mine if row.code == first)
        return [row for row in mine if row.group in (group, "any")]


FAMILIES = (
    SiteFamily("shave", "2.1", lambda site, size: _nevus(site, ShaveRemoval(lesion_cm=size))),
    SiteFamily("excision_benign", "2.2", lambda site, size: _nevus(site, Excision(excised_cm=size))),
    SiteFamily("excision_malignant", "2.3", lambda site, size: _cancer(site, Excision(excised_cm=size))),
    SiteFamily(
        "destruction_malignant",
        "3.3",
        lambda site, size: _cancer(site, Destruction(method="curettage", lesion_cm=size)),
    ),
    SiteFamily("repair_simple", "5.1", _repaired("simple")),
    SiteFamily("repair_intermediate", "5.2", _repaired("intermediate")),
    SiteFamily("repair_complex", "5.3", _repaired("complex")),
    SiteFamily(
        "adjacent_tissue_transfer",
        "5.4",
        lambda site, size: _cancer(site, AdjacentTissueTransfer(area_cm2=size)),
    ),
    SiteFamily("graft_full_thickness", "5.5", _grafted("full_thickness"), "152"),
    SiteFamily("graft_split_thickness", "5.5", _grafted("split_thickness"), "151"),
    SiteFamily("skin_substitute", "5.5", _grafted("skin_substitute"), "1527"),
)
REST_HAS_NO_CODE = ("5.3", ONE)  # complex repair of 1.0 cm or less
OWN_CODE = {("excision_benign", "ear_canal"): {"69145": 1}}


def _groups() -> list[tuple[SiteFamily, str]]:
    if not PAGE.exists():
        return []
    firsts = {family: sorted({row[family.column] for row in site_rows()} - {""}) for family in FAMILIES}
    return [(family, first) for family, codes in firsts.items() for first in codes]


@pytest.mark.parametrize(("family", "first"), _groups(), ids=lambda value: getattr(value, "column", value))
def test_a_size_gives_the_printed_code_at_every_site_of_its_group(family: SiteFamily, first: str) -> None:
    of, sites = family.rows_of(first), sites_of(family.column, first)
    assert len(of) > 1 and sites
    for site in sites:
        for measure in measures(of):
            wanted = OWN_CODE.get((family.column, site)) or expected(of, measure)
            if (family.section, True) != (REST_HAS_NO_CODE[0], measure <= REST_HAS_NO_CODE[1]):
                assert charged(answer_to(family.make(site, measure))) == wanted, (site, measure)


def test_every_site_of_the_page_is_a_site_of_the_contract() -> None:
    assert {row["site"] for row in site_rows()} == set(BOOK.sites)


def _counted(word: str, procedure: Any, number: Decimal, site: str = "thigh") -> Lesion:
    nature = "premalignant" if word == "AK" else None
    return lesion("A", site, procedure, diagnosis=word, nature=nature, count=int(number), symptoms=("pain",))


def _area(kind: Any, size: Decimal) -> Lesion:
    done = Debridement(depth=kind, area_cm2=size)
    return lesion("A", "thigh", done, diagnosis="non-pressure chronic ulcer, with fat layer exposed")


def _nails(what: Any, number: Decimal) -> Lesion:
    done = Nail(what=what, digits=TOES[: int(number)])
    return lesion("A", "great_toe", done, diagnosis="onychomycosis")


FROZEN = Destruction(method="cryosurgery")
# Codes of the page that a measure alone tells apart, and how that measure is charted.
BY_NUMBER: tuple[tuple[str, tuple[str, ...], Callable[[Decimal], Lesion]], ...] = (
    ("3.1", ("17000", "17003", "17004"), lambda n: _counted("AK", FROZEN, n)),
    ("3.2", ("17110", "17111"), lambda n: _counted("viral wart", FROZEN, n)),
    ("3.2", ("11200", "11201"), lambda n: _counted("skin tag", SkinTagRemoval(), n, "neck_anterior")),
    ("6.1", ("11900", "11901"), lambda n: _counted("alopecia areata", IntralesionalInjection(), n)),
    ("6.3", ("11055", "11056", "11057"), lambda n: _counted("corn", Paring(), n, "sole")),
    ("6.4", ("11720", "11721"), lambda n: _nails("debridement", n)),
)
BY_AREA: tuple[tuple[str, tuple[str, ...], Callable[[Decimal], Lesion]], ...] = (
    (
        "3.2",
        ("17106", "17107", "17108"),
        lambda a: lesion("A", "cheek", Destruction(method="laser", area_cm2=a), diagnosis="port wine stain"),
    ),
    ("6.3", ("97597", "97598"), lambda a: _area("skin", a)),
    ("6.3", ("11042", "11045"), lambda a: _area("subcutaneous", a)),
    ("6.3", ("11043", "11046"), lambda a: _area("muscle", a)),
    ("6.3", ("11044", "11047"), lambda a: _area("bone", a)),
    (
        "6.5",
        ("96920", "96921", "96922"),
        lambda a: lesion("A", "knee", Phototherapy(light="excimer", area_cm2=a), diagnosis="psoriasis"),
    ),
)


def _code_range(value: object) -> str:
    return "–".join((value[0], value[-1])) if isinstance(value, tuple) else ""


@pytest.mark.parametrize(("section", "codes", "make"), BY_NUMBER, ids=_code_range)
def test_a_number_of_lesions_gives_the_printed_code(
    section: str, codes: tuple[str, ...], make: Callable[[Decimal], Lesion]
) -> None:
    of = rows(section, *codes)
    most = len(TOES) if section == "6.4" else 60
    assert len(of) == len(codes)
    for number in map(Decimal, range(1, most + 1)):
        assert charged(answer_to(make(number))) == expected(of, number), number


@pytest.mark.parametrize(("section", "codes", "make"), BY_AREA, ids=_code_range)
def test_an_area_gives_the_printed_code(
    section: str, codes: tuple[str, ...], make: Callable[[Decimal], Lesion]
) -> None:
    of = rows(section, *codes)
    assert len(of) == len(codes)
    for area in measures(of):
        assert charged(answer_to(make(area))) == expected(of, area), area


@pytest.mark.parametrize("number", [1, 2, 7, 8, 9])
def test_cytotoxic_injections_have_a_series_of_their_own(number: int) -> None:
    done = IntralesionalInjection(drug="J9040", dose_mg=Decimal(15), container="multi_dose")
    answer = answer_to(_counted("viral wart", done, Decimal(number)))
    assert charged(answer) == expected(rows("6.1", "96405", "96406"), Decimal(number)) | {"J9040": 1}


@pytest.mark.parametrize("stages", [(1,), (5,), (6,), (1, 1), (7, 5, 6), (5, 5, 5, 5), (12, 1)])
@pytest.mark.parametrize(
    ("site", "first", "later"), [("nose", "17311", "17312"), ("thigh", "17313", "17314")]
)
def test_mohs_counts_its_stages_and_the_blocks_past_five(
    site: str, first: str, later: str, stages: tuple[int, ...]
) -> None:
    """Units from `stages` (4): the first, k−1 later ones, and the blocks past five of each."""
    wanted = {first: 1, later: len(stages) - 1, "17315": sum(max(0, blocks - 5) for blocks in stages)}
    done = _cancer(site, Mohs(stages=stages, prior_pathology=True))
    assert charged(answer_to(done)) == {code: units for code, units in wanted.items() if units}


@pytest.mark.parametrize("site", sites_of("mohs", "17313") if PAGE.exists() else [])
def test_a_deep_structure_takes_mohs_of_trunk_and_limbs_to_the_other_series(site: str) -> None:
    done = _cancer(site, Mohs(stages=(2,), prior_pathology=True, deep_structure=True))
    assert charged(answer_to(done)) == {"17311": 1}


LEVELS = {
    "new": (("99202", 15), ("99203", 30), ("99204", 45), ("99205", 60)),
    "established": (("99212", 10), ("99213", 20), ("99214", 30), ("99215", 40)),
}


def _minutes_of_the_page(standing: str) -> tuple[tuple[str, int], ...]:
    """The table of minimum minutes (9.3)."""
    column = {"new": 0, "established": 2}[standing]
    text = PAGE.read_text("utf-8").partition("### 9.3")[2].partition("### 9.4")[0]
    cells = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| 99")]
    return tuple((row[column], int(row[column + 1])) for row in cells)


@pytest.mark.parametrize("standing", ["new", "established"])
@pytest.mark.parametrize(("payer", "code"), [("commercial", "99417"), ("medicare", "G2212")])
def test_minutes_give_the_printed_level_and_each_full_quarter_of_an_hour_beyond(
    standing: str, payer: Any, code: str
) -> None:
    """99417: floor((min−60)/15) and floor((min−40)/15); G2212: floor((min−74)/15) and floor((min−54)/15)."""
    levels = _minutes_of_the_page(standing)
    assert levels == LEVELS[standing]
    highest = levels[-1]
    beyond = highest[1] + (14 if code == "G2212" else 0)
    for minutes in range(levels[0][1], 140):
        wanted = {next(level for level, least in reversed(levels) if minutes >= least): 1}
        if highest[0] in wanted and (units := (minutes - beyond) // 15) > 0:
            wanted[code] = units
        seen = visit(problems=None, data=None, risk=None, minutes=minutes, separate=None)
        answer = answer_to(visit=seen, payer=payer, established=standing == "established")
        assert charged(answer) == wanted, minutes


RANKS = ("minimal", "low", "moderate", "high")
DATA = ("minimal", "limited", "moderate", "extensive")


@pytest.mark.parametrize("established", [True, False])
def test_the_second_highest_of_three_elements_is_the_level(established: bool) -> None:
    """9.2: all 64 combinations."""
    codes = [code for code, _ in LEVELS["established" if established else "new"]]
    for at in range(64):
        problems, data, risk = at // 16, at // 4 % 4, at % 4
        level = sorted((problems, data, risk))[1]
        seen = visit(problems=RANKS[problems], data=DATA[data], risk=RANKS[risk], separate=None)
        assert charged(answer_to(visit=seen, established=established)) == {codes[level]: 1}


def _drugs_of_the_page() -> list[tuple[str, Decimal]]:
    """HCPCS and unit, from the table of drugs (6.1)."""
    text = PAGE.read_text("utf-8").partition("| HCPCS | drug | unit |")[2].partition("\n\n")[0]
    found = []
    for line in text.splitlines():
        cells = line.strip("| ").split(" | ")
        if cells[0][:1] == "J" and len(cells[0]) == 5:
            measure = cells[2].partition("(")[2] if "stick" in cells[2] else cells[2]
            found.append((cells[0], Decimal(measure.split(" ")[0])))
    return found


@pytest.mark.parametrize(("hcpcs", "unit"), _drugs_of_the_page() if PAGE.exists() else [])
def test_a_drug_is_charged_by_started_units(hcpcs: str, unit: Decimal) -> None:
    """Units = ceil(dose / unit size)."""
    for dose in (unit / 2, unit, unit + ONE / 100, unit * 3, unit * 3 + ONE):
        drug = Drug(hcpcs=hcpcs, dose_mg=dose, container="multi_dose", diagnosis="psoriasis")
        assert charged(answer_to(services=(drug,))) == {hcpcs: ceil(dose / unit)}, dose


UNKNOWN = {"diagnosis": "papule", "nature": "unspecified"}
ABSCESS = {"diagnosis": "abscess"}
GENITAL = {"diagnosis": "genital wart", "nature": "benign"}


def _biopsied(site: str, method: Any = "punch", **facts: Any) -> Lesion:
    return lesion("A", site, Biopsy(method=method), **UNKNOWN | facts)


def _drained(what: Any, **facts: Any) -> Lesion:
    return lesion("A", "thigh", IncisionDrainage(what=what, **facts), **ABSCESS)


def _wart(site: str, **facts: Any) -> Lesion:
    return lesion("A", site, Destruction(**facts), **GENITAL)


def _acne(method: Any, word: str = "acne vulgaris") -> Lesion:
    return lesion("A", "chest", Destruction(method=method), diagnosis=word, nature="not_neoplastic")


def _hidradenitis(site: str, degree: Any) -> Lesion:
    done = (Excision(excised_cm=Decimal(5)), Repair(complexity=degree, length_cm=Decimal(6)))
    return lesion("A", site, *done, diagnosis="hidradenitis suppurativa")


# Rows that a named fact chooses, each with a visit that charts it.
BY_FACT: dict[str, Lesion | Any] = {
    "11102": _biopsied("chest", "tangential"),
    "11104": _biopsied("chest", "punch"),
    "11106": _biopsied("chest", "incisional"),
    "40490": _biopsied("lip_lower_vermilion"),
    "40808": _biopsied("oral_mucosa"),
    "67810": _biopsied("eyelid_upper", margin=True, side="left"),
    "69100": _biopsied("ear"),
    "69105": _biopsied("ear_canal"),
    "30100": _biopsied("nasal_mucosa"),
    "54100": _biopsied("penis"),
    "56605": _biopsied("vulva"),
    "11755": _nails("biopsy", ONE),
    "11450": _hidradenitis("axilla", "intermediate"),
    "11451": _hidradenitis("axilla", "complex"),
    "11462": _hidradenitis("groin", "intermediate"),
    "11463": _hidradenitis("groin", "complex"),
    "11470": _hidradenitis("perianal", "simple"),
    "11471": _hidradenitis("umbilicus", "complex"),
    "17250": _acne("chemical", "L92.9"),
    "17340": _acne("cryosurgery"),
    "17360": _acne("chemical"),
    "54050": _wart("penis", method="chemical"),
    "54055": _wart("penis", method="electrosurgery"),
    "54056": _wart("penis", method="cryosurgery"),
    "54057": _wart("penis", method="laser"),
    "54060": _wart("penis", method="surgical"),
    "54065": _wart("penis", method="laser", extensive=True),
    "56501": _wart("vulva", method="chemical"),
    "56515": _wart("vulva", method="chemical", extensive=True),
    "46900": _wart("perianal", method="chemical"),
    "46910": _wart("perianal", method="curettage"),
    "46916": _wart("perianal", method="cryosurgery"),
    "46917": _wart("perianal", method="laser"),
    "46922": _wart("perianal", method="surgical"),
    "46924": _wart("perianal", method="surgical", extensive=True),
    "67850": _nevus(
        "eyelid_lower", Destruction(method="laser", lesion_cm=ONE), margin=True, side="left"
    ),
    "67840": _nevus("eyelid_lower", Excision(excised_cm=ONE), margin=True, side="left"),
    "40820": _nevus("oral_mucosa", FROZEN),
    "10040": lesion("A", "cheek", ComedoneExtraction(), diagnosis="acne vulgaris", side="left"),
    "10060": _drained("abscess"),
    "10061": _drained("abscess", complicated=True),
    "10080": _drained("pilonidal_cyst"),
    "10081": _drained("pilonidal_cyst", complicated=True),
    "10120": _drained("foreign_body"),
    "10121": _drained("foreign_body", complicated=True),
    "10140": _drained("hematoma"),
    "10160": _drained("hematoma", puncture=True),
    "11719": _nails("trimming", ONE),
    "11730": _nails("avulsion", ONE),
    "11740": _nails("hematoma_evacuation", ONE),
    "11750": _nails("matrixectomy", ONE),
    "11760": _nails("repair", ONE),
    "96567": PhotodynamicTherapy(applied_by="staff", diagnosis="AK"),
    "96573": PhotodynamicTherapy(applied_by="clinician", diagnosis="AK"),
    "96574": PhotodynamicTherapy(applied_by="clinician", curettage=True, diagnosis="AK"),
    "96900": Phototherapy(light="uvb", diagnosis="psoriasis"),
    "96910": Phototherapy(light="uvb_with_tar", diagnosis="psoriasis"),
    "96912": Phototherapy(light="puva", diagnosis="psoriasis"),
    "96913": Phototherapy(light="goeckerman", supervised_hours=Decimal(4), diagnosis="psoriasis"),
    "96999": Phototherapy(light="excimer", area_cm2=ONE, diagnosis="vitiligo"),
    "95044": PatchTest(count=1, diagnosis="allergic contact dermatitis"),
    "15788": ChemicalPeel(depth="epidermal", facial=True, diagnosis="acne vulgaris"),
    "15789": ChemicalPeel(depth="dermal", facial=True, diagnosis="AK"),
    "15792": ChemicalPeel(depth="epidermal", facial=False, diagnosis="acne vulgaris"),
    "15793": ChemicalPeel(depth="dermal", facial=False, diagnosis="AK"),
    "88304": Pathology(level="3", diagnosis="pilar cyst"),
    "88305": Pathology(level="4", diagnosis="seborrheic keratosis"),
    "88307": Pathology(level="5", diagnosis="seborrheic keratosis"),
    "88312": Pathology(organism_stains=1, diagnosis="onychomycosis"),
    "88331": Pathology(frozen_blocks=(1,), diagnosis="scar"),
    "87220": Laboratory(test="koh", diagnosis="tinea pedis"),
    "87210": Laboratory(test="wet_mount", diagnosis="tinea pedis"),
    "87207": Laboratory(test="tzanck", diagnosis="herpes zoster"),
    "87101": Laboratory(test="fungal_culture", diagnosis="tinea pedis"),
}  # fmt: skip
# Further lesions, nails and blocks: what is charged besides the first.
FURTHER = {
    "11103": [_biopsied("chest", "tangential"), _biopsied("thigh", "tangential")],
    "11105": [_biopsied("chest", "punch"), _biopsied("thigh", "punch")],
    "11107": [_biopsied("chest", "incisional"), _biopsied("thigh", "incisional")],
    "56606": [_biopsied("vulva"), _biopsied("perineum")],
    "11732": [_nails("avulsion", Decimal(2))],
}


@pytest.mark.parametrize("code", BY_FACT)
def test_a_named_fact_gives_the_printed_code(code: str) -> None:
    done = BY_FACT[code]
    answer = answer_to(done) if isinstance(done, Lesion) else answer_to(services=(done,))
    assert (charged(answer), answer.status) == ({code: 1}, "ready")


@pytest.mark.parametrize("code", FURTHER)
def test_each_further_one_gives_the_printed_add_on(code: str) -> None:
    lesions = [
        Lesion(**{**_facts(one), "id": label}) for one, label in zip(FURTHER[code], "AB", strict=False)
    ]
    got = charged(answer_to(*lesions))
    (row,) = [row for row in printed() if row.code == code]
    assert got.pop(code) == 1
    assert set(got) <= set(row.parent.replace(" or", ",").split(", ")) and set(got.values()) == {1}


def _facts(one: Lesion) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__dataclass_fields__}


def test_frozen_sections_count_the_first_block_of_each_specimen_and_the_further_ones() -> None:
    done = Pathology(frozen_blocks=(3, 1, 2), diagnosis="scar")
    assert charged(answer_to(services=(done,))) == {"88331": 3, "88332": 3}


def test_medicare_has_its_own_codes_for_a_smear_and_for_dystrophic_nails() -> None:
    smear = Laboratory(test="koh", diagnosis="tinea pedis")
    assert charged(answer_to(services=(smear,), payer="medicare")) == {"Q0112": 1}
    nail = lesion("A", "great_toe", Nail(what="trimming", digits=("LT1",)), diagnosis="nail dystrophy")
    assert charged(answer_to(nail, payer="medicare", class_findings=("A",))) == {"G0127": 1}


CHARTED = {
    *BY_FACT,
    *FURTHER,
    *(
        "88332",
        "Q0112",
        "G0127",
        "96405",
        "96406",
        "17311",
        "17312",
        "17313",
        "17314",
        "17315",
        "99417",
        "G2212",
    ),
    *(code for _, codes, _ in (*BY_NUMBER, *BY_AREA) for code in codes),
    *(code for level in LEVELS.values() for code, _ in level),
}
OF_A_VISIT = {"99211", "G2211", "15853", "15854"}


def _rest() -> list[Printed]:
    if not PAGE.exists():
        return []
    sized = {row.code for family, first in _groups() for row in family.rows_of(first)}
    return [row for row in printed() if row.code not in CHARTED | sized | OF_A_VISIT]


@pytest.mark.parametrize("row", _rest(), ids=lambda row: row.code)
def test_a_row_without_a_kind_of_its_own_is_charted_by_its_code(row: Printed) -> None:
    by_code = [Coded(code=row.code, diagnosis="psoriasis")]
    if row.global_days == "ZZZ" or row.code == "88332":
        by_code.append(Coded(code=row.parent.partition(",")[0], diagnosis="psoriasis"))
    assert charged(answer_to(services=tuple(by_code))) == {one.code: 1 for one in by_code}


def test_what_goes_with_a_visit_is_charged_with_one() -> None:
    staff = visit(staff_only=True, separate=None)
    assert charged(answer_to(visit=staff)) == {"99211": 1}
    longitudinal = visit(longitudinal=True, separate=None)
    assert charged(answer_to(visit=longitudinal, payer="medicare")) == {"99213": 1, "G2211": 1}
    for code in ("15853", "15854"):
        removed = Coded(code=code, diagnosis="suture removal")
        assert charged(answer_to(services=(removed,), visit=visit())) == {"99213": 1, code: 1}


@pytest.mark.parametrize("row", printed() if PAGE.exists() else (), ids=lambda row: row.code)
def test_a_row_has_the_global_days_the_limit_and_the_value_of_the_tables(row: Printed) -> None:
    facts = BOOK.facts(row.code)
    limit, _, adjudicated = row.mue.partition("/")
    if limit.isdigit():
        assert (facts.mue, facts.mai) == (int(limit), adjudicated)
    else:
        assert facts.mue is None
    assert facts.global_days == row.global_days
    assert facts.multiple == row.multiple
    if row.total != "–":
        assert facts.total == Decimal(row.total.rstrip("*"))
    if row.parent and row.global_days == "ZZZ":
        first = row.parent.partition(",")[0].split(" ")[0].partition("–")[0]
        assert BOOK.add_ons.may_stand_beside(row.code, {first}) or not first.isdigit()
