"""Days already paid with an earlier procedure: modifiers 24, 57, 58, 78, 79, and 99024.

Source: CMS Claims Processing Manual ch. 12 §40.1 and 40.2: a 10-day period is the 10 days after the
procedure, a 90-day one the 90 days after and, for a visit, the day before; day 11 and day 91 are free.
"""

from collections.abc import Iterable, Iterator, Sequence
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
MAJOR_DAYS = 90
DAY_BEFORE = -1
FOLLOWS_ITS_PARENT = "ZZZ"
CATEGORY = 3
NOT_RESTARTED = "78"  # a return to the operating room opens no period of its own


class OpenPeriod(NamedTuple):
    prior: PriorCharge
    day: int
    days: int

    @property
    def named(self) -> str:
        if self.day == DAY_BEFORE:
            return f"the day before {self.prior.code} of {self.prior.date}"
        return f"the {self.days} days after {self.prior.code} of {self.prior.date}"


def another_group(prior: PriorCharge, case: Case) -> bool:
    """Whether the earlier charge is of another group, which opens no period here; absent is the same."""
    rendering = case.encounter.rendering
    return bool(prior.rendering and rendering and prior.rendering != rendering)


def open_periods(case: Case) -> list[OpenPeriod]:
    """The earlier procedures of this clinician or group whose period the date lies in.

    The day before a 90-day procedure is day -1; it counts for a visit only, and stands last.
    """
    found = []
    on = case.encounter.date_of_service
    for prior in case.encounter.history:
        if NOT_RESTARTED in prior.modifiers or another_group(prior, case):
            continue
        days = OPEN_DAYS.get(global_days_of(prior, case), 0)
        day = (on - prior.date).days
        if 1 <= day <= days or (day == DAY_BEFORE and days == MAJOR_DAYS):
            found.append(OpenPeriod(prior, day, days))
    return sorted(found, key=lambda period: (period.day == DAY_BEFORE, period.day, period.prior.code))


def global_days_of(prior: PriorCharge, case: Case) -> str:
    """The period of an earlier charge by the file of its day; an add-on has its parent's."""
    try:
        book = case.tables.on(prior.date)
    except NotInForceError:
        book = case.book
    days = book.codes.get(prior.code, NO_FACTS).global_days
    if days != FOLLOWS_ITS_PARENT:
        return days
    parents = book.add_ons.parents.get(prior.code, frozenset())
    that_day = {other.code for other in case.encounter.history if other.date == prior.date}
    found = {book.facts(parent).global_days for parent in parents & that_day or parents}
    return max(found & OPEN_DAYS.keys(), key=lambda each: OPEN_DAYS[each], default="")


def settle_global(charges: Sequence[Charge], case: Case) -> tuple[list[Charge], list[Alert]]:
    """Mark what falls into an open period, or say that it cannot be told how it relates."""
    if not case.encounter.history:
        return list(charges), []
    periods = open_periods(case)
    for charge in charges:
        _mark_return_today(charge, case)
    unknown = list(_unknown_codes(case))
    if not periods:
        return list(charges), unknown
    after = [period for period in periods if period.day != DAY_BEFORE]
    kept: list[Charge] = []
    alerts: list[Alert] = unknown
    for charge in charges:
        settled = charge.parent or charge.cosmetic or NOT_RESTARTED in charge.modifiers
        if settled or charge.responsibility == "patient":
            kept.append(charge)
        elif charge.is_visit:
            stands, found = _settle_visit(charge, periods, case)
            kept.extend(stands)
            alerts.extend(found)
        elif not after:
            kept.append(charge)
        else:
            acts = (*charge.acts, *_further_acts(charge, charges))
            stays, found = _settle_procedure(charge, acts, after, case)
            kept.extend([charge] if stays else [])
            alerts.extend(found)
    was_charged = any(charge.is_visit and not charge.parent for charge in charges)
    if was_charged and not any(charge.is_visit and _is_charged(charge, case) for charge in kept):
        kept, found = _without_its_add_ons(kept, case)
        alerts.extend(found)
    return kept, alerts


def _unknown_codes(case: Case) -> Iterator[Alert]:
    """Earlier charges of which nobody here can say whether they opened a period."""
    on = case.encounter.date_of_service
    for prior in case.encounter.history:
        if prior.code in case.book.codes or not DAY_BEFORE <= (on - prior.date).days <= MAJOR_DAYS:
            continue
        if not another_group(prior, case):
            message = f"{prior.code} of {prior.date} is not in the tables at hand. Had it a global period?"
            yield Alert("warning", "global.unknown_code", message, SOURCE, place=Place(field="history"))


def _is_charged(charge: Charge, case: Case) -> bool:
    return not charge.parent and charge.code != _follow_up(case)


