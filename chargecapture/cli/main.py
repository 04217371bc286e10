"""The `chargecapture` command. It reads its arguments and hands the work on; no rule is here."""

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol, TextIO

from chargecapture.domain.codes import FoundCode
from chargecapture.errors import DocumentError, Fault, KnownError

DONE, FAILED, UNREADABLE = 0, 1, 2


class CodedDocument(NamedTuple):
    """The answer to one document as a line of JSON, or what keeps it from being read."""

    named: str
    answer: str
    faults: tuple[Fault, ...] = ()


class Program(Protocol):
    """The parts that the commands drive, built when first asked for."""

    def code_documents(self, stream: BinaryIO) -> Iterator[CodedDocument]: ...
    def find(self, text: str, *, most: int) -> Sequence[FoundCode]: ...
    def print_superbills(
        self, document: bytes, *, office: Path | None, reasons: bool
    ) -> dict[str, bytes]: ...
    def open_window(self, records: Path | None, *, sample: bool) -> int: ...
    def sample_day(self, folder: Path) -> Sequence[Path]: ...


def run(arguments: Sequence[str], program: Program) -> int:
    """Carry out one command and return its exit status."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.command(options, program))
    except DocumentError as problem:
        _tell_faults("document", problem.faults)
        return UNREADABLE
    except KnownError as problem:
        print(problem, file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        # The reader of our output has left; Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="chargecapture", description="Charge capture for dermatology.")
    parser.add_argument("--version", action="version", version=version("chargecapture"))
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    code = commands.add_parser("code", help="code encounter documents, one answer a line")
    code.add_argument("file", help="a document, an array or one document a line; - is standard input")
    code.set_defaults(command=_code)

    find = commands.add_parser("find", help="find ICD-10-CM and procedure codes by clinical words")
    find.add_argument("text", nargs="+", help="words, nicknames or the beginning of a code")
    find.add_argument("--json", action="store_true", help="one JSON object a line")
    find.add_argument("--most", type=int, default=20, metavar="N", help="how many to show (default 20)")
    find.set_defaults(command=_find)

    bill = commands.add_parser("superbill", help="print the superbill of one encounter document")
    bill.add_argument("file", help="the encounter document; - is standard input")
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

    day = commands.add_parser("sample-day", help="chart a sample day without a window")
    day.add_argument("folder", type=Path, help="where the superbills go")
    day.set_defaults(command=_sample_day)
    return parser


@contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    if name == "-":
        yield sys.stdin.buffer
        return
    try:
        with Path(name).open("rb") as stream:
            yield stream
    except OSError as problem:
        raise KnownError(f"{name} cannot be read: {problem.strerror}.") from problem


def _code(options: argparse.Namespace, program: Program) -> int:
    status = DONE
    with _opened(options.file) as stream:
        for coded in program.code_documents(stream):
            if coded.faults:
                _tell_faults(coded.named, coded.faults)
                status = UNREADABLE
            else:
                print(coded.answer)
    sys.stdout.flush()
    return status


def _tell_faults(named: str, faults: Sequence[Fault], out: TextIO | None = None) -> None:
    """One JSON error a fault, on standard error."""
    for fault in faults:
        error = {"document": named, "path": fault.path, "found": fault.found, "allowed": fault.allowed}
        print(json.dumps(error, ensure_ascii=False), file=out or sys.stderr)


def _find(options: argparse.Namespace, program: Program) -> int:
    found = program.find(" ".join(options.text), most=options.most)
    for hit in found:
        if options.json:
            print(json.dumps(hit._asdict(), ensure_ascii=False))
        else:
            print(f"{hit.code:<10}{hit.label}{'' if hit.billable else '  (heading)'}")
    if not found:
        print("No code matches. Try fewer words, or the beginning of a code.", file=sys.stderr)
    return DONE if found else FAILED


def _superbill(options: argparse.Namespace, program: Program) -> int:
    with _opened(options.file) as stream:
        document = stream.read()
    made = program.print_superbills(document, office=options.office, reasons=options.reasons)
    for at, (kind, pdf) in enumerate(made.items()):
        path: Path = options.output
        target = path if at == 0 else path.with_name(f"{path.stem}-{kind}{path.suffix}")
        try:
            target.write_bytes(pdf)
        except OSError as problem:
            raise KnownError(f"{target} cannot be written: {problem.strerror}.") from problem
        print(target)
    return DONE


def _sample_day(options: argparse.Namespace, program: Program) -> int:
    for path in program.sample_day(options.folder):
        print(path)
    return DONE
