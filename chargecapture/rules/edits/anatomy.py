"""Modifiers that name the lid. Source: CMS HCPCS Level II modifiers E1 to E4; AAD, Location codes.

Left and right change no payment of a skin code, so they are not sent.
"""

from collections.abc import Sequence

from chargecapture.domain.charges import Reason
from chargecapture.domain.sites import HAS_FREE_MARGIN
from chargecapture.rules.case import Act, Case, Charge


def name_places(charges: Sequence[Charge], case: Case) -> None:
    """Add the lid to the codes that the table `anatomy` lists, where the side is charted."""
    table = case.lookup("anatomy")
    for charge in charges:
        if charge.code in table.rows and charge.acts:
            modifier = _lid(charge.acts[0], case)
            if modifier:
                charge.modifiers.append(modifier)
                charge.why.append(Reason(f"{charge.named}: {modifier} names the lid", table.id, table.source))


def _lid(act: Act, case: Case) -> str:
    lesion, site = act.lesion, act.site
    if lesion is None or site is None:
        return ""
    if lesion.lid and not site.modifiers:
        site = case.book.sites[f"eyelid_{lesion.lid}"]
    if site.site not in HAS_FREE_MARGIN:
        return ""
    return site.modifiers.get(lesion.side or "", "")
