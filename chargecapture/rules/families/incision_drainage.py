"""Incision and drainage, and removal of a foreign body by incision. Source: CPT, Incision and Drainage."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from chargecapture.domain.charges import Reason
from chargecapture.domain.procedures import IncisionDrainage
from chargecapture.rules.case import Act, Case, Charge, Result, total_count
from chargecapture.rules.families.base import Field, ProcedureFamily
from chargecapture.rules.families.summing import named
from chargecapture.rules.tables import Lookup


def code_drainages(acts: Sequence[Act], case: Case) -> Iterator[Result]:
    """Several abscesses are the complicated code once; other collections and bodies count each."""
    table = case.lookup("incision_drainage")
    together: dict[str, list[Act]] = {}
    for act in acts:
        assert isinstance(act.procedure, IncisionDrainage)
        what: str | None = "puncture" if act.procedure.puncture else act.procedure.what
        if what is None:
            message = "what was opened: abscess, hematoma, pilonidal cyst or foreign body?"
            yield act.needs("what", message, table.source)
        elif what == "puncture" and act.procedure.what == "foreign_body":
            message = "a foreign body is taken out through an incision; without one it is part of the visit."
            yield act.corrects("puncture", message, table.source, "incision.foreign_body")
        elif table[what].get("each"):
            yield _each(act, what, table)
        else:
            together.setdefault(what, []).append(act)
    for what, found in together.items():
        degree = "complicated" if any(map(_complicated, found)) else "simple"
        if total_count(found) > 1 and "several" in table[what]:
            degree = "several"
        text = f"{named(found)}: {what.replace('_', ' ')}, {degree}"
        yield Charge(table[what][degree], tuple(found), [Reason(text, table.id, table.source)])


def _each(act: Act, what: str, table: Lookup) -> Charge:
    degree = "complicated" if _complicated(act) else "simple"
    reason = Reason(f"{act.named}: {what.replace('_', ' ')}, {degree}", table.id, table.source)
    return Charge(table[what][degree], (act,), [reason], Decimal(act.how_many), per_lesion=True)


def _complicated(act: Act) -> bool:
    assert isinstance(act.procedure, IncisionDrainage)
    return act.procedure.complicated


FAMILY = ProcedureFamily(
    record=IncisionDrainage,
    label="Incision and drainage",
    fields=(
        Field("what", "What"),
        Field("complicated", "Complicated"),
        Field("puncture", "By puncture"),
    ),
    choose=code_drainages,
)
