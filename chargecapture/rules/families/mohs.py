"""Mohs surgery: the first stage of each tumour, its later stages, and blocks beyond five in a stage.

Sources: CPT, Mohs Micrographic Surgery; CMS LCD L35494, articles A56514 and A56515.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from chargecapture.domain.charges import Alert, Reason
from chargecapture.domain.procedures import Mohs, Repair
from chargecapture.rules.case import Act, Case, Charge, Result
from chargecapture.rules.families.base import Field, ProcedureFamily, no_cancer, site_group
from chargecapture.rules.tables import Lookup, Row

DEEP = "head_hands_feet"


def code_mohs(acts: Sequence[Act], case: Case) -> Iterator[Result]:
    """Each tumour starts with its own first stage; the add-ons of one code are one line."""
    table = case.lookup("mohs")
    chosen: list[tuple[Act, Row, Mohs]] = []
    for act in acts:
        assert isinstance(act.procedure, Mohs)
        problems = list(_problems(act, case, table))
        yield from problems
        group = DEEP if act.procedure.deep_structure else site_group(act, "mohs")
        if isinstance(group, Alert):
            yield group
        elif not any(alert.effect != "none" for alert in problems):
            chosen.append((act, table[group], act.procedure))
    for act, row, mohs in chosen:
        yield _first_stage(act, row, mohs, table)
    yield from _later_stages(chosen, table)
    yield from _extra_blocks(chosen, table)


def _problems(act: Act, case: Case, table: Lookup) -> Iterator[Alert]:
    mohs = act.procedure
    assert isinstance(mohs, Mohs)
    if not mohs.stages:
        yield act.needs("stages", "the number of blocks of each stage is missing.", table.source)
    if act.nature is None or act.nature == "unspecified":
        message = "Mohs surgery needs a proven cancer. What did pathology say?"
        yield act.needs("nature", message, table.source, "pathology.pending")
    elif act.nature not in ("malignant", "in_situ"):
        message = f"Mohs surgery is for cancer, yet the lesion is charted as {act.nature.replace('_', ' ')}."
        yield act.corrects("nature", message, table.source, "mohs.nature")
    elif contradiction := no_cancer(act, case, table.source):
        yield contradiction
    if act.how_many > 1:
        message = "each tumour has its own stages. Chart them one by one."
        yield act.corrects("count", message, table.source, "mohs.count")
    yield from _appropriate(act, mohs, case)
    yield from _continued(act, case, table)
    for other in case.on_lesion(act):
        if isinstance(other.procedure, Repair) and other.procedure.complexity == "simple":
            message = "a simple closure may be charged beside Mohs surgery; payers expect none."
            yield act.warns("mohs.simple_closure", message, table.source)


def _appropriate(act: Act, mohs: Mohs, case: Case) -> Iterator[Alert]:
    """Where a small primary tumour is denied unless the record shows more (appropriate use criteria)."""
    table = case.lookup("mohs.low_risk")
    if act.lesion is None or act.lesion.site not in table.rows:
        return
    if mohs.deep_structure or act.lesion.same_as or case.encounter.patient.immunosuppressed:
        return
    message = "the record must show size, recurrence or an aggressive type here. Without it denial is likely."
    yield act.warns("mohs.appropriate_use", message, table.source)


def _continued(act: Act, case: Case, table: Lookup) -> Iterator[Alert]:
    """Stages finished on a later day begin again with the first stage."""
    first = {row["first"] for row in table.rows.values()}
    for prior in case.encounter.history:
        same = (
            act.lesion is not None and act.lesion.same_as is not None and act.lesion.same_as == prior.lesion
        )
        if same and prior.code in first:
            message = f"stages after those of {prior.date} begin again with the first-stage code, without 58."
            yield act.tells("mohs.continued", message, "CMS MLN Matters SE1318; wording UNVERIFIED")


def _first_stage(act: Act, row: Row, mohs: Mohs, table: Lookup) -> Charge:
    where = "a deep structure was involved" if mohs.deep_structure else "by the site"
    text = f"{act.named}: first stage, {mohs.stages[0]} blocks; series {where}"
    return Charge(row["first"], (act,), [Reason(text, table.id, table.source)], per_lesion=True)


def _later_stages(chosen: Sequence[tuple[Act, Row, Mohs]], table: Lookup) -> Iterator[Charge]:
    for code in dict.fromkeys(row["later"] for _, row, _ in chosen):
        of_code = [(act, row, mohs) for act, row, mohs in chosen if row["later"] == code]
        staged = [(act, row, mohs) for act, row, mohs in of_code if len(mohs.stages) > 1]
        if staged:
            units = sum(len(mohs.stages) - 1 for _, _, mohs in staged)
            parts = "; ".join(f"{act.named}: {len(mohs.stages)} stages" for act, _, mohs in staged)
            reason = Reason(f"{parts}: {units} after the first", table.id, table.source)
            acts = tuple(act for act, _, _ in staged)
            yield Charge(code, acts, [reason], units=Decimal(units), parent=staged[0][1]["first"])


def _extra_blocks(chosen: Sequence[tuple[Act, Row, Mohs]], table: Lookup) -> Iterator[Charge]:
    over = [
        (act, row, [max(0, blocks - int(row["blocks"])) for blocks in mohs.stages])
        for act, row, mohs in chosen
    ]
    over = [(act, row, extra) for act, row, extra in over if sum(extra)]
    if over:
        units = sum(sum(extra) for _, _, extra in over)
        shown = "; ".join(f"{act.named}: {' + '.join(map(str, extra))}" for act, _, extra in over)
        text = f"Blocks past {over[0][1]['blocks']} in a stage: {shown}"
        acts = tuple(act for act, _, _ in over)
        row = over[0][1]
        reason = Reason(text, table.id, table.source)
        yield Charge(row["block"], acts, [reason], units=Decimal(units), parent=row["first"])


FAMILY = ProcedureFamily(
    record=Mohs,
    label="Mohs surgery",
    fields=(
        Field("stages", "Blocks of each stage"),
        Field("prior_pathology", "Pathology before"),
        Field("deep_structure", "Deep structure"),
    ),
    choose=code_mohs,
)
