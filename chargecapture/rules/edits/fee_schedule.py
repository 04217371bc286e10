"""Codes that Medicare's fee schedule never pays by themselves, by their status there or by a named rule.

Source: CMS Physician Fee Schedule relative value file, status codes B and I; CY 2025 final rule, telehealth.
"""

from collections.abc import Sequence

from chargecapture.domain.charges import Alert
from chargecapture.rules.case import Case, Charge

BUNDLED, NOT_TAKEN = "B", "I"
SOURCE = "CMS Physician Fee Schedule relative value file, status codes"


def settle_status(charges: Sequence[Charge], case: Case) -> tuple[list[Charge], list[Alert]]:
    """Leave out what the payer counts as part of the day's other services, or takes by another code."""
    if not (case.payer.fee_schedule or case.payer.exceptions):
        return list(charges), []
    unpaid = [charge for charge in charges if _is_unpaid(charge, case)]
    if not unpaid:
        return list(charges), []
    return [charge for charge in charges if charge not in unpaid], [_told(each, case) for each in unpaid]


def _is_unpaid(charge: Charge, case: Case) -> bool:
    if charge.is_visit or charge.responsibility == "patient":
        return False
    by_status = case.book.facts(charge.code).status in (BUNDLED, NOT_TAKEN)
    if not by_status and case.row("fee_schedule.not_taken", charge.code) is None:
        return False
    return bool(case.payer.for_code("fee_schedule", charge.code))


def _told(charge: Charge, case: Case) -> Alert:
    place = charge.acts[0].at("code") if charge.acts else None
    table = case.lookup("fee_schedule.not_taken")
    if row := table.get(charge.code):
        message = f"{case.payer.label} does not take {charge.code}. {row['instead']}"
        return Alert("error", "fee_schedule.not_taken", message, table.source, place=place, effect="block")
    if case.book.facts(charge.code).status == BUNDLED:
        message = f"{case.payer.label} pays {charge.code} only as part of other services. It is left out."
        return Alert("info", "fee_schedule.bundled", message, SOURCE, place=place)
    message = f"{case.payer.label} does not take {charge.code}; it has another code for the service."
    return Alert("error", "fee_schedule.not_taken", message, SOURCE, place=place, effect="block")
