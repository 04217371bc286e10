"""Each workflow comes out as written, by keys alone, and within the inputs that were promised."""

import json
import sys

import pytest

from tests.desktop.workflows.scripts import WORKFLOWS, Workflow
from tests.helpers.screen import XVFB, run_window, screen

pytestmark = pytest.mark.skipif(XVFB is None, reason="needs Xvfb, Debian package xvfb")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What came of all workflows, run in one process on a screen of its own."""
    folder = tmp_path_factory.mktemp("workflows")
    home = folder / "home"
    home.mkdir()
    with screen() as display:
        window = run_window("tests.desktop.workflows.drive", str(folder), display=display, home=home)
        out, trouble = window.communicate(timeout=900)
    assert window.returncode == 0, trouble
    assert trouble == ""
    return json.loads(out)


@pytest.fixture(params=WORKFLOWS, ids=lambda workflow: workflow.name)
def workflow(request) -> Workflow:
    return request.param


def test_a_workflow_comes_out_as_written(told, workflow):
    came = told["came"][workflow.name]
    assert "failed" not in came, came["failed"]
    assert tuple(came["lines"]) == workflow.lines
    assert (came["state"], came["signed"]) == (workflow.state, workflow.signed)
    assert (came["page"], came["told"]) == (workflow.page, [])


@pytest.mark.parametrize("limited", [w for w in WORKFLOWS if w.at_most], ids=lambda each: each.name)
def test_a_workflow_takes_no_more_inputs_than_promised(limited):
    assert limited.inputs <= limited.at_most


@pytest.mark.parametrize("limited", [w for w in WORKFLOWS if w.words_at_most], ids=lambda each: each.name)
def test_a_typed_line_takes_no_more_words_than_promised(limited):
    assert limited.words <= limited.words_at_most


def test_the_mouse_was_not_used(told):
    assert told["mouse"] == 0


def test_there_are_as_many_workflows_as_were_promised_and_each_is_named_once():
    names = [workflow.name for workflow in WORKFLOWS]
    assert len(set(names)) == len(names) >= 25


def counted() -> str:
    """The table of the workflows: inputs, words and keys pressed."""
    rows = [f"{each.inputs:4} {each.words:5} {each.strokes:6}  {each.name}" for each in WORKFLOWS]
    return "\n".join(["inputs words strokes", *rows])


if __name__ == "__main__":
    sys.stdout.write(f"{counted()}\n")
