"""`chargecapture chart`: typed lines into encounter documents, or into their charges."""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple, Protocol, get_args

from chargecapture.domain.encounter import PatientFacts, PayerFamily
from chargecapture.errors import Fault
from chargecapture.workflow.typed_line import LineFacts

Say = Callable[[object], None]
Tell = Callable[[str, Sequence[Fault]], None]
OLDEST = 130


class ChartedLine(NamedTuple):
    """What a typed line comes to, a line of JSON, and what of it was not understood."""

    said: str
    faults: tuple[Fault, ...] = ()


class ChartProgram(Protocol):
    """The part that the command drives."""

    def chart_line(self, text: str, facts: LineFacts, *, code: bool) -> ChartedLine: ...


def add_chart(commands: Any, say: Say, tell: Tell, today: Callable[[], date]) -> None:
    """Add the command to the program's."""
    chart = commands.add_parser("chart", help="chart a typed line, such as `LN2 AK x7 scalp`, and code it")
    chart.description = (
        "Turn typed lines into encounter documents, one JSON object a line; with --code into the answers "
        "that `chargecapture code` gives. A semicolon or a comma before a new act begins a new act."
    )
    chart.epilog = (
        "What is not understood is one JSON object on standard error, with its characters, and exit status "
        "2; with --code it holds the claim instead, as an alert that names it, and so does what is missing."
    )
    chart.add_argument("text", nargs="+", help="the line; - reads standard input, one visit a line")
    chart.add_argument("--code", action="store_true", help="print the charges instead of the document")
    chart.add_argument(
        "--payer", choices=get_args(PayerFamily), default="commercial", help="default: commercial"
    )
    chart.add_argument("--date", type=_day, metavar="DATE", help="date of service (default: today)")
    chart.add_argument("--age", type=_age, default=50, metavar="YEARS", help="the patient's (default: 50)")
    chart.add_argument("--sex", choices=("F", "M", "X"), default="X", help="the patient's (default: X)")
    chart.add_argument("--new", action="store_true", help="a new patient (default: an established one)")
    chart.set_defaults(command=lambda options, program: _chart(options, program, say, tell, today))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no day; write it as YYYY-MM-DD") from None


def _age(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= OLDEST):
        raise argparse.ArgumentTypeError(f"{text} is no age; 0 to {OLDEST} is")
    return int(text)


def _chart(
    options: argparse.Namespace, program: ChartProgram, say: Say, tell: Tell, today: Callable[[], date]
) -> int:
    patient = PatientFacts(age=options.age, sex=options.sex, established=not options.new)
    facts = LineFacts(options.date or today(), options.payer, patient)
    status = 0
    for named, text in _lines(options.text):
        charted = program.chart_line(text, facts._replace(id=named.replace(" ", "-")), code=options.code)
        say(charted.said)
        if charted.faults:
            tell(named, charted.faults)
            status = 2
    return status


def _lines(text: Sequence[str]) -> Iterator[tuple[str, str]]:
    if list(text) != ["-"]:
        yield "typed", " ".join(text)
        return
    yield from _numbered(sys.stdin)


def _numbered(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    for at, line in enumerate(lines, start=1):
        if line.strip():
            yield f"line {at}", line.rstrip("\r\n")
