"""What people type into fields, read as measures, money, dates, lists, sites and acts, or refused."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from math import prod
from typing import Literal, NamedTuple

from chargecapture.domain.acts import ActChoice
from chargecapture.domain.sites import PAIRED_SIDES, Side, SiteId
from chargecapture.rules.tables import SiteGroups

_MEASURE = re.compile(r"\s*([0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)\s*([a-z]*[2²]?)\s*", re.IGNORECASE)
_DOLLARS = re.compile(r"\$?\s*((?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]*)?|\.[0-9]+)")
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
_IN_CM = {"": Decimal(1), "cm": Decimal(1), "mm": Decimal("0.1")}
_IN_CM2 = {
    "": Decimal(1),
    "cm": Decimal(1),
    "cm2": Decimal(1),
    "cm²": Decimal(1),
    "sqcm": Decimal(1),
    "mm2": Decimal("0.01"),
    "mm²": Decimal("0.01"),
}
_BY_UNIT = {"cm": _IN_CM, "cm²": _IN_CM2}
MOST_DIGITS = 7


class CannotRead(ValueError):  # noqa: N818 -- says what it is to the caller
    """What was typed is no such value; the message says what is."""


class Unfinished(CannotRead):
    """What was typed may yet become a value; nobody is told before it is left so."""


def cleaned(text: str) -> str:
    """Text as it was meant: pasted from elsewhere it has hard spaces, full-width figures, marks unseen.

    Figures that mean something else, such as those of `1²` and `½`, stay as they are.
    """
    seen = "".join(letter for letter in text.translate(_HALF_WIDTH) if unicodedata.category(letter) != "Cf")
    return " ".join(seen.split())


_HALF_WIDTH = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)}

Taking = Literal["greatest", "narrowest", "one", "area"]
"""What several measures such as `1.2 x 0.8` come to: a diameter, a margin, refused, or a product."""

_TIMES = re.compile(r"\s*(?:x|×|\*|\bby\b)\s*", re.IGNORECASE)
_SIZE = re.compile(r"([0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)\s*-?\s*([a-z]*[2]?)", re.IGNORECASE)
_SIZE_UNITS = {"c": "cm", "cm": "cm", "cms": "cm", "m": "mm", "mm": "mm", "mms": "mm"}
_SIZE_FACTORS = {"": Decimal(1), "cm": Decimal(1), "mm": Decimal("0.1")}
MOST_MEASURES = 3


def read_size(text: str, *, taking: Taking = "greatest", asks_from: int | None = None) -> Decimal | None:
    """Read a size in cm, or an area in cm², such as `12mm`, `1.2`, `.8`, `1.2 x 0.8`; empty is not said.

    A unit holds for all measures that have none: `12x8mm`. `asks_from`: a whole number without a unit, of so
    much or more, may be millimetres as well, and is asked about.

    Raises:
        CannotRead: with what would do; `Unfinished` where more typing may make it a size.
    """
    plain = cleaned(text).rstrip(" .;:,)]").lstrip(" ([:=~≈ø⌀")
    if not plain:
        if text.strip():
            raise Unfinished(_such_as(taking))
        return None
    parts = _TIMES.split(plain)
    if not parts[-1] and len(parts) > 1:
        raise Unfinished(_such_as(taking))
    if taking == "area" and len(parts) == 1:
        return read_number(plain, "cm²")
    measures = [_measure(part, taking) for part in parts]
    if len(measures) > {"one": 1, "area": 2}.get(taking, MOST_MEASURES):
        raise CannotRead(_such_as(taking))
    unit = next((unit for _, unit in reversed(measures) if unit), "")
    if not unit and asks_from is not None and any(_may_be_mm(figure, asks_from) for figure, _ in measures):
        raise Unfinished(f"{plain} what: mm or cm?")
    sizes = [_in_cm(figure, each or unit) for figure, each in measures]
    return _of_few_digits(_taken(sizes, taking))


class _FieldSize(NamedTuple):
    taking: Taking
    asks_from: int | None = None


_FIELD_SIZES: Mapping[str, _FieldSize] = {
    "lesion_cm": _FieldSize("greatest", 2),
    "excised_cm": _FieldSize("greatest", 2),
    "margin_cm": _FieldSize("narrowest", 1),
    "area_cm2": _FieldSize("area"),
}
"""How sizes are measured (CPT, Excision: the greatest diameter, the narrowest margin). A margin of 1 may be
one millimetre, a lesion of 2 two; a wound to be closed is long enough to be meant in cm."""


def read_field_size(text: str, name: str) -> Decimal | None:
    """Read a size into the field of a procedure, as `read_size` does.

    Raises:
        CannotRead: with what would do; `Unfinished` where more typing may make it a size.
    """
    taking, asks_from = _FIELD_SIZES.get(name, _FieldSize("one"))
    return read_size(text, taking=taking, asks_from=asks_from)


def _taken(sizes: Sequence[Decimal], taking: Taking) -> Decimal:
    match taking:
        case "area":
            return prod(sizes, start=Decimal(1))
        case "narrowest":
            return min(sizes)
    return max(sizes)


def _such_as(taking: Taking) -> str:
    if taking == "area":
        return "An area in cm², such as 1.2 or 4 x 3."
    return f"A number in cm, such as 1.2{'' if taking == 'one' else ' or 12 mm'}."


def _measure(text: str, taking: Taking) -> tuple[str, str]:
    """A figure as typed and its unit, empty where it has none."""
    found = _SIZE.fullmatch(text.strip())
    unit = _SIZE_UNITS.get(found[2].lower(), "") if found else ""
    if found is None or (found[2] and not unit):
        raise CannotRead(_such_as(taking))
    if _THOUSANDS.fullmatch(found[1]):
        raise CannotRead(_without_comma(found[1]))
    return found[1], unit


def _may_be_mm(figure: str, asks_from: int) -> bool:
    return figure.isdigit() and int(figure) >= asks_from


def _in_cm(figure: str, unit: str) -> Decimal:
    return Decimal(figure.replace(",", ".")) * _SIZE_FACTORS[unit]


def _without_comma(figure: str) -> str:
    return f"{figure.replace(',', '')} or {figure.replace(',', '.')}, without the comma."


def read_number(text: str, unit: str = "") -> Decimal | None:
    """Read a measure in `unit`, such as `1.2`, `12 mm`, `1,2`; empty is not said.

    `1,200` is refused: it is twelve hundred here and one and a fifth elsewhere. Money has `read_money`.

    Raises:
        CannotRead: with what would do.
    """
    text = cleaned(text)
    if not text:
        return None
    found = _MEASURE.fullmatch(text)
    factors = _BY_UNIT.get(unit, {"": Decimal(1), unit.lower(): Decimal(1)})
    if found is None or found[2].lower() not in factors:
        raise CannotRead(f"A number{f' in {unit}' if unit else ''}, such as {'1.2' if unit else '3'}.")
    if _THOUSANDS.fullmatch(found[1]):
        raise CannotRead(_without_comma(found[1]))
    return _of_few_digits(Decimal(found[1].replace(",", ".")) * factors[found[2].lower()])


def read_money(text: str) -> Decimal | None:
    """Read US dollars, such as `165`, `$165.50` or `1,165.00`; empty is not said.

    A comma parts thousands and nothing else: `1,20` is refused.

    Raises:
        CannotRead: with what would do.
    """
    text = cleaned(text)
    if not text:
        return None
    found = _DOLLARS.fullmatch(text)
    if found is None:
        raise CannotRead("An amount, such as 165 or 1,165.50.")
    return _of_few_digits(Decimal(found[1].replace(",", "")))


def _of_few_digits(value: Decimal) -> Decimal:
    _, digits, exponent = value.as_tuple()
    if len(digits) > MOST_DIGITS or int(exponent) < -MOST_DIGITS:
        raise CannotRead(f"At most {MOST_DIGITS} digits.")
    return value


def read_whole(text: str) -> int | None:
    """Read a whole number; empty is not said.

    Raises:
        CannotRead: with what would do.
    """
    text = cleaned(text)
    if not text:
        return None
    if text.lower() in ("x", "×"):
        raise Unfinished("A whole number, such as 7.")
    if not re.fullmatch(r"[x×]?\s*[0-9]{1,4}\s*[x×]?", text, re.IGNORECASE | re.ASCII):
        raise CannotRead("A whole number, such as 7.")
    return int(re.sub(r"\D", "", text))


def read_numbers(text: str) -> tuple[int, ...]:
    """Read a list of whole numbers, such as `3, 2` or `7 5 3`.

    Raises:
        CannotRead: with what would do.
    """
    parts = [part for part in re.split(r"[,;+/\s]+", cleaned(text)) if part]
    if not all(part.isascii() and part.isdigit() and 0 < int(part) < 1000 for part in parts):
        raise CannotRead("Whole numbers, such as 3, 2.")
    return tuple(int(part) for part in parts)


def read_words(text: str) -> tuple[str, ...]:
    """Read a list of marks, such as `RT1 RT2`."""
    return tuple(part.upper() for part in re.split(r"[,;\s]+", cleaned(text)) if part)


def read_date(text: str) -> date | None:
    """Read a day as `1972-03-14` or, as US offices write it, `3/14/1972`; empty is not said.

    Raises:
        CannotRead: with what would do.
    """
    text = cleaned(text)
    if not text:
        return None
    found = re.fullmatch(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*", text, re.ASCII)
    parts = found.groups() if found else None
    if found is None and (found := re.fullmatch(r"\s*(\d{1,2})/(\d{1,2})/(\d{4})\s*", text, re.ASCII)):
        parts = (found[3], found[1], found[2])
    try:
        if parts is not None:
            return date(*map(int, parts))
    except ValueError:
        pass
    raise CannotRead("A date, such as 1972-03-14 or 3/14/1972.")


class SiteHit(NamedTuple):
    """A site that typed words may mean, with its side where the site is paired."""

    site: SiteId
    side: Side | None
    label: str


_SIDE_WORDS: Mapping[str, Side] = {
    **dict.fromkeys(("l", "lt", "left"), "left"),
    **dict.fromkeys(("r", "rt", "right"), "right"),
    "midline": "midline",
    **dict.fromkeys(("bilat", "bilateral", "both"), "bilateral"),
}


def match_sites(text: str, sites: Mapping[str, SiteGroups], *, most: int = 12) -> tuple[SiteHit, ...]:
    """The sites whose words begin as typed, best first: `l che` is the left cheek.

    A paired site without a typed side is offered on both sides; `midline` and `both` are sides as well.
    """
    words = re.findall(r"[a-z]+", text.lower())
    side = next((_SIDE_WORDS[word] for word in words if word in _SIDE_WORDS), None)
    wanted = [word for word in words if word not in _SIDE_WORDS]
    if not wanted:
        return ()
    ranked: list[tuple[int, int, SiteGroups]] = []
    for at, site in enumerate(sites.values()):
        rank = _rank(wanted, site)
        if rank is not None:
            ranked.append((rank, at, site))
    ranked.sort(key=lambda found: found[:2])
    hits = [hit for _, _, site in ranked for hit in _hits(site, side)]
    return tuple(hits[:most])


def _rank(wanted: Sequence[str], site: SiteGroups) -> int | None:
    """Lower is better: all the words of the site, its label's beginning, words of it, other words for it."""
    label = re.findall(r"[a-z]+", site.label.lower())
    others = [re.findall(r"[a-z]+", words) for words in site.words]
    if list(wanted) in (label, *others):
        return 0
    if len(wanted) <= len(label) and all(map(str.startswith, label, wanted)):
        return 1
    for rank, words in enumerate([label, *others], start=2):
        if all(any(word.startswith(part) for word in words) for part in wanted):
            return min(rank, 3)
    every = {word for words in (label, *others) for word in words}
    return 4 if all(any(word.startswith(part) for word in every) for part in wanted) else None


