"""Destruction: premalignant and benign lesions by number, malignant by size, vascular by area, some by site.

Sources: CPT, Destruction; Medicare NCD 250.4; AAD, Location codes.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from chargecapture.domain.charges import Alert, Reason
from chargecapture.domain.procedures import Destruction
from chargecapture.rules.case import Act, Case, Charge, Result, begin_with, total_count
from chargecapture.rules.families.base import (
    Field,
    ProcedureFamily,
    between_classes,
    in_cm,
    largest_a_lesion,
    no_cancer,
    number,
    second_look,
    site_table,
    step_reason,
    unknown_margin,
)
from chargecapture.rules.families.skin_tag_removal import is_tag
from chargecapture.rules.families.summing import charge_count, charge_sum, named
from chargecapture.rules.tables import Lookup, Row

SOURCE = "CPT 2026, Destruction; CMS article A56346"
MALIGNANT = ("malignant", "in_situ")
BENIGN = ("benign", "not_neoplastic", "uncertain")
PER_LESION = "lesion"


class Ways(NamedTuple):
    """How each act is counted: which acts of the day go together."""

    malignant: list[Act]
    by_region: dict[str, list[Act]]
    by_condition: dict[str, list[Act]]
    vascular: list[Act]
    premalignant: list[Act]
    benign: list[Act]

    def of_nature(self, act: Act) -> list[Act]:
        """The acts that are counted by what the lesion is."""
        if act.nature in MALIGNANT:
            return self.malignant
        return self.premalignant if act.nature == "premalignant" else self.benign


def code_destructions(acts: Sequence[Act], case: Case) -> Iterator[Result]:
    """Sort the day's destructions by the way they are counted, then code each way."""
    ways = Ways([], {}, {}, [], [], [])
    others: list[Act] = []
    for act in acts:
        if is_tag(act, case):
            continue  # counted with the tags that were cut off, at any site
        if region := _region(act, case):
            ways.by_region.setdefault(region, []).append(act)
        else:
            others.append(act)
    single, merged = largest_a_lesion(others, _size)
    yield from merged
    for act in single:
        yield from unknown_margin(act)
        yield from second_look(act, case)
        yield from _sort(act, case, ways)
    for act in ways.malignant:
        yield from _code_malignant(act, case)
    for site, found in ways.by_region.items():
        yield from _code_region(site, found, case)
    for key, found in ways.by_condition.items():
        yield from _code_condition(key, found, case)
    if ways.vascular:
        yield from _code_vascular(ways.vascular, case)
    if ways.premalignant:
        yield from _other_than_keratosis(ways.premalignant, case)
        yield from charge_count(case.book.steps["destruction.premalignant"], ways.premalignant)
    if ways.benign:
        yield from charge_count(case.book.steps["destruction.benign"], ways.benign)


def _sort(act: Act, case: Case, ways: Ways) -> Iterator[Result]:
    nature = act.nature
    if nature is None:
        message = "benign, premalignant or malignant? The code depends on it."
        yield act.needs("nature", message, SOURCE)
    elif nature == "unspecified":
        message = "pathology is not back. The destruction is held until it is."
        yield act.needs("nature", message, SOURCE, "pathology.pending")
    elif own := _lesion_site_row(act, case):
        yield from _code_lesion_site(act, own, case, ways)
    elif nature in MALIGNANT:
        ways.malignant.append(act)
    elif condition := _condition(act, case):
        ways.by_condition.setdefault(condition, []).append(act)
    elif _is_vascular(act, case) and _destruction(act).method is None:
        message = "by laser or otherwise? A vascular lesion is coded by area only for laser."
        yield act.needs("method", message, SOURCE)
    elif _is_vascular(act, case) and _destruction(act).method == "laser":
        ways.vascular.append(act)
    else:
        ways.of_nature(act).append(act)


def _other_than_keratosis(acts: Sequence[Act], case: Case) -> Iterator[Alert]:
    for act in acts:
        if act.diagnosed.icd10 and not case.means("actinic_keratosis", act.diagnosed.icd10):
            message = f"{act.diagnosed.icd10[0]} counts as premalignant with some payers only."
            yield act.tells("destruction.premalignant_unverified", message, SOURCE)


def _region(act: Act, case: Case) -> str:
    """The site where a benign lesion has a code of its own by method, or nothing."""
    if act.site is None or act.nature not in BENIGN:
        return ""
    return act.site.site if case.row("destruction.site", act.site.site) else ""


def _size(act: Act) -> tuple[Decimal, ...]:
    done = _destruction(act)
    return in_cm(done.lesion_cm, done.area_cm2)


def _destruction(act: Act) -> Destruction:
    assert isinstance(act.procedure, Destruction)
    return act.procedure


def _code_malignant(act: Act, case: Case) -> Iterator[Result]:
    table = site_table(act, case, "destruction.malignant")
    if isinstance(table, Alert):
        yield table
        return
    if contradiction := no_cancer(act, case, table.source):
        yield contradiction
    size = _destruction(act).lesion_cm
    if size is None:
        message = "the size before destruction is missing. The code depends on it."
        yield act.needs("lesion_cm", message, table.source)
        return
    step = table.step_for(size)
    yield from between_classes(act, table, size)
    reason = step_reason(act.named, table, step, f"{number(size)} cm")
    yield Charge(step.code, (act,), [reason], units=Decimal(act.how_many), per_lesion=True)


