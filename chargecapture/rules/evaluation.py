"""The visit: its level by two of three elements or by time, and what goes with it.

The work of the procedures never counts: the charted minutes and elements leave it out, and modifier 25
is asked for, with the problem that was managed, never assumed. Sources: CPT E/M guidelines 2021 to 2026;
CMS CR 13272 (G2211); NCCI Policy Manual ch. I; HHS OIG 2025 on modifier 25 in dermatology.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import product
from typing import NamedTuple

from chargecapture.domain.charges import Alert, Place, Reason
from chargecapture.domain.encounter import Encounter, Visit
from chargecapture.domain.procedures import Laboratory, Pathology
from chargecapture.rules.case import Case, Charge, Result
from chargecapture.rules.diagnoses import Diagnosed, diagnose_words
from chargecapture.rules.global_period import another_group, global_days_of
from chargecapture.rules.payers import NONE
from chargecapture.rules.tables import Row, RuleBook

ELEMENTS = ("problems", "data", "risk")
SOURCE = "CPT 2026, E/M guidelines"
SEPARATE = "NCCI Policy Manual ch. I; HHS OIG 2025, dermatology visits with modifier 25"
MAJOR = "90"
NEVER = "0"
MINOR = ("0", "10")
YEARS = 3
LEAP_DAY = (2, 29)
SLIDES = "8"  # laboratory and pathology are no face-to-face service


class Level(NamedTuple):
    """`deciding` names the elements that decide."""

    row: Row
    why: list[Reason]
    by_time: bool
    deciding: tuple[str, ...] = ()


def code_visit(visit: Visit, case: Case) -> Iterator[Result]:
    """The visit as it stands by itself; what the procedures of the day do to it comes after."""
    level = _level(visit, case)
    if isinstance(level, Alert):
        yield level
        return
    diagnosed = list(_diagnoses(visit, case))
    icd10 = tuple(dict.fromkeys(code for found in diagnosed for code in found.icd10))
    yield from (alert for found in diagnosed for alert in found.alerts)
    if not visit.diagnoses:
        message = "Which problem was managed at the visit? A visit needs its diagnosis."
        yield _needs("diagnoses", message, "visit.diagnosis_missing")
    charge = Charge(level.row["code"], (), level.why, diagnoses=icd10, is_visit=True)
    yield from _telehealth(visit, case, charge)
    yield charge
    yield from _prolonged(visit, case, level, icd10)
    if visit.longitudinal and case.payer.longitudinal:
        yield _longitudinal(level, case, icd10)
    yield from _doubts(visit, case, level)


def _longitudinal(level: Level, case: Case, icd10: tuple[str, ...]) -> Result:
    table = case.lookup("evaluation.longitudinal")
    code = table["longitudinal"]["code"]
    if level.row["code"] == _staff(case)["code"]:
        message = f"{code} is left out: no clinician saw the patient."
        place = Place(field="visit.longitudinal")
        return Alert("info", "visit.longitudinal_staff", message, table.source, place=place)
    reason = Reason("The continuing focal point of the patient's care", table.id, table.source)
    return Charge(code, (), [reason], parent=level.row["code"], diagnoses=icd10, is_visit=True)


def _doubts(visit: Visit, case: Case, level: Level) -> Iterator[Alert]:
    """What does not change the level, and yet a reader of the record would ask."""
    encounter = case.encounter
    if not encounter.patient.established and _was_here(case):
        message = f"The patient is charted as new, yet the history has a service here within {YEARS} years."
        yield _asks("patient.established", message, "visit.standing", "CPT 2026, new and established patient")
    ranks = case.lookup("evaluation.rank")
    graded = ranks.get(f"data {visit.data}")
    own = [act for act in case.acts if isinstance(act.procedure, Laboratory | Pathology)]
    if own and not level.by_time and graded and graded["rank"] > 1:
        message = f"{own[0].named} is charged here, so it is not counted as data of the visit again. Was it?"
        yield _asks("visit.data", message, "visit.own_test", ranks.source)
    ahead = any(prior.date > encounter.date_of_service for prior in encounter.history)
    if visit.decision_for_surgery and not case.acts and not ahead:
        message = "57 is for the decision on the day of a 90-day procedure or the day before it."
        place = Place(field="visit.decision_for_surgery")
        yield Alert("info", "modifier.57_day_before", message, SEPARATE, place=place)


def _was_here(case: Case) -> bool:
    """Whether this group saw the patient within three years to the day; a reading of slides is no visit."""
    on = case.encounter.date_of_service
    since = (
        on.replace(year=on.year - YEARS) if (on.month, on.day) != LEAP_DAY else date(on.year - YEARS, 3, 1)
    )
    return any(
        since < prior.date < on and not prior.code.startswith(SLIDES) and not another_group(prior, case)
        for prior in case.encounter.history
    )


def _asks(field: str, message: str, rule: str, source: str) -> Alert:
    return Alert("warning", rule, message, source, place=Place(field=field))


def _needs(field: str, message: str, rule: str) -> Alert:
    return Alert("error", rule, message, SOURCE, place=Place(field=f"visit.{field}"), effect="hold")


def _staff(case: Case) -> Row:
    return case.lookup("evaluation.level")["staff"]


def _level(visit: Visit, case: Case) -> Level | Alert:
    table = case.lookup("evaluation.level")
    if visit.staff_only:
        text = "No clinician saw the patient: staff visit"
        if not case.encounter.patient.established:
            message = "A staff visit is for established patients. Who saw this new patient?"
            return Alert(
                "error",
                "visit.staff_new",
                message,
                SOURCE,
                place=Place(field="visit.staff_only"),
                effect="block",
            )
        return Level(_staff(case), [Reason(text, table.id, table.source)], by_time=False)
    standing = standing_of(case.encounter)
    by_elements = level_by_elements(visit, case.book, standing)
    by_time = level_by_time(visit, case.book, standing)
    level = higher(by_elements, by_time)
    if level is None:
        if visit.minutes is not None:
            least = table[f"{standing} 1"]
            message = f"{visit.minutes} minutes are fewer than the {least['minutes']} of the lowest level."
            return _needs("minutes", message, "visit.minutes")
        missing = [name for name in ELEMENTS if getattr(visit, name) is None]
        message = (
            f"The level of the visit needs two of three elements, or minutes. Missing: {', '.join(missing)}."
        )
        return _needs(missing[0], message, "visit.level_missing")
    return level


def standing_of(encounter: Encounter) -> str:
    """How the table of levels names the patient."""
    return "established" if encounter.patient.established else "new"


def higher(by_elements: Level | None, by_time: Level | None) -> Level | None:
    """The way that counts: the higher one, by the elements where both come to the same."""
    found = [level for level in (by_elements, by_time) if level]
    return max(found, key=lambda level: (level.row["minutes"], not level.by_time), default=None)


def level_by_elements(visit: Visit, book: RuleBook, standing: str) -> Level | None:
    """The level that two of three elements reach; `None` where fewer are charted."""
    ranks = book.lookups["evaluation.rank"]
    graded = [(name, getattr(visit, name)) for name in ELEMENTS if getattr(visit, name) is not None]
    if len(graded) < 2:
        return None
    ordered = sorted(
        ((ranks[f"{name} {grade}"]["rank"], name, grade) for name, grade in graded), reverse=True
    )
    rank = ordered[1][0]
    deciding = [(name, grade) for found, name, grade in ordered if found >= rank]
    row = book.lookups["evaluation.level"][f"{standing} {rank}"]
    said = " and ".join(f"{name} {grade}" for name, grade in deciding)
    text = f"{standing.capitalize()} patient; {said} decide: {row['level']}, {row['code']}"
    names = tuple(name for name, _ in deciding)
    return Level(row, [Reason(text, "evaluation.elements", ranks.source)], by_time=False, deciding=names)


def level_by_time(visit: Visit, book: RuleBook, standing: str) -> Level | None:
    """The level that the minutes reach; `None` where they are fewer than those of the lowest, or not said."""
    if visit.minutes is None:
        return None
    table = book.lookups["evaluation.level"]
    for rank in (4, 3, 2, 1):
        row = table[f"{standing} {rank}"]
        if visit.minutes >= row["minutes"]:
            met = f"{visit.minutes} minutes, at least {row['minutes']}"
            text = f"{standing.capitalize()} patient; {met}: {row['code']}"
            return Level(row, [Reason(text, "evaluation.time", table.source)], by_time=True)
    return None


def _prolonged(visit: Visit, case: Case, level: Level, icd10: tuple[str, ...]) -> Iterator[Result]:
    table = case.lookup("evaluation.prolonged")
    row = table.get(f"{case.payer.prolonged} {level.row['code']}")
    if row is None or visit.minutes is None:
        return
    units = max(0, visit.minutes - row["beyond"]) // row["each"]
    if units:
        text = f"{visit.minutes} minutes: {units} full {row['each']} beyond {row['beyond']}"
        reason = Reason(text, table.id, table.source)
        code, parent = case.payer.prolonged, level.row["code"]
        yield Charge(code, (), [reason], Decimal(units), parent=parent, diagnoses=icd10, is_visit=True)


def _telehealth(visit: Visit, case: Case, charge: Charge) -> Iterator[Alert]:
    """95 and 93 as the payer asks."""
    source = case.payer.source_of(visit.telehealth or "video")
    modifier = {"video": case.payer.video, "audio": case.payer.audio}.get(visit.telehealth or "")
    if modifier not in (None, NONE):
        charge.modifiers.append(modifier)
        charge.why.append(Reason(f"By {visit.telehealth}: {modifier}", "visit.telehealth", source))
    yield from _telehealth_doubts(visit, case, source)


def _telehealth_doubts(visit: Visit, case: Case, source: str) -> Iterator[Alert]:
    """What does not fit: the place, a procedure, the waiver's end."""
    if visit.telehealth and not case.is_at("telehealth"):
        message = "A telehealth visit has place of service 10 (at home) or 02 (elsewhere)."
        yield _asks("place_of_service", message, "visit.telehealth_place", source)
    if not visit.telehealth and case.is_at("telehealth"):
        at = case.encounter.place_of_service
        message = f"Place of service {at} is telehealth, yet the visit is charted in person."
        yield _asks("visit.telehealth", message, "visit.telehealth_place", source)
    if visit.telehealth and (act := next((act for act in case.acts if act.lesion), None)):
        message = f"{act.named}: a procedure beside a visit by {visit.telehealth}. Was it done in person?"
        yield _asks("visit.telehealth", message, "visit.telehealth_procedure", source)
    table = case.lookup("evaluation.telehealth")
    if visit.telehealth and case.encounter.payer in table.rows:
        message = "Telehealth outside rural areas is paid by a waiver whose end is not confirmed. Check it."
        place = Place(field="visit.telehealth")
        yield Alert("info", "visit.telehealth_waiver", message, table.source, place=place)


