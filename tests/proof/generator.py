"""Seeded encounters as an office charts them, and as it should not.

`encounters(number, seed)` gives documents: plausible visits, most of which can be charged; then facts are
taken out, put in or contradicted in some of them.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

from tests.proof.published import RULES, published, rows_of

Json = dict[str, Any]

FIRST_DAY, LAST_DAY = date(2024, 1, 1), date(2026, 12, 31)
PAYERS = (
    ("medicare", 34), ("commercial", 30), ("medicare_advantage", 12), ("medicaid", 8), ("tricare", 5),
    ("workers_comp", 4), ("self_pay", 7),
)  # fmt: skip
GROUNDS = (
    "bleeding", "itching", "pain", "inflamed", "growing", "obstructs_function", "recurrent_trauma",
    "suspected_malignancy", "infected", "changing", "multiplying", "restricts_vision", "obstructs_orifice",
    "atypical_prior_biopsy",
)  # fmt: skip
NATURES = ("benign", "premalignant", "malignant", "in_situ", "uncertain", "unspecified", "not_neoplastic")
SIDES = ("left", "right", "midline", "bilateral", None)
TOES = tuple(f"{side}T{number}" for side in "LR" for number in range(1, 6))
FINGERS = tuple(f"{side}F{number}" for side in "LR" for number in range(1, 6))
METHODS = ("cryosurgery", "electrosurgery", "curettage", "laser", "chemical", "surgical")
FLAGS = (
    "requested_by_patient", "assistant", "discontinued", "repeat", "same_incision", "separate_session",
    "reduced",
    "return_to_or",
)  # fmt: skip
VISIT_WORDS = (
    "psoriasis vulgaris", "rosacea", "acne vulgaris", "atopic dermatitis", "xerosis", "seborrheic dermatitis",
    "history of melanoma", "alopecia areata", "lichen planus", "tinea pedis", "pruritus, unspecified",
    "L40.0",
    "hidradenitis suppurativa", "solar lentigo",
)  # fmt: skip
BAD_WORDS = (
    "", "zzz", "r/o melanoma", "C44", "C44.3", "L66.10", "L66.1", "E88.11", "M72.2", "M72.20", "Z41.1",
    "L98.A1", "B88.0",
    "benign neoplasm", "nevus vs melanoma",
)  # fmt: skip
CANCERS = (
    "basal cell carcinoma",
    "squamous cell carcinoma",
    "squamous cell carcinoma in situ",
    "melanoma in situ",
)
LUMPS = (
    "melanocytic nevus", "dysplastic nevus", "epidermal inclusion cyst", "dermatofibroma",
    "seborrheic keratosis, inflamed",
    "lipoma", "pilar cyst", "blue nevus", "neurofibroma, solitary", "keloid",
)  # fmt: skip
SMALL = (
    "wart, type not stated", "molluscum contagiosum", "seborrheic keratosis, inflamed",
    "seborrheic keratosis",
    "cherry angioma", "milia", "sebaceous hyperplasia", "plantar wart", "common wart", "genital wart",
)  # fmt: skip
UNKNOWN = "neoplasm of unspecified behavior of skin"
OFTEN_BEFORE = (
    "11602", "11642", "11402", "12032", "13132", "14060", "15260", "17000", "17004", "17110", "17262",
    "11102", "11104",
    "17311", "11750", "11450", "99213", "10060", "15786", "17106",
)  # fmt: skip
OFTEN_CODED = (
    "88305", "88331", "88342", "88341", "96372", "20550", "12020", "13160", "21011", "11920", "15853",
    "10180", "29580",
    "15002", "15003", "G0168", "17340", "11765", "64650", "96401", "15050", "67840", "96999", "15850",
    "99441", "J1030",
    "11450", "15782", "99214", "11103", "17003",
)  # fmt: skip
SERVICES_FOR_LOOKS = (
    "botulinum_toxin", "filler", "laser_hair_removal", "ipl", "microneedling", "chemical_peel",
    "sclerotherapy",
    "tattoo_removal", "lesion_removal", "hyperhidrosis_botulinum", "product_retail", "ear_piercing",
    "unheard_of",
)  # fmt: skip


class Site(NamedTuple):
    name: str
    paired: bool
    region: str


@cache
def sites() -> tuple[Site, ...]:
    found = rows_of(RULES / "sites" / "sites.csv")
    return tuple(Site(row["site"], row["paired"] == "1", row["region"]) for row in found)


@cache
def places() -> tuple[Site, ...]:
    return tuple(site for site in sites() if site.name not in ("multiple", "unspecified"))


@cache
def terms() -> tuple[str, ...]:
    return tuple(row["term"] for row in rows_of(RULES / "diagnoses" / "terms.csv"))


@cache
def all_codes() -> tuple[str, ...]:
    return tuple(sorted({*published().codes, *published().hcpcs}))


class Draw(random.Random):
    """A source of chance with the questions that this module asks of it."""

    def often(self, share: float) -> bool:
        return self.random() < share

    def of(self, weighted: Sequence[tuple[Any, float]]) -> Any:
        values, weights = zip(*weighted, strict=True)
        return self.choices(values, weights)[0]

    def cm(self, most: float = 4.5) -> float:
        """A size in tenths; sometimes in hundredths, or just at a bound."""
        if self.often(0.15):
            return self.choice([0.5, 0.6, 1.0, 1.1, 2.0, 2.5, 2.6, 3.0, 4.0, 4.1, 5.0, 7.5, 7.6])
        value = max(0.1, min(most, self.lognormvariate(0.0, 0.6)))
        return round(value, 2 if self.often(0.1) else 1)

    def cm2(self) -> float:
        return self.choice(
            [2.0, 8.5, 10.0, 10.1, 19.5, 20.0, 25.0, 30.0, 30.5, 60.5, 99.9, 100.0, 120.0, 250.0]
        )


def encounters(number: int, seed: int = 1) -> Iterator[Json]:
    return islice(_endless(Draw(seed)), number)


def common_work(number: int, seed: int = 1) -> Iterator[Json]:
    """Visits of the common work alone, unspoilt, for the second coder."""
    draw = Draw(seed)
    for at in range(number):
        lesions = [draw.choice(COMMON)(draw, label) for label in _labels(draw.randint(1, 8))]
        patient = {"age": 60, "sex": draw.choice("FM"), "established": draw.often(0.7)}
        made: Json = {
            "id": f"C{at}",
            "date_of_service": "2026-06-15",
            "payer": draw.choice(["commercial", "medicare"]),
        }
        made |= {"patient": patient, "lesions": lesions, "services": []}
        if draw.often(0.5):
            made["visit"] = _common_visit(draw, lesions)
        yield made


def _common_visit(draw: Draw, lesions: Sequence[Json]) -> Json:
    """Elements without minutes; a major procedure of the day was decided on at the visit."""
    done = {one["kind"] for lesion in lesions for one in lesion["procedures"]}
    return {
        "problems": draw.choice(["minimal", "low", "moderate", "high"]),
        "data": draw.choice(["minimal", "limited", "moderate", "extensive"]),
        "risk": draw.choice(["minimal", "low", "moderate", "high"]),
        "separate": draw.often(0.7),
        "decision_for_surgery": not done.isdisjoint(["adjacent_tissue_transfer", "graft"]),
        "diagnoses": ["rosacea"],
    }


def _endless(draw: Draw) -> Iterator[Json]:
    at = 0
    while True:
        made = _plausible(draw, f"G{at}")
        for spoil in SPOILERS:
            if draw.often(0.05):
                spoil(draw, made)
        yield made
        at += 1


def _pile_of_codes(draw: Draw, made: Json) -> None:
    """Codes of the files, many on one claim: pairs, limits and add-ons that no kind of procedure gives."""
    lesions = [_placed(draw, label) | {"diagnosis": draw.choice(terms())} for label in "ABC"]
    for lesion in lesions:
        lesion["procedures"] = [_any_code(draw) for _ in range(draw.randint(1, 3))]
    made |= {"lesions": lesions, "services": [_any_code(draw) | {"diagnosis": draw.choice(terms())}]}


def _any_code(draw: Draw) -> Json:
    code = draw.choice(OFTEN_CODED) if draw.often(0.3) else draw.choice(all_codes())
    return {"kind": "coded", "code": code, "units": draw.of(((1, 8), (2, 1)))}


def _plausible(draw: Draw, named: str) -> Json:
    day = FIRST_DAY + timedelta(draw.randrange((LAST_DAY - FIRST_DAY).days + 1))
    made: Json = {
        "id": named,
        "date_of_service": day.isoformat(),
        "payer": draw.of(PAYERS),
        "place_of_service": draw.of((("11", 90), ("22", 4), ("24", 3), ("10", 2), ("02", 1))),
        "patient": _patient(draw),
        "lesions": _lesions(draw),
        "services": _services(draw),
    }
    if draw.often(0.4) or not (made["lesions"] or made["services"]):
        made["visit"] = _visit(draw, alone=not made["lesions"])
    if draw.often(0.2):
        made["history"] = [_prior(draw, made) for _ in range(draw.randint(1, 3))]
    if draw.often(0.08):
        made["notice"] = _notice(draw, made)
    if draw.often(0.2):
        made["clia"] = "05D0123456"
    return made


def _patient(draw: Draw) -> Json:
    patient: Json = {
        "age": draw.randint(1, 95),
        "sex": draw.of((("F", 49), ("M", 49), ("X", 2))),
        "established": draw.often(0.8),
    }
    if draw.often(0.08):
        patient["class_findings"] = draw.sample(["A", "B", "B", "C", "C"], draw.randint(1, 4))
    patient["neuropathy"] = draw.often(0.05)
    patient["immunosuppressed"] = draw.often(0.05)
    return patient


def _lesions(draw: Draw) -> list[Json]:
    number = draw.of(((0, 12), (1, 34), (2, 24), (3, 14), (4, 8), (5, 4), (7, 2), (10, 1.5), (18, 0.5)))
    return [LESIONS[draw.choices(range(len(LESIONS)), WEIGHTS)[0]](draw, label) for label in _labels(number)]


def _labels(number: int) -> Iterator[str]:
    return (chr(ord("A") + at) for at in range(number))


def _placed(draw: Draw, label: str, among: Sequence[str] = ()) -> Json:
    choice = [site for site in places() if not among or site.name in among]
    site = draw.choice(choice)
    placed: Json = {"id": label, "site": site.name}
    if site.paired:
        placed["side"] = draw.choice(["left", "right"])
    if site.name.startswith("canthus"):
        placed["lid"] = draw.choice(["upper", "lower"])
    if site.name.startswith(("eyelid", "canthus", "lip_")) and draw.often(0.5):
        placed["margin"] = draw.often(0.4)
    return placed


def _ground(draw: Draw, placed: Json, share: float = 0.85) -> None:
    if draw.often(share):
        placed["symptoms"] = draw.sample(GROUNDS, draw.randint(1, 2))


def _biopsy(draw: Draw, label: str) -> Json:
    placed = _placed(draw, label) | {
        "diagnosis": draw.of(((UNKNOWN, 8), ("rash, unspecified", 1), ("psoriasis vulgaris", 1)))
    }
    if placed["diagnosis"] == UNKNOWN:
        placed["nature"] = "unspecified"
    method = draw.of((("tangential", 6), ("punch", 3), ("incisional", 1)))
    placed["procedures"] = [{"kind": "biopsy", "method": method}]
    return placed


def _keratoses(draw: Draw, label: str) -> Json:
    count = draw.of(((1, 5), (2, 4), (3, 3), (5, 2), (7, 2), (12, 1), (14, 1), (15, 1), (22, 1)))
    word = draw.of((("actinic keratosis", 20), ("actinic cheilitis", 1), ("AK", 3)))
    placed = _placed(draw, label) | {"diagnosis": word, "nature": "premalignant", "count": count}
    placed["procedures"] = [{"kind": "destruction", "method": draw.choice(METHODS[:3])}]
    return placed


def _small_growths(draw: Draw, label: str) -> Json:
    placed = _placed(draw, label) | {
        "diagnosis": draw.choice(SMALL),
        "nature": "benign",
        "count": draw.randint(1, 16),
    }
    done: Json = {"kind": "destruction", "method": draw.choice(METHODS)}
    if draw.often(0.1):
        done["extensive"] = True
    placed["procedures"] = [done]
    _ground(draw, placed)
    return placed


def _cancer(draw: Draw, label: str) -> Json:
    word = draw.choice(CANCERS)
    placed = _placed(draw, label) | {
        "diagnosis": word,
        "nature": "in_situ" if "in situ" in word else "malignant",
    }
    how = draw.of((("excision", 4), ("destruction", 3), ("mohs", 3), ("shave_removal", 1)))
    done: Json = {"kind": how}
    if how == "mohs":
        done["stages"] = [draw.randint(1, 7) for _ in range(draw.randint(1, 4))]
        done["prior_pathology"] = draw.often(0.8)
    elif how == "excision":
        done |= {"lesion_cm": draw.cm(), "margin_cm": draw.choice([0.2, 0.3, 0.4, 0.5])}
        done["re_excision"] = draw.often(0.1)
    else:
        done |= {"lesion_cm": draw.cm()} | ({"method": "curettage"} if how == "destruction" else {})
    placed["procedures"] = [done]
    if how in ("mohs", "excision") and draw.often(0.8):
        placed["procedures"].append(_closure(draw))
    return placed


def _closure(draw: Draw) -> Json:
    how = draw.of((("repair", 7), ("adjacent_tissue_transfer", 2), ("graft", 1)))
    if how == "repair":
        degree = draw.of((("simple", 2), ("intermediate", 5), ("complex", 3)))
        return {"kind": how, "complexity": degree, "length_cm": draw.cm(20)}
    if how == "graft":
        kind = draw.choice(["full_thickness", "split_thickness", "skin_substitute"])
        return {"kind": how, "graft": kind, "area_cm2": draw.cm2()}
    return {"kind": how, "area_cm2": draw.cm2()}


def _lump(draw: Draw, label: str) -> Json:
    placed = _placed(draw, label) | {"diagnosis": draw.choice(LUMPS), "nature": "benign"}
    if draw.often(0.5):
        placed["procedures"] = [{"kind": "excision", "lesion_cm": draw.cm(), "margin_cm": 0.1}]
        if draw.often(0.6):
            placed["procedures"].append(_closure(draw))
    else:
        placed["procedures"] = [{"kind": "shave_removal", "lesion_cm": draw.cm()}]
    _ground(draw, placed)
    return placed


def _tags(draw: Draw, label: str) -> Json:
    placed = _placed(draw, label, ("neck_anterior", "axilla", "groin", "eyelid_upper")) | {
        "diagnosis": "skin tag"
    }
    placed |= {"count": draw.choice([1, 4, 15, 16, 25, 26, 40]), "procedures": [{"kind": "skin_tag_removal"}]}
    _ground(draw, placed)
    return placed


def _injected(draw: Draw, label: str) -> Json:
    words = ("keloid", "alopecia areata", "acne vulgaris", "prurigo nodularis", "hypertrophic scar")
    placed = _placed(draw, label) | {
        "diagnosis": draw.choice(words),
        "count": draw.choice([1, 2, 5, 7, 8, 12]),
    }
    done: Json = {"kind": "intralesional_injection"}
    if draw.often(0.8):
        container = draw.choice(["single_dose", "multi_dose"])
        done |= {"drug": draw.choice(["J3301", "J9040", "J1010", "J3300"]), "dose_mg": draw.randint(1, 60)}
        done |= {"container": container} | (
            {"wasted_mg": draw.randint(0, 30)} if container == "single_dose" else {}
        )
    placed["procedures"] = [done]
    _ground(draw, placed)
    return placed


def _drained(draw: Draw, label: str) -> Json:
    what = draw.choice(["abscess", "hematoma", "pilonidal_cyst", "foreign_body"])
    words = {
        "abscess": "cutaneous abscess",
        "hematoma": "subungual hematoma",
        "pilonidal_cyst": "pilonidal cyst with abscess",
    }
    word = words.get(what, "foreign body granuloma")
    placed = _placed(draw, label, ("great_toe", "thumb") if what == "hematoma" else ())
    done = {
        "kind": "incision_drainage",
        "what": what,
        "complicated": draw.often(0.3),
        "puncture": draw.often(0.1),
    }
    return placed | {"diagnosis": word, "procedures": [done]}


def _wound(draw: Draw, label: str) -> Json:
    placed = _placed(draw, label, ("lower_leg", "ankle", "heel", "foot_dorsum", "thigh"))
    depth = draw.choice(["skin", "subcutaneous", "muscle", "bone"])
    word = "non-pressure chronic ulcer, with fat layer exposed"
    done = {"kind": "debridement", "depth": depth, "area_cm2": draw.cm2()}
    return placed | {"diagnosis": word, "procedures": [done]}


def _foot(draw: Draw, label: str) -> Json:
    if draw.often(0.5):
        placed = _placed(draw, label, ("sole", "heel", "great_toe", "fifth_toe"))
        return placed | {"diagnosis": "corn", "count": draw.randint(1, 6), "procedures": [{"kind": "paring"}]}
    return _nails(draw, label)


def _nails(draw: Draw, label: str) -> Json:
    side = draw.choice("LR")
    digits = [digit for digit in (TOES if draw.often(0.7) else FINGERS) if digit[0] == side]
    what = draw.choice(
        ["trimming", "debridement", "avulsion", "matrixectomy", "biopsy", "hematoma_evacuation", "repair"]
    )
    word = draw.choice(
        [
            "onychomycosis",
            "ingrown nail",
            "nail dystrophy",
            "subungual hematoma",
            "nail disorder, unspecified",
        ]
    )
    site = "great_toe" if digits[0][1] == "T" else "thumb"
    chosen = draw.sample(digits, draw.randint(1, 5))
    placed: Json = {"id": label, "site": site, "side": "left" if side == "L" else "right", "diagnosis": word}
    return placed | {"procedures": [{"kind": "nail", "what": what, "digits": chosen}]}


def _hidradenitis(draw: Draw, label: str) -> Json:
    placed = _placed(draw, label, ("axilla", "groin", "perianal", "perineum", "umbilicus"))
    done: list[Json] = [{"kind": "excision", "lesion_cm": draw.cm(9), "margin_cm": 0.2}]
    if draw.often(0.5):
        done.append(_closure(draw))
    return placed | {"diagnosis": "hidradenitis suppurativa", "procedures": done}


def _vascular(draw: Draw, label: str) -> Json:
    word = draw.choice(["port wine stain", "hemangioma of skin", "telangiectasia", "rosacea"])
    placed = _placed(draw, label) | {"diagnosis": word}
    placed["procedures"] = [{"kind": "destruction", "method": "laser", "area_cm2": draw.cm2()}]
    _ground(draw, placed, 0.6)
    return placed


def _acne(draw: Draw, label: str) -> Json:
    done = draw.choice(
        [{"kind": "comedone_extraction"}, {"kind": "destruction", "method": "cryosurgery"},
         {"kind": "destruction", "method": "chemical"},
         {"kind": "chemical_peel", "depth": "epidermal", "facial": True}]
    )  # fmt: skip
    return _placed(draw, label, ("cheek", "back_upper", "chest")) | {
        "diagnosis": "acne vulgaris",
        "procedures": [done],
    }


def _field_of_light(draw: Draw, label: str) -> Json:
    done = {
        "kind": "photodynamic_therapy",
        "applied_by": draw.choice(["staff", "clinician"]),
        "curettage": draw.often(0.3),
    }
    words = {"diagnosis": "actinic keratosis", "nature": "premalignant"}
    return _placed(draw, label, ("scalp", "forehead", "cheek")) | words | {"procedures": [done]}


def _by_code(draw: Draw, label: str) -> Json:
    code = draw.choice(OFTEN_CODED) if draw.often(0.6) else draw.choice(all_codes())
    done = {"kind": "coded", "code": code, "units": draw.of(((1, 8), (2, 1), (40, 1)))}
    return _placed(draw, label) | {"diagnosis": draw.choice(terms()), "procedures": [done]}


def _for_looks(draw: Draw, label: str) -> Json:
    placed = _placed(draw, label) | {
        "diagnosis": draw.choice(["solar lentigo", "seborrheic keratosis", "melanocytic nevus"])
    }
    done = draw.choice(
        [{"kind": "destruction", "method": "laser", "requested_by_patient": True},
         {"kind": "shave_removal", "lesion_cm": 0.4, "requested_by_patient": True},
         {"kind": "cosmetic", "service": "lesion_removal", "price": "150.00"}]
    )  # fmt: skip
    return placed | {"procedures": [done]}


def _anything(draw: Draw, label: str) -> Json:
    """Any word of the diagnosis table at any site, with a removal."""
    placed = _placed(draw, label) | {"diagnosis": draw.choice(terms())}
    placed["procedures"] = [draw.choice(
        [{"kind": "biopsy", "method": "punch"}, {"kind": "excision", "excised_cm": draw.cm()},
         {"kind": "destruction", "method": draw.choice(METHODS), "lesion_cm": draw.cm()}]
    )]  # fmt: skip
    _ground(draw, placed)
    return placed


Maker = Callable[[Draw, str], Json]
_LESIONS: tuple[tuple[Maker, float], ...] = (
    (_biopsy, 18), (_keratoses, 16), (_small_growths, 14), (_cancer, 15), (_lump, 9), (_tags, 5),
    (_injected, 5),
    (_drained, 3), (_wound, 2), (_foot, 4), (_nails, 3), (_hidradenitis, 1),
    (_vascular, 2), (_acne, 2), (_field_of_light, 2),
    (_by_code, 3), (_for_looks, 3), (_anything, 2),
)  # fmt: skip
LESIONS = [made for made, _ in _LESIONS]
WEIGHTS = [weight for _, weight in _LESIONS]


COMMON: tuple[Maker, ...] = (
    *(_biopsy, _keratoses, _small_growths, _cancer, _lump, _tags, _injected),
    *(_drained, _wound, _foot),
)


def _services(draw: Draw) -> list[Json]:
    return [_service(draw) for _ in range(draw.of(((0, 74), (1, 18), (2, 6), (3, 2))))]


def _service(draw: Draw) -> Json:
    word = draw.choice(
        ["psoriasis vulgaris", "tinea corporis", "atopic dermatitis", UNKNOWN, "vitiligo", "onychomycosis"]
    )
    kind = draw.choice(
        [
            "laboratory",
            "pathology",
            "drug",
            "phototherapy",
            "patch_test",
            "cosmetic",
            "coded",
            "chemical_peel",
        ]
    )
    made: Json = {"kind": kind, "diagnosis": word}
    if kind == "laboratory":
        made["test"] = draw.choice(["koh", "wet_mount", "tzanck", "scabies_prep", "fungal_culture"])
    elif kind == "pathology":
        made |= {"level": draw.choice(["3", "4", "5"]), "specimens": draw.randint(1, 4)}
        made["component"] = draw.choice(["global", "professional", "technical"])
        if draw.often(0.2):
            made |= {"organism_stains": draw.randint(1, 3), "frozen_blocks": [draw.randint(1, 4), 1]}
    elif kind == "drug":
        made |= {
            "hcpcs": draw.choice(["J3301", "J7308", "J7345", "J0585", "J2357", "J1010", "J1030", "J9040"])
        }
        made |= {"dose_mg": draw.randint(1, 400), "container": draw.choice(["single_dose", "multi_dose"])}
        made["wasted_mg"] = draw.choice([0, 0, 5, 50])
    elif kind == "phototherapy":
        made |= {
            "light": draw.choice(["uvb", "puva", "uvb_with_tar", "goeckerman", "excimer"]),
            "area_cm2": draw.cm2(),
        }
        made["supervised_hours"] = draw.choice([0, 2, 4, 6])
    elif kind == "patch_test":
        made["count"] = draw.choice([1, 36, 80, 90, 100])
    elif kind == "cosmetic":
        made |= {
            "service": draw.choice(SERVICES_FOR_LOOKS),
            "units": draw.choice([1, 2, 0.5, 20]),
            "price": "12.50",
        }
    elif kind == "chemical_peel":
        made |= {"depth": draw.choice(["epidermal", "dermal"]), "facial": draw.often(0.7)}
    else:
        made |= {"code": draw.choice(OFTEN_CODED), "units": draw.randint(1, 2)}
    return made


def _visit(draw: Draw, *, alone: bool) -> Json:
    visit: Json = {"diagnoses": draw.sample(VISIT_WORDS, draw.randint(1, 3))}
    if draw.often(0.7):
        visit["problems"] = draw.choice(["minimal", "straightforward", "low", "moderate", "high"])
        visit["data"] = draw.choice(["minimal", "limited", "moderate", "extensive"])
        visit["risk"] = draw.choice(["minimal", "low", "moderate", "high"])
    if draw.often(0.5) or "risk" not in visit:
        visit["minutes"] = draw.choice([5, 10, 15, 20, 25, 30, 40, 45, 55, 60, 69, 75, 89, 120])
    if not alone:
        visit["separate"] = draw.of(((True, 6), (False, 3), (None, 1)))
        visit["decision_for_surgery"] = draw.often(0.2)
    visit["longitudinal"] = draw.often(0.2)
    visit["telehealth"] = draw.of(((False, 9), ("video", 1), ("audio", 0.5)))
    visit["staff_only"] = draw.often(0.04)
    if draw.often(0.3):
        visit["related"] = draw.often(0.4)
    return visit


def _prior(draw: Draw, made: Json) -> Json:
    day = date.fromisoformat(made["date_of_service"])
    back = draw.choice([0, 1, 5, 9, 10, 11, 30, 60, 89, 90, 91, 200])
    prior: Json = {"date": (day - timedelta(back)).isoformat(), "code": draw.choice(OFTEN_BEFORE)}
    prior["planned_next"] = draw.often(0.3)
    if draw.often(0.8):
        prior["site"] = draw.choice(
            [lesion["site"] for lesion in made["lesions"]] + [draw.choice(places()).name]
        )
    if draw.often(0.8):
        prior["diagnosis"] = draw.choice([*CANCERS, *LUMPS, "actinic keratosis"])
    if draw.often(0.3):
        prior["lesion"] = "old"
        for lesion in made["lesions"][:1]:
            lesion["same_as"] = draw.choice(["old", "older"])
    if draw.often(0.1):
        prior["modifiers"] = [draw.choice(["78", "58", "79", "59"])]
    return prior


def _notice(draw: Draw, made: Json) -> Json:
    notice: Json = {
        "kind": draw.choice(["abn_mandatory", "abn_voluntary", "waiver"]),
        "signed": draw.often(0.8),
    }
    if made["lesions"] and draw.often(0.6):
        notice["lesions"] = [lesion["id"] for lesion in draw.sample(made["lesions"], 1)]
    return notice


# What spoils a visit. Each changes one thing, in one encounter of twenty.


def _procedures(made: Json) -> list[Json]:
    return [one for lesion in made["lesions"] for one in lesion["procedures"]] + made["services"]


def _flag(draw: Draw, made: Json) -> None:
    for one in _procedures(made)[:3]:
        one[draw.choice(FLAGS)] = True


def _forget(draw: Draw, made: Json) -> None:
    for one in _procedures(made)[:2]:
        facts = [key for key in one if key not in ("kind", *FLAGS)]
        if facts:
            del one[draw.choice(facts)]


def _contradict(draw: Draw, made: Json) -> None:
    for lesion in made["lesions"][:2]:
        lesion["nature"] = draw.choice(NATURES)


def _mistype(draw: Draw, made: Json) -> None:
    for lesion in made["lesions"][:2]:
        lesion["diagnosis"] = draw.choice(BAD_WORDS)
    for service in made["services"][:1]:
        service["diagnosis"] = draw.choice(BAD_WORDS)


def _misplace(draw: Draw, made: Json) -> None:
    for lesion in made["lesions"][:2]:
        lesion["site"] = draw.choice(sites()).name
        lesion["side"] = draw.choice(SIDES)


def _overcount(draw: Draw, made: Json) -> None:
    for lesion in made["lesions"][:2]:
        lesion["count"] = draw.choice([3, 9, 30, 120])


def _same_spot(draw: Draw, made: Json) -> None:
    """Another lesion's procedures on this one: several services at one place."""
    lesions = made["lesions"]
    if len(lesions) > 1:
        lesions[0]["procedures"] = (lesions[0]["procedures"] + lesions[-1]["procedures"])[:5]


