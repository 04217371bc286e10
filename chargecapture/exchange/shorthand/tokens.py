"""From a typed line to tokens: the longest phrases of the vocabulary, and numbers with their units.

A token knows its type, its stretch of the line and what it says.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from chargecapture.exchange.shorthand.vocabulary import ATOM, DrugMeaning, Meaning, Vocabulary

NOUNS = ("DX", "COUNTED", "SITE", "ADJECTIVE", "SYMPTOM")
NUMERIC = ("NUMBER", "LENGTH", "AREA")
MEASURES = {
    "cm": ("LENGTH", Decimal(1)),
    "mm": ("LENGTH", Decimal("0.1")),
    "cm2": ("AREA", Decimal(1)),
    "mm2": ("AREA", Decimal("0.01")),
    "ml": ("VOLUME", Decimal(1)),
    "mg": ("MASS", Decimal(1)),
    "mg_per_ml": ("STRENGTH", Decimal(1)),
    "units": ("UNITS", Decimal(1)),
    "syringes": ("PACKS", Decimal(1)),
    "vials": ("PACKS", Decimal(1)),
    "minutes": ("MINUTES", Decimal(1)),
    "hours": ("HOURS", Decimal(1)),
    "percent": ("PERCENT", Decimal(1)),
    "technique": ("FILLER", Decimal(1)),
}
MOST_DIGITS = 7
ROUGHLY = "~≈"
BETWEEN_SIDES = ("x", "×", "by")
LETTERS = frozenset("ABCDEFGH")
PROCEDURE_CODE = re.compile(r"[0-9]{4}[0-9TFU]|[A-CEGHJ-MP-TV][0-9]{4}")
PUNCTUATION = set("():.[]\"'“”*=~!<>-–—_{}|•·")


@dataclass(frozen=True, slots=True)
class Word:
    """A token of the line. `whole` where a number has neither a fraction nor a unit.

    `meant` is how it was read where that is not how it was written.
    """

    type: str
    start: int
    end: int
    value: Any = None
    whole: bool = False
    side: str = ""
    plural: bool = False
    meant: str = ""


@dataclass(frozen=True, slots=True)
class Atom:
    """A word or sign of the line, a number in words as its digits, a slip of one letter `mended`."""

    text: str
    start: int
    end: int
    mended: bool = False


def _atom(found: re.Match[str], words: Vocabulary) -> Atom:
    said = found[0]
    number = words.numbers.get(said.lower())
    known = number is None and (
        words.longest([said], 0) or any(r in words.atoms for r in words.readings(said))
    )
    meant = "" if known or number is not None else words.meant(said)
    text = str(number) if number is not None else meant or said
    return Atom(text, found.start(), found.end(), mended=bool(meant))


def read_words(text: str, words: Vocabulary) -> list[Word]:
    """The tokens of a line in their order; only white space lies between them."""
    atoms = [_atom(found, words) for found in ATOM.finditer(text)]
    return list(_words(text, atoms, words))


def _words(text: str, atoms: Sequence[Atom], words: Vocabulary) -> Iterator[Word]:
    at, ends = 0, 0
    plain = [atom.text for atom in atoms]
    while at < len(atoms):
        if "\n" in text[ends : atoms[at].start]:
            yield Word("SEMI", atoms[at].start, atoms[at].start)
        if _is_numbering(text, atoms, at):
            yield Word("SEMI", atoms[at].start, ends := atoms[at + 1].end)
            at += 2
            continue
        size, word = _word(text, atoms, plain, at, words)
        if any(atom.mended for atom in atoms[at : at + size]):
            word = _mended(word, atoms[at : at + size])
        yield word
        at += size
        ends = word.end


def _is_numbering(text: str, atoms: Sequence[Atom], at: int) -> bool:
    """`1)`, `2.` or `B)` before an act, in a list of them."""
    if at + 2 >= len(atoms) or atoms[at + 1].start != atoms[at].end:
        return False
    if not atoms[at].text.isdecimal() and atoms[at].text.upper() not in LETTERS:
        return False
    first = at == 0 or atoms[at - 1].text in ";." or "\n" in text[atoms[at - 1].end : atoms[at].start]
    closed = atoms[at + 1].text == ")" and not (at and atoms[at - 1].text == "(")
    opened = any(atom.text == "(" for atom in atoms[:at])
    dotted = atoms[at + 1].text == "." and first and atoms[at + 2].start > atoms[at + 1].end
    return (closed and not opened) or dotted


def _mended(word: Word, atoms: Sequence[Atom]) -> Word:
    """Keep how a slip was read; the tables could not read a diagnosis with one."""
    meant = " ".join(atom.text for atom in atoms)
    if word.type == "DX":
        named = word.value._replace(text=word.value.text or word.value.term)
        return replace(word, value=named, meant=meant)
    return replace(word, meant=meant)


def _word(
    text: str, atoms: Sequence[Atom], plain: Sequence[str], at: int, words: Vocabulary
) -> tuple[int, Word]:
    marked = (
        _modifier(atoms, at, words)
        or _code(text, atoms, at, words)
        or _digit_code(text, atoms, at)
        or _stage_sign(atoms, at)
        or _strength(atoms, plain, at, words)
    )
    if marked:
        return marked
    phrase = words.longest(plain, at)
    if (
        phrase
        and phrase[1].type == "DX"
        and phrase[0] > 1
        and at
        and _is_side(plain[at - 1 - (plain[at - 1] == ".")], words)
    ):
        phrase = _place_of(plain, at, phrase[0], words) or phrase
    parted = _parted(plain, at, words)
    if parted and (phrase is None or parted[0] > phrase[0] + 1):
        size, meaning, side = parted
        word = Word(meaning.type, atoms[at].start, atoms[at + size - 1].end, meaning.value, side=side)
        return size, replace(word, plural=_is_plural(plain[at + size - 1], words))
    if phrase and (not _is_number(plain[at]) or phrase[0] > 1):
        size, meaning = phrase
        last = atoms[at + size - 1]
        word = Word(meaning.type, atoms[at].start, last.end, meaning.value)
        return size, replace(word, plural=_is_plural(last.text, words))
    if _is_number(plain[at]):
        return _number(atoms, plain, at, words)
    return 1, _sign(atoms, at)


def _is_side(text: str, words: Vocabulary) -> bool:
    found = words.longest([text], 0)
    return found is not None and found[1].type == "SIDE"


def _place_of(plain: Sequence[str], at: int, size: int, words: Vocabulary) -> tuple[int, Meaning] | None:
    """The place that begins a diagnosis of a side, as of `L leg ulcer`."""
    place = words.longest(plain[: at + size - 1], at)
    return place if place and place[1].type == "SITE" else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.replace(".", "", 1).isdecimal()


def _is_plural(text: str, words: Vocabulary) -> bool:
    return len(words.readings(text)) > 1 or text.lower() in (
        "aks",
        "sks",
        "isks",
        "bccs",
        "feet",
        "calves",
        "axillae",
    )


def _sign(atoms: Sequence[Atom], at: int) -> Word:
    atom = atoms[at]
    if atom.text == "." and at and at + 1 < len(atoms) and atoms[at + 1].start > atom.end:
        return Word("COMMA", atom.start, atom.end)
    if atom.text == ";":
        return Word("SEMI", atom.start, atom.end)
    if atom.text == ",":
        return Word("COMMA", atom.start, atom.end)
    if atom.text in ROUGHLY or (atom.text == "+" and _is_rough(atoms, at)):
        return Word("UNKNOWN", atom.start, atom.end)
    if atom.text in ("+", "&"):
        return Word("CONNECTOR", atom.start, atom.end, atom.text)
    if atom.text == "/":
        return Word("JOINING", atom.start, atom.end)
    if atom.text in PUNCTUATION:
        return Word("FILLER", atom.start, atom.end, atom.text)
    return Word("UNKNOWN", atom.start, atom.end)


def _is_rough(atoms: Sequence[Atom], at: int) -> bool:
    """Whether a plus says `or more`, as in `10+ scalp`."""
    glued = at > 0 and _is_number(atoms[at - 1].text) and atoms[at - 1].end == atoms[at].start
    return glued and not (at + 1 < len(atoms) and atoms[at + 1].text[0] in "0123456789.(")


def _number(atoms: Sequence[Atom], plain: Sequence[str], at: int, words: Vocabulary) -> tuple[int, Word]:
    """A number, with the unit behind it where there is one."""
    first = atoms[at]
    value = Decimal(first.text)
    if len(first.text) > MOST_DIGITS:
        return 1, Word("UNKNOWN", first.start, first.end)
    ahead = at + 1
    sided = _unit_of_sides(plain, ahead, words)
    if sided:
        return 1, Word("LENGTH", first.start, first.end, value * MEASURES[sided][1])
    dashed = ahead < len(plain) and plain[ahead] == "-"  # "4-mm"
    unit = words.longest(plain, ahead + dashed, trie=words.units)
    if unit and _is_spaced_square(atoms, ahead + dashed, unit[0]):
        unit = words.longest(plain[: ahead + dashed + unit[0] - 1], ahead + dashed, trie=words.units)
    if unit:
        size, meaning = unit
        type_, factor = MEASURES[meaning.type]
        end = atoms[ahead + dashed + size - 1].end
        return 1 + dashed + size, Word(type_, first.start, end, value * factor)
    return 1, Word("NUMBER", first.start, first.end, value, whole="." not in first.text)


def _unit_of_sides(plain: Sequence[str], at: int, words: Vocabulary) -> str:
    """The unit that `8 x 6 mm` says of both its sides, behind the first; empty where there is none."""
    while at + 2 < len(plain) and plain[at].lower() in BETWEEN_SIDES and _is_number(plain[at + 1]):
        unit = words.longest(plain, at + 2, trie=words.units)
        if unit:
            return unit[1].type if unit[1].type in ("cm", "mm") else ""
        at += 2
    return ""


def _is_spaced_square(atoms: Sequence[Atom], at: int, size: int) -> bool:
    """`0.8 cm 2 mm margins`: the 2 belongs to the margin, where that of `cm2` has no space before it."""
    last = atoms[at + size - 1]
    return last.text == "2" and size > 1 and last.start > atoms[at + size - 2].end


def _strength(
    atoms: Sequence[Atom], plain: Sequence[str], at: int, words: Vocabulary
) -> tuple[int, Word] | None:
    """`K40`, `kenalog-10`: a drug whose name carries its strength."""
    if plain[at].lower() not in words.strength_words:
        return None
    named = words.longest(plain, at)
    if named is None or named[1].type != "DRUG":
        return None
    size, meaning = named
    drug: DrugMeaning = meaning.value
    behind = at + size + (at + size < len(plain) and plain[at + size] in "-#")
    if behind >= len(plain) or not _is_number(plain[behind]) or Decimal(plain[behind]) not in drug.strengths:
        return None
    if words.longest(plain, behind + 1, trie=words.units):
        return None
    follows = words.longest(plain, behind + 1)
    glued = atoms[behind].start == atoms[behind - 1].end  # "K10", yet not "kenalog 10 keloids"
    if not glued and follows and follows[1].type in NOUNS:
        return None
    end = atoms[behind].end
    return behind + 1 - at, Word("DRUG_STRENGTH", atoms[at].start, end, (drug, Decimal(plain[behind])))


def _code(text: str, atoms: Sequence[Atom], at: int, words: Vocabulary) -> tuple[int, Word] | None:
    """A procedure code or an ICD-10-CM code, typed without a gap."""
    stretch, size = _glued(text, atoms, at)
    upper = stretch.upper()
    if upper in words.visit_codes:
        return size, Word("VISIT_CODE", atoms[at].start, atoms[at + size - 1].end, upper)
    if PROCEDURE_CODE.fullmatch(upper):
        type_ = "CODE"
    elif _is_icd10(upper):
        type_ = "ICD10"
    else:
        return None
    whole = words.longest([atom.text for atom in atoms[at : at + size]], 0)
    if whole and whole[0] == size:
        return None
    return size, Word(type_, atoms[at].start, atoms[at + size - 1].end, upper)


def _glued(text: str, atoms: Sequence[Atom], at: int) -> tuple[str, int]:
    """The letters, digits and dots that follow without a gap, and how many atoms they are."""
    size = 1
    while (
        at + size < len(atoms)
        and atoms[at + size].start == atoms[at + size - 1].end
        and (atoms[at + size].text.replace(".", "").isalnum() or atoms[at + size].text == ".")
    ):
        size += 1
    while size > 1 and atoms[at + size - 1].text == ".":
        size -= 1
    return text[atoms[at].start : atoms[at + size - 1].end], size


def _is_icd10(text: str) -> bool:
    head, dot, tail = text.partition(".")
    if len(head) != 3 or not (head[0].isalpha() and head[1].isdecimal() and head[2].isalnum()):
        return False
    return (not dot and head in ("L80", "R21", "L42", "R61")) or (1 <= len(tail) <= 4 and tail.isalnum())


def _digit_code(text: str, atoms: Sequence[Atom], at: int) -> tuple[int, Word] | None:
    """`RT1`, `LF5`, or the claim's own `TA`, `T5`, `FA`, `F9`."""
    stretch, size = _glued(text, atoms, at)
    upper = stretch.upper()
    if len(upper) == 3 and upper[0] in "LR" and upper[1] in "TF" and upper[2] in "12345":
        return size, Word("DIGIT", atoms[at].start, atoms[at + size - 1].end, upper)
    if len(upper) == 2 and upper[0] in "TF" and (upper[1] in "123456789" or upper == "TA"):
        place = 0 if upper[1] == "A" else int(upper[1])
        digit = f"{'LR'[place > 4]}{upper[0]}{place % 5 + 1}"
        return size, Word("DIGIT", atoms[at].start, atoms[at + size - 1].end, digit)
    return None


