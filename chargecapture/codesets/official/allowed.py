"""What Medicare allows for a code in a locality, for fees and estimates as a percentage of it.

Source: CMS, physician fee schedule relative value file and Addendum E. The amount is work, practice expense
and malpractice, each by its geographic index, summed and multiplied by the conversion factor; in whole cents.
Reductions for several procedures, sequestration and what a payer pays of the amount are not in it.
"""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from chargecapture.codesets.official import gpci, pfs
from chargecapture.codesets.official.in_use import ImportedEditions
from chargecapture.codesets.official.store import EditionFile

PRICED = frozenset("ART")  # statuses with an amount of the fee schedule's own
CENT = Decimal("0.01")


class Parts(NamedTuple):
    """Relative values, or their geographic indices."""

    work: Decimal
    expense: Decimal
    malpractice: Decimal


NO_ADJUSTMENT = Parts(Decimal(1), Decimal(1), Decimal(1))


class Locality(NamedTuple):
    """A Medicare payment locality: its contractor's five digits and its own two, with a name."""

    contractor: str
    number: str
    name: str

    @property
    def id(self) -> str:
        return f"{self.contractor}{self.number}"


def amount(values: Parts, indices: Parts, factor: Decimal) -> Decimal:
    """Dollars, half a cent rounded up."""
    adjusted = sum((value * index for value, index in zip(values, indices, strict=True)), Decimal(0))
    return (adjusted * factor).quantize(CENT, ROUND_HALF_UP)


class FeeSchedule:
    """The imported fee schedule and indices, by date of service."""

    def __init__(self, editions: ImportedEditions) -> None:
        self._editions = editions

    def localities(self, on: date) -> tuple[Locality, ...]:
        """All localities of the indices of that day, by state and name; none where none are imported."""
        file = self._file(gpci.KIND, on)
        if file is None:
            return ()
        return tuple(
            Locality(*row)
            for row in file.rows("SELECT contractor, locality, name FROM gpci ORDER BY state, name")
        )

    def allowed_amount(
        self, code: str, locality: str, on: date, *, facility: bool, modifier: str = ""
    ) -> Decimal | None:
        """What Medicare allows for one unit; `None` where the editions at hand price it not on that day.

        Args:
            code: the procedure code.
            locality: `Locality.id`.
            on: the date of service.
            facility: whether the place of service is one that is paid as a facility.
            modifier: 26, TC or 53 for that part alone.

        Raises:
            DamagedEditionError: an edition's file is damaged.
        """
        schedule, indices = self._file(pfs.KIND, on), self._file(gpci.KIND, on)
        if schedule is None or indices is None:
            return None
        expense = "facility_expense" if facility else "expense"
        values = schedule.rows(
            f"SELECT status, work, {expense}, malpractice, factor FROM pfs WHERE code = ? AND modifier = ?",
            (code, modifier),
        )
        adjusting = indices.rows(
            "SELECT work, expense, malpractice FROM gpci WHERE contractor || locality = ?", (locality,)
        )
        if not (values and adjusting) or values[0][0] not in PRICED:
            return None
        _, *parts, factor = values[0]
        return amount(Parts(*map(Decimal, parts)), Parts(*map(Decimal, adjusting[0])), Decimal(factor))

    def _file(self, kind: str, on: date) -> EditionFile | None:
        kept = self._editions.kept(kind, on)
        return self._editions.file(kept) if kept and kept.edition.covers(on) else None
