"""The one place that builds the concrete parts and hands them to each other."""

import sys
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from chargecapture.cli.main import CodedDocument, run
from chargecapture.codesets.rule_tables import load_diagnoses, load_rule_tables
from chargecapture.errors import DocumentError, KnownError
from chargecapture.exchange.encounter_json import read_encounter, write_answer
from chargecapture.exchange.stream import split_documents
from chargecapture.rules.engine import Coder


def resources_root() -> Path:
    """Where `resources` lies: in a checkout, in an installed package, or in the packed program."""
    here = Path(__file__).resolve().parent
    for folder in (here.parent / "resources", here / "resources"):
        if (folder / "rules").is_dir():
            return folder
    raise KnownError("The program's tables are missing.", "Install it again.")


class Built:
    """The parts of the program, each built when it is first needed."""

    @cached_property
    def resources(self) -> Path:
        return resources_root()

    @cached_property
    def coder(self) -> Coder:
        rules = self.resources / "rules"
        return Coder(load_rule_tables(rules), load_diagnoses(rules / "diagnoses", self.library))

    def code_documents(self, stream: BinaryIO) -> Iterator[CodedDocument]:
        for raw in split_documents(stream):
            if raw.fault:
                yield CodedDocument(raw.named, "", (raw.fault,))
                continue
            try:
                answer = self.coder.code(read_encounter(raw.text))
            except DocumentError as problem:
                yield CodedDocument(raw.named, "", problem.faults)
            else:
                yield CodedDocument(raw.named, write_answer(answer))


def main(arguments: Sequence[str] | None = None) -> int:
    return run(sys.argv[1:] if arguments is None else arguments, Built())
