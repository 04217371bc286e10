"""What is wrong with an answer by the published tables alone; of the program it knows the JSON only."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations
from typing import Any, NamedTuple

from tests.proof.published import Published

Json = dict[str, Any]

VISITS = frozenset(["99202", "99203", "99204", "99205", "99211", "99212", "99213", "99214", "99215"])
WITH_A_VISIT = frozenset(["99417", "G2212", "G2211", "99024"])
LIDS = frozenset(["E1", "E2", "E3", "E4"])
DIGITS = frozenset(["FA", "TA", *(f"{limb}{digit}" for limb in "FT" for digit in range(1, 10))])
ANATOMICAL = LIDS | DIGITS | {"LT", "RT"}
SEPARATE = frozenset(["59", "XE", "XS", "XP", "XU"])
# NCCI Policy Manual ch. I §E: the modifiers that open a pair with indicator 1.
OPENS = ANATOMICAL | SEPARATE | {"24", "25", "27", "57", "58", "78", "79", "91"}
OF_VISITS = frozenset(["24", "25", "57"])
OF_PROCEDURES = SEPARATE | frozenset(
    ["26", "TC", "50", "51", "52", "53", "58", "76", "77", "78", "79", "80", "82", "AS", "JW", "JZ"]
)
EXCLUDE_EACH_OTHER = (
    {"GA", "GZ"}, {"GA", "GX"}, {"GA", "GY"}, {"GZ", "GY"}, {"GZ", "GX"}, {"26", "TC"},
    {"LT", "RT"}, {"52", "53"}, {"58", "78"}, {"58", "79"}, {"78", "79"}, {"JW", "JZ"},
    {"93", "95"}, {"Q7", "Q8"}, {"Q7", "Q9"},
    {"Q8", "Q9"}, {"80", "82"},
)  # fmt: skip
# CPT, Excision for hidradenitis: a flap or graft that closes it is reported besides, though there is a pair.
HIDRADENITIS = frozenset(["11450", "11451", "11462", "11463", "11470", "11471"])
ASSISTS = frozenset(["80", "81", "82", "AS"])
SERIOUS = ("premalignant", "malignant", "in_situ", "uncertain")
FOR_LOOKS = "Z41.1"
IN_HOUSE = "COS-"
MOST = {"modifiers": 4, "icd10": 4}
MOST_DIAGNOSES = 12
MAY_BE_MEDICAL = frozenset(
    [
        "hyperhidrosis_botulinum",
        "filler",
        "vascular_laser_face",
        "chemical_peel",
        "dermabrasion",
        "sclerotherapy",
    ]
)


class Breach(NamedTuple):
    """A rule that an answer breaks, and by what."""

    rule: str
    found: str


def breaches(encounter: Json, answer: Json, tables: Published) -> list[Breach]:
    """All that is wrong with an answer as it would go out, whatever its status."""
    return list(_breaches(encounter, answer, tables))


def _breaches(encounter: Json, answer: Json, tables: Published) -> Iterator[Breach]:
    day = date.fromisoformat(encounter["date_of_service"])
    billed = [line for line in answer["lines"] if line["responsibility"] != "patient"]
    for line in answer["lines"]:
        yield from _of_a_line(line, day, tables)
    for line in billed:
        yield from _of_a_billed_line(line, encounter, tables)
    yield from _pairs(billed, tables)
    yield from _units(billed, tables)
    yield from _add_ons(billed, day, tables)
    yield from _visit_beside_procedures(billed, tables)
    yield from _global_periods(encounter, answer, billed, day, tables)
    yield from _claim(answer, billed)
    yield from _unfounded(encounter, billed, day, tables)


def _of_a_line(line: Json, day: date, tables: Published) -> Iterator[Breach]:
    code, marks = line["code"], line["modifiers"]
    if not line["why"] or not all(reason.strip() for reason in line["why"]):
        yield Breach("line.no_reason", code)
    if not code.startswith(IN_HOUSE) and tables.known(code) and not tables.in_force(code, day):
        yield Breach("code.not_in_force", f"{code} on {day}")
    for icd10 in line["icd10"]:
        if fault := tables.diagnosis_fault(icd10, day):
            yield Breach("diagnosis.standing", f"{icd10} is {fault} on {day}")
    for key, most in MOST.items():
        if len(line[key]) > most or len(set(line[key])) < len(line[key]):
            yield Breach(f"line.{key}", f"{code}: {line[key]}")
    if line["units"] <= 0:
        yield Breach("line.units", f"{code} × {line['units']}")
    yield from _modifiers(code, set(marks), tables)


def _modifiers(code: str, marks: set[str], tables: Published) -> Iterator[Breach]:
    facts = tables.codes.get(code)
    is_visit = _is_evaluation(code)
    wrong: list[str] = []
    wrong += ["+".join(sorted(both)) for both in EXCLUDE_EACH_OTHER if both <= marks]
    wrong += sorted(OF_VISITS & marks) if not is_visit else sorted(OF_PROCEDURES & marks)
    wrong += ["two of 59, X"] if len(SEPARATE & marks) > 1 else []
    wrong += ["GX without GY"] if "GX" in marks and "GY" not in marks else []
    wrong += sorted(DIGITS & marks) if not _names_digits(code) else []
    wrong += sorted(LIDS & marks) if not _is_of_the_lid(code) else []
    wrong += ["two places"] if len(ANATOMICAL & marks) > 1 and {"LT", "RT"} & marks else []
    if facts is not None:
        wrong += ["50"] if "50" in marks and facts.bilateral != "1" else []
        wrong += sorted({"26", "TC"} & marks) if not facts.has_components else []
        wrong += sorted(ASSISTS & marks) if facts.assistant == "1" else []
    if wrong:
        yield Breach("modifier", f"{code}: {', '.join(wrong)}")


def _is_evaluation(code: str) -> bool:
    """CPT's section of evaluation and management; its services take 24, 25 and 57, and no 59."""
    return "99202" <= code <= "99499" and code not in WITH_A_VISIT


