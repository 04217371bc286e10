"""What a search of the code sets turns up."""

from typing import Literal, NamedTuple

CodeSystem = Literal["icd10", "procedure"]


class FoundCode(NamedTuple):
    """One code of a search, best first; a heading of ICD-10-CM is not `billable`."""

    code: str
    label: str
    system: CodeSystem
    billable: bool