def _code_region(site: str, acts: Sequence[Act], case: Case) -> Iterator[Result]:
    """Penis, vulva, perianal: one unit a day, the highest of the methods used."""
    table = case.lookup("destruction.site")
    row = table[site]
    if any(_destruction(act).extensive for act in acts):
        text = f"{named(acts)}: destruction at a site with codes of its own, extensive"
        yield Charge(row["extensive"], tuple(acts), [Reason(text, table.id, table.source)])
        return
    methods: dict[str, Decimal] = {}
    for act in acts:
        method = _destruction(act).method
        if method is None:
            yield act.needs("method", "by which method? The code of this site depends on it.", table.source)
        else:
            methods[method] = case.book.facts(row[method]).total
    if methods:
        best = max(methods, key=methods.__getitem__)
        text = f"{named(acts)}: destruction at a site with codes of its own, {best}, one unit a day"
        yield Charge(row[best], tuple(acts), [Reason(text, table.id, table.source)])
        if "boundary" in row:
            yield acts[0].tells("destruction.site_unverified", row["boundary"], table.source)
        if best in row.get("unverified", ()):
            message = f"{best} is taken as electrosurgery here; no published source says so."
            yield acts[0].warns("destruction.method_unverified", message, table.source)


def _lesion_site_row(act: Act, case: Case) -> Row | None:
    row = case.row("destruction.lesion_site", act.lesion.site) if act.lesion else None
    if row is None or (row.get("when") == "margin" and not (act.lesion and act.lesion.margin)):
        return None
    return None if act.nature in MALIGNANT and not row.get("malignant") else row


def _code_lesion_site(act: Act, row: Row, case: Case, ways: Ways) -> Iterator[Result]:
    table = case.lookup("destruction.lesion_site")
    if "up_to" in row:
        size = _destruction(act).lesion_cm
        if size is None:
            yield act.needs(
                "lesion_cm", "the size is missing. The lid margin has a code up to 1 cm.", table.source
            )
            return
        if size > Decimal(row["up_to"]):
            ways.of_nature(act).append(act)
            return
        if act.nature in MALIGNANT and (contradiction := no_cancer(act, case, table.source)):
            yield contradiction
    reason = Reason(f"{act.named}: this site has a destruction code of its own", table.id, table.source)
    yield Charge(row["code"], (act,), [reason], units=Decimal(act.how_many), per_lesion=True)


def _condition(act: Act, case: Case) -> str | None:
    keys = _conditions(case.lookup("destruction.condition")).get(_destruction(act).method)
    for category, key in keys or ():
        if begin_with((category,), act.diagnosed.icd10):
            return key
    return None


@lru_cache(maxsize=16)
def _conditions(table: Lookup) -> Mapping[str | None, Sequence[tuple[str, str]]]:
    """By method the categories of disease and the keys of their rows, sought once for the table in force."""
    found: dict[str | None, list[tuple[str, str]]] = {}
    for key in table.rows:
        category, _, method = key.partition(" ")
        found.setdefault(method, []).append((category, key))
    return found


def _code_condition(key: str, acts: Sequence[Act], case: Case) -> Iterator[Result]:
    table = case.lookup("destruction.condition")
    row = table[key]
    units = total_count(acts) if row["count"] == PER_LESION else 1
    text = f"{named(acts)}: {key.partition(' ')[2]} of {acts[0].diagnosed.term or 'this condition'}"
    yield Charge(row["code"], tuple(acts), [Reason(text, table.id, table.source)], units=Decimal(units))


def _is_vascular(act: Act, case: Case) -> bool:
    table = case.lookup("destruction.vascular")
    if table.rows.keys().isdisjoint(act.diagnosed.icd10):
        return False
    rows = map(table.get, act.diagnosed.icd10)
    return any(row is not None and act.diagnosed.term not in row["not_terms"] for row in rows)


def _perhaps_no_proliferation(act: Act, case: Case) -> Iterator[Alert]:
    """A typed code that other lesions share, which are not coded by area."""
    rows = (case.row("destruction.vascular", code) for code in act.diagnosed.icd10)
    others = [term for row in rows if row is not None for term in row["not_terms"]]
    if others and not act.diagnosed.term:
        message = f"taken as a proliferation of vessels. The same code is that of {' and '.join(others)}."
        yield act.warns("destruction.vascular_code", message, case.lookup("destruction.vascular").source)


def _code_vascular(acts: Sequence[Act], case: Case) -> Iterator[Result]:
    table = case.book.steps.get("destruction.vascular")
    if table is None:
        return
    measured: list[Act] = []
    for act in acts:
        yield from _perhaps_no_proliferation(act, case)
        if _destruction(act).area_cm2 is None:
            yield act.needs("area_cm2", "the treated area is missing. The code depends on it.", table.source)
        else:
            measured.append(act)
    if measured:
        areas = [(_destruction(act).area_cm2 or Decimal(0)) * act.how_many for act in measured]
        yield from charge_sum(table, measured, areas)


FAMILY = ProcedureFamily(
    record=Destruction,
    label="Destruction",
    fields=(
        Field("method", "Method"),
        Field("lesion_cm", "Lesion", "cm", when=("nature", MALIGNANT)),
        Field("area_cm2", "Area", "cm²", when=("method", ("laser",))),
        Field("extensive", "Extensive", when=("site", ("penis", "vulva", "perianal"))),
    ),
    choose=code_destructions,
)