def _diagnoses(visit: Visit, case: Case) -> Iterator[Diagnosed]:
    """A diagnosis that a lesion of the day shares takes the lesion's code, which knows the site."""
    for words in visit.diagnoses:
        place = Place(field="visit.diagnoses")
        found = diagnose_words(case.diagnoses, words, place, "The visit", on=case.encounter.date_of_service)
        same = _on_lesions(words, found, case)
        yield Diagnosed(same.icd10, same.nature, same.term) if same else found


def _on_lesions(words: str, found: Diagnosed, case: Case) -> Diagnosed | None:
    """What a lesion is coded as that has the same words, or of the same disease where no place is named."""
    coded = [act for act in case.acts if act.lesion is not None and act.diagnosed.icd10]
    spelled = [
        act.diagnosed for act in coded if act.lesion and act.lesion.diagnosis.casefold() == words.casefold()
    ]
    if spelled:
        return spelled[-1]
    named, _ = case.diagnoses.located(words)
    alike = [act.diagnosed for act in coded if found.term and act.diagnosed.term == found.term and not named]
    return alike[0] if len({each.icd10 for each in alike}) == 1 else None


def settle_visit(charges: Sequence[Charge], case: Case) -> tuple[list[Charge], list[Alert]]:
    """Keep, mark or drop the visit beside the procedures of the day (modifiers 25 and 57)."""
    visit = case.encounter.visit
    visits = [charge for charge in charges if charge.is_visit]
    if visit is None or not visits:
        return list(charges), []
    main = next((charge for charge in visits if not charge.parent), visits[0])
    if main.code == case.lookup("evaluation.follow_up")["follow_up"]["code"]:
        return list(charges), []
    charges, alerts = _never_beside_it(main, charges, case)
    if alerts:
        return charges, alerts
    major, minor, others = _procedures(main.code, charges, case)
    if not (major or minor or others):
        return list(charges), []
    rest = [charge for charge in charges if not charge.is_visit]
    decided = bool(major) and visit.decision_for_surgery
    if decided:
        _mark(main, "57", f"The decision for {_codes(major)}, a 90-day procedure, was made at the visit")
    if visit.separate:
        if minor or others or (major and not decided):
            apart = minor or others or major
            _mark(main, "25", f"Separate from {_codes(apart)}: the visit managed {_managed(visit)}")
            kept, alerts = _without_longitudinal(charges, main, [*major, *minor, *others], case)
            return kept, [*alerts, *_one_problem(main, charges, case)]
        return list(charges), []
    if decided:
        return list(charges), []
    if visit.separate is None:
        message = (
            f"Was something managed beyond {_codes([*major, *minor, *others])}? If so, name the problem and "
            "chart the visit as separate; if not, the visit is part of the procedure."
        )
        return rest, [_needs("separate", message, "modifier.25_asked")]
    message = "The visit is part of the procedure: nothing separate was managed. It is not charged."
    place = Place(field="visit.separate")
    return rest, [Alert("info", "em_not_separate", message, SEPARATE, place=place)]


