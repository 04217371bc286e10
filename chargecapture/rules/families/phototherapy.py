"""Phototherapy and excimer laser. Source: CPT, Special Dermatological Procedures."""

from collections.abc import Iterator, Sequence

from chargecapture.domain.charges import Reason
from chargecapture.domain.procedures import Phototherapy
from chargecapture.rules.case import Act, Case, Charge, Result
from chargecapture.rules.families.base import Field, ProcedureFamily, number, step_reason


def code_phototherapy(acts: Sequence[Act], case: Case) -> Iterator[Result]:
    """One code for each light; excimer by area, and for psoriasis only."""
    table = case.lookup("phototherapy")
    for act in acts:
        done = act.procedure
        assert isinstance(done, Phototherapy)
        if done.light is None:
            yield act.needs("light", "which light?", table.source)
        elif done.light == "excimer":
            yield from _excimer(act, done, case)
        else:
            row = table[done.light]
            hours = done.supervised_hours
            supervised = hours is not None and "supervised" in row and hours >= int(row["hours"])
            text = (
                done.light.replace("_", " ").upper()
                if done.light in ("uvb", "puva")
                else done.light.replace("_", " ")
            )
            if supervised and hours is not None:
                text += f", {number(hours)} hours under direct supervision"
            code = row["supervised"] if supervised else row["code"]
            yield Charge(code, (act,), [Reason(f"Phototherapy: {text}", table.id, table.source)])


def _excimer(act: Act, done: Phototherapy, case: Case) -> Iterator[Result]:
    table = case.book.table("phototherapy", "excimer")
    if not case.means("psoriasis", act.diagnosed.icd10):
        if not act.diagnosed.icd10:
            yield act.needs(
                "diagnosis", "for which disease? The excimer codes are for psoriasis.", table.source
            )
            return
        lookup = case.lookup("phototherapy")
        text = "Excimer laser for another disease than psoriasis: unlisted"
        yield Charge(lookup["excimer_other"]["code"], (act,), [Reason(text, table.id, table.source)])
        return
    if done.area_cm2 is None:
        yield act.needs("area_cm2", "the treated area is missing.", table.source)
        return
    step = table.step_for(done.area_cm2)
    reason = step_reason("Excimer laser", table, step, f"{number(done.area_cm2)} cm²")
    yield Charge(step.code, (act,), [reason])


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
