"""The exceptions. None of them carries what a patient could be known by."""

from typing import NamedTuple


class KnownError(Exception):
    """The world's fault (disk full, file locked, table missing): a sentence for the user, a way out."""

    def __init__(self, sentence: str, way_out: str = "") -> None:
        super().__init__(f"{sentence} {way_out}".strip())
        self.sentence = sentence
        self.way_out = way_out


class SavedElsewhereError(KnownError):
    """Another window saved the same record since; trying again cannot help."""


class Fault(NamedTuple):
    """One fault of a document: the JSON path, what was found there and what is allowed."""

    path: str
    found: str
    allowed: str

    def __str__(self) -> str:
        return f"{self.path}: found {self.found}; allowed: {self.allowed}"


class DocumentError(Exception):
    """A document cannot be read; `faults` names all that is wrong with it."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(str(fault) for fault in faults))
        self.faults = faults


class TableError(Exception):
    """A rule table contradicts itself or has a row it may not have; found when it is loaded."""
