"""The `chargecapture` command. It reads its arguments and hands the work on; no rule is here."""

import argparse
import io
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO, Literal, NamedTuple, Protocol

from chargecapture.cli.chart import ChartProgram, add_chart
from chargecapture.cli.codes import add_codes
from chargecapture.cli.payers import PayerProgram, add_payers
from chargecapture.domain.codes import FoundCode
from chargecapture.errors import DocumentError, Fault, KnownError

DONE, FAILED, UNREADABLE = 0, 1, 2
INTERRUPTED = 130  # as shells have it: 128 and the number of the signal


Written = Literal["answer", "explanation", "checklist"]


class CodedDocument(NamedTuple):
    """The answer to one document, as JSON or in words, or what keeps it from being read."""

    named: str
    answer: str
    faults: tuple[Fault, ...] = ()


class Program(PayerProgram, ChartProgram, Protocol):
    """The parts that the commands drive, built when first asked for."""

    def code_documents(
        self, stream: BinaryIO, *, written_as: Written = "answer"
    ) -> Iterator[CodedDocument]: ...
    def find(self, text: str, *, most: int) -> Sequence[FoundCode]: ...
    def print_superbills(
        self, document: bytes, *, office: Path | None, reasons: bool
    ) -> dict[str, bytes]: ...
    def open_window(self, records: Path | None, *, sample: bool) -> int: ...
    def sample_day(self, folder: Path) -> Sequence[Path]: ...


class UnreadableError(KnownError):
    """The named file, or standard input, cannot be read at all."""


class UnwritableError(KnownError):
    """Standard output takes no more, such as on a full disk."""


def run(arguments: Sequence[str], program: Program) -> int:
    """Carry out one command and return its exit status.

    Source of the statuses: `chargecapture/exchange/ENCOUNTER.md`, "Exit status".
    """
    _speak_utf8()
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.version:
        return _version()
    if options.command is None:
        parser.print_help(sys.stderr)
        return UNREADABLE
    try:
        return int(options.command(options, program))
    except DocumentError as problem:
        _tell_faults("document", problem.faults)
        return UNREADABLE
    except UnreadableError as problem:
        print(problem, file=sys.stderr)
        return UNREADABLE
    except UnwritableError as problem:
        print(problem, file=sys.stderr)
        _give_up_output()
        return FAILED
    except KnownError as problem:
        print(problem, file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        _give_up_output()
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED


def _speak_utf8() -> None:
    """JSON is UTF-8 whatever the locale says; half a character becomes an escape that JSON knows as well."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _give_up_output() -> None:
    """Nobody takes our output any more; without this Python would complain again when it flushes at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _say(line: object) -> None:
    """Write one line, at once: whoever reads along may be waiting for it."""
    try:
        print(line, flush=True)
    except BrokenPipeError:
        raise
    except OSError as problem:
        raise UnwritableError(f"The output cannot be written: {problem.strerror}.") from problem


def _today() -> date:
    return datetime.now().astimezone().date()


def _version() -> int:
    from importlib.metadata import version  # noqa: PLC0415 -- slow, and wanted here only

    _say(f"chargecapture {version('chargecapture')}")
    return DONE


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise argparse.ArgumentTypeError(f"{text} is no number of codes; 1 or more is")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="chargecapture",
        description="Charge capture for dermatology: chart by lesion, get cited codes, print the superbill.",
        epilog="Say `chargecapture COMMAND --help` for what a command takes.",
    )
    parser.add_argument("--version", action="store_true", help="show the version and stop")
    parser.set_defaults(command=None)
    commands = parser.add_subparsers(metavar="COMMAND", title="commands")

    code = commands.add_parser("code", help="code encounter documents, one answer a line")
    code.description = (
        "Code encounter documents. Answers go to standard output, one JSON object a line, in order."
    )
    code.epilog = (
        "Exit status 0, or 2 where a document could not be read; each fault is then one JSON object "
        "on standard error, with its path, what was found and what is allowed."
    )
    code.add_argument(
        "file", metavar="FILE", help="a document, an array or one document a line; - is standard input"
    )
    instead = code.add_mutually_exclusive_group()
    instead.add_argument(
        "--explain",
        dest="written_as",
        action="store_const",
        const="explanation",
        default="answer",
        help="instead of JSON, print the walk from the charted facts to table rows and their sources",
    )
    instead.add_argument(
        "--checklist",
        dest="written_as",
        action="store_const",
        const="checklist",
        help="instead of JSON, print what the note must hold, and what the document already says of it",
    )
    code.add_argument("--payers", type=Path, metavar="FILE", help="a payer file in place of the office's own")
    code.set_defaults(command=_code)

    add_chart(commands, _say, _tell_faults, _today)

    find = commands.add_parser("find", help="find ICD-10-CM and procedure codes by clinical words")
    find.add_argument("text", nargs="+", help="words, nicknames or the beginning of a code")
    find.add_argument("--json", action="store_true", help="one JSON object a line")
    find.add_argument("--most", type=_count, default=20, metavar="N", help="how many to show (default 20)")
    find.set_defaults(command=_find)

    bill = commands.add_parser("superbill", help="print the superbill of one encounter document")
    bill.add_argument("file", metavar="FILE", help="the encounter document; - is standard input")
    bill.add_argument("-o", "--output", type=Path, required=True, metavar="PDF", help="where to write it")
    bill.add_argument("--office", type=Path, metavar="TOML", help="practice, provider, patient and fees")
    bill.add_argument("--reasons", action="store_true", help="print the reason under each line")
    bill.set_defaults(command=_superbill)

    window = commands.add_parser("open", help="open the program")
    window.add_argument("records", nargs="?", type=Path, help="the record file (default: the practice's own)")
    window.add_argument("--sample", action="store_true", help="a sample practice with sample patients")
    window.set_defaults(
        command=lambda options, program: program.open_window(options.records, sample=options.sample)
    )

    add_payers(commands, _say)
    add_codes(commands, _say)

    day = commands.add_parser("sample-day", help="chart a sample day without a window")
    day.add_argument("folder", type=Path, help="where the superbills go")
    day.set_defaults(command=_sample_day)
    return parser


@contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    if name == "-":
        if sys.stdin is None:
            raise UnreadableError("Standard input is closed.", "Name a file instead.")
        yield sys.stdin.buffer
        return
    with _readable(name):
        stream = Path(name).open("rb")  # noqa: SIM115 -- closed by the next line but one
    with stream:
        yield stream


@contextmanager
def _readable(name: str) -> Iterator[None]:
    """Say of what is read within it that it cannot be read, where it cannot."""
    try:
        yield
    except OSError as problem:
        named = "Standard input" if name == "-" else name
        raise UnreadableError(f"{named} cannot be read: {problem.strerror}.") from problem


def _coded(name: str, stream: BinaryIO, program: Program, written_as: Written) -> Iterator[CodedDocument]:
    with _readable(name):  # around the reading only; what fails in writing is raised outside of here
        yield from program.code_documents(stream, written_as=written_as)


def _code(options: argparse.Namespace, program: Program) -> int:
    if options.payers:
        program.use_payers(options.payers)
    status = DONE
    with _opened(options.file) as stream:
        for coded in _coded(options.file, stream, program, options.written_as):
            if coded.faults:
                _tell_faults(coded.named, coded.faults)
                status = UNREADABLE
            else:
                _say(coded.answer)
    return status


def _tell_faults(named: str, faults: Sequence[Fault]) -> None:
    """One JSON error a fault, on standard error."""
    for fault in faults:
        error = {"document": named, "path": fault.path, "found": fault.found, "allowed": fault.allowed}
        print(json.dumps(error, ensure_ascii=False), file=sys.stderr)


def _find(options: argparse.Namespace, program: Program) -> int:
    found = program.find(" ".join(options.text), most=options.most)
    for hit in found:
        if options.json:
            _say(json.dumps(hit._asdict(), ensure_ascii=False))
        else:
            _say(f"{hit.code:<10}{hit.label}{'' if hit.billable else '  (heading)'}")
    if not found:
        print("No code matches. Try fewer words, or the beginning of a code.", file=sys.stderr)
    return DONE if found else FAILED


def _superbill(options: argparse.Namespace, program: Program) -> int:
    with _opened(options.file) as stream, _readable(options.file):
        document = stream.read()
    made = program.print_superbills(document, office=options.office, reasons=options.reasons)
    for at, (kind, pdf) in enumerate(made.items()):
        path: Path = options.output
        target = path if at == 0 else path.with_name(f"{path.stem}-{kind}{path.suffix}")
        try:
            target.write_bytes(pdf)
        except OSError as problem:
            raise KnownError(f"{target} cannot be written: {problem.strerror}.") from problem
        _say(target)
    return DONE


def _sample_day(options: argparse.Namespace, program: Program) -> int:
    for path in program.sample_day(options.folder):
        _say(path)
    return DONE
