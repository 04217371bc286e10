"""Procedure-to-procedure edits: two codes that are not paid together unless they are distinct.

Direction and indicator come from the table in force. 59 or XS needs a pair, indicator 1 and two named
places; an anatomical modifier that already parts the two needs neither. Sources: NCCI practitioner
edits; NCCI Policy Manual ch. I §E.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations
from operator import attrgetter
from typing import Literal

from chargecapture.domain.charges import Alert, Place, Reason
from chargecapture.domain.procedures import Biopsy, Destruction, Excision, Mohs, ShaveRemoval
from chargecapture.rules.case import Case, Charge
from chargecapture.rules.same_lesion import decided_on_frozen_section
from chargecapture.rules.tables import Pair

ANATOMICAL = frozenset(
    ["LT", "RT", "E1", "E2", "E3", "E4", "FA", "TA"]
    + [f"{limb}{digit}" for limb in "FT" for digit in range(1, 10)]
)
SIDES = frozenset(["LT", "RT"])
SEPARATING = frozenset(["59", "XE", "XS", "XP", "XU"])
OPENING = ANATOMICAL | SEPARATING | {"58", "78", "79"}
"""The modifiers of a procedure that open a pair (NCCI Policy Manual ch. I §E)."""

MAY_BE_PARTED = "1"
NO_PLACE = {"unspecified": "hold", "multiple": "none"}
REMOVALS = (Excision, ShaveRemoval, Destruction)
STAGED = "58"
SEPARATE_VISIT = "25"
BY_CODE = "evaluation.by_code"
FROZEN = "NCCI Policy Manual ch. I and III: a removal decided on an immediate frozen section"
SAME_PLACE = "NCCI Policy Manual ch. I: services at one site in one session"


def settle_pairs(charges: Sequence[Charge], case: Case) -> tuple[list[Charge], list[Alert]]:
    """Drop column 2 of the pairs that may not be parted, then part what is left."""
    dropped: list[Charge] = []
    alerts: list[Alert] = []
    procedures = [charge for charge in charges if not charge.is_visit and charge.responsibility != "patient"]
    if len(procedures) < 2:
        return list(charges), []
    procedures.sort(key=attrgetter("code"))  # what is left out may decide another pair: not by entry
    paired: list[tuple[Pair, Charge, Charge]] = []
    codes = {charge.code for charge in procedures}
    edits, including = case.book.pairs.among(codes), case.lookup("included_services").rows.keys() & codes
    touching = [
        (one, other)
        for one, other in combinations(procedures, 2)
        if (one.code, other.code) in edits or (including and one.code != other.code)
    ]
    for one, other in touching:
        if dropped and (one in dropped or other in dropped):
            continue
        pair = edits.get((one.code, other.code))
        if pair is None:
            loser = _included(one, other, case)
            if loser is not None:
                dropped.append(loser)
                alerts.append(_same_place_alert(loser, one if loser is other else other, SAME_PLACE))
            continue
        kept, marked = (one, other) if pair.column1 == one.code else (other, one)
        alert = _why_dropped(pair, kept, marked, case)
        if alert is None:
            paired.append((pair, kept, marked))
        else:
            dropped.append(marked)
            alerts.append(alert)
    for pair, kept, marked in paired:
        if kept not in dropped and marked not in dropped:
            alerts.extend(_part(pair, kept, marked, case))
    return [charge for charge in charges if charge not in dropped] if dropped else list(charges), alerts


def _why_dropped(pair: Pair, kept: Charge, marked: Charge, case: Case) -> Alert | None:
    """Why column 2 is left out; `None` where both may stand."""
    source = case.book.pairs.source
    if pair.indicator != MAY_BE_PARTED:
        message = (
            f"{pair.column1} and {pair.column2} never go together on one day. {pair.column2} is left out."
        )
        return Alert("error", "ncci.never", message, source, place=_place(marked), effect="block")
    if is_evaluation(marked, case):
        return None if marked.in_another_session else _asked_if_separate(kept, marked, case)
    if _parted_by_digit(kept, marked) or _removal_decided(kept, marked, case):
        return None
    if _parting(kept, marked, case):
        return None
    if kept.lesions and marked.lesions:
        return None if _stands_beside(marked, kept, case) else _same_place_alert(marked, kept, source)
    message = (
        f"{pair.column1} and {pair.column2} are an edit pair, and nothing charted tells them apart. "
        f"{pair.column2} is left out."
    )
    return Alert("warning", "ncci.not_apart", message, source, place=_place(marked))


def _part(pair: Pair, kept: Charge, marked: Charge, case: Case) -> Iterator[Alert]:
    """Add the modifier that parts the two, where none does yet, and ask for a place that is not named."""
    if is_evaluation(marked, case):
        _mark_separate(kept, marked, case)
        return
    if _parted_by_digit(kept, marked):
        return
    removal = _removal_decided(kept, marked, case)
    if removal is not None:
        removal.modifiers.append(STAGED)
        text = "Decided on the frozen section of the biopsy of the same session: 58"
        removal.why.append(Reason(text, "modifier.58", FROZEN))
        return
    if not SEPARATING.isdisjoint(marked.modifiers):
        return
    fact = _parting(kept, marked, case)
    if fact:
        modifier, why = _parting_modifier(fact, kept, marked, case)
        marked.modifiers.append(modifier)
        text = f"{pair.column1} and {pair.column2} are an edit pair. {why}, so {modifier} is set."
        marked.why.append(Reason(text, "modifier.ptp_distinct_lesion", case.book.pairs.source))
        if fact == "place":
            yield from _unnamed(pair, kept, marked, modifier, case)
        elif fact == "no_part" and _asks_payer(marked, case):
            message = f"{marked.code} beside {kept.code} depends on the payer."
            yield marked.acts[0].warns(
                "same_lesion.by_payer", message, case.lookup("same_lesion.beside").source
            )


def is_evaluation(charge: Charge, case: Case) -> bool:
    """Whether a visit of another place, such as a hospital visit, was charted by its code."""
    row = case.book.lookups[BY_CODE].rows["section"]
    return bool(row["from"] <= charge.code <= row["to"])


def _asked_if_separate(kept: Charge, visit: Charge, case: Case) -> Alert:
    message = (
        f"was {visit.code} separate from {kept.code}, with a problem of its own? If so, chart it as another "
        "session; if not, it is part of the procedure."
    )
    source = case.lookup(BY_CODE).source
    return visit.acts[0].needs("separate_session", message, source, f"modifier.{SEPARATE_VISIT}_asked")


def _mark_separate(kept: Charge, visit: Charge, case: Case) -> None:
    if SEPARATE_VISIT not in visit.modifiers:
        visit.modifiers.append(SEPARATE_VISIT)
        text = f"{visit.code} is charted as separate from {kept.code}: {SEPARATE_VISIT}"
        visit.why.append(Reason(text, f"modifier.{SEPARATE_VISIT}", case.lookup(BY_CODE).source))


def _unnamed(pair: Pair, kept: Charge, marked: Charge, modifier: str, case: Case) -> Iterator[Alert]:
    """Two named places are what the modifier says; a site without a name is asked for."""
    for act in (*kept.acts, *marked.acts):
        if act.lesion is not None and act.lesion.site in NO_PLACE:
            apart = f"{modifier} on {pair.column2} says that it is not at the place of {pair.column1}"
            message = f"where is it? {apart}."
            if NO_PLACE[act.lesion.site] == "hold":
                yield act.needs("site", message, case.book.pairs.source, "ncci.place_unnamed")
            else:
                alert = act.warns("ncci.place_unnamed", message, case.book.pairs.source)
                yield alert._replace(place=act.at("site"))
            return
    if _places(marked) <= _places(kept):
        message = f"{_sites(kept)} and {_sites(marked)} have one name. The note must tell the two apart."
        yield marked.acts[0].tells("ncci.one_name", message, case.book.pairs.source)


def _places(charge: Charge) -> set[tuple[str, str | None]]:
    return {(act.lesion.site, act.lesion.side) for act in charge.acts if act.lesion is not None}


def _removal_decided(one: Charge, other: Charge, case: Case) -> Charge | None:
    """The removal of the two that a frozen section of the biopsy beside it decided."""
    if one.lesions.isdisjoint(other.lesions):
        return None
    for biopsy, removal in ((one, other), (other, one)):
        for act in biopsy.acts:
            if isinstance(act.procedure, Biopsy) and any(
                act.place.lesion == larger.place.lesion and decided_on_frozen_section(act, larger, case)
                for larger in removal.acts
                if isinstance(larger.procedure, REMOVALS)
            ):
                return removal
    return None


def _stands_beside(inner: Charge, outer: Charge, case: Case) -> bool:
    """Whether the family's own rule reports both on one lesion, whatever the pair table bundles."""
    row = case.row("same_lesion.beside", inner.code)
    if row is None or not outer.code.startswith(tuple(row["beside"])):
        return False
    key = _asks_payer(inner, case)
    return not key or case.payer.for_code(key, inner.code) == "charge"


