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
    """One code for the face and one for elsewhere, whatever the number of fields."""
    table = case.lookup("chemical_peel")
    peels: dict[object, list[Act]] = {}
    for act in acts:
        peel = act.procedure
        assert isinstance(peel, ChemicalPeel)
        if peel.depth is None:
            yield act.needs("depth", "epidermal or dermal?", table.source)
        if peel.facial is None:
            yield act.needs("facial", "of the face or elsewhere?", table.source)
        if peel.depth is None or peel.facial is None:
            continue
        key = f"{'facial' if peel.facial else 'nonfacial'}_{peel.depth}"
        session = (peel.separate_session, peel.requested_by_patient)
        peels.setdefault((key, _for_looks(act, case), *session), []).append(act)
    for alike in peels.values():
        yield _charge_peel(alike, case)


def _for_looks(act: Act, case: Case) -> bool:
    return bool(act.diagnosed.icd10) and not case.means("peeled", act.diagnosed.icd10)


def _charge_peel(acts: Sequence[Act], case: Case) -> Charge:
    table, peel = case.lookup("chemical_peel"), acts[0].procedure
    assert isinstance(peel, ChemicalPeel)
    where = "facial" if peel.facial else "nonfacial"
    reason = Reason(f"{where.capitalize()} peel, {peel.depth}", table.id, table.source)
    charge = Charge(table[f"{where}_{peel.depth}"]["code"], tuple(acts), [reason])
    if _for_looks(acts[0], case):
        text = "Neither active acne nor actinic keratosis: for looks"
        charge.why.append(Reason(text, "peel.cosmetic", POLICY))
        charge.responsibility = "patient"
        charge.cosmetic = True
    return charge


FAMILY = ProcedureFamily(
    record=ChemicalPeel,
    label="Chemical peel",
    fields=(Field("depth", "Depth"), Field("facial", "Face")),
    choose=code_peels,
)
