"""An explanation as plain text, for the terminal and for paper."""

import textwrap
from collections.abc import Iterator

from chargecapture.domain.explained import Explanation, LineWalk, Step

WIDTH = 110
INDENT = 14


def explained(explanation: Explanation) -> str:
    """Write the walk of one encounter, line by line."""
    return "\n".join(_explained(explanation))


def _explained(explanation: Explanation) -> Iterator[str]:
    answer = explanation.answer
    yield f"Encounter {answer.id} · {explanation.day} · {explanation.payer} · {answer.status}"
    for step in explanation.general:
        yield from _step(step)
    for at, walk in enumerate(explanation.lines, start=1):
        yield ""
        yield from _line(at, walk)
    if not explanation.lines:
        yield "No line is charged."
    for alert in explanation.alerts:
        yield ""
        lines = ", ".join(str(line + 1) for line in alert.lines)
        effect = {"hold": ", holds the claim", "block": ", blocks the claim", "none": ""}[alert.effect]
        yield f"{alert.severity.capitalize()}{effect}{f' · line {lines}' if lines else ''}"
        yield from _told("", alert.message)
        yield from _told("", f"Rule {alert.rule}. Source: {alert.source}")
    yield ""


def _line(at: int, walk: LineWalk) -> Iterator[str]:
    line = walk.line
    parts = (
        f"Line {at}: {line.code} × {line.units}",
        " ".join(line.modifiers),
        ", ".join(line.icd10),
        f"paid by {line.responsibility}",
        f"lesion {', '.join(line.lesions)}" if line.lesions else "",
    )
    yield " · ".join(part for part in parts if part)
    for number, fact in enumerate(walk.facts):
        yield from _told("Charted" if not number else "", f"{fact.path} = {fact.value}")
    for step in walk.steps:
        yield from _step(step)


def _step(step: Step) -> Iterator[str]:
    yield from _told(step.about, step.says)
    if step.table:
        since = f", in force from {step.in_force}" if step.in_force else ""
        compared = f", compared {step.compared}" if step.compared else ""
        yield from _told("", f"Table {step.table}{since}{compared}")
    for row in step.rows:
        yield from _told("", f"{'>' if row.decides else ' '} {row.text}", hanging=4)
    if step.source:
        yield from _told("", f"Source: {step.source}")


def _told(about: str, text: str, hanging: int = 0) -> Iterator[str]:
    blank = " " * INDENT
    first = f"  {about:<{INDENT - 2}}"
    yield from textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=blank + " " * hanging,
        break_on_hyphens=False,
        drop_whitespace=True,
    ) or [first.rstrip()]
