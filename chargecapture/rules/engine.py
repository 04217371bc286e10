"""From an encounter to its charges: the order of the steps, readable on one page.

1. Each procedure meets its lesion, its site and the code of its diagnosis.
2. On one lesion the more extensive service takes in the rest (`same_lesion`).
3. Each family chooses its codes from all its procedures of the day; the visit finds its level.
4. Who pays: grounds, notices, the patient's wish (`necessity`), routine foot care.
5. Open global periods: 24, 58, 78, 79, 99024.
6. Edits: the place (E1 to E4, FA to T9, LT, RT), how it went (52, 53, 76, 77, 80, KX), pairs (59, XS),
   what was charged earlier this day (XE), repeats (units, 76, 50), the visit (25, 57), add-ons and
   parents, units of the day.
7. Claim order, 51, diagnosis pointers, fees.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Protocol

from chargecapture.domain.charges import (
    MOST_DIAGNOSES,
    MOST_MODIFIERS,
    MOST_POINTERS,
    POINTERS,
    Alert,
    Answer,
    ChargeLine,
    ClaimDiagnosis,
    Place,
    Status,
)
from chargecapture.domain.checklist import Item
from chargecapture.domain.codes import Uncovered
from chargecapture.domain.encounter import Encounter, Lesion, Nature
from chargecapture.domain.explained import Explanation
from chargecapture.domain.procedures import AnyProcedure
from chargecapture.rules.case import Act, Case, Charge, Result
from chargecapture.rules.coverage import check_coverage
from chargecapture.rules.diagnoses import DiagnosisTable, diagnose_lesion, diagnose_words
from chargecapture.rules.documentation import check_record, checklist
from chargecapture.rules.edits.add_ons import settle_add_ons
from chargecapture.rules.edits.anatomy import name_places
from chargecapture.rules.edits.circumstances import settle_circumstances
from chargecapture.rules.edits.earlier_today import settle_earlier_today
from chargecapture.rules.edits.fee_schedule import settle_status
from chargecapture.rules.edits.foot_care import settle_foot_care
from chargecapture.rules.edits.histories import check_histories
from chargecapture.rules.edits.multiple import mark_multiple
from chargecapture.rules.edits.pairs import settle_pairs
from chargecapture.rules.edits.repeats import settle_repeats
from chargecapture.rules.edits.units import check_units
from chargecapture.rules.evaluation import code_visit, settle_visit, without_idle_questions
from chargecapture.rules.explain import explain
from chargecapture.rules.families import FAMILIES
from chargecapture.rules.global_period import open_periods, settle_global
from chargecapture.rules.missed import find_missed
from chargecapture.rules.necessity import SERIOUS, settle_payment
from chargecapture.rules.payers import profile_of
from chargecapture.rules.same_lesion import take_in
from chargecapture.rules.tables import DamagedEditionError, NotInForceError, RuleTables

UNVERIFIED = "UNVERIFIED: "
SAME_AS = "CMS Claims Processing Manual ch. 12 §40.1: whether the procedures are related"
LIMITS = "CMS-1500 (02/12) and 837P: 12 diagnoses, 4 pointers and 4 modifiers a line"
# Modifiers that decide payment stand before those that only inform (CMS Claims Processing Manual ch. 12).
MODIFIERS = (
    "24 25 57 26 TC 50 51 52 53 58 78 79 59 XE XS XP XU 76 77 80 82 AS 95 93 LT RT GA GX GY GZ "
    "Q7 Q8 Q9 JW JZ KX"
)
MODIFIER_ORDER = {modifier: rank for rank, modifier in enumerate(MODIFIERS.split())}
_on_request = attrgetter("requested_by_patient")

_RANKS: dict[str, list[int]] = {}
for _rank, _family in enumerate(FAMILIES):
    for _kind in (_family.kind, *_family.also):
        _RANKS.setdefault(_kind, []).append(_rank)


class Fees(Protocol):
    """What the practice asks for one unit of an in-house item or a code; `None` where it has set no fee."""

    def fee(self, code: str, item: str = "") -> Decimal | None: ...


class Coder:
    """Codes encounters by the tables it is handed; it keeps nothing of an encounter."""

    def __init__(self, tables: RuleTables, diagnoses: DiagnosisTable) -> None:
        self._tables = tables
        self._diagnoses = diagnoses

    def code(self, encounter: Encounter, fees: Fees | None = None) -> Answer:
        """Answer one encounter. The order in which lesions were entered never matters."""
        try:
            return self._code(encounter, fees)
        except DamagedEditionError as problem:
            return _without_tables(encounter, "edition.damaged", str(problem))

    def _code(self, encounter: Encounter, fees: Fees | None) -> Answer:
        try:
            book = self._tables.on(encounter.date_of_service)
        except NotInForceError as early:
            return _not_in_force(encounter, early)
        payer = profile_of(book.payers, encounter.payer, encounter.payer_name)
        case = Case(encounter, self._tables, book, payer, self._diagnoses)
        case.acts = tuple(_acts(case))
        charges, alerts = _choose(case)
        alerts.extend(settle_payment(charges, case))
        alerts.extend(settle_foot_care(charges, case))
        name_places(charges, case)
        alerts.extend(settle_circumstances(charges, case))
        for step in (settle_status, settle_add_ons, settle_global, settle_pairs, settle_earlier_today):
            charges, found = step(charges, case)
            alerts.extend(found)
        charges = settle_repeats(charges, case)
        for step in (settle_visit, settle_add_ons):
            charges, found = step(charges, case)
            alerts.extend(found)
        alerts = without_idle_questions(alerts, charges, case)
        for look in (check_units, check_histories, check_coverage, check_record, find_missed):
            alerts.extend(look(charges, case))
        if book.uncovered:
            alerts.append(_outdated(case))
        ordered = _claim_order(charges, case)
        mark_multiple(ordered, case)
        return _answer(ordered, alerts, case, fees)

    def uncovered(self, day: date) -> tuple[Uncovered, ...]:
        """The kinds of published edition of which none at hand covers `day`, for a window to tell.

        Raises:
            DamagedEditionError: the list of imported editions cannot be read.
        """
        return self._tables.uncovered(day)

    def explain(self, encounter: Encounter, answer: Answer, only: ChargeLine | None = None) -> Explanation:
        """Walk an answer of this coder, or one line of it, back to facts, table rows and sources."""
        return explain(encounter, answer, self._tables, self._diagnoses, only=only)

    def natures(self, encounter: Encounter) -> dict[str, Nature | None]:
        """What each lesion is, by its label: as charted, else as its diagnosis has it."""
        on, sites = encounter.date_of_service, self._tables.sites
        return {
            lesion.id: lesion.nature
            or diagnose_lesion(self._diagnoses, lesion, sites[lesion.site], on=on).nature
            for lesion in encounter.lesions
        }

    def checklist(self, encounter: Encounter, answer: Answer) -> tuple[Item, ...]:
        """What the note must hold, by what an answer of this coder charges."""
        return checklist(encounter, answer, self._tables)


def _acts(case: Case) -> Iterator[Act]:
    encounter = case.encounter
    on = encounter.date_of_service
    for lesion in sorted(encounter.lesions, key=lambda lesion: (len(lesion.id), lesion.id)):
        if not lesion.procedures:
            continue
        site = case.book.sites[lesion.site]
        diagnosed = diagnose_lesion(case.diagnoses, lesion, site, on=on)
        for at, procedure in enumerate(_as_wished(lesion, case)):
            yield Act(procedure, lesion, site, Place(lesion.id, at), diagnosed)
    for at, service in enumerate(encounter.services):
        place = Place("", at)
        named = service.kind.replace("_", " ").capitalize()
        found = diagnose_words(case.diagnoses, service.diagnosis or "", place, named, on=on)
        yield Act(service, None, None, place, found)


def _as_wished(lesion: Lesion, case: Case) -> Sequence[AnyProcedure]:
    """What was done to a lesion; what follows a removal that the patient asked for is asked for as well."""
    if not any(map(_on_request, lesion.procedures)):
        return lesion.procedures
    follows = case.lookup("necessity.follows").rows
    return [
        replace(procedure, requested_by_patient=True) if procedure.kind in follows else procedure
        for procedure in lesion.procedures
    ]


def _choose(case: Case) -> tuple[list[Charge], list[Alert]]:
    """Let each family code what is medical, then what the patient asked for, each by itself."""
    charges: list[Charge] = []
    alerts: list[Alert] = []
    wished: list[Act] = []
    medical: list[Act] = []
    for act in case.acts:
        (wished if _is_wish(act) else medical).append(act)
    for acts in (medical, wished):
        if acts:
            kept, taken_in = take_in(acts, case)
            alerts.extend(taken_in)
            _sort(_by_families(kept, case), charges, alerts)
    alerts.extend(_odd_sites(case))
    alerts.extend(
        dict.fromkeys([alert for act in medical if _has_diagnosis(act) for alert in act.diagnosed.alerts])
    )
    if case.encounter.visit is not None:
        _sort(code_visit(case.encounter.visit, case), charges, alerts)
    return charges, alerts


def _odd_sites(case: Case) -> Iterator[Alert]:
    """Sites that ask for a second look; anatomy and record may differ, so nothing is refused."""
    table, sex = case.lookup("sites.sex"), case.encounter.patient.sex
    counted, grouped = case.lookup("sites.counted"), case.lookup("sites.grouped")
    for act in case.acts:
        if act.site and act.site.note.startswith(UNVERIFIED):
            row = grouped.get(act.procedure.kind)
            if row is not None and act.nature in row.get("natures", (act.nature,)):
                message = (
                    f"no source confirms the group of this site: {act.site.note.removeprefix(UNVERIFIED)}."
                )
                yield act.tells("site.unverified", message, grouped.source)
        if _is_one_on_both_sides(act) and act.procedure.kind in counted.rows:
            message = "both sides are charted, yet one lesion. How many were there?"
            yield act.warns("count.both_sides", message, counted.source)._replace(place=act.at("count"))
        if act.lesion is None or act.place.procedure:
            continue  # the first procedure speaks for the lesion
        if act.lesion.same_as:
            yield from _same_as_none(act, act.lesion.same_as, case)
        row = table.get(act.lesion.site)
        if row is not None and sex in row["unusual"]:
            message = f"the patient's sex is charted as {sex}. Compare the site and the sex."
            alert = act.warns("site.sex", message, table.source)
            yield alert._replace(place=act.at("site"))


def _same_as_none(act: Act, named: str, case: Case) -> Iterator[Alert]:
    """A lesion is charted as one of an earlier charge, and no earlier charge at hand has it."""
    if any(prior.lesion == named for prior in case.encounter.history):
        return
    message = f"charted as lesion {named} of an earlier charge; no charge of the history names it."
    if any(period.prior.lesion for period in open_periods(case)):
        yield act.needs("same_as", f"{message} Which one is it?", SAME_AS, "lesion.same_as")
    else:
        yield act.warns("lesion.same_as", message, SAME_AS)._replace(place=act.at("same_as"))


def _is_one_on_both_sides(act: Act) -> bool:
    lesion, site = act.lesion, act.site
    both = lesion is not None and lesion.side == "bilateral" and lesion.count == 1
    return both and site is not None and site.paired


def _is_wish(act: Act) -> bool:
    return act.procedure.requested_by_patient and act.nature not in SERIOUS


def _has_diagnosis(act: Act) -> bool:
    return act.procedure.kind != "cosmetic"


def _by_families(acts: Sequence[Act], case: Case) -> Iterator[Result]:
    charted: dict[int, list[Act]] = {}
    for act in acts:
        for rank in _RANKS[act.procedure.kind]:
            charted.setdefault(rank, []).append(act)
    for rank in sorted(charted):
        yield from FAMILIES[rank].choose(charted[rank], case)


def _sort(results: Iterable[Result], charges: list[Charge], alerts: list[Alert]) -> None:
    for result in results:
        if isinstance(result, Charge):
            charges.append(result)
        else:
            alerts.append(result)


def _claim_order(charges: Sequence[Charge], case: Case) -> list[Charge]:
    """Highest relative value first; add-ons after their parent, drugs after their injection."""
    codes = {charge.code for charge in charges if not charge.parent}
    mains: list[Charge] = []
    left: list[Charge] = []
    for charge in charges:
        (left if charge.follows or (charge.parent and charge.parent in codes) else mains).append(charge)
    mains.sort(key=lambda charge: (-case.book.facts(charge.code).total, charge.code))
    if not left:
        return mains
    ordered: list[Charge] = []
    for main in mains:
        ordered.append(main)
        after = [charge for charge in left if _goes_after(charge, main)]
        if after:
            after.sort(key=lambda charge: (bool(charge.follows), charge.code, charge.modifiers))
            ordered.extend(after)
            left = [charge for charge in left if charge not in after]
    return ordered + left


def _goes_after(charge: Charge, main: Charge) -> bool:
    if charge.parent:
        return charge.parent == main.code
    kind = main.acts[0].procedure.kind if main.acts else ""
    return charge.follows == "injection" and kind == "intralesional_injection"


def _answer(charges: Sequence[Charge], alerts: list[Alert], case: Case, fees: Fees | None) -> Answer:
    pointers = _pointers(charges, alerts)
    for charge in charges:
        if len(charge.modifiers) > MOST_MODIFIERS or len(charge.icd10) > MOST_POINTERS:
            alerts.extend(_over_limits(charge))
    lines = tuple([_line(charge, pointers, case, fees) for charge in charges])
    placed = tuple([_at_lines(alert, charges) for alert in _worst_first(alerts)])
    diagnoses = tuple([ClaimDiagnosis(pointer, icd10) for icd10, pointer in pointers.items()])
    return Answer(case.encounter.id, _status(alerts), lines, placed, diagnoses)


def _pointers(charges: Sequence[Charge], alerts: list[Alert]) -> dict[str, str]:
    """The claim's diagnoses in the order of its lines; what is for looks is on no claim."""
    medical = [charge for charge in charges if not charge.cosmetic] or charges
    wanted = dict.fromkeys([icd10 for charge in medical for icd10 in charge.icd10[:MOST_POINTERS]])
    if len(wanted) > MOST_DIAGNOSES:
        message = f"{len(wanted)} diagnoses; a claim holds {MOST_DIAGNOSES}. Split the claim."
        first_left_out = list(wanted)[MOST_DIAGNOSES]
        place = next((_diagnosis_place(charge) for charge in medical if first_left_out in charge.icd10), None)
        alerts.append(Alert("error", "claim.diagnoses", message, LIMITS, place=place, effect="block"))
    return dict(zip(wanted, POINTERS, strict=False))


