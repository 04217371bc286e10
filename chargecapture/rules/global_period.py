"""Days already paid with an earlier procedure: modifiers 24, 58, 78, 79, and 99024.

Source: CMS Claims Processing Manual ch. 12 §40.1 and 40.2: a 10-day period is the 10 days after the
procedure, a 90-day one the 90 days after; the day itself and day 11 or 91 are outside.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from chargecapture.domain.charges import Alert, Place, Reason
from chargecapture.domain.encounter import PriorCharge
from chargecapture.domain.procedures import Excision
from chargecapture.rules.case import Act, Case, Charge
from chargecapture.rules.diagnoses import diagnose_words
from chargecapture.rules.tables import NO_FACTS, NotInForceError

SOURCE = "CMS Claims Processing Manual ch. 12 §40.1 and 40.2"
OPEN_DAYS = {"10": 10, "90": 90}
CATEGORY = 3
NOT_RESTARTED = "78"  # a return to the operating room opens no period of its own


class OpenPeriod(NamedTuple):
    prior: PriorCharge
    day: int
    days: int

    @property
    def named(self) -> str:
        return f"the {self.days} days after {self.prior.code} of {self.prior.date}"


def open_periods(case: Case) -> list[OpenPeriod]:
    """The earlier procedures of this clinician or group whose period the date lies in."""
    found = []
    encounter = case.encounter
    for prior in encounter.history:
        if NOT_RESTARTED in prior.modifiers:
            continue
        if prior.rendering and encounter.rendering and prior.rendering != encounter.rendering:
            continue
        days = OPEN_DAYS.get(_global_days(prior, case), 0)
        day = (encounter.date_of_service - prior.date).days
        if 1 <= day <= days:
            found.append(OpenPeriod(prior, day, days))
    return found


def _global_days(prior: PriorCharge, case: Case) -> str:
    try:
        book = case.tables.on(prior.date)
    except NotInForceError:
        book = case.book
    return book.codes.get(prior.code, NO_FACTS).global_days


def settle_global(charges: Sequence[Charge], case: Case) -> tuple[list[Charge], list[Alert]]:
    """Mark what falls into an open period, or say that it cannot be told how it relates."""
    periods = open_periods(case)
    for charge in charges:
        _mark_return_today(charge, case)
    if not periods:
        return list(charges), []
    kept: list[Charge] = []
    alerts: list[Alert] = []
    for charge in charges:
        settled = charge.parent or charge.cosmetic or NOT_RESTARTED in charge.modifiers
        if settled or charge.responsibility == "patient":
            kept.append(charge)
        elif charge.is_visit:
            after, found = _settle_visit(charge, periods, case)
            kept.append(after)
            alerts.extend(found)
        else:
            stays, found = _settle_procedure(charge, periods, case)
            kept.extend([charge] if stays else [])
            alerts.extend(found)
    followed = any(charge.code == _follow_up(case) for charge in kept)
    if followed:
        kept = [charge for charge in kept if not (charge.is_visit and charge.parent)]
    return kept, alerts


def _settle_procedure(charge: Charge, periods: Sequence[OpenPeriod], case: Case) -> tuple[bool, list[Alert]]:
    if case.book.facts(charge.code).global_days not in ("0", "10", "90"):
        return True, []
    relations = [(period, _relation(charge, period, case)) for period in periods]
    unknown = [period for period, relation in relations if relation == "unknown"]
    if unknown:
        message = f"{charge.code} is inside {unknown[0].named}. Is this the same problem?"
        alert = Alert(
            "error", "global-relation-unknown", message, SOURCE, place=_asked(charge), effect="hold"
        )
        return True, [alert]
    related = [period for period, relation in relations if relation == "related"]
    if not related:
        _mark(charge, "79", f"Unrelated to {periods[0].named} (day {periods[0].day}): 79")
        return True, []
    return _settle_related(charge, related[0], case)


def _asked(charge: Charge) -> Place | None:
    """The act of the charge whose relation is open."""
    open_acts = [act for act in charge.acts if act.lesion is None or act.lesion.same_as is None]
    acts = open_acts or charge.acts
    return acts[0].at("same_as") if acts else None


def _relation(charge: Charge, period: OpenPeriod, case: Case) -> str:
    """`related`, `unrelated` or `unknown`; one act that relates makes the charge relate."""
    found = {_act_relation(act, period.prior, case) for act in charge.acts}
    return next((word for word in ("related", "unknown") if word in found), "unrelated")


def _act_relation(act: Act, prior: PriorCharge, case: Case) -> str:
    lesion = act.lesion
    if lesion is not None and lesion.same_as is not None:
        return "related" if lesion.same_as == prior.lesion else "unrelated"
    if lesion is None or prior.site is None:
        return "related" if prior.planned_next else "unknown"
    if lesion.site == prior.site:
        return "related" if prior.planned_next else "unknown"
    return _planned_elsewhere(prior, case) if prior.planned_next else "unrelated"


def _planned_elsewhere(prior: PriorCharge, case: Case) -> str:
    """A procedure was planned, and this one is at another site: it is the planned one if no other can be."""
    treated = [lesion for lesion in case.encounter.lesions if lesion.procedures]
    if any(lesion.site == prior.site or lesion.same_as for lesion in treated):
        return "unrelated"
    return "related" if len(treated) == 1 else "unknown"


def _settle_related(charge: Charge, period: OpenPeriod, case: Case) -> tuple[bool, list[Alert]]:
    act = charge.acts[0]
    planned = period.prior.planned_next
    wider = isinstance(act.procedure, Excision) and act.procedure.re_excision
    in_theatre = case.is_at("operating") or act.procedure.return_to_or
    complication = _treats_complication(charge, case)
    if planned or wider or not (in_theatre or complication):
        why = "planned" if planned else "for the margins" if wider else "staged or more extensive"
        _mark(charge, "58", f"Within {period.named} (day {period.day}), {why}: 58")
        return True, []
    if in_theatre:
        _mark(charge, "78", f"Return to the operating room within {period.named} (day {period.day}): 78")
        return True, []
    if case.payer.notices:
        message = (
            f"{charge.code} treats a complication within {period.named}; it is paid with that procedure."
        )
        return False, [Alert("info", "global.complication", message, SOURCE, place=act.place)]
    message = f"{charge.code} treats a complication within {period.named}. Does this payer pay it apart?"
    return True, [Alert("warning", "global.complication", message, SOURCE, place=act.place)]


def _treats_complication(charge: Charge, case: Case) -> bool:
    table = case.lookup("global.complication")
    if table["code"]["codes"].count(charge.code) or charge.acts[0].procedure.kind in table["kind"]["kinds"]:
        return True
    return any(code.startswith(tuple(table["diagnosis"]["begins"])) for code in charge.icd10)


def _mark_return_today(charge: Charge, case: Case) -> None:
    """A return to the operating room on the day of the procedure itself counts as one after it."""
    back = {act.lesion.same_as for act in charge.acts if act.lesion and act.procedure.return_to_or} - {None}
    today = (prior for prior in case.encounter.history if prior.date == case.encounter.date_of_service)
    prior = next((prior for prior in today if prior.lesion in back), None)
    if prior is not None and not charge.parent:
        _mark(charge, NOT_RESTARTED, f"Return to the operating room on the day of {prior.code}: 78")


def _settle_visit(charge: Charge, periods: Sequence[OpenPeriod], case: Case) -> tuple[Charge, list[Alert]]:
    visit = case.encounter.visit
    categories = {code[:CATEGORY] for code in charge.icd10}
    for period in periods:
        relation = _visit_relation(visit.related if visit else None, categories, period, case)
        if relation == "related":
            return _as_follow_up(charge, period, case), []
        if relation == "unknown":
            message = f"The visit is inside {period.named}. Is it follow-up of that procedure?"
            place = Place(field="visit.related")
            alert = Alert("error", "global-relation-unknown", message, SOURCE, place=place, effect="hold")
            return charge, [alert]
    if not charge.parent:
        _mark(charge, "24", f"Unrelated to {periods[0].named} (day {periods[0].day}): 24")
    return charge, []


def _visit_relation(related: bool | None, categories: set[str], period: OpenPeriod, case: Case) -> str:
    if related is not None:
        return "related" if related else "unrelated"
    words = period.prior.diagnosis
    aftercare = case.lookup("evaluation.aftercare").rows
    if categories and all(category in aftercare for category in categories):
        return "related"
    if not words:
        return "unknown"
    known = diagnose_words(case.diagnoses, words, Place(), "", on=case.encounter.date_of_service)
    before = {code[:CATEGORY] for code in known.icd10}
    if not before or not categories:
        return "unknown"
    return "related" if before & categories else "unrelated"


def _follow_up(case: Case) -> str:
    code: str = case.lookup("evaluation.follow_up")["follow_up"]["code"]
    return code


def _as_follow_up(charge: Charge, period: OpenPeriod, case: Case) -> Charge:
    if charge.parent:
        return charge
    table = case.lookup("evaluation.follow_up")
    text = f"Follow-up within {period.named} (day {period.day}): paid with that procedure, no charge"
    reason = Reason(text, "global.follow_up", table.source)
    return Charge(_follow_up(case), (), [reason], diagnoses=charge.icd10, is_visit=True, price=Decimal(0))


def _mark(charge: Charge, modifier: str, text: str) -> None:
    charge.modifiers.append(modifier)
    charge.why.append(Reason(text, f"global.{modifier}", SOURCE))
