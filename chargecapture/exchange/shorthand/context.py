"""What only its neighbours tell of a token, so that the grammar needs to look one token ahead.

A side belongs to the place behind it, a margin to its number, a comma between blocks to their list.
"""

from collections.abc import Sequence
from dataclasses import replace

from chargecapture.domain.sites import HAS_FREE_MARGIN
from chargecapture.exchange.shorthand.tokens import NOUNS, NUMERIC, Word

PLACES = ("SITE", "NAIL")
LONGEST_WORD = 8
SHORT = 4
NEVER_BY_MOHS = {"skin tag": "STAGE", "lichenoid keratosis": "BLOCK"}
"""Diseases that no one treats by Mohs surgery, and what their short forms say there."""


def in_context(found: list[Word]) -> list[Word]:
    """The tokens with what only their neighbours tell."""
    for step in (
        _directions,
        _each,
        _injections,
        _mohs_words,
        _ordinals,
        _lists,
        _strengths,
        _by,
        _counts,
        _margins,
        _joins,
        _sides,
        _romans,
    ):
        found = step(found)
    return found


def _near(found: Sequence[Word], at: int, step: int) -> Word | None:
    """The next token in a direction that is no filler."""
    at += step
    while 0 <= at < len(found):
        if found[at].type != "FILLER":
            return found[at]
        at += step
    return None


def _type(word: Word | None) -> str:
    return word.type if word else ""


def _directions(found: list[Word]) -> list[Word]:
    """`lat`, `prox` or `post` beside a place says where on it; elsewhere each means something else."""
    made = list(found)
    for at, word in enumerate(found):
        if word.type == "DIRECTION":
            ahead = _next_but(found, at, ("FILLER", "SIDE", "ORDINAL", "DIRECTION"))
            behind = _type(_near(made, at, -1)) in PLACES and _type(ahead) not in ("ACT", "DX")
            beside = behind or _type(ahead) in PLACES
            made[at] = replace(word, type="FILLER" if beside else "UNKNOWN")
    return made


def _each(found: list[Word]) -> list[Word]:
    """`0.3cc each` is the dose of one lesion; behind a size `each` goes without saying."""
    made = list(found)
    for at, word in enumerate(found):
        if word.type != "EACH":
            continue
        before, after = _type(_near(made, at, -1)), _type(_near(found, at, 1))
        if before in ("VOLUME", "MASS", "UNITS", "DRUG", "DRUG_STRENGTH", "STRENGTH"):
            made[at] = replace(word, type="PER_LESION")
        elif before == "LENGTH" and after not in ("SITE", "SIDE"):
            made[at] = replace(word, type="FILLER")
    return made


def _injections(found: list[Word]) -> list[Word]:
    """`injected` is an act beside a drug where nothing else is done; else it goes without saying."""
    made, begins = list(found), 0
    for at, word in enumerate((*found, Word("SEMI", 0, 0))):
        if word.type != "SEMI":
            continue
        clause = found[begins:at]
        alone = not any(each.type == "ACT" for each in clause)
        given = any(each.type in ("DRUG", "DRUG_STRENGTH") for each in clause)
        for n, each in enumerate(clause, start=begins):
            if each.type == "INJECT":
                made[n] = replace(each, type="ACT" if alone and given else "FILLER")
        begins = at + 1
    return made


def _mohs_words(found: list[Word]) -> list[Word]:
    """In a clause about Mohs surgery `st` is a stage, `bl` a block; `stages 2 (3,1)` says first how many."""
    made = list(found)
    for at, word in enumerate(found):
        short = word.type in ("DX", "SIDE") and word.end - word.start <= SHORT
        if not (short or word.type == "NUMBER") or not _is_staged(found, at):
            continue
        before, after = _near(found, at, -1), _near(found, at, 1)
        numbered = {"NUMBER", "ROMAN"} & {_type(before), _type(after)}
        if short and word.type == "DX" and word.value.term in NEVER_BY_MOHS and numbered:
            made[at] = replace(word, type=NEVER_BY_MOHS[word.value.term], value=None)
        elif word.value == "bilateral" and word.end - word.start <= len("bl") and _type(before) == "NUMBER":
            made[at] = replace(word, type="BLOCK", value=None)
        elif word.type == "NUMBER" and _type(before) == "STAGE" and _opens(found, at):
            made[at] = replace(word, plural=True)
    return made


