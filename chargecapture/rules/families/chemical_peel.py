"""Chemical peel: medical for active acne (epidermal) and actinic keratoses (dermal), else for looks.

Sources: CPT, Other Procedures; Anthem ANC.00007.
"""

from collections.abc import Iterator, Sequence

from chargecapture.domain.charges import Reason
from chargecapture.domain.procedures import ChemicalPeel
from chargecapture.rules.case import Act, Case, Charge, Result
from chargecapture.rules.families.base import Field, ProcedureFamily

POLICY = "Anthem ANC.00007"


def code_peels(acts: Sequence[Act], case: Case) -> Iterator[Result]:
    table = case.lookup("chemical_peel")
    for act in acts:
        peel = act.procedure
        assert isinstance(peel, ChemicalPeel)
        if peel.depth is None:
            yield act.needs("depth", "epidermal or dermal?", table.source)
        if peel.facial is None:
            yield act.needs("facial", "of the face or elsewhere?", table.source)
        if peel.depth is None or peel.facial is None:
            continue
        where = "facial" if peel.facial else "nonfacial"
        row = table[f"{where}_{peel.depth}"]
        charge = Charge(
            row["code"], (act,), [Reason(f"{where.capitalize()} peel, {peel.depth}", table.id, table.source)]
        )
        if act.diagnosed.icd10 and not case.means("peeled", act.diagnosed.icd10):
            charge.why.append(
                Reason("Neither active acne nor actinic keratosis: for looks", "peel.cosmetic", POLICY)
            )
            charge.responsibility = "patient"
            charge.cosmetic = True
        yield charge


FAMILY = ProcedureFamily(
    record=ChemicalPeel,
    label="Chemical peel",
    fields=(Field("depth", "Depth"), Field("facial", "Face")),
    choose=code_peels,
)
