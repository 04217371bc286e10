"""The profile of a payer on a date of service: what ships, with what the office sets otherwise."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from chargecapture.domain.payers import (
    PAYER_KEYS,
    SHIPPED,
    OfficePayers,
    PayerException,
    PayerRule,
    Span,
    shown_value,
)

NONE = "none"


class PayerProfile(NamedTuple):
    """What a payer family asks for; the keys are those of `PAYER_KEYS`, with their allowed values.

    `exceptions` holds what is otherwise for one code, by key and code; `changed` the source of each key
    that the office set, and `shipped` what it was.
    """

    id: str
    label: str
    source: str
    separate_lesion: str
    separate_session: str
    unusual_overlap: str
    repeats: str
    repeat_modifier: str
    other_digit: str
    both_sides: str
    sides: str
    multiple_procedures: bool
    benign_without_ground: str
    coverage: str
    notices: bool
    drug_waste: bool
    longitudinal: bool
    prolonged: str
    video: str
    audio: str
    other_diagnosis: bool
    complications: str
    assistant_staff: str
    mohs_immunostain: str
    closure_of_incisional_biopsy: str
    class_findings: bool
    fee_schedule: bool
    attested: Sequence[str]
    lab: Mapping[str, str]
    exceptions: Mapping[tuple[str, str], PayerException] = {}
    changed: Mapping[str, str] = {}
    shipped: Mapping[str, object] = {}

    def for_code(self, key: str, code: str) -> Any:
        """The value of a key for one code."""
        if self.exceptions and (exception := self.exceptions.get((key, code))):
            return exception.value
        return getattr(self, key)

    def source_of(self, key: str, code: str = "") -> str:
        """Who says so: the exception, the office's own row, or what ships."""
        if self.exceptions and (exception := self.exceptions.get((key, code))):
            return exception.source
        return self.changed.get(key, self.source)


class PayerVersion(NamedTuple):
    """A profile as it ships, and the dates of service that it is for."""

    profile: PayerProfile
    span: Span
    reviewed_on: date


class PayerTable:
    """All versions of all profiles, under what the office sets otherwise."""

    def __init__(
        self,
        versions: Sequence[PayerVersion],
        exceptions: Sequence[PayerException] = (),
        office: OfficePayers = SHIPPED,
    ) -> None:
        self.versions = tuple(versions)
        self._office = office
        named = {exception.id for exception in office.exceptions}
        shipped = [exception for exception in exceptions if exception.id not in named]
        self.exceptions = (*shipped, *office.exceptions)

    def on(self, day: date) -> dict[str, PayerProfile]:
        """The profiles in force, by payer family."""
        found = {}
        for version in sorted(self.versions, key=lambda version: version.span.first):
            if version.span.holds(day):
                found[version.profile.id] = version.profile
        return {payer: self._for_office(profile, day) for payer, profile in found.items()}

    def _for_office(self, profile: PayerProfile, day: date) -> PayerProfile:
        values: dict[str, Any] = {}
        sources: dict[str, str] = {}
        for row in self._office.overrides:
            if row.payer == profile.id and row.span.holds(day):
                values.update(row.values)
                sources.update(dict.fromkeys(row.values, row.source))
        exceptions = {
            (row.overrides, code): row
            for row in self.exceptions
            if row.payer == profile.id and row.span.holds(day)
            for code in row.codes
        }
        if not (values or exceptions):
            return profile  # as it ships, and shared between all days
        shipped = {key: getattr(profile, key) for key in values}
        return profile._replace(**values, exceptions=exceptions, changed=sources, shipped=shipped)


def payer_rules(profile: PayerProfile) -> Iterator[PayerRule]:
    """A profile line by line, exceptions behind the key that they override."""
    for key in PAYER_KEYS:
        value = shown_value(getattr(profile, key.name))
        was = shown_value(profile.shipped[key.name]) if key.name in profile.shipped else None
        source = profile.source_of(key.name)
        yield PayerRule(profile.id, profile.label, key.name, key.label, value, source, was)
        for exception in dict.fromkeys(profile.exceptions.values()):
            if exception.overrides == key.name:
                yield PayerRule(
                    profile.id,
                    profile.label,
                    key.name,
                    key.label,
                    shown_value(exception.value),
                    exception.source,
                    value,
                    exception.codes,
                )
