"""Medical or cosmetic: who pays for a removal, by what was charted and by the notice given.

A ground is never invented: without one the line is held or warned about, or the patient pays. Sources:
SSA 1862(a)(1)(A) and 1862(a)(10); CMS LCD L34200, L34938, L35498; Claims Processing Manual ch. 30.
"""

from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter

from chargecapture.domain.charges import Alert, Place, Reason
from chargecapture.domain.encounter import Ground, Notice
from chargecapture.domain.procedures import Coded, Destruction
from chargecapture.rules.case import Act, Case, Charge, begin_with
from chargecapture.rules.coverage import never_covered
from chargecapture.rules.tables import Row

NOTICES = "CMS Claims Processing Manual ch. 30; MLN, ABN tutorial"
SERIOUS = ("premalignant", "malignant", "in_situ", "uncertain")
MILD = ("benign", "not_neoplastic", None)
_on_request = attrgetter("procedure.requested_by_patient")
INFLAMED = frozenset(["inflamed", "infected"])


def settle_payment(charges: Sequence[Charge], case: Case) -> Iterator[Alert]:
    """Set who pays for each charge, with GA, GX, GY and GZ, and say what is missing."""
    for charge in charges:
        if any(map(_on_request, charge.acts)):
            yield from _requested(charge, case)
        elif never := never_covered(charge, case):
            _is_patients(charge, never, case)
        elif needs_ground(charge, case):
            if for_looks := _code_for_looks(charge, case):
                _charge_for_looks(charge, for_looks, case)
            else:
                yield from _without_ground(charge, case)
        elif _is_named_in_notice(charge, case):
            yield from _with_ground(charge, case)
        for act in charge.acts:
            if act.lesion is not None:
                yield from _ground_and_diagnosis(act, act.lesion.symptoms, case)
    _closures_follow(charges, case)
    yield from _cosmetic_diagnosis(charges, case)


def _cosmetic_diagnosis(charges: Sequence[Charge], case: Case) -> Iterator[Alert]:
    """What the insurer is to pay cannot be for looks by its own diagnosis."""
    table = case.lookup("necessity.self_pay_diagnosis")
    icd10 = table["cosmetic"]["icd10"]
    if case.encounter.payer == "self_pay":
        return
    for charge in charges:
        if icd10 not in charge.icd10:
            continue
        if charge.responsibility == "patient":
            charge.cosmetic = True
            continue
        place = charge.acts[0].at("diagnosis") if charge.acts else Place(field="visit.diagnoses")
        message = (
            f"{charge.named}: {icd10} says that it is for looks, yet the insurer is to pay. Which holds?"
        )
        rule = "necessity.cosmetic_diagnosis"
        yield Alert("error", rule, message, table.source, place=place, effect="hold")


def _closures_follow(charges: Sequence[Charge], case: Case) -> None:
    """What closes the wounds of removals that the patient pays is the patient's too."""
    paid = {label for charge in charges if charge.responsibility == "patient" for label in charge.lesions}
    if not paid:
        return
    table = case.lookup("necessity.follows")
    for charge in charges:
        closes = bool(charge.acts) and all(act.procedure.kind in table.rows for act in charge.acts)
        if closes and charge.responsibility == "insurance" and charge.lesions and charge.lesions <= paid:
            charge.responsibility = "patient"
            charge.why.append(Reason("Closes a removal that the patient pays", table.id, table.source))


def _requested(charge: Charge, case: Case) -> Iterator[Alert]:
    act = next(act for act in charge.acts if act.procedure.requested_by_patient)
    if act.nature in SERIOUS:
        message = f"requested by the patient, yet charted as {act.nature.replace('_', ' ')}. Which one holds?"
        source = "Project decision after compliance 1.1"
        yield act.needs("requested_by_patient", message, source, "necessity.requested_contradiction")
        return
    _code_on_request(charge, case)
    text = "Requested by the patient, no medical necessity claimed: the patient pays"
    _is_patients(charge, Reason(text, "necessity.requested", "SSA 1862(a)(10)"), case)


def _code_on_request(charge: Charge, case: Case) -> None:
    """Give the patient's line its code: a laser for looks is no destruction of a lesion."""
    table = case.lookup("necessity.laser_on_request")
    row = table.get(charge.code)
    found = {_laser_for_looks(act, case) for act in charge.acts}
    code = row["code"] if row else found.pop() if len(found) == 1 else ""
    if code:
        charge.why.append(Reason(f"A laser for looks is {code}, not {charge.code}", table.id, table.source))
        charge.code = code


