"""The profile of a payer on a date of service: what ships, with what the office sets otherwise."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, TypeVar

from chargecapture.domain.payers import (
    PAYER_KEYS,
    SHIPPED,
    OfficePayers,
    PayerException,
    PayerOverride,
    PayerRule,
    Span,
    shown_value,
)

NONE = "none"
R = TypeVar("R", PayerOverride, PayerException)


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
        made = {payer: self._for_office(profile, day) for payer, profile in found.items()}
        rows: tuple[PayerOverride | PayerException, ...] = (*self._office.overrides, *self.exceptions)
        for row in rows:
            if row.payer_name and row.payer in found and row.span.holds(day):
                profile = self._for_office(found[row.payer], day, row.payer_name)
                label = f"{row.payer_name} ({profile.label})"
                made[_key(row.payer, row.payer_name)] = profile._replace(label=label)
        return made

    def _for_office(self, profile: PayerProfile, day: date, name: str = "") -> PayerProfile:
        """What holds for the family, and over it what holds for the payer of that name."""
        values: dict[str, Any] = {}
        sources: dict[str, str] = {}
        for override in _in_force(self._office.overrides, profile.id, name, day):
            values.update(override.values)
            sources.update(dict.fromkeys(override.values, override.source))
        exceptions = {
            (exception.overrides, code): exception
            for exception in _in_force(self.exceptions, profile.id, name, day)
            for code in exception.codes
        }
        if not (values or exceptions):
            return profile  # as it ships, and shared between all days
        shipped = {key: getattr(profile, key) for key in values}
        return profile._replace(**values, exceptions=exceptions, changed=sources, shipped=shipped)


def _in_force(rows: Sequence[R], payer: str, name: str, day: date) -> list[R]:
    """The rows for a payer on a day; those of its name stand behind those of its family, and so over them."""
    names = ("", name.casefold())
    found = [
        row
        for row in rows
        if row.payer == payer and row.payer_name.casefold() in names and row.span.holds(day)
    ]
    return sorted(found, key=lambda row: row.payer_name != "")


def _key(payer: str, name: str) -> str:
    return f"{payer} {name.casefold()}"


def profile_of(payers: Mapping[str, PayerProfile], payer: str, name: str | None) -> PayerProfile:
    """The profile of a payer family, or of the payer of that name where an office has rows for it."""
    found = payers.get(_key(payer, name)) if name else None
    return found or payers[payer]


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
