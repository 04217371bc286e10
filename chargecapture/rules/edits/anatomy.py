"""Modifiers that name the place: the lid, the digit, and left or right where the payer asks for it.

Left and right change no payment of most skin codes; some codes Medicare pays for each side (bilateral
indicator 1). Sources: CMS HCPCS Level II modifiers E1 to E4, FA to F9, TA to T9, LT, RT; AAD, Location codes.
"""

from collections.abc import Sequence

from chargecapture.domain.charges import Reason
from chargecapture.domain.sites import HAS_FREE_MARGIN
from chargecapture.rules.case import Act, Case, Charge

SIDES = {"left": "LT", "right": "RT"}
FOR_EACH_SIDE = "1"
INDICATOR = "CMS PFS, bilateral indicator 1"


def name_places(charges: Sequence[Charge], case: Case) -> None:
    """Add lid or digit to the codes that the table `anatomy` lists, and the side where it is asked for."""
    table = case.lookup("anatomy")
    for charge in charges:
        if charge.is_visit or not charge.acts:
            continue
        row = table.get(charge.code)
        modifier = _place(charge, row["names"], case) if row else ""
        if modifier:
            charge.modifiers.append(modifier)
            named = "lid" if row and row["names"] == "lid" else "digit"
            charge.why.append(Reason(f"{charge.named}: {modifier} names the {named}", table.id, table.source))
        elif not charge.digits and row is None:
            _name_side(charge, case)


def _place(charge: Charge, names: str, case: Case) -> str:
    act = charge.acts[0]
    if act.lesion is None or act.site is None or charge.digits:
        return ""
    if names == "lid":
        return _lid(act, case)
    at_digit = act.site.site not in HAS_FREE_MARGIN
    return act.site.modifiers.get(act.lesion.side or "", "") if at_digit else ""


def _lid(act: Act, case: Case) -> str:
    lesion, site = act.lesion, act.site
    assert lesion is not None and site is not None
    if lesion.lid and not site.modifiers:
        site = case.book.sites[f"eyelid_{lesion.lid}"]
    if site.site not in HAS_FREE_MARGIN:
        return ""
    return site.modifiers.get(lesion.side or "", "")


def is_paid_for_each_side(code: str, case: Case) -> bool:
    return case.book.facts(code).bilateral == FOR_EACH_SIDE


def _name_side(charge: Charge, case: Case) -> None:
    """LT or RT where all of the charge is on one side of a site that has two."""
    if charge.cosmetic or charge.parent:
        return
    wanted = case.payer.for_code("sides", charge.code)
    if wanted == "none" or (wanted != "all" and not is_paid_for_each_side(charge.code, case)):
        return
    sides = {act.lesion.side if act.lesion and act.site and act.site.paired else None for act in charge.acts}
    modifier = SIDES.get(sides.pop() or "") if len(sides) == 1 else None
    if modifier:
        charge.modifiers.append(modifier)
        source = case.payer.source_of("sides", charge.code) if wanted == "all" else INDICATOR
        charge.why.append(
            Reason(f"{charge.named}: {modifier} names the side", f"modifier.{modifier}", source)
        )
