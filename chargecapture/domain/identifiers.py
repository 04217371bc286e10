"""Whether an identifier can be right: check digits and forms.

Sources: CMS, NPI check digit (ISO 7812 Luhn over 80840 and the first nine digits); 42 CFR 493 (CLIA).
"""

import re

NPI_PREFIX = "80840"
NPI_LENGTH = 10


def npi_fault(npi: str) -> str:
    """Say what is wrong with an NPI; empty where nothing is."""
    if not npi:
        return "missing"
    if not (npi.isascii() and npi.isdigit() and len(npi) == NPI_LENGTH):
        return "10 digits are needed"
    return "" if luhn_holds(NPI_PREFIX + npi) else "the check digit does not fit; compare it once more"


def luhn_holds(digits: str) -> bool:
    """Whether the last digit checks the others (ISO/IEC 7812-1, annex B)."""
    total = 0
    for at, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + at % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def tax_id_fault(tax_id: str) -> str:
    """Say what is wrong with an EIN or SSN, with or without its dashes; empty where nothing is."""
    if not tax_id:
        return "missing"
    return "" if re.fullmatch(r"\d{2}-?\d{7}|\d{3}-\d{2}-\d{4}", tax_id) else "9 digits are needed"


def clia_fault(clia: str) -> str:
    """Say what is wrong with a CLIA number; empty where nothing is."""
    return "" if re.fullmatch(r"\d{2}D\d{7}", clia) else "the form is 99D9999999"
