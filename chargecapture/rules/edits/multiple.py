"""51 on the second and later procedure of the day, for payers that ask; Medicare does not want it.

Source: CPT, Appendix A; CMS PFS, multiple-procedure indicator 2. Never on an add-on code.
"""

from collections.abc import Sequence

from chargecapture.domain.charges import Reason
from chargecapture.rules.case import Case, Charge

REDUCED = "2"


def mark_multiple(charges: Sequence[Charge], case: Case) -> None:
    """Mark the charges in claim order, highest relative value first: the first is paid in full."""
    if not (case.payer.multiple_procedures or case.payer.exceptions):
        return
    first = True
    for charge in charges:
        if charge.is_visit or charge.parent or charge.responsibility == "patient":
            continue
        if case.book.facts(charge.code).multiple != REDUCED:
            continue
        if not first and case.payer.for_code("multiple_procedures", charge.code):
            charge.modifiers.append("51")
            source = case.payer.source_of("multiple_procedures", charge.code)
            text = "A further procedure of the day, and the payer asks for it: 51"
            charge.why.append(Reason(text, "modifier.51", source))
        first = False