def _without_its_add_ons(charges: Sequence[Charge], case: Case) -> tuple[list[Charge], list[Alert]]:
    """Leave out what is charged beside a visit only, where the visit is paid with an earlier procedure."""
    visits = {row["code"] for row in case.lookup("evaluation.level").rows.values()}
    alerts: list[Alert] = []
    kept: list[Charge] = []
    for charge in charges:
        beside_visits = case.book.add_ons.parents.get(charge.code, frozenset()) & visits
        if charge.is_visit and charge.parent:
            continue
        if charge.is_visit or not (charge.parent and beside_visits):
            kept.append(charge)
            continue
        message = f"{charge.code} is charged beside a visit; this one is paid with the earlier procedure."
        alerts.append(Alert("info", "global.add_on", message, SOURCE, place=charge.acts[0].place))
    return kept, alerts


def _further_acts(charge: Charge, charges: Sequence[Charge]) -> Iterator[Act]:
    """What is charged by the add-ons of a charge alone, such as the second biopsy."""
    own = {label for other in charges if other.code == charge.code for label in other.lesions}
    for add_on in charges:
        if add_on.parent == charge.code:
            yield from (act for act in add_on.acts if act.place.lesion and act.place.lesion not in own)


def _settle_procedure(
    charge: Charge, acts: Sequence[Act], periods: Sequence[OpenPeriod], case: Case
) -> tuple[bool, list[Alert]]:
    if case.book.facts(charge.code).global_days not in ("0", "10", "90"):
        return True, []
    relations = [(period, _relation(acts, period, case)) for period in periods]
    unknown = [period for period, relation in relations if relation == "unknown"]
    if unknown:
        message = f"{charge.code} is inside {unknown[0].named}. Is this the same problem?"
        alert = Alert("error", "global-relation-unknown", message, SOURCE, place=_asked(acts), effect="hold")
        return True, [alert]
    related = [period for period, relation in relations if relation == "related"]
    if not related:
        _mark(charge, "79", f"Unrelated to {periods[0].named} (day {periods[0].day}): 79")
        return True, []
    return _settle_related(charge, related[0], case)


def _asked(acts: Sequence[Act]) -> Place | None:
    """The act whose relation is open."""
    open_acts = [act for act in acts if act.lesion is None or act.lesion.same_as is None]
    first = next(iter(open_acts or acts), None)
    return first.at("same_as") if first else None


def _relation(acts: Sequence[Act], period: OpenPeriod, case: Case) -> str:
    """`related`, `unrelated` or `unknown`; one act that relates makes the charge relate."""
    found = {_act_relation(act, period.prior, case) for act in acts}
    return next((word for word in ("related", "unknown") if word in found), "unrelated")


def _act_relation(act: Act, prior: PriorCharge, case: Case) -> str:
    lesion = act.lesion
    if lesion is not None and lesion.same_as is not None:
        return "related" if lesion.same_as == prior.lesion else "unrelated"
    if lesion is not None and prior.site is not None and lesion.site != prior.site:
        return _planned_elsewhere(prior, case) if prior.planned_next else "unrelated"
    if prior.planned_next:
        return "related"
    shared = _shares_disease(act.diagnosed.icd10, prior, case)
    if lesion is None:
        is_apart = shared is False and not _is_of_a_complication(act, case)
        return "unrelated" if is_apart else "unknown"
    return "related" if shared and _goes_on(act, prior) else "unknown"


def _shares_disease(icd10: Iterable[str], prior: PriorCharge, case: Case) -> bool | None:
    """Whether a diagnosis has the category of the earlier charge's; `None` where one is unknown."""
    known = diagnose_words(
        case.diagnoses, prior.diagnosis or "", Place(), "", on=case.encounter.date_of_service
    )
    before = {code[:CATEGORY] for code in known.icd10}
    now = {code[:CATEGORY] for code in icd10}
    return bool(before & now) if before and now else None


def _goes_on(act: Act, prior: PriorCharge) -> bool:
    """Whether one disease at one site can only be the same lesion: cut again for its margins, on no side."""
    again = isinstance(act.procedure, Excision) and act.procedure.re_excision
    return again and prior.site is not None and act.site is not None and not act.site.paired


def _planned_elsewhere(prior: PriorCharge, case: Case) -> str:
    """A procedure was planned, and this one is at another site: it is the planned one if no other can be."""
    treated = [lesion for lesion in case.encounter.lesions if lesion.procedures]
    if any(lesion.site == prior.site or lesion.same_as for lesion in treated):
        return "unrelated"
    return "related" if len(treated) == 1 else "unknown"


