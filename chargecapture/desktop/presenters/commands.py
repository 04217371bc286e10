"""Which command typed words mean, and which were used last."""

from collections.abc import Sequence
from typing import NamedTuple

MOST_KEPT = 12
BEGINS, INITIALS, WITHIN, ELSEWHERE = range(4)


class Entry(NamedTuple):
    """One command as it is looked for: its words, where it stands, what it does, its key."""

    id: str
    words: str
    menu: str
    help: str
    key: str
    enabled: bool


def fitting(entries: Sequence[Entry], typed: str, used: Sequence[str]) -> tuple[Entry, ...]:
    """The commands that typed words may mean, the likeliest first.

    Each word typed must begin a word of the command, of its menu or of its help; or all letters typed are the
    first letters of its words. What is equally near goes by what was used last, then by the menus' order.
    """
    ranked = []
    for at, entry in enumerate(entries):
        near = _nearness(entry, typed.lower().split())
        if near is not None:
            last = used.index(entry.id) if entry.id in used else len(used)
            ranked.append((not entry.enabled, near, last, at))
    return tuple(entries[at] for *_, at in sorted(ranked))


def _nearness(entry: Entry, typed: Sequence[str]) -> int | None:
    if not typed:
        return BEGINS
    own, all_words = entry.words.lower(), f"{entry.words} {entry.menu} {entry.help}".lower()
    if own.startswith(" ".join(typed)):
        return BEGINS
    if len(typed) == 1 and "".join(word[0] for word in own.split()).startswith(typed[0]):
        return INITIALS
    if all(_begins_a_word(own, each) for each in typed):
        return WITHIN
    return ELSEWHERE if all(_begins_a_word(all_words, each) for each in typed) else None


def _begins_a_word(text: str, typed: str) -> bool:
    return any(word.lstrip("(").startswith(typed) for word in text.split())


def after_use(used: Sequence[str], command: str) -> tuple[str, ...]:
    """The commands used last, with this one first."""
    return (command, *(each for each in used if each != command))[:MOST_KEPT]
