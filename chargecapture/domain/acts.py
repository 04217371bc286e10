"""The acts a clinician picks by name: a kind of procedure with what its name already says of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class ActChoice:
    """An act by its name, such as a tangential biopsy; `facts` are fields of its record.

    `on_lesion` is False for what is tied to no lesion. `words` are other names for it.
    """

    label: str
    kind: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    on_lesion: bool = True
