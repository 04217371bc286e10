"""Who may import whom. The table is the house's; a wrong import fails here, not in review."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "chargecapture"
OPEN_TO_ALL = {"errors", "settings"}
MAY_IMPORT = {
    "domain": set(),
    "rules": {"domain"},
    "codesets": {"domain", "rules"},
    "workflow": {"domain", "rules"},
    "storage": {"domain", "workflow"},
    "documents": {"domain", "workflow"},
    "exchange": {"domain", "workflow"},
    "desktop": {"domain", "workflow"},
    "cli": {"domain", "workflow"},
    "errors": set(),
    "settings": set(),
    "bootstrap": None,  # all
    "bootstrap_shorthand": None,
    "bootstrap_visit": None,
    "bootstrap_window": None,
    "__main__": {"bootstrap"},
    "__init__": set(),
}
PURE = ("domain", "rules", "workflow")
PURE_MAY_IMPORT = {
    "abc", "annotated_types", "bisect", "calendar", "chargecapture", "collections", "dataclasses", "datetime",
    "decimal", "difflib", "enum", "fractions", "functools", "itertools", "math", "operator", "pydantic_core",
    "re", "string", "types", "typing", "unicodedata",
}  # fmt: skip
CLOCKS = {"now", "today", "utcnow"}
WORLDLY_FUNCTIONS = {"open", "input", "print", "exec", "eval", "__import__"}
WIDGETS = (
    "PySide6.QtWidgets",
    "PySide6.QtPrintSupport",
    "PySide6.QtPdfWidgets",
    "chargecapture.desktop.views",
)
MODULES = sorted(PACKAGE.rglob("*.py"))


def _part(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def _imports(source: str) -> set[str]:
    """The modules imported, and with each also what is taken out of it, which may be a module as well."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "a relative import"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def wrong_folders(part: str, source: str) -> set[str]:
    """Folders of ours that a module of a part imports and may not."""
    allowed = MAY_IMPORT[part]
    ours = {name.split(".")[1] for name in _imports(source) if name.startswith("chargecapture.")}
    open_to_it = set() if part in OPEN_TO_ALL else OPEN_TO_ALL
    return set() if allowed is None else ours - allowed - open_to_it - {part}


def worldly(source: str) -> set[str]:
    """What a pure module may not know: a window, a file, the network, the clock."""
    tree = ast.parse(source)
    called = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    clocks = {func.attr for func in called if isinstance(func, ast.Attribute)} & CLOCKS
    functions = {func.id for func in called if isinstance(func, ast.Name)} & WORLDLY_FUNCTIONS
    foreign = {name.split(".")[0] for name in _imports(source)} - PURE_MAY_IMPORT
    return foreign | clocks | functions


def widgets(source: str) -> set[str]:
    return {name for name in _imports(source) if name.startswith(WIDGETS)}


def _named(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


@pytest.mark.parametrize("path", MODULES, ids=_named)
def test_a_module_imports_only_what_its_folder_may(path: Path) -> None:
    assert wrong_folders(_part(path), path.read_text("utf-8")) == set()


@pytest.mark.parametrize("path", [p for p in MODULES if _part(p) in PURE], ids=_named)
def test_the_pure_parts_know_no_window_file_network_or_clock(path: Path) -> None:
    assert worldly(path.read_text("utf-8")) == set()


@pytest.mark.parametrize("path", [p for p in MODULES if {"presenters", "models"} & set(p.parts)], ids=_named)
def test_presenters_and_models_import_no_widget(path: Path) -> None:
    assert widgets(path.read_text("utf-8")) == set()


@pytest.mark.parametrize("folder", ["presenters", "models"])
def test_there_are_presenters_and_models_to_look_at(folder: str) -> None:
    assert any(folder in path.parts for path in MODULES)


@pytest.mark.parametrize(
    ("part", "source", "wrong"),
    [
        ("domain", "from chargecapture.rules import engine", {"rules"}),
        ("rules", "from chargecapture import storage", {"storage"}),
        ("desktop", "import chargecapture.rules.engine", {"rules"}),
        ("exchange", "def f():\n    from chargecapture.storage.records import open_records", {"storage"}),
        ("errors", "from chargecapture.settings import SETTINGS", {"settings"}),
        ("cli", "from chargecapture.workflow.visits import Visits\nfrom chargecapture import errors", set()),
        ("bootstrap", "from chargecapture.storage.records import open_records", set()),
    ],
)
def test_a_wrong_import_is_seen_however_it_is_written(part: str, source: str, wrong: set[str]) -> None:
    assert wrong_folders(part, source) == wrong


@pytest.mark.parametrize(
    "source",
    [
        "import os",
        "from pathlib import Path",
        "from PySide6 import QtCore",
        "import json",
        "from datetime import date\nDAY = date.today()",
        "from datetime import datetime\nNOW = datetime.now()",
        "TEXT = open('x').read()",
        "import pydantic",
    ],
)
def test_the_world_is_seen_however_it_is_reached(source: str) -> None:
    assert worldly(source)


@pytest.mark.parametrize(
    "source",
    [
        "from PySide6 import QtWidgets",
        "from PySide6.QtWidgets import QLabel",
        "from chargecapture.desktop.views.cards import CardsView",
        "from chargecapture.desktop import views",
    ],
)
def test_a_widget_is_seen_however_it_is_imported(source: str) -> None:
    assert widgets(source)