def _opens(found: Sequence[Word], at: int) -> bool:
    """Whether a bracket opens right behind a token."""
    return at + 1 < len(found) and found[at + 1].type == "FILLER" and found[at + 1].value == "("


def _ordinals(found: list[Word]) -> list[Word]:
    """`2nd and 3rd toes`: ordinals lead to a digit; before `stage` they number it."""
    made = list(found)
    for at, word in enumerate(found):
        if word.type != "ORDINAL":
            continue
        passed = ("ORDINAL", "FILLER", "CONNECTOR", "COMMA")
        ahead = next((n for n in range(at + 1, len(found)) if found[n].type not in passed), None)
        if ahead is not None and found[ahead].type in ("SITE", "NAIL"):
            for between in range(at + 1, ahead):
                if found[between].type != "ORDINAL":
                    made[between] = replace(found[between], type="FILLER")
        elif ahead is not None and found[ahead].type == "STAGE":
            made[at] = replace(word, type="ROMAN", value=word.value + 1)
        else:
            made[at] = replace(word, type="UNKNOWN")
    return made


def _lists(found: list[Word]) -> list[Word]:
    """In a clause about Mohs stages, a comma, slash or `and` between whole numbers parts a list."""
    made, staged = list(found), False
    for at, word in enumerate(found):
        if word.type == "SEMI":
            staged = False
        elif word.type == "STAGE" or (word.type == "ACT" and word.value.kind == "mohs"):
            staged = True
        elif word.type == "ACT":
            staged = False
        before, after = _near(found, at, -1), _near(found, at, 1)
        if (
            staged
            and word.type in ("COMMA", "JOINING", "CONNECTOR")
            and before
            and after
            and before.type in ("NUMBER", "BLOCK")
            and after.type in ("NUMBER", "ROMAN")
            and (before.whole or before.type == "BLOCK")
            and (after.whole or after.type == "ROMAN")
        ):
            made[at] = replace(word, type="LISTED")
    return made


def _strengths(found: list[Word]) -> list[Word]:
    """`ILK 10 0.5cc`, `IL kenalog-40`: a number behind an injected drug is its strength, beside a volume."""
    made = list(found)
    for at, word in enumerate(found):
        number = _near(found, at, 1)
        if word.type != "ACT" or not word.value.facts.get("drug") or _type(number) != "NUMBER":
            continue
        after = _near(found, found.index(number), 1) if number else None
        clause = found[at : next((n for n in range(at, len(found)) if found[n].type == "SEMI"), len(found))]
        dosed = any(each.type == "VOLUME" for each in clause)
        if number and dosed and _type(after) not in (*NOUNS, "TIMES"):
            made[found.index(number)] = replace(number, type="STRENGTH")
    return made


def _by(found: list[Word]) -> list[Word]:
    """`x` between two measures, and `+` between a lesion and its margins."""
    made, areal = list(found), False
    for at, word in enumerate(found):
        if word.type == "ACT":
            areal = word.value.kind in ("adjacent_tissue_transfer", "graft", "debridement", "phototherapy")
        before, after = _near(found, at, -1), _near(found, at, 1)
        if not (before and after and before.type in NUMERIC and after.type in NUMERIC):
            continue
        if word.type == "CONNECTOR" and word.value == "+":
            made[at] = replace(word, type="PLUS")
        elif word.type == "TIMES":
            summed = any(each.type == "PLUS" for each in made[max(0, at - 2) : at])
            both_whole = before.whole and after.whole
            if summed or areal or both_whole or not after.whole:
                made[at] = replace(word, type="BY")
    return made


def _counts(found: list[Word]) -> list[Word]:
    """`x3`, `3x`, `(3)`: a sign of counting before its number or behind it."""
    made = list(found)
    for at, word in enumerate(found):
        if _is_bracketed(found, at) and not _is_staged(found, at):
            made[at - 1] = replace(found[at - 1], type="TIMES_BEFORE")
        if word.type != "TIMES":
            continue
        before, after = _near(made, at, -1), _near(made, at, 1)
        if after and after.type == "NUMBER" and after.whole:
            made[at] = replace(word, type="TIMES_BEFORE")
        elif before and before.type == "NUMBER" and before.whole:
            made[at] = replace(word, type="TIMES_AFTER")
        else:
            made[at] = replace(word, type="FILLER")
    return made