def _names_digits(code: str) -> bool:
    """Nails, filleted flaps, and the operations on hand and foot."""
    return "11719" <= code <= "11765" or code == "14350" or code[:2] in ("26", "28")


def _is_of_the_lid(code: str) -> bool:
    return "67700" <= code <= "67999" or "15820" <= code <= "15823"


def _of_a_billed_line(line: Json, encounter: Json, tables: Published) -> Iterator[Breach]:
    code = line["code"]
    if line["units"] != int(line["units"]):
        yield Breach("line.units", f"{code} × {line['units']}")
    if code.startswith(IN_HOUSE) or FOR_LOOKS in line["icd10"] or "GY" in line["modifiers"]:
        yield Breach("cosmetic.insured", f"{code} {line['icd10']} {line['modifiers']}")
    if not line["icd10"]:
        yield Breach("line.no_diagnosis", code)
    if encounter["payer"] == "self_pay":
        yield Breach("self_pay.insured", code)
    by_label = {lesion["id"]: lesion for lesion in encounter.get("lesions", ())}
    treated = [by_label[label] for label in line["lesions"]]
    if treated and all(map(_is_for_looks, treated)):
        yield Breach("cosmetic.insured", f"{code} on {line['lesions']}, all of them for looks")


def _is_for_looks(lesion: Json) -> bool:
    done = lesion.get("procedures", ())
    return lesion.get("nature") not in SERIOUS and all(
        one.get("requested_by_patient")
        or (one["kind"] == "cosmetic" and one.get("service") not in MAY_BE_MEDICAL)
        for one in done
    )


def _pairs(billed: Sequence[Json], tables: Published) -> Iterator[Breach]:
    for one, other in combinations(billed, 2):
        for first, second in ((one, other), (other, one)):
            indicator = tables.pairs.get((first["code"], second["code"]))
            named = f"{first['code']} and {second['code']}"
            if indicator == "0":
                yield Breach("pair.never", named)
            elif indicator == "1" and not _is_opened(first, second):
                yield Breach("pair.unmarked", named)


def _is_opened(first: Json, second: Json) -> bool:
    closes = (
        second["code"] in HIDRADENITIS
        and first["code"][:2] in ("14", "15")
        and first["lesions"] == second["lesions"]
    )
    return closes or bool(OPENS.intersection(first["modifiers"] + second["modifiers"]))


def _units(billed: Sequence[Json], tables: Published) -> Iterator[Breach]:
    total: Counter[str] = Counter()
    for line in billed:
        total[line["code"]] += line["units"]
    for code, units in total.items():
        facts = tables.codes.get(code)
        if facts and facts.mai == "2" and facts.mue is not None and units > facts.mue:
            yield Breach("mue.absolute", f"{units} × {code}, at most {facts.mue}")


def _add_ons(billed: Sequence[Json], day: date, tables: Published) -> Iterator[Breach]:
    codes = {line["code"] for line in billed}
    for code in sorted(codes):
        parents = tables.parents(code, day)
        if parents and parents.isdisjoint(codes - {code}):
            yield Breach("add_on.alone", code)


def _visit_beside_procedures(billed: Sequence[Json], tables: Published) -> Iterator[Breach]:
    """A visit is part of a procedure unless 24, 25 or 57 says otherwise.

    Source: CMS Claims Processing Manual ch. 12 §40.1.
    """
    for visit in (line for line in billed if line["code"] in VISITS):
        for line in billed:
            facts = tables.codes.get(line["code"])
            if (
                facts
                and facts.global_days in ("0", "10", "90")
                and not OF_VISITS.intersection(visit["modifiers"])
            ):
                yield Breach("visit.unmarked", f"{visit['code']} beside {line['code']}")


