"""What a procedure family is: its facts in the order they are dictated, and how its codes are chosen."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from chargecapture.domain.charges import Alert, Reason
from chargecapture.domain.records import kind_of
from chargecapture.rules.case import Act, Case, Result
from chargecapture.rules.tables import SiteGroups, Step, StepTable


class Field(NamedTuple):
    """One fact of a form. `when` names a field and the values of it that call for this one."""

    name: str
    label: str
    unit: str = ""
    when: tuple[str, tuple[object, ...]] | None = None


class ProcedureFamily(NamedTuple):
    """One kind of procedure. `choose` gets all acts of the day of `kind` and of the kinds in `also`."""

    record: type
    label: str
    fields: tuple[Field, ...]
    choose: Callable[[Sequence[Act], Case], Iterable[Result]]
    also: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        return kind_of(self.record)


SAME_LESION = "NCCI Policy Manual ch. I and III: one service at one site in one session"


def _alike(act: Act) -> tuple[Decimal, ...]:  # noqa: ARG001 -- every act is as large as the next
    return ()


def largest_a_lesion(
    acts: Sequence[Act], size: Callable[[Act], tuple[Decimal, ...]] = _alike
) -> tuple[list[Act], list[Alert]]:
    """Of several acts of one kind on one lesion keep the largest; another session stands by itself."""
    if len(acts) < 2:
        return list(acts), []
    groups: dict[object, list[Act]] = {}
    for act in acts:
        alone = not act.place.lesion or act.procedure.separate_session or act.procedure.repeat
        groups.setdefault(act.place if alone else act.place.lesion, []).append(act)
    if len(groups) == len(acts):
        return list(acts), []
    kept = [max(group, key=size) for group in groups.values()]
    merged = [group[0] for group in groups.values() if len(group) > 1]
    message = "charted more than once; it is charged once, by the largest."
    return kept, [act.tells("bundled_same_site", message, SAME_LESION) for act in merged]


def in_cm(*measures: Decimal | None) -> tuple[Decimal, ...]:
    """Measures to compare by; one that is not charted is the smallest."""
    return tuple(measure if measure is not None else Decimal(0) for measure in measures)


CANCER = frozenset(["malignant", "in_situ"])


def no_cancer(act: Act, case: Case, source: str) -> Alert | None:
    """What contradicts a code for cancer: a diagnosis that is none."""
    codes = act.diagnosed.icd10
    if not codes or not CANCER.isdisjoint(map(case.diagnoses.nature_of, codes)):
        return None
    message = f"charted as cancer, yet {codes[0]} is none. Which holds?"
    return act.corrects("diagnosis", message, source, "diagnosis.no_cancer")


def unknown_margin(act: Act) -> Iterable[Alert]:
    """What to ask of an eyelid lesion whose margin is not charted."""
    if act.lesion is None or act.lesion.margin is not None or not act.lesion.site.startswith("eyelid"):
        return ()
    message = "was the lid margin involved? Taken as lid skin."
    alert = act.warns("eyelid-margin-unknown", message, "AAD, Location codes")
    return (alert._replace(place=act.at("margin")),)


SITES_SOURCE = "AAD, Location, location, location, Cracking the Code, Feb 2014"


def site_table(act: Act, case: Case, family: str) -> StepTable | Alert:
    """The table of a site in a family, or what is wrong with the site."""
    found = site_group(act, family)
    return found if isinstance(found, Alert) else case.book.table(family, found)


def site_group(act: Act, family: str) -> str | Alert:
    """The name of a site's group in a family, or what is wrong with the site."""
    site = act.site
    group = site.groups.get(family, "") if site else ""
    if group:
        return group
    return no_group(act, site)


def no_group(act: Act, site: SiteGroups | None) -> Alert:
    if site is None or site.site == "unspecified":
        return act.needs("site", "where was it? The code depends on the site.", SITES_SOURCE, "site.missing")
    if site.site == "multiple":
        message = "chart each lesion at its own site. The code depends on it."
        return act.corrects("site", message, SITES_SOURCE, "site.multiple")
    message = f"no code of this kind is for the {site.label.lower()}. {site.note or 'Chart it by its code.'}"
    return act.needs("site", message, SITES_SOURCE, "site.no_code")


def site_missing(act: Act) -> Alert | None:
    """What to ask where a code without site groups still needs to know the site."""
    if act.site is None or act.site.site in ("unspecified", "multiple"):
        return no_group(act, act.site)
    return None


def second_look(act: Act, case: Case) -> Iterable[Alert]:
    """What to compare at a site where another code may hold, by what the document cannot say."""
    table = case.lookup("sites.second_look")
    row = table.get(act.lesion.site) if act.lesion else None
    if row is None or act.procedure.kind not in row["kinds"]:
        return ()
    return (act.warns("site.second_look", row["says"], table.source),)


def between_classes(act: Act, table: StepTable, measure: Decimal) -> Iterable[Alert]:
    if not table.falls_between(measure):
        return ()
    message = f"{measure} {table.unit} lies between two printed classes; the larger one is taken."
    source = "Convention: no authority states a rounding rule"
    return (act.tells("size-between-printed-classes", message, source),)


def step_reason(act_named: str, table: StepTable, step: Step, measured: str) -> Reason:
    """Why a tier was chosen: the fact, then the class it falls into."""
    return Reason(
        f"{act_named}: {table.measure} {measured}; {step.code} is for {table.class_of(step)}",
        table.id,
        table.source,
    )


def further_reason(table: StepTable, step: Step, measured: str, units: int) -> Reason:
    each = f"each {step.each} {table.unit}" if step.each != 1 else "each one"
    text = f"{table.measure.capitalize()} {measured}: {units} × {step.further} for {each} past {step.above}"
    return Reason(text, table.id, table.source)


def number(value: Decimal) -> str:
    """Write a measure as charted, without needless zeros behind whole numbers."""
    return f"{value.normalize():f}" if value == value.to_integral_value() else f"{value}"