def _hits(site: SiteGroups, side: Side | None) -> Sequence[SiteHit]:
    site_id: SiteId = site.site  # type: ignore[assignment]  # the loader checks it against the contract
    if not site.paired:
        return (SiteHit(site_id, None, site.label),)
    sides = (side,) if side else PAIRED_SIDES
    return tuple(SiteHit(site_id, found, f"{found} {site.label}".capitalize()) for found in sides)


def match_acts(text: str, acts: Sequence[ActChoice], *, most: int = 12) -> tuple[ActChoice, ...]:
    """The acts whose names begin as typed, in any order of words: `exc`, `punch bx`, `freeze`.

    What the label says comes before other names for it; nothing typed gives the first of all.
    """
    wanted = re.findall(r"[a-z0-9&]+", text.lower())
    ranked: list[tuple[int, int, ActChoice]] = []
    for at, act in enumerate(acts):
        label = re.findall(r"[a-z0-9&]+", act.label.lower())
        if _all_begin(wanted, label):
            ranked.append((0 if _all_begin(wanted[:1], label[:1]) else 1, at, act))
        elif _all_begin(wanted, (*label, *act.words)):
            ranked.append((2, at, act))
    ranked.sort(key=lambda found: found[:2])
    return tuple(act for _, _, act in ranked[:most])


def _all_begin(wanted: Sequence[str], words: Sequence[str]) -> bool:
    return all(any(word.startswith(part) for word in words) for part in wanted)
