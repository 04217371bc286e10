"""A second coder for the common work of a day, written from the printed specification alone.

It codes visits, biopsies, destructions, shaves, excisions, Mohs surgery, closures, tags, injections and their
drugs, drainages, debridements and nails, and says which codes are marked: of another lesion, 25 or 57.
What it does not know it refuses.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from itertools import combinations
from math import ceil
from typing import Any

from tests.proof.published import published
from tests.proof.rules_page import Printed, expected, rows, site_rows

Json = dict[str, Any]
GRAFTS = {"full_thickness": "152", "split_thickness": "151", "skin_substitute": "1527"}
METHODS = ("incisional", "punch", "tangential")
BIOPSY = {"incisional": ("11106", "11107"), "punch": ("11104", "11105"), "tangential": ("11102", "11103")}
OWN_BIOPSY = {
    "lip_upper_vermilion": "40490", "lip_lower_vermilion": "40490", "oral_mucosa": "40808", "ear": "69100",
    "nasal_mucosa": "30100", "penis": "54100",
}  # fmt: skip
OWN_DESTRUCTION = {
    "penis": {"chemical": "54050", "electrosurgery": "54055", "curettage": "54055", "cryosurgery": "54056",
              "laser": "54057", "surgical": "54060", "extensive": "54065"},
    "vulva": {"chemical": "56501", "electrosurgery": "56501", "curettage": "56501", "cryosurgery": "56501",
              "laser": "56501", "surgical": "56501", "extensive": "56515"},
    "perianal": {"chemical": "46900", "electrosurgery": "46910", "curettage": "46910", "cryosurgery": "46916",
                 "laser": "46917", "surgical": "46922", "extensive": "46924"},
}  # fmt: skip
SMALL = Decimal("0.5")
# E1 to E4 and the digits' modifiers open a pair by themselves.
NAMES_ITS_PLACE = frozenset(["67810", "11730", "11732", "11740", "11750", "11755", "11760"])
CYTOTOXIC = ("J9040",)
UNITS = {"J3301": 10, "J9040": 15, "J1010": 1, "J3300": 1}
DEPTHS = {
    "skin": ("97597", "97598"),
    "subcutaneous": ("11042", "11045"),
    "muscle": ("11043", "11046"),
    "bone": ("11044", "11047"),
}
NAIL = {
    "avulsion": "11730",
    "matrixectomy": "11750",
    "biopsy": "11755",
    "hematoma_evacuation": "11740",
    "repair": "11760",
}


class UnknownWorkError(Exception):
    """The second coder does not code this."""


@cache
def _groups() -> dict[str, dict[str, str]]:
    return {row["site"]: row for row in site_rows()}


def _first_code(lesion: Json, family: str) -> str:
    code = _groups()[lesion["site"]][family]
    if not code or lesion.get("margin") or lesion["site"] in ("ear_canal", "oral_mucosa", "nasal_mucosa"):
        raise UnknownWorkError(family)
    return code


def _table(section: str, first: str, series: str = "") -> list[Printed]:
    mine = [row for row in rows(section) if row.code.startswith(series) and row.bounds]
    group = next(row.group for row in mine if row.code == first)
    return [row for row in mine if row.group in (group, "any")]


Marks = set[tuple[str, str]]
APART = "of another lesion"
LEVELS = {True: ("99212", "99213", "99214", "99215"), False: ("99202", "99203", "99204", "99205")}
RANKS = {
    word: rank
    for rank, words in enumerate(("minimal straightforward", "low limited", "moderate", "high extensive"))
    for word in words.split()
}


def code(encounter: Json) -> tuple[dict[str, int], Marks]:
    """Units by code, and each code of which a line is marked, with its mark.

    Raises:
        UnknownWorkError: something is charted that is not of the common work.
    """
    if {"notice", "history"} & encounter.keys() or encounter["services"]:
        raise UnknownWorkError("more than lesions")
    units: Counter[str] = Counter()
    done = [(lesion, one) for lesion in encounter["lesions"] for one in _kept(lesion)]
    for part in PARTS:
        units.update(part(done, encounter))
    charged = {code: number for code, number in units.items() if number}
    marks = {(code, APART) for code in _marked(charged)}
    visit, of_visit = _visit(encounter, charged)
    return charged | visit, marks | of_visit


def _visit(encounter: Json, charged: dict[str, int]) -> tuple[dict[str, int], Marks]:
    """The level by two of three elements; 25 beside a minor procedure, 57 if a major one was decided on."""
    visit = encounter.get("visit")
    days = {published().codes[code].global_days for code in charged}
    decided = visit is not None and "90" in days and visit["decision_for_surgery"]
    if visit is None or not (visit["separate"] or decided):
        return {}, set()
    rank = sorted(RANKS[visit[element]] for element in ("problems", "data", "risk"))[1]
    level = LEVELS[encounter["patient"]["established"]][rank]
    marks = {(level, "57")} if decided else set()
    if visit["separate"] and days & {"0", "10"}:
        marks.add((level, "25"))
    return {level: 1}, marks


def _kept(lesion: Json) -> Iterator[Json]:
    """What of a lesion is charged by itself: a removal includes its simple closure, a flap its removal."""
    kinds = [one["kind"] for one in lesion["procedures"]]
    removal = next((one for one in lesion["procedures"] if one["kind"] == "excision"), None)
    for one in lesion["procedures"]:
        if one["kind"] == "excision" and "adjacent_tissue_transfer" in kinds:
            continue
        if one["kind"] == "repair" and removal is not None and _includes(removal, one, lesion):
            continue
        yield one


def _includes(removal: Json, closure: Json, lesion: Json) -> bool:
    is_small = lesion["nature"] == "benign" and _excised(removal) <= SMALL
    return closure["complexity"] == "simple" or is_small


def _excised(removal: Json) -> Decimal:
    return Decimal(str(removal["lesion_cm"])) + 2 * Decimal(str(removal["margin_cm"]))


Done = Sequence[tuple[Json, Json]]


def _of(done: Done, *kinds: str) -> list[tuple[Json, Json]]:
    return [(lesion, one) for lesion, one in done if one["kind"] in kinds]


def _biopsies(done: Done, encounter: Json) -> Counter[str]:
    units: Counter[str] = Counter()
    counted: Counter[str] = Counter()
    vulvar = 0
    for lesion, one in _of(done, "biopsy"):
        site = lesion["site"]
        if site == "vulva" or (site == "perineum" and encounter["patient"]["sex"] == "F"):
            vulvar += 1
        elif lesion.get("margin") and site.startswith(("eyelid", "canthus")):
            units["67810"] += 1
        elif site == "ear_canal":
            units["69105"] = 1  # a canal once, and both on one line with 50
        elif site in OWN_BIOPSY:
            units[OWN_BIOPSY[site]] += 1
        else:
            counted[one["method"]] += 1
    units.update({"56605": min(vulvar, 1), "56606": max(vulvar - 1, 0)})
    first = next((method for method in METHODS if counted[method]), None)
    for method in METHODS:
        units[BIOPSY[method][0]] += method == first
        units[BIOPSY[method][1]] += counted[method] - (method == first)
    return units


def _destructions(done: Done, encounter: Json) -> Counter[str]:
    units: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    regions: dict[str, list[Json]] = {}
    for lesion, one in _of(done, "destruction"):
        nature, site = lesion["nature"], lesion["site"]
        if nature in ("malignant", "in_situ"):
            table = _table("3.3", _first_code(lesion, "destruction_malignant"))
            units.update(expected(table, Decimal(str(one["lesion_cm"]))))
        elif site == "oral_mucosa" or lesion.get("margin"):
            raise UnknownWorkError("a site with a code of its own")
        elif nature == "benign" and site in OWN_DESTRUCTION:
            regions.setdefault(site, []).append(one)
        else:
            counts[nature] += lesion.get("count", 1)
    for site, ones in regions.items():
        codes = {
            OWN_DESTRUCTION[site]["extensive" if one.get("extensive") else one["method"]] for one in ones
        }
        if len(codes) > 1:
            raise UnknownWorkError("several methods in one region")
        units[codes.pop()] += 1
    if counts["premalignant"]:
        units.update(expected(rows("3.1"), Decimal(counts["premalignant"])))
    if counts["benign"]:
        units.update(expected(rows("3.2", "17110", "17111"), Decimal(counts["benign"])))
    return units


def _by_size(done: Done, encounter: Json) -> Counter[str]:
    units: Counter[str] = Counter()
    for lesion, one in _of(done, "excision"):
        series = "malignant" if lesion["nature"] in ("malignant", "in_situ") else "benign"
        section = "2.3" if series == "malignant" else "2.2"
        units.update(expected(_table(section, _first_code(lesion, f"excision_{series}")), _excised(one)))
    for lesion, one in _of(done, "shave_removal"):
        units.update(expected(_table("2.1", _first_code(lesion, "shave")), Decimal(str(one["lesion_cm"]))))
    return units


def _mohs(done: Done, encounter: Json) -> Counter[str]:
    units: Counter[str] = Counter()
    for lesion, one in _of(done, "mohs"):
        first = _first_code(lesion, "mohs")
        units[first] += 1
        units[{"17311": "17312", "17313": "17314"}[first]] += len(one["stages"]) - 1
        units["17315"] += sum(max(0, blocks - 5) for blocks in one["stages"])
    return units


def _repairs(done: Done, encounter: Json) -> Counter[str]:
    """Wounds of one complexity and one group are added."""
    units: Counter[str] = Counter()
    for degree, section in (("complex", "5.3"), ("intermediate", "5.2"), ("simple", "5.1")):
        lengths: dict[str, Decimal] = {}
        for lesion, one in _of(done, "repair"):
            if one["complexity"] == degree:
                first = _first_code(lesion, f"repair_{degree}")
                lengths[first] = lengths.get(first, Decimal(0)) + Decimal(str(one["length_cm"]))
        for first, length in lengths.items():
            if degree == "complex" and length <= 1:
                raise UnknownWorkError("a short complex repair")
            units.update(expected(_table(section, first), length))
    return units


def _flaps_and_grafts(done: Done, encounter: Json) -> Counter[str]:
    units: Counter[str] = Counter()
    areas: dict[tuple[str, str], Decimal] = {}
    for lesion, one in _of(done, "adjacent_tissue_transfer"):
        table = _table("5.4", _first_code(lesion, "adjacent_tissue_transfer"))
        units.update(expected(table, Decimal(str(one["area_cm2"]))))
    for lesion, one in _of(done, "graft"):
        family = one["graft"] if one["graft"] == "skin_substitute" else f"graft_{one['graft']}"
        key = (
            _first_code(lesion, family),
            {"full_thickness": "152", "split_thickness": "151"}.get(one["graft"], "1527"),
        )
        areas[key] = areas.get(key, Decimal(0)) + Decimal(str(one["area_cm2"]))
    for (first, series), area in areas.items():
        units.update(expected(_table("5.5", first, series), area))
    return units


def _tags(done: Done, encounter: Json) -> Counter[str]:
    number = sum(lesion.get("count", 1) for lesion, _ in _of(done, "skin_tag_removal"))
    return Counter(expected(rows("3.2", "11200", "11201"), Decimal(number)) if number else {})


def _injections(done: Done, encounter: Json) -> Counter[str]:
    """Lesions by series; the dose of each drug of the day is added and rounded once (6.1)."""
    units: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    given: dict[str, list[Json]] = {}
    for lesion, one in _of(done, "intralesional_injection"):
        counts["9640" if one.get("drug") in CYTOTOXIC else "1190"] += lesion.get("count", 1)
        if "drug" in one:
            given.setdefault(one["drug"], []).append(one)
    for series, number in counts.items():
        of = [row for row in rows("6.1") if row.code.startswith(series) and row.bounds]
        units.update(expected(of, Decimal(number)))
    for drug, ones in given.items():
        units[drug] += _drug_units(drug, ones, encounter)
    return units


def _drug_units(drug: str, ones: Sequence[Json], encounter: Json) -> int:
    dose = sum(one["dose_mg"] for one in ones)
    used = ceil(dose / UNITS[drug])
    if encounter["payer"] != "medicare":
        return used
    containers = {one["container"] for one in ones}
    if len(containers) > 1:
        raise UnknownWorkError("one drug from two kinds of container")
    wasted = sum(one.get("wasted_mg", 0) for one in ones)
    return used if containers == {"multi_dose"} else ceil((dose + wasted) / UNITS[drug])


def _drainages(done: Done, encounter: Json) -> Counter[str]:
    units: Counter[str] = Counter()
    together: dict[str, list[bool]] = {}
    for _, one in _of(done, "incision_drainage"):
        what, complicated = one["what"], one["complicated"]
        if one["puncture"]:
            if what == "foreign_body":
                raise UnknownWorkError("a foreign body without an incision")
            units["10160"] += 1
        elif what == "hematoma":
            units["10140"] += 1
        elif what == "foreign_body":
            units["10121" if complicated else "10120"] += 1
        else:
            together.setdefault(what, []).append(complicated)
    for what, complicated in together.items():
        simple, hard = {"abscess": ("10060", "10061"), "pilonidal_cyst": ("10080", "10081")}[what]
        several = what == "abscess" and len(complicated) > 1
        units[hard if several or any(complicated) else simple] += 1
    return units


def _debridements(done: Done, encounter: Json) -> Counter[str]:
    """Areas of one depth are added."""
    units: Counter[str] = Counter()
    areas: dict[str, Decimal] = {}
    for _, one in _of(done, "debridement"):
        areas[one["depth"]] = areas.get(one["depth"], Decimal(0)) + Decimal(str(one["area_cm2"]))
    for depth, area in areas.items():
        units.update(expected(rows("6.3", *DEPTHS[depth]), area))
    return units


def _feet(done: Done, encounter: Json) -> Counter[str]:
    """Corns by their number; nails by what was done, each nail once."""
    if encounter["payer"] != "commercial" and _of(done, "paring", "nail"):
        raise UnknownWorkError("foot care for Medicare")
    units: Counter[str] = Counter()
    corns = sum(lesion.get("count", 1) for lesion, _ in _of(done, "paring"))
    if corns:
        units.update(expected(rows("6.3", "11055", "11056", "11057"), Decimal(corns)))
    nails = Counter(digit for _, one in _of(done, "nail") for digit in one["digits"])
    if nails and max(nails.values()) > 1:
        raise UnknownWorkError("two services on one nail")
    by_what: Counter[str] = Counter()
    for _, one in _of(done, "nail"):
        by_what[one["what"]] += len(one["digits"])
    for what, number in by_what.items():
        if what == "debridement":
            units.update(expected(rows("6.4", "11720", "11721"), Decimal(number)))
        elif what == "trimming":
            units["11719"] += 1
        else:
            units[NAIL[what]] += 1 if what == "avulsion" else number
            units["11732"] += number - 1 if what == "avulsion" else 0
    return units


PARTS = (
    *(_biopsies, _destructions, _by_size, _mohs, _repairs, _flaps_and_grafts, _tags, _injections),
    *(_drainages, _debridements, _feet),
)


def _marked(charged: dict[str, int]) -> set[str]:
    """Column 2 of each pair with indicator 1 among the codes; a lid is told apart by its own modifier."""
    tables = published()
    marked = set()
    for one, other in combinations(charged, 2):
        for column1, column2 in ((one, other), (other, one)):
            indicator = tables.pairs.get((column1, column2))
            if indicator == "0":
                raise UnknownWorkError(f"{column1} and {column2} never go together")
            if indicator == "1" and column2 not in NAMES_ITS_PLACE:
                marked.add(column2)
    return marked
