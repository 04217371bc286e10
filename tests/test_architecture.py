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
    "bootstrap_window": None,
    "__main__": {"bootstrap"},
    "__init__": set(),
}
PURE = ("domain", "rules", "workflow")
WORLDLY = ("PySide6", "sqlalchemy", "sqlite3", "sqlite_utils", "reportlab", "os", "time", "socket", "urllib")
CLOCKS = ("now", "today", "utcnow")
MODULES = sorted(PACKAGE.rglob("*.py"))


def _part(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def _imports(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names.add(node.module or "")
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_what_its_folder_may(path: Path) -> None:
    part = _part(path)
    allowed = MAY_IMPORT[part]
    if allowed is None:
        return
    ours = {name.split(".")[1] for name in _imports(path) if name.startswith("chargecapture.")}
    assert ours - allowed - OPEN_TO_ALL - {part} == set()


@pytest.mark.parametrize(
    "path", [p for p in MODULES if _part(p) in PURE], ids=lambda p: str(p.relative_to(PACKAGE))
)
def test_the_pure_parts_know_no_window_file_network_or_clock(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    assert not {name for name in _imports(path) if name.split(".")[0] in WORLDLY}
    called = {
        node.func.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert not called & set(CLOCKS)


@pytest.mark.parametrize(
    "path",
    [p for p in MODULES if {"presenters", "models"} & set(p.parts)],
    ids=lambda p: str(p.relative_to(PACKAGE)),
)
def test_presenters_and_models_import_no_widget(path: Path) -> None:
    assert not {
        name
        for name in _imports(path)
        if name.startswith(("PySide6.QtWidgets", "chargecapture.desktop.views"))
    }