def _never_beside_it(main: Charge, charges: Sequence[Charge], case: Case) -> tuple[list[Charge], list[Alert]]:
    """Leave out column 2 of an edit of the visit, or of its add-on, with a service that no modifier opens."""
    services = [charge for charge in charges if not charge.is_visit and charge.responsibility != "patient"]
    for visit, charge in product((charge for charge in charges if charge.is_visit), services):
        pair = case.book.pairs.between(visit.code, charge.code)
        if pair is None or (pair.indicator != NEVER and visit is main):
            continue
        message = f"{visit.code} and {charge.code} do not go together on one day. {pair.column2} is left out."
        place = Place(field="visit") if pair.column2 == visit.code else charge.acts[0].place
        alert = Alert("error", "ncci.never", message, case.book.pairs.source, place=place, effect="block")
        if pair.column2 == main.code:
            return [other for other in charges if not other.is_visit], [alert]
        dropped = charge if pair.column2 == charge.code else visit
        return [other for other in charges if other is not dropped], [alert]
    return list(charges), []


def without_idle_questions(alerts: Sequence[Alert], charges: Sequence[Charge], case: Case) -> list[Alert]:
    """Leave out what was asked of a visit that is part of the procedures and so not charged."""
    visit = case.encounter.visit
    if visit is None or visit.separate is not False or not charges or any(c.is_visit for c in charges):
        return list(alerts)
    return [alert for alert in alerts if not _only_of_a_charged_visit(alert)]


