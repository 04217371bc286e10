"""Whether an identifier can be right: check digits and forms. That it was ever issued, no form can tell.

Sources: HIPAA final rule on the NPI, 69 FR 3434 (9 digits, the first 1 or 2, and a check digit), and CMS,
NPI Check Digit (ISO/IEC 7812 Luhn over 80840 and the NPI); IRS Publication 1635 (EIN); SSA, POMS RM 10201.035
(numbers never assigned as SSN); 42 CFR 493 and CMS-1500 item 23 (CLIA, 10 characters, D third).
"""

import re

NPI_PREFIX = "80840"
NPI_LENGTH = 10
_EIN = re.compile(r"[0-9]{2}-?[0-9]{7}")
_SSN = re.compile(r"(?!000|666|9)[0-9]{3}-(?!00)[0-9]{2}-(?!0000)[0-9]{4}")
_CLIA = re.compile(r"[0-9]{2}D[0-9]{7}")


def npi_fault(npi: str) -> str:
    """Say what is wrong with an NPI; empty where nothing is."""
    if not npi:
        return "missing"
    if not (npi.isascii() and npi.isdigit() and len(npi) == NPI_LENGTH):
        return "10 digits are needed"
    if npi[0] not in "12":
        return "an NPI begins with 1 or 2"
    return "" if luhn_holds(NPI_PREFIX + npi) else "the check digit does not fit; compare it once more"


def luhn_holds(digits: str) -> bool:
    """Whether the last digit checks the others (ISO/IEC 7812-1, annex B)."""
    total = 0
    for at, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + at % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def tax_id_fault(tax_id: str) -> str:
    """Say what is wrong with an EIN, with or without its dash, or an SSN with its dashes."""
    if not tax_id:
        return "missing"
    if _EIN.fullmatch(tax_id) or _SSN.fullmatch(tax_id):
        return ""
    dashed = re.fullmatch(r"[0-9]{3}-[0-9]{2}-[0-9]{4}", tax_id)
    return "no such number is assigned; compare it once more" if dashed else "9 digits are needed"


def clia_fault(clia: str) -> str:
    """Say what is wrong with a CLIA number; empty where nothing is."""
    return "" if _CLIA.fullmatch(clia) else "the form is 99D9999999"
