"""What is imported is declared, and what is declared is held to one version."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PINNED = (ROOT / "installer" / "constraints.txt").read_text("utf-8").splitlines()


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _declared(*extras: str) -> set[str]:
    project = PROJECT["project"]
    listed = [*project["dependencies"]]
    for extra in extras:
        listed += project["optional-dependencies"][extra]
    return {_plain(re.split(r"[<>=\[ ]", name)[0]) for name in listed}


def _imported(folder: str) -> set[str]:
    names = set()
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.partition(".")[0])
    return names - set(sys.stdlib_module_names) - {"chargecapture", "tests"}


@pytest.mark.parametrize(("folder", "extras"), [("chargecapture", ()), ("tests", ("dev",))])
def test_what_is_imported_is_declared(folder: str, extras: tuple[str, ...]) -> None:
    brought_by = packages_distributions()
    undeclared = {
        module
        for module in _imported(folder)
        if not {_plain(name) for name in brought_by.get(module, ())} & _declared(*extras)
    }
    assert undeclared == set()


def test_what_is_declared_is_held_to_one_version() -> None:
    pinned = {_plain(line.partition("==")[0]) for line in PINNED}
    tools = {_plain(re.split("[<>=]", name)[0]) for name in PROJECT["build-system"]["requires"]}
    assert _declared("dev", "build") | tools <= pinned


@pytest.mark.parametrize("line", PINNED)
def test_a_version_is_held_exactly_and_fetched_from_no_place_of_ours(line: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][0-9a-z.]*", line)
