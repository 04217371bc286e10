"""The code library for tests: the whole one, built once a run, and a small edition that is built at once."""

import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from chargecapture.codesets.icd10cm import OfficialCode
from chargecapture.codesets.library import CodeLibrary, open_library
from tests.helpers.rules import RESOURCES

FEW_CODES = (
    OfficialCode("C44", "Other and unspecified malignant neoplasm of skin", billable=False),
    OfficialCode("C44.31", "Basal cell carcinoma of skin of face", billable=False),
    OfficialCode("C44.311", "Basal cell carcinoma of skin of nose", billable=True),
    OfficialCode("C44.319", "Basal cell carcinoma of skin of other parts of face", billable=True),
    OfficialCode("L57.0", "Actinic keratosis", billable=True, included=("Solar keratosis",)),
    OfficialCode("L82.1", "Other seborrheic keratosis", billable=True),
)


def few_codes() -> Iterator[OfficialCode]:
    yield from FEW_CODES


@cache
def whole_library() -> CodeLibrary:
    """All of ICD-10-CM; the folder goes with the process."""
    return open_library(Path(_folder().name), RESOURCES)


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="codes-", ignore_cleanup_errors=True)
