"""How search reads words: lower case, without marks, codes without their dot, plurals beside the singular."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

SCHEMA = 4
"""Raised whenever the library's file changes its form."""

# Indexed with codes that hold at any place or side, so that "AK nose" finds a code that names no nose.
ANY_PLACE, ANY_SIDE = "xanyplace", "xanyside"
PROCEDURE = "xprocedure"
SIDES = {"l": "left", "lt": "left", "left": "left", "r": "right", "rt": "right", "right": "right"}

_WORD = re.compile(r"[a-z0-9]+")
_DOTTED_CODE = re.compile(r"\b([a-z][0-9][0-9a-z])\.([0-9a-z]{1,4})\b")


class Reader(NamedTuple):
    """Splits text into words. `phrases` are replaced before, `plurals` are those no rule mends."""

    phrases: Sequence[tuple[str, str]]
    plurals: Mapping[str, str]
    ignored: frozenset[str]

    def split(self, text: str) -> tuple[str, ...]:
        """The words of a text in their order, as they are written."""
        plain = f" {text.lower()} ".replace("’", "'").replace("'s ", " ")
        for written, meant in self.phrases:
            if written in plain:
                plain = plain.replace(written, meant)
        if "." in plain:
            plain = _DOTTED_CODE.sub(r"\1\2", plain)
        return tuple(_WORD.findall(plain))

    def singular(self, word: str) -> str:
        known = self.plurals.get(word)
        if known:
            return known
        if len(word) > 2 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
            return word[:-1]
        return word

    def wanted(self, text: str) -> tuple[str, ...]:
        """The words that a search goes by: no word twice, no ignored one where others are left."""
        words = tuple(dict.fromkeys(self.split(text)))
        return tuple(word for word in words if word not in self.ignored) or words

    def key(self, words: Iterable[str]) -> str:
        """The same for every order and number of the words."""
        return " ".join(sorted({self.singular(word) for word in words} - self.ignored))


def shortened(word: str) -> set[str]:
    """The word, and the word without each one of its letters: two that share one differ by a slip."""
    return {word} | {word[:at] + word[at + 1 :] for at in range(len(word))}
