"""Phototherapy and excimer laser. Source: CPT, Special Dermatological Procedures."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from chargecapture.domain.charges import Reason
from chargecapture.domain.procedures import Phototherapy
from chargecapture.rules.case import Act, Case, Charge, Result
from chargecapture.rules.families.base import Field, ProcedureFamily, number, step_reason
from chargecapture.rules.families.summing import summed
from chargecapture.rules.tables import Lookup


def code_phototherapy(acts: Sequence[Act], case: Case) -> Iterator[Result]:
    """One code a day for each light; excimer by the whole area, and for psoriasis only."""
    table = case.lookup("phototherapy")
    lights: dict[object, list[Act]] = {}
    for act in acts:
        done = _light(act)
        if done.light is None:
            yield act.needs("light", "which light?", table.source)
        else:
            lights.setdefault((done.light, done.separate_session, done.requested_by_patient), []).append(act)
    for alike in lights.values():
        if _light(alike[0]).light == "excimer":
            yield from _excimer(alike, case)
        else:
            yield _by_light(alike, table)


def _light(act: Act) -> Phototherapy:
    assert isinstance(act.procedure, Phototherapy)
    return act.procedure


def _by_light(acts: Sequence[Act], table: Lookup) -> Charge:
    light = str(_light(acts[0]).light)
    row = table[light]
    hours = sum((_light(act).supervised_hours or Decimal(0) for act in acts), Decimal(0))
    supervised = "supervised" in row and hours >= int(row["hours"])
    text = light.upper() if light in ("uvb", "puva") else light.replace("_", " ")
    if supervised:
        text += f", {number(hours)} hours under direct supervision"
    code = row["supervised"] if supervised else row["code"]
    return Charge(code, tuple(acts), [Reason(f"Phototherapy: {text}", table.id, table.source)])


def _excimer(acts: Sequence[Act], case: Case) -> Iterator[Result]:
    table = case.book.table("phototherapy", "excimer")
    psoriasis = [act for act in acts if case.means("psoriasis", act.diagnosed.icd10)]
    others = [act for act in acts if act not in psoriasis and act.diagnosed.icd10]
    for act in acts:
        if not act.diagnosed.icd10:
            yield act.needs(
                "diagnosis", "for which disease? The excimer codes are for psoriasis.", table.source
            )
        elif act in psoriasis and _light(act).area_cm2 is None:
            yield act.needs("area_cm2", "the treated area is missing.", table.source)
    if others:
        lookup = case.lookup("phototherapy")
        text = "Excimer laser for another disease than psoriasis: unlisted"
        yield Charge(lookup["excimer_other"]["code"], tuple(others), [Reason(text, table.id, table.source)])
    areas = [area for act in psoriasis if (area := _light(act).area_cm2) is not None]
    if areas and len(areas) == len(psoriasis):
        step = table.step_for(sum(areas, Decimal(0)))
        reason = step_reason("Excimer laser", table, step, f"{summed(areas)} cm²")
        yield Charge(step.code, tuple(psoriasis), [reason])


FAMILY = ProcedureFamily(
    record=Phototherapy,
    label="Phototherapy",
    fields=(
        Field("light", "Light"),
        Field("area_cm2", "Area", "cm²", when=("light", ("excimer",))),
        Field("supervised_hours", "Supervised", "h", when=("light", ("goeckerman", "puva"))),
    ),
    choose=code_phototherapy,
)
