"""Chemical peel: medical for active acne (epidermal) and actinic keratoses (dermal), else for looks.

Sources: CPT, Other Procedures; Anthem ANC.00007.
"""

from collections.abc import Iterator, Sequence

from chargecapture.domain.charges import Reason
from chargecapture.domain.procedures import ChemicalPeel
from chargecapture.rules.case import Act, Case, Charge, Result
from chargecapture.rules.families.base import Field, ProcedureFamily


def code_peels(acts: Sequence[Act], case: Case) -> Iterator[Result]:
    """One code for the face and one for elsewhere, whatever the number of fields."""
    table = case.lookup("chemical_peel")
    peels: dict[tuple[str, bool, bool, bool], list[Act]] = {}
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
        peels.setdefault((key, _is_medical(act, case), *session), []).append(act)
    for (key, *_), alike in peels.items():
        where, depth = key.split("_")
        reason = Reason(f"{where.capitalize()} peel, {depth}", table.id, table.source)
        yield Charge(table[key]["code"], tuple(alike), [reason])


def _is_medical(act: Act, case: Case) -> bool:
    """Whether a disease is peeled; what is for looks is on a bill of its own."""
    return case.means("peeled", act.diagnosed.icd10)


FAMILY = ProcedureFamily(
    record=ChemicalPeel,
    label="Chemical peel",
    fields=(Field("depth", "Depth"), Field("facial", "Face")),
    choose=code_peels,
)
