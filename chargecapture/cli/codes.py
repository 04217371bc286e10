"""`chargecapture codes`: which published editions are at hand, taking files into use, and going back."""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from time import monotonic
from typing import Any, Protocol

from chargecapture.domain.codes import EditionAtHand, KindAtHand

Say = Callable[[object], None]
TOLD_AFTER_SECONDS = 0.5
TOLD_EACH_PERCENT = 10  # in a log; a terminal shows each


class EditionDesk(Protocol):
    """The published editions at hand; what each answers is said in `codesets.official.desk`."""

    def at_hand(self) -> Sequence[KindAtHand]: ...
    def take(
        self,
        files: Sequence[Path],
        progress: Callable[[int, int], None],
        *,
        starts: date | None,
        partial: bool,
        older: bool,
    ) -> tuple[Sequence[EditionAtHand], Sequence[str]]: ...
    def go_back(self) -> Sequence[EditionAtHand]: ...


class CodesProgram(Protocol):
    """The part that the command drives."""

    @property
    def editions(self) -> EditionDesk: ...


def add_codes(commands: Any, say: Say) -> None:
    """Add the command to the program's."""
    codes = commands.add_parser("codes", help="show, import and take back the published code editions")
    codes.description = "The published tables that charges are chosen by, each for its dates of service."
    codes.set_defaults(command=lambda _, program: _status(program, say))
    what = codes.add_subparsers(metavar="WHAT", title="what to do (default: status)")

    status = what.add_parser("status", help="tell which editions are at hand and what is missing")
    status.set_defaults(command=lambda _, program: _status(program, say))

    take = what.add_parser("import", help="take official files into use, all of them or none")
    take.description = (
        "Take official files into use: NCCI pairs, MUE and add-on edits, the fee schedule's relative values "
        "and GPCI, HCPCS, the ICD-10-CM order file, places of service, licensed CPT descriptors. Each is "
        "known by its content; a ZIP file may be named as it was downloaded."
    )
    take.epilog = "All files of one command are one change, which `chargecapture codes rollback` takes back."
    take.add_argument("files", metavar="FILE", nargs="+", type=Path, help=".txt, .csv, .xlsx or .zip")
    take.add_argument(
        "--starts", type=_day, metavar="DATE", help="the day the edition begins, where its name does not tell"
    )
    take.add_argument("--partial", action="store_true", help="take an edition that is not whole")
    take.add_argument(
        "--older", action="store_true", help="take one that is older than that in use, for late claims"
    )
    take.set_defaults(command=lambda options, program: _import(options, program, say))

    back = what.add_parser("rollback", help="go back to the editions before the last import")
    back.set_defaults(command=lambda _, program: _rollback(program, say))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no day; write it as YYYY-MM-DD") from None


def _status(program: CodesProgram, say: Say) -> int:
    for kind in program.editions.at_hand():
        for line in _told(kind):
            say(line)
    return 0


def _told(kind: KindAtHand) -> Iterator[str]:
    yield kind.label
    for edition in kind.editions:
        yield f"    {_in_words(edition)}"
    if not kind.editions:
        yield "    none imported"
    elif not kind.gaps:
        yield "    covers today and the year before"
    if kind.next_step:
        yield f"    ! {kind.next_step}"


def _in_words(edition: EditionAtHand) -> str:
    last = edition.last or "on"
    lacks = f"; not whole: {edition.lacks}" if edition.lacks else ""
    rows = f"{edition.rows:,} {'row' if edition.rows == 1 else 'rows'}"
    return f"{edition.name}: {edition.first} to {last}, {rows}, {edition.origin}{lacks}".replace(
        "to on,", "on,"
    )


def _import(options: argparse.Namespace, program: CodesProgram, say: Say) -> int:
    progress = _Progress()
    try:
        taken, passed_over = program.editions.take(
            options.files,
            progress.tell,
            starts=options.starts,
            partial=options.partial,
            older=options.older,
        )
    except KeyboardInterrupt:
        progress.end()
        print("Stopped. The editions in use are as before.", file=sys.stderr)
        raise
    finally:
        progress.end()
    for edition in taken:
        say(f"In use: {_in_words(edition)}")
    for name in passed_over:
        say(f"Passed over: {name}, which is none of the tables that are used here")
    return 0


def _rollback(program: CodesProgram, say: Say) -> int:
    editions = program.editions.go_back()
    say("In use again:" if editions else "In use again: what is built in.")
    for edition in editions:
        say(f"    {_in_words(edition)}")
    return 0


class _Progress:
    """Tells the percentage on standard error once the work takes longer than a moment."""

    def __init__(self) -> None:
        self._began = monotonic()
        self._told = -1

    def tell(self, done: int, of: int) -> None:
        percent = 100 * done // max(of, 1)
        seen = sys.stderr.isatty()
        step = 1 if seen else TOLD_EACH_PERCENT
        if percent >= self._told + step and monotonic() - self._began > TOLD_AFTER_SECONDS:
            self._told = percent
            start, end = ("\r", "") if seen else ("", "\n")
            print(f"{start}Importing: {percent} %", end=end, file=sys.stderr, flush=True)

    def end(self) -> None:
        if self._told >= 0 and sys.stderr.isatty():
            print(file=sys.stderr)
            self._told = -1
