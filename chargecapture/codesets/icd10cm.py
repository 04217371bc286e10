"""The official ICD-10-CM code set, from the package that carries it.

Source: CDC/NCHS, ICD-10-CM, the release named in `resources/codesets/SOURCE.toml`; public domain.
"""

import warnings
from collections.abc import Iterator
from typing import NamedTuple


class OfficialCode(NamedTuple):
    """One code with its official title; `included` are the tabular list's own terms under it."""

    code: str
    title: str
    billable: bool
    included: tuple[str, ...] = ()


def read_icd10cm() -> Iterator[OfficialCode]:
    """All codes from category down, in the order of the tabular list. Takes seconds and much memory."""
    with warnings.catch_warnings():
        # It reads its data in a way that Python has deprecated; nothing that we could mend.
        warnings.simplefilter("ignore", DeprecationWarning)
        import simple_icd_10_cm as official  # noqa: PLC0415 -- parses the whole tabular list on import
    # A block of one category goes by the same name as the category, so both are listed under it.
    listed = dict.fromkeys(official.get_all_codes(with_dots=True))
    for code in listed:
        if not code.isdigit() and "-" not in code:
            title, included = official.get_description(code), official.get_inclusion_term(code)
            yield OfficialCode(code, title, official.is_leaf(code), tuple(included))
