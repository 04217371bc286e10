"""Biopsies: one primary code a day by the most extensive method, add-ons for the rest, some sites apart.

Sources: CPT, Biopsy (2019 on); AAD, Biopsy coding in 2019: Part 2; AAD, Location codes.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from chargecapture.domain.charges import Alert, Reason
from chargecapture.domain.procedures import Biopsy, Repair
from chargecapture.rules.case import Act, Case, Charge, Result, each_once
from chargecapture.rules.families.base import Field, ProcedureFamily, site_missing, unknown_margin
from chargecapture.rules.tables import Lookup, Row


def code_biopsies(acts: Sequence[Act], case: Case) -> Iterator[Result]:
    """Choose the codes of the day's biopsies; two samples of one lesion are one biopsy."""
    methods = case.lookup("biopsy.method")
    skin: list[Act] = []
    special: dict[str, list[tuple[Act, Row]]] = {}
    for act in _one_a_lesion(acts, list(methods.rows)):
        if missing := site_missing(act):
            yield missing
            continue
        row = _site_row(act, case)
        if row is not None:
            special.setdefault(row["code"], []).append((act, row))
            yield from _perhaps_deep(act, row)
            continue
        yield from unknown_margin(act)
        method = _method(act)
        if method is None:
            message = "how was it taken: tangential, punch or incisional?"
            yield act.needs("method", message, methods.source)
        else:
            skin.append(act)
            yield from _perhaps_closed_in_layers(act, case)
    yield from _skin_biopsies(skin, methods)
    for found in special.values():
        yield from _site_biopsies(found, case.lookup("biopsy.site"))


def _method(act: Act) -> str | None:
    assert isinstance(act.procedure, Biopsy)
    return act.procedure.method


def _one_a_lesion(acts: Sequence[Act], ranked: Sequence[str]) -> list[Act]:
    """Of several samples of one lesion keep the most extensive."""

    def rank(act: Act) -> int:
        method = _method(act)
        return ranked.index(method) if method else len(ranked)

    best: dict[object, Act] = {}
    for act in acts:
        key = act.place.lesion or act.place
        if key not in best or rank(act) < rank(best[key]):
            best[key] = act
    return list(best.values())


def _site_row(act: Act, case: Case) -> Row | None:
    assert act.lesion is not None
    row = case.row("biopsy.site", act.lesion.site)
    if row is None:
        return None
    met = {
        "": True,
        "margin": act.lesion.margin is True,
        "female": case.encounter.patient.sex == "F",
    }
    return row if met[row.get("when", "")] else None


def _perhaps_deep(act: Act, row: Row) -> Iterator[Alert]:
    if "deep" in row and _method(act) == "incisional":
        message = f"{row['code']} is for skin. If deep tissue was sampled, chart {row['deep']} by its code."
        yield act.warns("biopsy.deep", message, "AAD, Location codes; UNVERIFIED: the method does not say it")


def _perhaps_closed_in_layers(act: Act, case: Case) -> Iterator[Alert]:
    """The code takes in a simple closure; some payers other than Medicare pay more than that."""
    if case.payer.fee_schedule or case.payer.closure_of_incisional_biopsy == "charge":
        return
    layered = ("intermediate", "complex")
    closures = [other.procedure for other in case.on_lesion(act) if isinstance(other.procedure, Repair)]
    if _method(act) == "incisional" and any(closure.complexity in layered for closure in closures):
        message = (
            "taken with its closure. Some payers pay a layered one beside it; the payer's profile says so."
        )
        source = "CPT 2026, Biopsy; UNVERIFIED by payer"
        yield act.tells("biopsy.layered_closure", message, source)


def _skin_biopsies(acts: Sequence[Act], methods: Lookup) -> Iterator[Charge]:
    primary = ""
    for method, row in methods.rows.items():
        of_method = [act for act in acts if _method(act) == method]
        further = [act for act in of_method for _ in range(act.how_many)]
        if further and not primary:
            primary = row["first"]
            first = further.pop(0)
            text = f"{first.named}: first biopsy of the day by the most extensive method, {method}"
            yield Charge(primary, (first,), [Reason(text, methods.id, methods.source)])
        if further:
            places = each_once(further)
            text = f"{len(further)} further {method} {'biopsy' if len(further) == 1 else 'biopsies'}"
            yield Charge(
                row["further"],
                places,
                [Reason(text, methods.id, methods.source)],
                units=Decimal(len(further)),
                parent=primary,
            )


def _site_biopsies(found: Sequence[tuple[Act, Row]], sites: Lookup) -> Iterator[Charge]:
    if "further" not in found[0][1]:
        for act, row in found:
            text = f"{act.named}: this site has a biopsy code of its own"
            reason = Reason(text, sites.id, sites.source)
            per_side = row.get("per") == "side"
            units = Decimal(1 if per_side else act.how_many)
            yield Charge(row["code"], (act,), [reason], units, per_lesion=True, per_side=per_side)
        return
    every = [act for act, _ in found for _ in range(act.how_many)]
    row = found[0][1]
    text = f"{every[0].named}: this site has a biopsy code of its own, first lesion"
    yield Charge(row["code"], (every[0],), [Reason(text, sites.id, sites.source)])
    if further := every[1:]:
        text = f"{len(further)} further at a site with a code of its own"
        reason = Reason(text, sites.id, sites.source)
        places = each_once(further)
        yield Charge(row["further"], places, [reason], units=Decimal(len(further)), parent=row["code"])


FAMILY = ProcedureFamily(
    record=Biopsy,
    label="Biopsy",
    fields=(Field("method", "Method"),),
    choose=code_biopsies,
)