def _is_cosmetic(charge: Charge, case: Case) -> None:
    """Mark a charge as for looks; a service of the practice's own list names its own reason."""
    if charge.cosmetic:
        return
    charge.cosmetic = True
    table = case.lookup("necessity.self_pay_diagnosis")
    charge.diagnoses = tuple(dict.fromkeys((table["cosmetic"]["icd10"], *charge.icd10)))


def _is_patients(charge: Charge, why: Reason, case: Case) -> None:
    """Move a service for looks to the patient's account."""
    if charge.responsibility != "patient":
        charge.responsibility = "patient"
        _exclude(charge, case)
    _is_cosmetic(charge, case)
    charge.why.append(why)


def _code_for_looks(charge: Charge, case: Case) -> str:
    """The code of a charge of which every act is of a kind that is done for looks; empty where one is not."""
    found = {_row_for_looks(act, case) for act in charge.acts}
    return found.pop() if len(found) == 1 else ""


def _row_for_looks(act: Act, case: Case) -> str:
    code = _laser_for_looks(act, case)
    return code if code and _lacks_ground(act, case) else ""


def _laser_for_looks(act: Act, case: Case) -> str:
    method = act.procedure.method if isinstance(act.procedure, Destruction) else None
    if method is None:
        return ""
    for begins, row in case.lookup("necessity.for_looks").rows.items():
        if row["method"] == method and begin_with((begins,), act.diagnosed.icd10):
            return str(row["code"])
    return ""


def _charge_for_looks(charge: Charge, code: str, case: Case) -> None:
    charge.code = code
    table = case.lookup("necessity.for_looks")
    text = "Laser of redness, vessels or spots without a charted ground is for looks: the patient pays"
    _is_patients(charge, Reason(text, table.id, table.source), case)


def _exclude(charge: Charge, case: Case) -> None:
    """Mark an excluded service for Medicare: GY, and GX where a voluntary notice was signed."""
    if not case.payer.notices:
        return
    notice = notice_for(charge, case)
    if notice and notice.kind == "abn_voluntary" and notice.signed:
        charge.modifiers.append("GX")
        charge.why.append(Reason("The patient signed a voluntary notice: GX", "notice.voluntary", NOTICES))
    charge.modifiers.append("GY")
    charge.why.append(Reason("Excluded by statute: GY", "notice.excluded", NOTICES))


def needs_ground(charge: Charge, case: Case) -> bool:
    """Whether a charge removes benign lesions without a ground for any of them."""
    if charge.cosmetic or not charge.acts:
        return False
    return any(_lacks_ground(act, case) for act in charge.acts)


def _lacks_ground(act: Act, case: Case) -> bool:
    if act.nature not in MILD or (act.lesion is not None and act.lesion.symptoms):
        return False
    row = _row_of_removal(act, case)
    if row is None or ("icd10" in row and not set(row["icd10"]).intersection(act.diagnosed.icd10)):
        return False
    return not begin_with(case.lookup("necessity.diagnoses").begins, act.diagnosed.icd10)


def _row_of_removal(act: Act, case: Case) -> Row | None:
    """What a removal needs, by its kind, or by the code it is charted by."""
    if isinstance(act.procedure, Coded):
        code = (act.procedure.code or "").upper()
        rows = case.lookup("necessity.codes").rows.values()
        return next((row for row in rows if code.startswith(tuple(row["begins"]))), None)
    return case.row("necessity.kinds", act.procedure.kind) if act.lesion is not None else None


def notice_for(charge: Charge, case: Case) -> Notice | None:
    notice = case.encounter.notice
    if notice is None or not (notice.lesions or notice.services):
        return notice
    lesions = {act.place.lesion for act in charge.acts}
    kinds = {act.procedure.kind for act in charge.acts} | {charge.code}
    return notice if lesions & set(notice.lesions) or kinds & set(notice.services) else None