def _settle_related(charge: Charge, period: OpenPeriod, case: Case) -> tuple[bool, list[Alert]]:
    act = charge.acts[0]
    planned = period.prior.planned_next
    restarts: list[Alert] = []
    wider = isinstance(act.procedure, Excision) and act.procedure.re_excision
    in_theatre = case.is_at("operating") or act.procedure.return_to_or
    complication = _treats_complication(charge, case)
    if planned or wider or not (in_theatre or complication):
        why = "planned" if planned else "for the margins" if wider else "staged or more extensive"
        if not (planned or wider or _is_larger(charge, period, case)):
            message = (
                f"58 is for what was planned, for more than before or for its margins. {charge.code} within "
                f"{period.named} is charted as none of these."
            )
            restarts.append(Alert("warning", "modifier.58_reason", message, SOURCE, place=act.place))
        _mark(charge, "58", f"Within {period.named} (day {period.day}), {why}: 58")
        return True, restarts
    if in_theatre:
        _mark(charge, "78", f"Return to the operating room within {period.named} (day {period.day}): 78")
        return True, []
    if case.payer.for_code("complications", charge.code) == "included":
        message = (
            f"{charge.code} treats a complication within {period.named}; it is paid with that procedure."
        )
        return False, [Alert("info", "global.complication", message, SOURCE, place=act.place)]
    message = f"{charge.code} treats a complication within {period.named}. Does this payer pay it apart?"
    return True, [Alert("warning", "global.complication", message, SOURCE, place=act.place)]


def _is_larger(charge: Charge, period: OpenPeriod, case: Case) -> bool:
    return case.book.facts(charge.code).total > case.book.facts(period.prior.code).total


def _treats_complication(charge: Charge, case: Case) -> bool:
    table = case.lookup("global.complication")
    return charge.code in table["code"]["codes"] or _is_of_a_complication(charge.acts[0], case)


def _is_of_a_complication(act: Act, case: Case) -> bool:
    table = case.lookup("global.complication")
    if act.procedure.kind in table["kind"]["kinds"]:
        return True
    return any(code.startswith(tuple(table["diagnosis"]["begins"])) for code in act.diagnosed.icd10)


def _mark_return_today(charge: Charge, case: Case) -> None:
    """A return to the operating room on the day of the procedure itself counts as one after it."""
    back = {act.lesion.same_as for act in charge.acts if act.lesion and act.procedure.return_to_or} - {None}
    today = (prior for prior in case.encounter.history if prior.date == case.encounter.date_of_service)
    prior = next((prior for prior in today if prior.lesion in back), None)
    if prior is not None and not charge.parent:
        _mark(charge, NOT_RESTARTED, f"Return to the operating room on the day of {prior.code}: 78")


def _settle_visit(
    charge: Charge, periods: Sequence[OpenPeriod], case: Case
) -> tuple[list[Charge], list[Alert]]:
    visit = case.encounter.visit
    relations: dict[str, OpenPeriod] = {}
    for period in periods:
        if period.day == DAY_BEFORE and visit and visit.decision_for_surgery:
            text = f"The decision for {period.prior.code}, a 90-day procedure, the day before it: 57"
            _mark_once(charge, "57", text)
            continue
        relation = _visit_relation(visit.related if visit else None, charge.icd10, period, case)
        relations.setdefault(relation, period)
    if period_of_it := relations.get("related"):
        return _paid_with(charge, period_of_it, case)
    if asked := relations.get("unknown"):
        message = f"The visit is inside {asked.named}. Is it part of the care of that procedure?"
        place = Place(field="visit.related")
        alert = Alert("error", "global-relation-unknown", message, SOURCE, place=place, effect="hold")
        return [charge], [alert]
    if apart := relations.get("unrelated"):
        _mark_once(charge, "24", f"Unrelated to {apart.named} (day {apart.day}): 24")
    return [charge], []


def _mark_once(charge: Charge, modifier: str, text: str) -> None:
    if modifier not in charge.modifiers:
        _mark(charge, modifier, text)


def _paid_with(charge: Charge, period: OpenPeriod, case: Case) -> tuple[list[Charge], list[Alert]]:
    if period.day != DAY_BEFORE:
        return [_as_follow_up(charge, period, case)], []
    message = f"The visit on {period.named} is paid with it, unless the surgery was decided then."
    place = Place(field="visit.decision_for_surgery")
    return [], [Alert("info", "global.day_before", message, SOURCE, place=place)]


def _visit_relation(related: bool | None, icd10: Sequence[str], period: OpenPeriod, case: Case) -> str:
    if related is not None:
        return "related" if related else "unrelated"
    aftercare = case.lookup("evaluation.aftercare").rows
    if icd10 and all(code[:CATEGORY] in aftercare for code in icd10):
        return "unrelated" if period.day == DAY_BEFORE else "related"
    shared = _shares_disease(icd10, period.prior, case)
    if shared is None:
        return "unknown"
    return "related" if shared else "unrelated"


def _follow_up(case: Case) -> str:
    code: str = case.lookup("evaluation.follow_up")["follow_up"]["code"]
    return code


def _as_follow_up(charge: Charge, period: OpenPeriod, case: Case) -> Charge:
    table = case.lookup("evaluation.follow_up")
    text = f"Follow-up within {period.named} (day {period.day}): paid with that procedure, no charge"
    reason = Reason(text, "global.follow_up", table.source)
    return Charge(_follow_up(case), (), [reason], diagnoses=charge.icd10, is_visit=True, price=Decimal(0))


def _mark(charge: Charge, modifier: str, text: str) -> None:
    charge.modifiers.append(modifier)
    charge.why.append(Reason(text, f"global.{modifier}", SOURCE))