def _global_periods(
    encounter: Json, answer: Json, billed: Sequence[Json], day: date, tables: Published
) -> Iterator[Breach]:
    """In the days after an earlier procedure of one group each line says how it relates, or is not charged.

    Source: CMS Claims Processing Manual ch. 12 §40.1 and 40.2.
    """
    opened = [
        prior["code"] for prior in encounter.get("history", ()) if _is_open(prior, encounter, day, tables)
    ]
    told = {alert["rule"] for alert in answer.get("alerts", ())}
    if not opened or "global.complication" in told:
        return
    for line in billed:
        facts = tables.codes.get(line["code"])
        wanted = {"24"} if line["code"] in VISITS else {"58", "78", "79"}
        is_touched = line["code"] in VISITS or (facts and facts.global_days in ("0", "10", "90"))
        if is_touched and not wanted & set(line["modifiers"]):
            yield Breach("global.unmarked", f"{line['code']} {line['modifiers']} after {opened}")


def _is_open(prior: Json, encounter: Json, day: date, tables: Published) -> bool:
    facts = tables.codes.get(prior["code"])
    ends = int(facts.global_days) if facts and facts.global_days.isdigit() else 0
    groups = {prior.get("rendering"), encounter.get("rendering")} - {None}
    since = (day - date.fromisoformat(prior["date"])).days
    return 1 <= since <= ends and len(groups) < 2 and "78" not in prior.get("modifiers", ())


def _unfounded(encounter: Json, billed: Sequence[Json], day: date, tables: Published) -> Iterator[Breach]:
    """Modifiers that say what nothing charted bears out."""
    visit, notice, patient = (encounter.get(key) or {} for key in ("visit", "notice", "patient"))
    procedures = [one for lesion in encounter.get("lesions", ()) for one in lesion.get("procedures", ())]
    procedures += encounter.get("services", ())
    earlier = encounter.get("history", ())
    facts = {
        "25": visit.get("separate") is True or _any(procedures, "separate_session"),
        "57": visit.get("decision_for_surgery") is True,
        "24": any(_is_open(prior, encounter, day, tables) for prior in earlier),
        "79": any(_is_open(prior, encounter, day, tables) for prior in earlier),
        "58": bool(earlier) or any(one["kind"] in ("pathology", "coded") for one in procedures),
        "78": bool(earlier),
        "95": visit.get("telehealth") == "video",
        "93": visit.get("telehealth") == "audio",
        "52": _any(procedures, "reduced"),
        "53": _any(procedures, "discontinued"),
        "80": _any(procedures, "assistant"),
        "GA": notice.get("kind") == "abn_mandatory" and notice.get("signed") is True,
        "GZ": encounter["payer"] == "medicare",
        "Q7": "A" in patient.get("class_findings", ()),
        "Q8": list(patient.get("class_findings", ())).count("B") > 1,
        "Q9": {"B", "C"} <= set(patient.get("class_findings", ())),
        "JW": any(one.get("wasted_mg") for one in procedures),
        "26": any(one.get("component") == "professional" for one in procedures),
        "TC": any(one.get("component") == "technical" for one in procedures),
    }
    for line in billed:
        for mark in line["modifiers"]:
            if not facts.get(mark, True):
                yield Breach("modifier.unfounded", f"{line['code']} {mark}")
        if SEPARATE.intersection(line["modifiers"]) and not _is_column_2(line, billed, earlier, tables):
            yield Breach("modifier.no_pair", f"{line['code']} {line['modifiers']}")


def _any(procedures: Sequence[Json], fact: str) -> bool:
    return any(one.get(fact) for one in procedures)


def _is_column_2(line: Json, billed: Sequence[Json], earlier: Sequence[Json], tables: Published) -> bool:
    """Whether an edit with indicator 1 stands behind a separating modifier (NCCI Policy Manual ch. I §E)."""
    others = [other["code"] for other in (*billed, *earlier)]
    return any(tables.pairs.get((code, line["code"])) == "1" for code in others)


def _claim(answer: Json, billed: Sequence[Json]) -> Iterator[Breach]:
    pointers = [each["pointer"] for each in answer["diagnoses"]]
    named = [each["icd10"] for each in answer["diagnoses"]]
    if pointers != list("ABCDEFGHIJKL")[: len(pointers)] or len(set(named)) < len(named):
        yield Breach("claim.diagnoses", str(answer["diagnoses"]))
    if len(named) > MOST_DIAGNOSES:
        yield Breach("claim.diagnoses", f"{len(named)} of them")
    if billed and FOR_LOOKS in named:
        yield Breach("cosmetic.insured", f"{FOR_LOOKS} on a claim")
    if lost := {icd10 for line in billed for icd10 in line["icd10"]} - set(named):
        yield Breach("claim.diagnoses", f"{sorted(lost)} on a line, not on the claim")