def _without_ground(charge: Charge, case: Case) -> Iterator[Alert]:
    notice = notice_for(charge, case)
    if notice is not None and case.payer.notices:
        yield from _by_notice(charge, notice, case)
        return
    if notice is not None and notice.kind == "waiver" and notice.signed:
        charge.responsibility = "patient"
        text = "No ground charted; the patient agreed in writing to pay"
        charge.why.append(Reason(text, "notice.waiver", "Payer contract"))
        return
    act = next(act for act in charge.acts if _lacks_ground(act, case))
    yield from _notice_of_another_payer(notice, act, case)
    row = _row_of_removal(act, case) or {}
    policy = row.get("policy", case.payer.benign_without_ground)
    field = "symptoms" if act.lesion is not None else "diagnosis"
    message = "benign lesion, no ground charted. Chart what is true, or the patient pays."
    source = case.lookup("necessity.kinds").source
    if policy == "hold":
        yield act.needs(field, message, source, "necessity.benign_without_ground")
    elif policy == "warn":
        alert = act.warns("necessity.benign_without_ground", message, source)
        yield alert._replace(place=act.at(field))


def _notice_of_another_payer(notice: Notice | None, act: Act, case: Case) -> Iterator[Alert]:
    """An Advance Beneficiary Notice where the payer is not original Medicare."""
    table = case.lookup("notice.elsewhere")
    row = table.get(case.encounter.payer)
    if notice is not None and notice.kind != "waiver" and row is not None:
        message = f"an ABN is for original Medicare only. {row['says']}"
        yield act.warns("notice.kind", message, table.source)._replace(place=Place(field="notice"))


def _is_named_in_notice(charge: Charge, case: Case) -> bool:
    """Whether Medicare's notice lists this charge's lesion or service by name."""
    notice = case.encounter.notice
    if notice is None or charge.cosmetic or not charge.acts or not case.payer.notices:
        return False
    return bool(notice.lesions or notice.services) and notice_for(charge, case) is not None


def _with_ground(charge: Charge, case: Case) -> Iterator[Alert]:
    """A notice for what may be covered: a voluntary one contradicts it, a mandatory one is believed."""
    notice = case.encounter.notice
    assert notice is not None
    if notice.kind != "abn_voluntary":
        yield from _by_notice(charge, notice, case)
    elif charge.code in case.lookup("foot_care").rows:
        return
    elif any(act.nature in SERIOUS for act in charge.acts):
        message = "a voluntary notice is for what Medicare never covers, yet this is covered."
        yield (
            charge.acts[0]
            .warns("notice.contradiction", message, NOTICES)
            ._replace(place=charge.acts[0].at("notice"))
        )
    else:
        yield from _by_notice(charge, notice, case)


def _by_notice(charge: Charge, notice: Notice, case: Case) -> Iterator[Alert]:
    if notice.kind == "abn_mandatory" and notice.signed:
        charge.modifiers.append("GA")
        charge.why.append(
            Reason("Denial expected, the patient signed the notice: GA", "notice.signed", NOTICES)
        )
    elif notice.kind == "abn_mandatory":
        charge.modifiers.append("GZ")
        charge.responsibility = "practice"
        text = "Denial expected, the notice is not signed: GZ, the patient may not be billed"
        charge.why.append(Reason(text, "notice.unsigned", NOTICES))
        yield charge.acts[0].warns(
            "notice.unsigned", "without a signed notice the practice bears the cost.", NOTICES
        )
    elif notice.kind == "abn_voluntary":
        charge.responsibility = "patient"
        _exclude(charge, case)
    else:
        message = "a waiver does not serve for Medicare. It wants an Advance Beneficiary Notice."
        yield charge.acts[0].needs("notice", message, NOTICES, "notice.kind")


def _ground_and_diagnosis(act: Act, symptoms: Sequence[Ground], case: Case) -> Iterable[Alert]:
    """The word that makes a keratosis inflamed and the charted ground must agree."""
    table = case.lookup("necessity.inflamed")
    row = table["inflamed"]
    if not symptoms:
        if row["code"] not in act.diagnosed.icd10:
            return ()
        message = f"{row['code']} says inflamed, yet no ground is charted."
    else:
        if row["plain"] not in act.diagnosed.icd10 or INFLAMED.isdisjoint(symptoms):
            return ()
        message = f"inflamed is charted, yet {row['plain']} says it is not. Chart it as inflamed if it is."
    return (act.warns("necessity.ground_vs_diagnosis", message, table.source),)
