"""Surgical pathology read or prepared by the practice. Source: CPT, Surgical Pathology."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from chargecapture.domain.charges import Reason
from chargecapture.domain.procedures import Pathology
from chargecapture.rules.case import Act, Case, Charge, Result
from chargecapture.rules.families.base import Field, ProcedureFamily

COMPONENTS = {"professional": ("26",), "technical": ("TC",)}


def code_pathology(acts: Sequence[Act], case: Case) -> Iterator[Result]:
    """A unit a specimen; stains and frozen sections by themselves; 26 and TC for the parts."""
    table = case.lookup("pathology")
    for act in acts:
        done = act.procedure
        assert isinstance(done, Pathology)
        if done.level is None and not done.frozen_blocks and not done.organism_stains:
            yield act.needs("level", "which level: 3, 4 or 5?", table.source)
            continue
        if done.level is not None:
            specimens = done.specimens or 1
            text = f"Level {done.level}, {specimens} {'specimen' if specimens == 1 else 'specimens'}"
            yield _charge(table[str(done.level)]["code"], act, specimens, text, done, table.source)
        if done.organism_stains:
            text = f"{done.organism_stains} stains for organisms"
            yield _charge(
                table["organism_stain"]["code"], act, done.organism_stains, text, done, table.source
            )
        if done.frozen_blocks:
            first = table["frozen_first"]["code"]
            text = f"Frozen sections: first block of {len(done.frozen_blocks)} specimens"
            yield _charge(first, act, len(done.frozen_blocks), text, done, table.source)
            further = sum(blocks - 1 for blocks in done.frozen_blocks)
            if further:
                charge = _charge(
                    table["frozen_further"]["code"],
                    act,
                    further,
                    f"{further} further blocks",
                    done,
                    table.source,
                )
                charge.parent = first
                yield charge


def _charge(code: str, act: Act, units: int, text: str, done: Pathology, source: str) -> Charge:
    why = [Reason(text, "pathology", source)]
    modifiers = list(COMPONENTS.get(done.component or "", ()))
    if modifiers:
        why.append(
            Reason(
                f"{(done.component or '').capitalize()} component: {modifiers[0]}",
                "pathology.component",
                source,
            )
        )
    return Charge(code, (act,), why, units=Decimal(units), modifiers=modifiers, per_specimen=True)


FAMILY = ProcedureFamily(
    record=Pathology,
    label="Pathology",
    fields=(
        Field("level", "Level"),
        Field("specimens", "Specimens"),
        Field("component", "Component"),
        Field("organism_stains", "Organism stains"),
        Field("frozen_blocks", "Frozen blocks"),
    ),
    choose=code_pathology,
)