def _asks_payer(inner: Charge, case: Case) -> str:
    """The key of the payer's profile that decides; empty where none does."""
    row = case.row("same_lesion.beside", inner.code)
    return str(row.get("by_payer", "")) if row else ""


def _marked_beside(inner: Charge, outer: Charge, case: Case) -> bool:
    row = case.row("same_lesion.beside", inner.code)
    return _stands_beside(inner, outer, case) and bool(row and row.get("marked"))


def _place(charge: Charge) -> Place | None:
    return charge.acts[0].place if charge.acts else None


def _same_place_alert(dropped: Charge, kept: Charge, source: str) -> Alert:
    message = f"{dropped.code} is part of {kept.code} at the same place. It is left out."
    return Alert("info", "bundled_same_site", f"{dropped.named}: {message}", source, place=_place(dropped))


def _parted_by_digit(kept: Charge, marked: Charge) -> bool:
    """Whether the modifiers of place part the two: another digit, lid or side than the other line names."""
    if not marked.modifiers:
        return False
    named = ANATOMICAL.intersection(marked.modifiers)
    if not named or not named.isdisjoint(kept.modifiers) or not _elsewhere(marked, kept):
        return False
    return not named <= SIDES or not SIDES.isdisjoint(kept.modifiers)


PartingFact = Literal["session", "place", "unproven", "no_part", ""]


