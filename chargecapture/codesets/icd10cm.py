"""The official ICD-10-CM code set, from the package that carries it.

Source: CDC/NCHS, ICD-10-CM, the release named in `resources/codesets/SOURCE.toml`; public domain.
"""

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
    import simple_icd_10_cm as official  # noqa: PLC0415 -- parses the whole tabular list on import

    for code in official.get_all_codes(with_dots=True):
        if not official.is_chapter_or_block(code):
            yield OfficialCode(
                code,
                official.get_description(code),
                official.is_leaf(code),
                tuple(official.get_inclusion_term(code)),
            )