def _only_of_a_charged_visit(alert: Alert) -> bool:
    return alert.place is not None and alert.place.field.startswith("visit.") and alert.effect == "hold"


def _procedures(code: str, charges: Sequence[Charge], case: Case) -> tuple[list[str], list[str], list[str]]:
    """The procedures that touch the visit: major, minor (or paired with it), and the rest.

    What the same clinician charged at an earlier encounter of the day counts as well.
    """
    major: list[str] = []
    minor: list[str] = []
    others: list[str] = []
    for charge in charges:
        if charge.is_visit or charge.responsibility == "patient" or charge.parent:
            continue
        touches = touches_visit(charge.code, code, case.book)
        if touches:
            (major if touches == MAJOR else minor).append(charge.code)
        elif charge.acts and charge.acts[0].procedure.kind == "phototherapy":
            others.append(charge.code)
    for prior in case.encounter.history:
        if prior.date == case.encounter.date_of_service and not another_group(prior, case):
            days = global_days_of(prior, case)
            (major if days == MAJOR else minor if days in MINOR else []).append(prior.code)
    return major, minor, others


def touches_visit(code: str, visit_code: str, book: RuleBook) -> str:
    """How a procedure touches the visit of its day: by its global days, or as minor where an edit pairs them.

    Empty where the visit stands beside it without a question.
    """
    days = book.facts(code).global_days
    if days in (MAJOR, *MINOR):
        return days
    return MINOR[0] if book.pairs.between(code, visit_code) else ""


def _one_problem(main: Charge, charges: Sequence[Charge], case: Case) -> Iterator[Alert]:
    """Another diagnosis is not required for 25, though it helps; some payers want it."""
    treated = {code for charge in charges if not charge.is_visit for code in charge.icd10}
    if not main.icd10 or not treated.issuperset(main.icd10):
        return
    place = Place(field="visit.diagnoses")
    if case.payer.other_diagnosis:
        message = f"{case.payer.label} wants another diagnosis for 25. Which other problem was managed?"
        source = case.payer.source_of("other_diagnosis")
        yield Alert("error", "modifier.25_diagnosis", message, source, place=place, effect="hold")
    else:
        message = "25 with the procedure's diagnosis alone is what auditors look at: the note shows the rest."
        yield Alert("info", "modifier.25_same_diagnosis", message, SEPARATE, place=place)


def _mark(charge: Charge, modifier: str, text: str) -> None:
    if modifier not in charge.modifiers:
        charge.modifiers.append(modifier)
    charge.why.append(Reason(text, f"modifier.{modifier}", SEPARATE))


def _codes(codes: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(codes))


def _managed(visit: Visit) -> str:
    return ", ".join(visit.diagnoses) or "another problem"


def _without_longitudinal(
    charges: Sequence[Charge], main: Charge, apart: Sequence[str], case: Case
) -> tuple[list[Charge], list[Alert]]:
    """Leave it out beside 25, but for a visit that is apart from preventive services only."""
    table = case.lookup("evaluation.longitudinal")
    code = table["longitudinal"]["code"]
    preventive = case.lookup("evaluation.preventive").rows
    if not any(charge.code == code for charge in charges) or preventive.keys() >= set(apart):
        return list(charges), []
    message = f"{code} is not paid beside {main.code} with modifier 25, so it is left out."
    kept = [charge for charge in charges if charge.code != code]
    return kept, [Alert("info", "visit.longitudinal_with_25", message, table.source)]