def _same_place(draw: Draw, made: Json) -> None:
    for lesion in made["lesions"][1:]:
        lesion |= {
            key: made["lesions"][0].get(key)
            for key in ("site", "side", "diagnosis")
            if made["lesions"][0].get(key)
        }


def _add_code(draw: Draw, made: Json) -> None:
    made["services"].append(
        {
            "kind": "coded",
            "code": draw.choice(all_codes()),
            "units": draw.randint(1, 3),
            "diagnosis": draw.choice(terms()),
        }
    )


def _at_request(draw: Draw, made: Json) -> None:
    for one in _procedures(made)[:4]:
        if draw.often(0.6):
            one["requested_by_patient"] = True


def _many_diagnoses(draw: Draw, made: Json) -> None:
    if "visit" in made:
        made["visit"]["diagnoses"] = draw.sample(VISIT_WORDS, 12)


def _no_standing(draw: Draw, made: Json) -> None:
    if "visit" in made:
        for key in draw.sample(["problems", "data", "risk", "minutes", "separate"], 3):
            made["visit"].pop(key, None)
        made["visit"]["diagnoses"] = draw.choice([[], ["C44"], ["zzz"], ["Z41.1"]])


SPOILERS: tuple[Callable[[Draw, Json], None], ...] = (
    _flag, _forget, _contradict, _mistype, _misplace, _overcount, _same_spot, _same_place, _add_code,
    _at_request, _pile_of_codes, _many_diagnoses, _no_standing,
)  # fmt: skip