def _diagnosis_place(charge: Charge) -> Place:
    return charge.acts[0].at("diagnosis") if charge.acts else Place(field="visit.diagnoses")


def _over_limits(charge: Charge) -> Iterator[Alert]:
    """What a claim line cannot hold."""
    place = charge.acts[0].place if charge.acts else None
    if len(charge.modifiers) > MOST_MODIFIERS:
        message = f"{charge.code} has {len(charge.modifiers)} modifiers; a line holds {MOST_MODIFIERS}."
        yield Alert("error", "claim.modifiers", message, LIMITS, place=place, effect="block")
    if len(charge.icd10) > MOST_POINTERS:
        said = f"{charge.code} has {len(charge.icd10)} diagnoses"
        message = f"{said}; a line points to {MOST_POINTERS}, the first."
        yield Alert("warning", "claim.pointers", message, LIMITS, place=place)


def _line(charge: Charge, pointers: dict[str, str], case: Case, fees: Fees | None) -> ChargeLine:
    modifiers = charge.modifiers
    if len(modifiers) > 1:
        modifiers = sorted(modifiers, key=lambda mark: MODIFIER_ORDER.get(mark, len(MODIFIER_ORDER)))
    places = [act.place for act in charge.acts]
    each = charge.price
    if each is None and fees is not None:
        each = fees.fee(charge.code, charge.item)
    payer = charge.responsibility
    if case.encounter.payer == "self_pay" and payer == "insurance":
        payer = "patient"
    icd10 = charge.icd10[:MOST_POINTERS]
    return ChargeLine(
        code=charge.code,
        units=charge.units,
        modifiers=tuple(modifiers),
        icd10=icd10,
        lesions=tuple(dict.fromkeys([place.lesion for place in places if place.lesion])),
        responsibility=payer,
        charge=None if each is None else each * charge.units,
        why=tuple(charge.why),
        label=charge.label,
        cosmetic=charge.cosmetic,
        parent_code=charge.parent,
        pointers="" if charge.cosmetic else "".join([pointers.get(code, "") for code in icd10]),
        places=tuple(places),
    )


