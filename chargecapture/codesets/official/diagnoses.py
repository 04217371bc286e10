"""ICD-10-CM by date of service: the imported edition of the day before the one that is built in."""

import tomllib
from datetime import date
from pathlib import Path

from chargecapture.codesets.official import icd10cm_order
from chargecapture.codesets.official.in_use import ImportedEditions
from chargecapture.codesets.official.store import Kept
from chargecapture.rules.tables import DiagnosisCodes

MOST_DAYS = 5000


class DatedDiagnoses:
    """Whether a code may be billed on a day, by the edition of that day.

    Args:
        editions: what is imported.
        built_in: what is asked where no imported edition covers the day.
        built_in_from: the first day of the built-in edition.
    """

    def __init__(self, editions: ImportedEditions, built_in: DiagnosisCodes, built_in_from: date) -> None:
        self._editions = editions
        self._built_in = built_in
        self._built_in_from = built_in_from
        self._of_day: dict[date, Kept | None] = {}
        self._listed: dict[tuple[str, str], str] = {}

    def standing(self, icd10: str, on: date) -> str:
        """`billable`, `header`, `ended`, `not_yet` or `unknown`, as `rules.tables.DiagnosisCodes` has it.

        Raises:
            DamagedEditionError: an edition's file is damaged.
        """
        kept = self._kept(on)
        if kept is None:
            return self._built_in.standing(icd10, on)
        found = self._standing_in(kept, icd10)
        if found:
            return found
        return self._built_in.standing(icd10, on) if kept.lacks else self._elsewhere(icd10, on)

    def _kept(self, on: date) -> Kept | None:
        """The imported edition of a day, or the last one before it where what is built in is older still."""
        try:
            return self._of_day[on]
        except KeyError:
            kept = self._editions.kept(icd10cm_order.KIND, on)
            if len(self._of_day) >= MOST_DAYS:
                self._of_day.clear()
            if kept and not (kept.edition.covers(on) or kept.edition.effective_from > self._built_in_from):
                kept = None
            self._of_day[on] = kept
            return kept

    def _standing_in(self, kept: Kept, icd10: str) -> str:
        """How the code stands in one edition; empty where it has it not."""
        key = (kept.file, icd10)
        found = self._listed.get(key)
        if found is None:
            rows = self._editions.file(kept).rows("SELECT billable FROM icd10cm WHERE code = ?", (icd10,))
            found = ("billable" if rows[0][0] else "header") if rows else ""
            self._listed[key] = found
        return found

    def _elsewhere(self, icd10: str, on: date) -> str:
        """A code that the day's edition has not: whether an earlier one has it, or a later one."""
        others = self._editions.state.of(icd10cm_order.KIND)
        having = [other.edition.effective_from for other in others if self._standing_in(other, icd10)]
        built_in = self._built_in.standing(icd10, on)
        if not having and built_in in ("ended", "not_yet", "unknown"):
            return built_in
        if built_in in ("billable", "header"):
            having.append(self._built_in_from)
        return "ended" if min(having) <= on else "not_yet"


def dated_diagnoses(editions: ImportedEditions, built_in: DiagnosisCodes, resources: Path) -> DatedDiagnoses:
    """The diagnoses by day; the built-in edition's first day stands in its `SOURCE.toml`."""
    source = tomllib.loads((resources / "codesets" / "SOURCE.toml").read_text("utf-8"))
    return DatedDiagnoses(editions, built_in, source["icd10cm"]["effective_from"])
