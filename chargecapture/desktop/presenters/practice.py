"""The practice's own details: who bills, who treats, what is asked for."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from chargecapture.domain.practice import FeeSchedule, Practice, Provider
from chargecapture.errors import KnownError
from chargecapture.workflow.records import Records


class PracticeDetails(NamedTuple):
    practice: Practice
    providers: tuple[Provider, ...]
    fees: Mapping[str, Decimal]


class PracticePresenter(QObject):
    shown = Signal(object)  # PracticeDetails
    stored = Signal()
    failed = Signal(object)  # KnownError

    def __init__(
        self,
        records: Records,
        *,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._records = records
        self._clock = clock
        self._new_id = new_id

    def new_provider(self) -> Provider:
        """A provider of whom nothing is known yet."""
        return Provider(id=self._new_id(), first_name="", last_name="")

    def show(self) -> None:
        try:
            today = self._clock().date()
            fees = self._records.fee_schedule(today).fees
            self.shown.emit(PracticeDetails(self._records.practice(), self._records.providers(), fees))
        except KnownError as problem:
            self.failed.emit(problem)

    def store(self, details: PracticeDetails) -> None:
        """Keep the details; changed fees count from today."""
        try:
            self._records.save_practice(details.practice)
            for provider in details.providers:
                self._records.save_provider(provider)
            today = self._clock().date()
            if dict(self._records.fee_schedule(today).fees) != dict(details.fees):
                self._records.save_fee_schedule(FeeSchedule(dict(details.fees)), effective_from=today)
        except KnownError as problem:
            self.failed.emit(problem)
        else:
            self.stored.emit()
