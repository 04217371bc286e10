"""What auditors look for: what the encounter itself leaves open, and the checklist of the note.

Only what the encounter can say becomes an alert; consent, anesthesia and the like are items of the checklist,
which is asked for and never nags. Sources: AAD, documentation; CMS LCD L35494; HHS OIG 2025; 42 CFR 493.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from chargecapture.domain.charges import Alert, Answer, Place
from chargecapture.domain.checklist import Item, State
from chargecapture.domain.encounter import Encounter, Lesion, Visit
from chargecapture.domain.identifiers import clia_fault
from chargecapture.domain.procedures import (
    AnyProcedure,
    Biopsy,
    Destruction,
    Drug,
    IntralesionalInjection,
    Mohs,
    Pathology,
)
from chargecapture.rules.case import Act, Case, Charge
from chargecapture.rules.tables import Lookup, NotInForceError, Row, RuleBook, RuleTables

NOWHERE = ("unspecified", "multiple")


def check_record(charges: Sequence[Charge], case: Case) -> Iterator[Alert]:
    """Say what an auditor would miss, of what the encounter can say."""
    table = case.lookup("documentation.rules")
    found = [
        (act, alert)
        for act in case.acts
        if act.procedure.kind in OF_KIND and not act.procedure.for_looks
        for look in OF_KIND[act.procedure.kind]
        for alert in look(act, table, case)
    ]
    if found:
        charged = {act.place for charge in charges for act in charge.acts}
        yield from (alert for act, alert in found if act.place in charged)
    if case.is_at("telehealth"):
        yield from _at_a_distance(case, table)
    yield from _clia_form(case, table)


def _says(act: Act, field: str, row: Row, table: Lookup) -> Alert:
    alert = act.warns(row["key"], row["says"], row.get("source", table.source))
    return alert._replace(severity=row["severity"], place=act.at(field))


def _method(act: Act, table: Lookup, case: Case) -> Iterator[Alert]:  # noqa: ARG001 -- a look of three
    if isinstance(act.procedure, Destruction) and act.procedure.method is None:
        yield _says(act, "method", table["doc.destruction"], table)


def _proof(act: Act, table: Lookup, case: Case) -> Iterator[Alert]:
    if not (isinstance(act.procedure, Mohs) and act.procedure.prior_pathology is False):
        return
    if not any(isinstance(other.procedure, Biopsy) for other in case.on_lesion(act)):
        yield _says(act, "prior_pathology", table["doc.mohs"], table)


def _waste(act: Act, table: Lookup, case: Case) -> Iterator[Alert]:  # noqa: ARG001 -- a look of three
    given = act.procedure
    if (
        isinstance(given, Drug | IntralesionalInjection)
        and given.container == "multi_dose"
        and given.wasted_mg
    ):
        yield _says(act, "wasted_mg", table["doc.injection"], table)


def _laboratory(act: Act, table: Lookup, case: Case) -> Iterator[Alert]:
    read = act.procedure
    if isinstance(read, Pathology) and read.component != "professional" and not case.encounter.clia:
        yield _says(act, "", table["doc.lab"], table)._replace(place=Place(field="clia"))


def _field_of_light(act: Act, table: Lookup, case: Case) -> Iterator[Alert]:  # noqa: ARG001 -- a look of three
    if act.lesion is None:
        yield _says(act, "", table["doc.pdt"], table)


def _side(act: Act, table: Lookup, case: Case) -> Iterator[Alert]:  # noqa: ARG001 -- a look of three
    """A side that later recognition needs, where the diagnosis has not asked for it."""
    lesion, site = act.lesion, act.site
    if lesion is None or site is None or not site.paired or lesion.side is not None or lesion.count > 1:
        return
    asked = any(alert.place is not None and alert.place.field == "side" for alert in act.diagnosed.alerts)
    if not asked:
        yield _says(act, "side", table["doc.any"], table)._replace(place=Place(lesion.id, 0, "side"))


Look = Callable[[Act, Lookup, Case], Iterator[Alert]]
OF_KIND: dict[str, tuple[Look, ...]] = {
    "biopsy": (_side,),
    "destruction": (_method,),
    "drug": (_waste,),
    "excision": (_side,),
    "intralesional_injection": (_waste,),
    "mohs": (_proof, _side),
    "pathology": (_laboratory,),
    "photodynamic_therapy": (_field_of_light,),
    "shave_removal": (_side,),
}


def _at_a_distance(case: Case, table: Lookup) -> Iterator[Alert]:
    """Something done to the patient at a place of service that is telehealth."""
    row = table["doc.place"]
    act = next((act for act in case.acts if act.procedure.kind not in row["but"]), None)
    if act is not None:
        place = Place(field="place_of_service")
        message = row["says"].format(place=case.encounter.place_of_service)
        yield act.warns(row["key"], message, row["source"])._replace(place=place)


def _clia_form(case: Case, table: Lookup) -> Iterator[Alert]:
    clia = case.encounter.clia
    if clia and (fault := clia_fault(clia)):
        row = table["doc.clia"]
        message = row["says"].format(fault=fault)
        yield Alert(row["severity"], row["key"], message, row["source"], place=Place(field="clia"))


def checklist(encounter: Encounter, answer: Answer, tables: RuleTables) -> tuple[Item, ...]:
    """What the note of this encounter must hold, each with what the encounter already says of it.

    What is for looks has no items. In the order of the table: the encounter, its visit and notice, then each
    lesion with its procedures, then the services; empty for a date before the tables.
    """
    try:
        book = tables.on(encounter.date_of_service)
    except NotInForceError:
        return ()
    return tuple(_Lister(encounter, answer, book).items())


class _Lister:
    """Lists the items of one encounter; `self._rows` are the table's by what they are asked of."""

    def __init__(self, encounter: Encounter, answer: Answer, book: RuleBook) -> None:
        self._encounter = encounter
        self._answer = answer
        self._book = book
        self._table = book.lookups["documentation.checklist"]
        self._rows: dict[str, list[Row]] = {}
        for row in self._table.rows.values():
            if encounter.payer in row.get("payers", (encounter.payer,)):
                self._rows.setdefault(row["on"], []).append(row)
        self._facts: dict[str, Any] = {"encounter": encounter, "patient": encounter.patient}

    def items(self) -> Iterator[Item]:
        encounter = self._encounter
        done = [act for lesion in encounter.lesions for act in lesion.procedures]
        medical = any(not act.for_looks for act in (*done, *encounter.services))
        once = ["note"] * (medical or encounter.visit is not None) + ["done"] * medical
        yield from (self._item(row, Place()) for part in once for row in self._rows[part])
        if encounter.visit:
            yield from self._of_visit(encounter.visit)
        if encounter.notice:
            place = Place(field="notice")
            yield from (self._item(row, place, notice=encounter.notice) for row in self._rows["notice"])
        for lesion in encounter.lesions:
            yield from self._of_lesion(lesion)
        for at, service in enumerate(encounter.services):
            yield from self._of_procedure(service, Place("", at))

    def _of_visit(self, visit: Visit) -> Iterator[Item]:
        line = next((line for line in self._answer.lines if line.is_visit), None)
        if line is None:
            return
        because = {"", *(reason.rule for reason in line.why)}
        for row in self._rows["visit"]:
            if row.get("because", "") in because and row.get("modifier", "") in ("", *line.modifiers):
                yield self._item(row, Place(field="visit"), visit=visit)

    def _of_lesion(self, lesion: Lesion) -> Iterator[Item]:
        if all(act.for_looks for act in lesion.procedures):
            return
        paired = self._book.sites[lesion.site].paired
        for row in self._rows["lesion"]:
            if paired or "paired" not in row:
                yield self._item(row, Place(lesion.id), lesion=lesion)
        for at, act in enumerate(lesion.procedures):
            yield from self._of_procedure(act, Place(lesion.id, at), lesion)

    def _of_procedure(self, act: AnyProcedure, place: Place, lesion: Lesion | None = None) -> Iterator[Item]:
        if act.for_looks:
            return
        codes = [line.code for line in self._answer.lines if place in line.places]
        for row in self._rows["procedure"]:
            charged = "codes" not in row or any(code.startswith(tuple(row["codes"])) for code in codes)
            if act.kind in row["kinds"] and charged:
                yield self._item(row, place, lesion=lesion, procedure=act)

    def _item(self, row: Row, place: Place, **facts: Any) -> Item:
        state, said = _state(row, self._facts | facts)
        return Item(row["key"], row["rule"], row["label"], state, said, place, self._table.source)


def _state(row: Row, facts: Mapping[str, Any]) -> tuple[State, str]:
    if "beside" in row:
        lesion = facts["lesion"]
        found = [act.kind for act in lesion.procedures if act.kind in row["beside"]] if lesion else []
        return ("charted", _said(found)) if found else ("missing", "")
    if "facts" not in row:
        return "to_confirm", ""
    for wanted in row["facts"]:
        values = [_fact(path, facts) for path in wanted.split(" + ")]
        if not any(value in (None, "", (), *NOWHERE) for value in values):
            return "charted", " + ".join(map(_said, values))
    return "missing", ""


def _fact(path: str, facts: Mapping[str, Any]) -> Any:
    """The value of a fact such as `lesion.side`; `None` where this record has no such field."""
    record, _, field = path.partition(".")
    return getattr(facts.get(record), field, None)


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple | list):
        return ", ".join(map(_said, value))
    return str(value).replace("_", " ")
