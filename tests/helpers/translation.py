"""Every text that the window passes through `tr()`, found in its source; and the translations beside it."""

import ast
import dataclasses
import subprocess
import sysconfig
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from chargecapture.desktop import actions, language
from chargecapture.desktop.models import charge_lines, day_list, month, why_rows
from chargecapture.desktop.views import about, alerts, card_form, cards, fields, patient_view, practice_view
from chargecapture.desktop.views.body_map_drawing import PAGES
from chargecapture.domain.encounter import Lesion, PatientFacts, PriorCharge, Visit
from chargecapture.rules.families import FAMILIES
from chargecapture.workflow import charting, forms
from tests.helpers.rules import RESOURCES
from tests.helpers.screen import ROOT

Texts = Mapping[str, set[str]]
"""Source texts by context."""

DESKTOP = ROOT / "chargecapture" / "desktop"
TS = RESOURCES / "i18n" / "chargecapture_es.ts"
QM = TS.with_suffix(".qm")


@cache
def said() -> Texts:
    """All that is to be translated, by context."""
    found: dict[str, set[str]] = {}
    for context, text in (*_written(), *_named_elsewhere()):
        if any(letter.isalpha() for letter in text):
            found.setdefault(context, set()).add(text)
    return found


# What stands in the source


def _written() -> Iterator[tuple[str, str]]:
    for path in sorted(DESKTOP.rglob("*.py")):
        yield from _in_tree(ast.parse(path.read_text("utf-8")), "")


def _in_tree(node: ast.AST, inside: str) -> Iterator[tuple[str, str]]:
    """The literal texts of `tr` and of `translate`; the context of `tr` is the class it stands in."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef):
            yield from _in_tree(child, child.name)
            continue
        if isinstance(child, ast.Call):
            yield from _in_call(child, inside)
        yield from _in_tree(child, inside)


def _in_call(call: ast.Call, inside: str) -> Iterator[tuple[str, str]]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    texts = [each.value if isinstance(each, ast.Constant) else None for each in call.args[:2]]
    if name == "tr" and len(texts) == 1 and isinstance(texts[0], str):
        yield inside, texts[0]
    elif name in ("tr", "translate", "QT_TRANSLATE_NOOP") and len(texts) == 2 and all(texts):
        yield str(texts[0]), str(texts[1])


# What stands in tables and records, and is translated where it is shown


def _named_elsewhere() -> Iterator[tuple[str, str]]:
    for command in actions.COMMANDS:
        yield "Commands", command.text
        yield "Commands", command.help
    for row in actions.ELSEWHERE:
        yield from (("Commands", text) for text in row)
    for rows in (actions.MENUS, actions.THEMES, language.LANGUAGES):
        yield from (("MainWindow", title) for _, title in rows)
    yield from (("ChargeLineModel", column.title) for column in charge_lines.COLUMNS)
    yield from (("ChargeLineModel", words) for _, words in charge_lines.SECTIONS)
    yield from (("ChargeLineModel", words) for words in charge_lines.WORDS)
    yield from (("DayListModel", column.title) for column in day_list.COLUMNS)
    yield from (("DayListModel", words) for words, *_ in day_list.STATES.values())
    yield from (("MonthModel", words) for words in month.WEEKDAYS)
    for page in PAGES:
        yield from (("BodyMapView", page.chip), ("BodyMapView", page.title))
    yield "PracticeView", practice_view.FIRST
    yield "AboutDialog", about.CPT_NOTICE
    yield from (("Alert", words) for words, *_ in alerts.HEADS.values())
    yield from (("Forms", text) for text in _of_forms())
    yield from (("Facts", text) for text in _facts())


def _facts() -> Iterator[str]:
    """What an explanation calls the keys of the encounter document."""
    for record in (Lesion, Visit, PatientFacts, PriorCharge, *charting.RECORDS.values()):
        yield from (why_rows.fact_name(field.name) for field in dataclasses.fields(record))


def _of_forms() -> Iterator[str]:
    """The labels and choices of the forms of charting, and the kinds of act."""
    for form in forms.forms_of(FAMILIES):
        yield form.label
        yield from _of_fields(form.fields)
    yield from _of_fields(forms.visit_fields())
    yield from _of_fields(forms.claim_fields())
    yield from ("Upper", "Lower")
    yield from cards.FIELD_WORDS.values()
    for choices in (
        forms.NATURES,
        forms.GROUNDS,
        card_form.CIRCUMSTANCES,
        card_form.SIDES,
        fields.ANSWERS,
        patient_view.SEXES,
        patient_view.FAMILIES,
        patient_view.RELATIONS,
        patient_view.ELIGIBILITY,
    ):
        yield from (words for _, words in choices)


def _of_fields(of: tuple[forms.FormField, ...]) -> Iterator[str]:
    for field in of:
        yield field.label
        if field.editor == "choice":
            yield from (words for _, words in field.choices)


# The translations


@cache
def spanish() -> Mapping[tuple[str, str], str]:
    """The Spanish of each context and source that has one."""
    return dict(read_ts(TS))


def read_ts(path: Path) -> Iterator[tuple[tuple[str, str], str]]:
    if not path.is_file():
        return
    for context in ElementTree.parse(path).getroot().iter("context"):
        name = context.findtext("name") or ""
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is not None and translation.get("type") != "unfinished" and translation.text:
                yield (name, message.findtext("source") or ""), translation.text


def write_ts(path: Path, texts: Texts, known: Mapping[tuple[str, str], str]) -> None:
    """Write all source texts with what is known of their translations, in the form of Qt's own tools."""
    root = ElementTree.Element("TS", version="2.1", language="es", sourcelanguage="en")
    for name in sorted(texts):
        context = ElementTree.SubElement(root, "context")
        ElementTree.SubElement(context, "name").text = name
        for source in sorted(texts[name]):
            message = ElementTree.SubElement(context, "message")
            ElementTree.SubElement(message, "source").text = source
            translation = ElementTree.SubElement(message, "translation")
            if found := known.get((name, source)):
                translation.text = found
            else:
                translation.set("type", "unfinished")
    ElementTree.indent(root, "    ")
    written = ElementTree.tostring(root, "unicode")
    path.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{written}\n', "utf-8")


def compile_ts(ts: Path, qm: Path) -> None:
    """Compile by Qt's own tool, as it comes with the binding."""
    tool = Path(sysconfig.get_path("scripts")) / "pyside6-lrelease"
    subprocess.run([str(tool), str(ts), "-qm", str(qm)], check=True, capture_output=True)