def _at_lines(alert: Alert, charges: Sequence[Charge]) -> Alert:
    """Point an alert at the lines of the place it speaks of."""
    place = alert.place
    if place is None:
        return alert
    if place.lesion:
        found = [at for at, charge in enumerate(charges) if place.lesion in charge.lesions]
    elif place.procedure is not None:
        found = [
            at
            for at, charge in enumerate(charges)
            if any(not act.lesion and act.place.procedure == place.procedure for act in charge.acts)
        ]
    else:
        found = [at for at, charge in enumerate(charges) if charge.is_visit]
    return alert._replace(lines=tuple(found))


_SEVERITIES = ("error", "warning", "info")


def _worst_first(alerts: Iterable[Alert]) -> list[Alert]:
    unique = list(dict.fromkeys(alerts))
    unique.sort(key=lambda alert: _SEVERITIES.index(alert.severity))
    return unique


def _status(alerts: Iterable[Alert]) -> Status:
    effects = {alert.effect for alert in alerts}
    if "block" in effects:
        return "blocked"
    return "held" if "hold" in effects else "ready"


def _not_in_force(encounter: Encounter, early: NotInForceError) -> Answer:
    message = (
        f"The tables at hand begin {early.earliest}; the date of service is {encounter.date_of_service}. "
        "Check the date, or code the claim by that year's books."
    )
    return _without_tables(encounter, "edition.missing", message)


def _without_tables(encounter: Encounter, rule: str, message: str) -> Answer:
    """The answer where no line can be chosen, since the tables of the day cannot be had."""
    place = Place(field="date_of_service")
    alert = Alert("error", rule, message, "Editions at hand", place=place, effect="block")
    return Answer(encounter.id, "blocked", (), (alert,), ())


def _outdated(case: Case) -> Alert:
    lacking = "; ".join(f"{kind.label} (at hand: {kind.at_hand})" for kind in case.book.uncovered)
    message = (
        f"No edition at hand covers {case.book.day} of: {lacking}. Import the newer files with "
        "`chargecapture codes import` before relying on these codes."
    )
    return Alert(
        "warning",
        "edition.outdated",
        message,
        case.book.sources["codes"],
        place=Place(field="date_of_service"),
    )
