"""Who is seen, who treats, who pays and what is asked: the practice's own records.

Identifiers are kept as they were typed; `domain/identifiers.py` tells whether they can be right.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from chargecapture.domain.encounter import PayerFamily
from chargecapture.domain.records import Money, Name, record

Relation = Literal["self", "spouse", "child", "other"]
TaxIdKind = Literal["EIN", "SSN"]


@record
class Address:
    street: str = ""
    city: str = ""
    state: str = ""
    zip_code: str = ""

    def __str__(self) -> str:
        place = " ".join(part for part in (self.state, self.zip_code) if part)
        return ", ".join(part for part in (self.street, self.city, place) if part)


@record
class Practice:
    """The billing provider. `location_npi` is empty where it is the billing one."""

    name: str = ""
    address: Address = Address()
    pay_to: Address | None = None
    phone: str = ""
    fax: str = ""
    npi: str = ""
    tax_id: str = ""
    tax_id_kind: TaxIdKind = "EIN"
    group_number: str = ""
    clia: str = ""
    location_npi: str = ""


@record
class Provider:
    """A rendering provider."""

    id: Name
    first_name: str
    last_name: str
    credentials: str = ""
    npi: str = ""
    taxonomy: str = ""

    @property
    def name(self) -> str:
        full = f"{self.first_name} {self.last_name}".strip()
        return f"{full}, {self.credentials}" if self.credentials else full


@record
class Patient:
    """`account` is the practice's number for the patient; an empty `responsible` is the patient."""

    id: Name
    account: Name
    first_name: str
    last_name: str
    born: date
    sex: Literal["F", "M", "X"]
    address: Address = Address()
    phone: str = ""
    responsible: str = ""
    last_seen: date | None = None

    @property
    def name(self) -> str:
        return f"{self.last_name}, {self.first_name}"

    def age_on(self, day: date) -> int:
        """Whole years, as birthdays count."""
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))

    def is_established(self, day: date) -> bool:
        """Whether the practice saw the patient within the three years before (CPT, E/M guidelines)."""
        if self.last_seen is None or self.last_seen >= day:
            return self.last_seen is not None
        return (day.year - 3, day.month, day.day) < (
            self.last_seen.year,
            self.last_seen.month,
            self.last_seen.day,
        )


@record
class Coverage:
    """Who pays first. A self-pay patient has a coverage of the family `self_pay`."""

    family: PayerFamily
    payer: str = ""
    plan: str = ""
    member_id: str = ""
    group: str = ""
    relation: Relation = "self"
    secondary: str = ""
    assignment: bool = True
    signature_on_file: date | None = None
    effective_from: date | None = None
    copay: Money | None = None
    eligibility_checked: date | None = None
    eligibility: Literal["active", "inactive", "unknown"] = "unknown"


@dataclass(frozen=True, slots=True)
class FeeSchedule:
    """What the practice asks for one unit of a code or of an in-house item, in US dollars."""

    fees: Mapping[str, Decimal] = field(default_factory=dict)

    def fee(self, code: str, item: str = "") -> Decimal | None:
        """The fee of an in-house item, or else of its code, which others may share."""
        return self.fees.get(item, self.fees.get(code))