def _parting(kept: Charge, marked: Charge, case: Case) -> PartingFact:
    """The fact that tells the two apart; empty where none does."""
    if kept.in_another_session != marked.in_another_session:
        return "session"
    if _elsewhere(marked, kept):
        return "place"
    if kept.in_another_session:
        return "session"  # both, at one place: charted as apart from the rest and from each other
    if kept.lesions >= marked.lesions and _unproven_tumour(kept):
        return "unproven"
    return "no_part" if _marked_beside(marked, kept, case) else ""


def _parting_modifier(fact: PartingFact, kept: Charge, marked: Charge, case: Case) -> tuple[str, str]:
    """The modifier that the payer wants for a fact that tells two charges apart, and the fact in words."""
    if fact == "session":
        return _wanted("separate_session", marked, case), "Another session is charted"
    if fact == "place":
        apart = f"{_sites(kept)} and {_sites(marked)} are charted apart"
        return _wanted("separate_lesion", marked, case), apart
    if fact == "unproven":
        return _wanted("unusual_overlap", marked, case), "No pathology had proven the tumour before"
    return _wanted("unusual_overlap", marked, case), f"{marked.code} is no part of {kept.code}"


def _wanted(key: str, charge: Charge, case: Case) -> str:
    modifier: str = case.payer.for_code(key, charge.code)
    return modifier


def _elsewhere(charge: Charge, other: Charge) -> bool:
    """Whether a charge has a place, nail by nail where both name digits, that the other has not."""
    if charge.digits and other.digits:
        return not charge.digits <= other.digits
    return bool(other.lesions) and not charge.lesions <= other.lesions


def _sites(charge: Charge) -> str:
    """Name the places of a charge, such as `A (left cheek)`."""
    named = [
        f"{act.lesion.id} ({act.site.named(act.lesion.side)})" if act.lesion and act.site else act.named
        for act in charge.acts
    ]
    return named[0] if len(named) == 1 else ", ".join(dict.fromkeys(named))


def _unproven_tumour(charge: Charge) -> bool:
    return any(
        isinstance(act.procedure, Mohs) and act.procedure.prior_pathology is False for act in charge.acts
    )


def _included(one: Charge, other: Charge, case: Case) -> Charge | None:
    """The charge that a policy makes part of the other where the pair table at hand has no row."""
    rows = case.lookup("included_services").rows
    for inner, outer in ((one, other), (other, one)):
        row = rows.get(inner.code)
        if row and outer.code in row["with"] and inner.lesions <= outer.lesions:
            return inner
    return None