def _stage_sign(atoms: Sequence[Atom], at: int) -> tuple[int, Word] | None:
    """The `S` of `S1: 3`, which is the first stage."""
    if atoms[at].text.lower() != "s" or at + 2 >= len(atoms):
        return None
    number, sign = atoms[at + 1], atoms[at + 2]
    glued = number.start == atoms[at].end and number.text in "123456789"
    return (1, Word("STAGE", atoms[at].start, atoms[at].end)) if glued and sign.text in ":=-" else None


def _modifier(atoms: Sequence[Atom], at: int, words: Vocabulary) -> tuple[int, Word] | None:
    """`-25` behind a code, or `25` after it: a modifier."""
    if at == 0:
        return None
    here, before = atoms[at], atoms[at - 1]
    if here.text == "-" and at + 1 < len(atoms) and atoms[at + 1].text in words.modifiers:
        if before.text[-1].isalnum() and before.end == here.start and len(before.text) >= 4:
            meaning = words.modifiers[atoms[at + 1].text]
            return 2, Word(meaning.type, here.start, atoms[at + 1].end, meaning.value)
        return None
    if here.text in words.modifiers and before.text.upper() in words.visit_codes:
        meaning = words.modifiers[here.text]
        return 1, Word(meaning.type, here.start, here.end, meaning.value)
    return None


def _parted(plain: Sequence[str], at: int, words: Vocabulary) -> tuple[int, Meaning, str] | None:
    """A place with its side within it: `upper L back`, `dorsal R hand`."""
    if at + 2 >= len(plain):
        return None
    middle = words.longest(plain[at + 1 : at + 2], 0)
    if middle is None or middle[1].type != "SIDE" or not plain[at].isalpha():
        return None
    closed = [plain[at], *plain[at + 2 :]]
    found = words.longest(closed, 0)
    if found is None or found[1].type != "SITE" or found[0] < 2:
        return None
    return found[0] + 1, found[1], middle[1].value
