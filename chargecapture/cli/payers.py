"""`chargecapture payers`: the profiles in force, with what the office changed, and the check of its file."""

import argparse
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any, Protocol

from chargecapture.domain.payers import PayerRule
from chargecapture.errors import KnownError

Say = Callable[[object], None]


class PayerProgram(Protocol):
    """The parts that the command drives."""

    def use_payers(self, path: Path) -> None: ...
    def payer_rules(self, on: date | None) -> Sequence[PayerRule]: ...
    def check_payers(self, path: Path) -> int: ...


def add_payers(commands: Any, say: Say) -> None:
    """Add the command to the program's."""
    show = commands.add_parser("payers", help="show what each payer asks for, and what the office changed")
    show.description = (
        "Show the profile of each payer family. What the office's payer file sets otherwise has a star."
    )
    show.add_argument("--payer", metavar="FAMILY", help="one family, such as medicare")
    show.add_argument("--payers", type=Path, metavar="FILE", help="a payer file in place of the office's own")
    show.add_argument("--on", type=_day, metavar="DATE", help="the date of service (default: today)")
    show.set_defaults(command=lambda options, program: _show(options, program, say))
    check = show.add_subparsers(metavar="check").add_parser("check", help="tell all faults of a payer file")
    check.add_argument("file", type=Path, metavar="FILE", help="the payer file")
    check.set_defaults(command=lambda options, program: _check(options.file, program, say))


def _show(options: argparse.Namespace, program: PayerProgram, say: Say) -> int:
    if options.payers:
        program.use_payers(options.payers)
    rules = program.payer_rules(options.on)
    families = dict.fromkeys(rule.payer for rule in rules)
    if options.payer and options.payer not in families:
        raise KnownError(f"{options.payer} is no payer family.", f"These are: {', '.join(families)}.")
    for line in _told([rule for rule in rules if options.payer in (None, rule.payer)]):
        say(line)
    return 0


def _check(file: Path, program: PayerProgram, say: Say) -> int:
    rows = program.check_payers(file)
    say(f"{file} has no fault; it has {rows} {'row' if rows == 1 else 'rows'}.")
    return 0


def _told(rules: Sequence[PayerRule]) -> Iterator[str]:
    """The profiles as text, a key a line; where the office changed one: a star, the old value, the source."""
    for label, lines in groupby(rules, key=lambda rule: rule.label):
        yield label
        for rule in lines:
            codes = f" for {', '.join(rule.codes)}" if rule.codes else ""
            mark = " " if rule.shipped is None else "*"
            yield f"{mark} {rule.key:<23}{rule.value:<26}{rule.says}{codes}"
            if rule.shipped is not None:
                yield f"{'':<25}was {rule.shipped}; {rule.source}"
        yield ""


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(f"{text} is no date; one such as 2026-06-15 is") from problem
