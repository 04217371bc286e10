"""Photodynamic therapy: one code a day by who applied it. Source: CPT, Photodynamic Therapy."""

from collections.abc import Iterator, Sequence

from chargecapture.domain.charges import Alert, Reason
from chargecapture.domain.procedures import Destruction, PhotodynamicTherapy
from chargecapture.rules.case import Act, Case, Charge, Result
from chargecapture.rules.families.base import Field, ProcedureFamily
from chargecapture.rules.families.summing import named

EXTENT = ("clinician_curettage", "clinician", "staff")


def code_photodynamic(acts: Sequence[Act], case: Case) -> Iterator[Result]:
    table = case.lookup("photodynamic_therapy")
    ways: dict[str, list[Act]] = {}
    for act in acts:
        done = act.procedure
        assert isinstance(done, PhotodynamicTherapy)
        if done.applied_by is None:
            yield act.needs(
                "applied_by", "who applied it and ran the light: staff or clinician?", table.source
            )
        elif done.applied_by == "clinician" and done.curettage:
            ways.setdefault("clinician_curettage", []).append(act)
        else:
            ways.setdefault(done.applied_by, []).append(act)
    highest = next((way for way in EXTENT if way in ways), None)
    if highest:
        every = tuple(act for way in EXTENT for act in ways.get(way, ()))
        text = f"{named(every)}: photodynamic therapy, {highest.replace('_', ' with ')}, one code a day"
        yield Charge(table[highest]["code"], every, [Reason(text, table.id, table.source)])
        yield from _same_field(every, case, table.source)


def _same_field(acts: Sequence[Act], case: Case, source: str) -> Iterator[Alert]:
    """No edit pair catches keratoses that are frozen inside the treated field, so it is asked."""
    fields = {(act.lesion.site, act.lesion.side) for act in acts if act.lesion}
    for other in case.acts:
        place = (other.lesion.site, other.lesion.side) if other.lesion else None
        if place in fields and isinstance(other.procedure, Destruction) and other.nature == "premalignant":
            message = "destroyed at the site of the photodynamic therapy. Inside its field it is not charged."
            yield other.warns("pdt-with-destruction-same-field", message, source)


FAMILY = ProcedureFamily(
    record=PhotodynamicTherapy,
    label="Photodynamic therapy",
    fields=(Field("applied_by", "Applied by"), Field("curettage", "Curettage")),
    choose=code_photodynamic,
)
