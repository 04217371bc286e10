"""Completes the words of the typed line, and guesses what a word that was not understood was meant for."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from functools import lru_cache
from typing import NamedTuple

MOST_OFFERED = 8
MOST_LOOKED_AT = 400
SHORTEST = 2
SHORTEST_MEANT = 4
MOST_WORDS = 4
ALIKE = 0.66
_WORDS = re.compile(r"[^\s;,]+")
_CLAUSE = re.compile(r"[;,\n]")


class Phrase(NamedTuple):
    """Words that the line understands, in lower case, and what they mean: like meanings are offered once."""

    words: str
    meaning: str


class Completion(NamedTuple):
    """What may stand in the line from `start` on, in place of what is typed there."""

    start: int
    words: str


class Completer:
    """Over the phrases of one vocabulary."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        known = set(phrases)
        run_together = {phrase.words.replace(" ", "") for phrase in known if " " in phrase.words}
        self._phrases = sorted(phrase for phrase in known if phrase.words not in run_together)
        self._keys = [phrase.words for phrase in self._phrases]
        self._singles = [key for key in self._keys if " " not in key and len(key) >= SHORTEST_MEANT]
        self.meant = lru_cache(maxsize=256)(self._meant)

    def complete(self, text: str) -> Sequence[Completion]:
        """How the last words of a text may go on, at most eight; none behind a space.

        The longest stretch of words that begins a phrase comes first, within it the shortest phrase.
        """
        if not text or text[-1].isspace():
            return ()
        begins = max((found.end() for found in _CLAUSE.finditer(text)), default=0)
        starts = [found.start() for found in _WORDS.finditer(text, begins)][-MOST_WORDS:]
        made: list[Completion] = []
        for start in starts:
            typed = " ".join(text[start:].lower().split())
            if len(typed) >= SHORTEST and not typed.isdigit():
                made += [Completion(start, words) for words in self._going_on(typed)]
        return tuple(made[:MOST_OFFERED])

    def _going_on(self, typed: str) -> Iterator[str]:
        begins = bisect_left(self._keys, typed)
        found = [
            phrase
            for phrase in self._phrases[begins : begins + MOST_LOOKED_AT]
            if phrase.words.startswith(typed) and phrase.words != typed
        ]
        said = {phrase.meaning for phrase in self._phrases[begins : begins + 1] if phrase.words == typed}
        best: dict[str, str] = {}
        # Of one meaning, few words rather than many, and the whole word rather than its short form.
        for phrase in sorted(found, key=lambda each: (each.words.count(" "), -len(each.words), each.words)):
            if phrase.meaning not in said:
                best.setdefault(phrase.meaning, phrase.words)
        yield from sorted(best.values(), key=lambda words: (words.count(" "), len(words), words))

    def _meant(self, word: str) -> str:
        """The one word nearest to a word that was not understood; empty where none is near."""
        plain = word.lower()
        if len(plain) < SHORTEST_MEANT or not plain.isalpha():
            return ""
        alike = [key for key in self._singles if key[0] == plain[0]]
        return next(iter(get_close_matches(plain, alike, n=1, cutoff=ALIKE)), "")
