"""The visit: its level by two of three elements or by time, and what goes with it.

The work of the procedures never counts: the charted minutes and elements leave it out, and modifier 25
is asked for, with the problem that was managed, never assumed. Sources: CPT E/M guidelines 2021 to 2026;
CMS CR 13272 (G2211); NCCI Policy Manual ch. I; HHS OIG 2025 on modifier 25 in dermatology.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from chargecapture.domain.charges import Alert, Place, Reason
from chargecapture.domain.encounter import Visit
from chargecapture.rules.case import Case, Charge, Result
from chargecapture.rules.diagnoses import Diagnosed, diagnose_words
from chargecapture.rules.payers import NONE
from chargecapture.rules.tables import Row

ELEMENTS = ("problems", "data", "risk")
SOURCE = "CPT 2026, E/M guidelines"
SEPARATE = "NCCI Policy Manual ch. I; HHS OIG 2025, dermatology visits with modifier 25"
MAJOR = "90"
NEVER = "0"
MINOR = ("0", "10")


class Level(NamedTuple):
    row: Row
    why: list[Reason]
    by_time: bool


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
    if visit.longitudinal and case.payer.longitudinal and level.row["code"] != _staff(case)["code"]:
        table = case.lookup("evaluation.longitudinal")
        reason = Reason("The continuing focal point of the patient's care", table.id, table.source)
        code = table["longitudinal"]["code"]
        yield Charge(code, (), [reason], parent=charge.code, diagnoses=icd10, is_visit=True)


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
    standing = "established" if case.encounter.patient.established else "new"
    by_elements = _by_elements(visit, case, standing)
    by_time = _by_time(visit, case, standing)
    found = [level for level in (by_elements, by_time) if level]
    if not found:
        if visit.minutes is not None:
            least = table[f"{standing} 1"]
            message = f"{visit.minutes} minutes are fewer than the {least['minutes']} of the lowest level."
            return _needs("minutes", message, "visit.minutes")
        missing = [name for name in ELEMENTS if getattr(visit, name) is None]
        message = (
            f"The level of the visit needs two of three elements, or minutes. Missing: {', '.join(missing)}."
        )
        return _needs(missing[0], message, "visit.level_missing")
    return max(found, key=lambda level: (level.row["minutes"], not level.by_time))


def _by_elements(visit: Visit, case: Case, standing: str) -> Level | None:
    ranks = case.lookup("evaluation.rank")
    graded = [(name, getattr(visit, name)) for name in ELEMENTS if getattr(visit, name) is not None]
    if len(graded) < 2:
        return None
    ordered = sorted(
        ((ranks[f"{name} {grade}"]["rank"], name, grade) for name, grade in graded), reverse=True
    )
    rank = ordered[1][0]
    deciding = [f"{name} {grade}" for found, name, grade in ordered if found >= rank][:3]
    row = case.lookup("evaluation.level")[f"{standing} {rank}"]
    text = f"{standing.capitalize()} patient; {' and '.join(deciding)} decide: {row['level']}, {row['code']}"
    return Level(row, [Reason(text, "evaluation.elements", ranks.source)], by_time=False)


def _by_time(visit: Visit, case: Case, standing: str) -> Level | None:
    if visit.minutes is None:
        return None
    table = case.lookup("evaluation.level")
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
    modifier = {"video": case.payer.video, "audio": case.payer.audio}.get(visit.telehealth or "")
    if modifier not in (None, NONE):
        charge.modifiers.append(modifier)
        charge.why.append(Reason(f"By {visit.telehealth}: {modifier}", "visit.telehealth", case.payer.source))
    if visit.telehealth and not case.is_at("telehealth"):
        message = "A telehealth visit has place of service 10 (at home) or 02 (elsewhere)."
        yield Alert("warning", "visit.telehealth_place", message, case.payer.source)


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
    main = visits[0]
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
            apart = _codes(minor or others or major)
            _mark(main, "25", f"Separate from {apart}: the visit managed {_managed(visit)}")
            return _without_longitudinal(charges, main, case)
        return list(charges), []
    if decided:
        return list(charges), []
    if visit.separate is None and (major or minor):
        message = (
            f"Was something managed beyond {_codes([*major, *minor])}? If so, name the problem and chart "
            "the visit as separate; if not, the visit is part of the procedure."
        )
        return rest, [_needs("separate", message, "modifier.25_asked")]
    if visit.separate is None:
        return list(charges), []
    message = "The visit is part of the procedure: nothing separate was managed. It is not charged."
    place = Place(field="visit.separate")
    return rest, [Alert("info", "em_not_separate", message, SEPARATE, place=place)]


def _never_beside_it(
    main: Charge, charges: Sequence[Charge], case: Case
) -> tuple[list[Charge], list[Alert]]:
    """Leave out column 2 of an edit between the visit and a service that no modifier opens."""
    for charge in charges:
        if charge.is_visit or charge.responsibility == "patient":
            continue
        pair = case.book.pairs.between(main.code, charge.code)
        if pair is None or pair.indicator != NEVER:
            continue
        message = f"{main.code} and {charge.code} never go together on one day. {pair.column2} is left out."
        place = Place(field="visit") if pair.column2 == main.code else charge.acts[0].place
        alert = Alert("error", "ncci.never", message, case.book.pairs.source, place=place, effect="block")
        if pair.column2 == main.code:
            return [other for other in charges if not other.is_visit], [alert]
        return [other for other in charges if other is not charge], [alert]
    return list(charges), []


def without_idle_questions(alerts: Sequence[Alert], charges: Sequence[Charge], case: Case) -> list[Alert]:
    """Leave out what was asked of a visit that is part of the procedures and so not charged."""
    visit = case.encounter.visit
    if visit is None or visit.separate is not False or not charges or any(c.is_visit for c in charges):
        return list(alerts)
    return [alert for alert in alerts if not _only_of_a_charged_visit(alert)]


def _only_of_a_charged_visit(alert: Alert) -> bool:
    return alert.place is not None and alert.place.field.startswith("visit.") and alert.effect == "hold"


def _procedures(
    code: str, charges: Sequence[Charge], case: Case
) -> tuple[list[Charge], list[Charge], list[Charge]]:
    """The procedures that touch the visit: major, minor (or paired with it), and the rest."""
    major: list[Charge] = []
    minor: list[Charge] = []
    others: list[Charge] = []
    for charge in charges:
        if charge.is_visit or charge.responsibility == "patient" or charge.parent:
            continue
        days = case.book.facts(charge.code).global_days
        if days == MAJOR:
            major.append(charge)
        elif days in MINOR or case.book.pairs.between(charge.code, code):
            minor.append(charge)
        elif charge.acts and charge.acts[0].procedure.kind == "phototherapy":
            others.append(charge)
    return major, minor, others


def _mark(charge: Charge, modifier: str, text: str) -> None:
    charge.modifiers.append(modifier)
    charge.why.append(Reason(text, f"modifier.{modifier}", SEPARATE))


def _codes(charges: Sequence[Charge]) -> str:
    return ", ".join(dict.fromkeys(charge.code for charge in charges))


def _managed(visit: Visit) -> str:
    return ", ".join(visit.diagnoses) or "another problem"


def _without_longitudinal(
    charges: Sequence[Charge], main: Charge, case: Case
) -> tuple[list[Charge], list[Alert]]:
    table = case.lookup("evaluation.longitudinal")
    code = table["longitudinal"]["code"]
    if not any(charge.code == code for charge in charges):
        return list(charges), []
    message = f"{code} is not paid beside {main.code} with modifier 25, so it is left out."
    kept = [charge for charge in charges if charge.code != code]
    return kept, [Alert("info", "visit.longitudinal_with_25", message, table.source)]