def _is_bracketed(found: Sequence[Word], at: int) -> bool:
    """Whether a whole number stands in brackets by itself."""
    if not (0 < at < len(found) - 1 and found[at].type == "NUMBER" and found[at].whole):
        return False
    around = found[at - 1], found[at + 1]
    return all(word.type == "FILLER" for word in around) and [word.value for word in around] == ["(", ")"]


def _is_staged(found: Sequence[Word], at: int) -> bool:
    """Whether a clause is about Mohs surgery, where numbers count blocks."""
    begins = max((n for n in range(at) if found[n].type == "SEMI"), default=0)
    ends = next((n for n in range(at, len(found)) if found[n].type == "SEMI"), len(found))
    return any(w.type == "STAGE" or (w.type == "ACT" and w.value.kind == "mohs") for w in found[begins:ends])


def _margins(found: list[Word]) -> list[Word]:
    """A margin, a waste or an excised diameter stands before its number or behind it."""
    made = list(found)
    for at, word in enumerate(found):
        if word.type not in ("MARGIN", "WASTE", "EXCISED"):
            continue
        measures = ("NUMBER", "LENGTH") if word.type != "WASTE" else ("NUMBER", "MASS", "VOLUME", "UNITS")
        before, after = _near(made, at, -1), _near(made, at, 1)
        second = before and _near(made, made.index(before), -1)
        crowded = bool(second and second.type in measures and word.end - word.start > 1)
        earlier = any(each.type in measures for each in made[: made.index(before)]) if before else False
        if after and after.type in measures and not (crowded and before and before.type in measures):
            made[at] = replace(word, type=f"{word.type}_BEFORE")
        elif before and before.type in measures and (earlier or word.end - word.start > 1):
            made[at] = replace(word, type=f"{word.type}_AFTER")
        elif word.type == "EXCISED" and word.end - word.start <= LONGEST_WORD:
            made[at] = replace(word, type="ACT")
        elif before and before.type == "SITE" and set(before.value.sites) & set(HAS_FREE_MARGIN):
            made[at] = replace(word, type="FACT", value={"margin": True})
        else:
            made[at] = replace(word, type="UNKNOWN")
    return made


def _joins(found: list[Word]) -> list[Word]:
    """`/` and `or` join two diagnoses, and nothing else; `BCC and SCC` are two."""
    made = list(found)
    for at, word in enumerate(found):
        if word.type == "JOINING":
            before, after = _near(found, at, -1), _near(found, at, 1)
            joins = _type(before) in ("DX", "ICD10") and _type(after) in ("DX", "HEDGE", "ADJECTIVE", "ICD10")
            made[at] = word if joins else replace(word, type="CONNECTOR")
    return made


def _sides(found: list[Word]) -> list[Word]:
    """A side belongs to the place behind it, else to the one before."""
    made = [
        replace(word, type="FILLER")
        if word.type == "COMMA" and _type(_near(found, at, -1)) == "SIDE"
        else word
        for at, word in enumerate(found)
    ]
    found = list(made)
    for at, word in enumerate(found):
        if word.type == "SIDE":
            ahead = _next_but(found, at, ("FILLER", "ADJECTIVE", "ORDINAL", "HEDGE"))
            leads = _type(ahead) in ("SITE", "NAIL") and not (ahead and ahead.side)
            made[at] = replace(word, type="SIDE_BEFORE" if leads else "SIDE_AFTER")
    return made


def _next_but(found: Sequence[Word], at: int, passed: Sequence[str]) -> Word | None:
    return next((word for word in found[at + 1 :] if word.type not in passed), None)


def _romans(found: list[Word]) -> list[Word]:
    """A Roman number counts stages; elsewhere it is not understood."""
    staged = any(word.type == "STAGE" or (word.type == "ACT" and word.value.kind == "mohs") for word in found)
    return found if staged else [replace(w, type="UNKNOWN") if w.type == "ROMAN" else w for w in found]
