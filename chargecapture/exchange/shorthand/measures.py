"""The procedures of an act with their measures: sizes, margins, stages, digits, doses, areas."""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from decimal import Decimal
from functools import cache
from typing import Any, get_args, get_type_hints

from annotated_types import Ge, Le

from chargecapture.domain.charges import Place
from chargecapture.domain.encounter import Visit
from chargecapture.domain.procedures import AnyProcedure, Drug
from chargecapture.exchange.shorthand.charted import (
    MEASURED,
    MOST_COUNT,
    MOST_STAGE_WORDS,
    MOST_STAGES,
    SERIOUS,
    Act,
    Charted,
)
from chargecapture.exchange.shorthand.grammar import Piece
from chargecapture.exchange.shorthand.naming import nature_of
from chargecapture.exchange.shorthand.sharing import is_bare
from chargecapture.exchange.shorthand.tokens import Word
from chargecapture.exchange.shorthand.vocabulary import (
    ActMeaning,
    DrugMeaning,
    Vocabulary,
)
from chargecapture.workflow.charting import RECORDS

MOST_WITHOUT_UNIT = {"lesion_cm": Decimal(5), "excised_cm": Decimal(7), "margin_cm": Decimal(2)}


def digit_site(mark: str, charted: Charted) -> str:
    places = charted.words.toes if mark[1] == "T" else charted.words.fingers
    return places[int(mark[2]) - 1]


def procedures_of(
    act: Act, kinds: Sequence[ActMeaning], charted: Charted, place: Place
) -> Iterator[AnyProcedure]:
    codes = [] if kinds else act.group.all("CODE")
    for piece in codes:
        yield _by_code(act, piece, charted)
    if not kinds and not codes and act.group.has("DRUG", "DRUG_STRENGTH"):
        charted.ask("act", "How was the drug given?", Place(place.lesion, None, "procedures"))
        yield _drug(act, charted)
        return
    for at, each in enumerate(kinds):
        facts = {**each.facts, **_facts_of(act, each.kind, charted)}
        facts.update(_measured(act, each, charted, place, at))
        made: AnyProcedure = RECORDS[each.kind](**{k: v for k, v in facts.items() if k in _fields(each.kind)})
        yield made
        if each.drug:
            yield Drug(hcpcs=each.drug, dose_mg=_dose(act, None, charted))
        if each.kind not in ("intralesional_injection", "drug") and act.group.has("DRUG", "DRUG_STRENGTH"):
            yield _drug(act, charted)
    for piece in act.group.all("CODE") if kinds else ():
        yield _by_code(act, piece, charted)


def _fields(kind: str) -> frozenset[str]:
    return frozenset(each.name for each in fields(RECORDS[kind]) if each.name != "kind")


@cache
def _takes(kind: str, name: str, value: object) -> bool:
    """Whether a kind has the field, and the field this word among its own."""
    if name not in _fields(kind):
        return False
    hint = get_type_hints(RECORDS[kind])[name]
    words = {word for each in (hint, *get_args(hint)) for word in get_args(each) if isinstance(word, str)}
    return not words or value in words


def _facts_of(act: Act, kind: str, charted: Charted) -> dict[str, Any]:
    """The facts that hang on no act, as far as this kind has a field for them."""
    made: dict[str, Any] = {}
    pieces = act.pieces + [p for p in (act.group.like.pieces if act.group.like else []) if p.rule == "FACT"]
    for piece in pieces:
        if piece.rule == "FACT":
            for name, value in piece.first.value.items():
                if _takes(kind, name, value):
                    made[name] = value
                    charted.note(piece, f"{name.replace('_', ' ')}: {value}")
    return made


def _ask_unit(act: Act, made: dict[str, Any], charted: Charted, where: Place) -> None:
    """A large whole number without a unit may be in millimetres: `exc BCC nose 8 m 4`."""
    bare = {word.value for piece in act.pieces for word in piece.of("NUMBER") if word.whole}
    for name, most in MOST_WITHOUT_UNIT.items():
        value = made.get(name)
        if value in bare and value > most:
            question = f"Lesion {where.lesion}: {value} cm, or {value} mm?"
            charted.ask("unit", question, where._replace(field=name))


def _measured(act: Act, each: ActMeaning, charted: Charted, place: Place, at: int) -> dict[str, Any]:
    if each.kind in ("excision", "shave_removal", "destruction"):
        sized = _excision(act, charted) if each.kind == "excision" else _length(act, each, charted)
        _ask_unit(act, sized, charted, Place(place.lesion, at))
        return sized
    if each.kind == "mohs":
        return _mohs(act, charted, place, at)
    if each.kind == "nail":
        return {"digits": digits_of(act, charted)}
    if each.kind == "intralesional_injection":
        return _dosed(act, each.facts.get("drug"), charted)
    if each.kind == "cosmetic":
        return _cosmetic(act, charted)
    if each.kind == "patch_test":
        return {"count": act.count} if act.count else {}
    if each.kind == "pathology":
        return _pathology(act, each, charted)
    if each.kind == "chemical_peel":
        return _peel(act, charted)
    if each.kind == "phototherapy":
        said = [p for p in act.group.all("HOURS") if fits(each.kind, "supervised_hours", p.first.value)]
        charted.note(said, "hours of supervision")
        supervised = {"supervised_hours": said[0].first.value} if said else {}
        return {**supervised, **_area(act, each, charted)}
    if each.kind in ("adjacent_tissue_transfer", "graft", "debridement"):
        return _area(act, each, charted)
    if each.kind in MEASURED:
        return _length(act, each, charted)
    charted.note(act.group.all("size", "PERCENT"), "size, not needed")
    return {}


@cache
def _bounds(kind: str, name: str) -> tuple[Decimal, bool, Decimal]:
    """The least and the most that a field of a record takes, and whether the least itself is taken."""
    record: type = Visit if kind == "visit" else RECORDS[kind]
    hint = get_type_hints(record, include_extras=True)[name]
    marks = [mark for each in (hint, *get_args(hint)) for mark in getattr(each, "__metadata__", ())]
    most = next(Decimal(mark.le) for mark in marks if isinstance(mark, Le))  # type: ignore[arg-type]  # a number
    least = next((Decimal(mark.ge) for mark in marks if isinstance(mark, Ge)), None)  # type: ignore[arg-type]  # as above
    return least or Decimal(0), least is not None, most


def fits(kind: str, name: str, value: Decimal) -> bool:
    least, included, most = _bounds(kind, name)
    return value <= most and (value >= least if included else value > least)


def _length(act: Act, each: ActMeaning, charted: Charted) -> dict[str, Any]:
    made: dict[str, Any] = {}
    counted = each.kind == "destruction" and nature_of(act) not in ("", *SERIOUS)
    for piece in act.group.all("size"):
        if id(piece) in charted.became or (counted and is_bare(piece)):
            continue
        if piece.of("AREA") and each.kind == "destruction" and fits(each.kind, "area_cm2", _product(piece)):
            made.setdefault("area_cm2", _product(piece))
            charted.note(piece, f"area {_product(piece)} cm²")
        elif not piece.of("AREA") and fits(each.kind, MEASURED[each.kind], max(piece.numbers)):
            if MEASURED[each.kind] in made:
                break
            made[MEASURED[each.kind]] = max(piece.numbers)
            charted.note(piece, f"{max(piece.numbers)} cm")
    charted.note(act.group.all("PERCENT", "MINUTES"), "strength, not needed")
    return made


def _product(piece: Piece) -> Decimal:
    made = Decimal(1)
    for number in piece.numbers:
        made *= number
    return made


def _area(act: Act, each: ActMeaning, charted: Charted) -> dict[str, Any]:
    for piece in act.group.all("size"):
        if not fits(each.kind, "area_cm2", _product(piece)):
            continue
        if piece.of("AREA") or len(piece.numbers) > 1:
            charted.note(piece, f"area {_product(piece)} cm²")
            return {"area_cm2": _product(piece)}
    for piece in act.group.all("size"):
        if fits(each.kind, "area_cm2", piece.numbers[0]) and (each.kind != "graft" or piece.of("NUMBER")):
            charted.note(piece, f"area {piece.numbers[0]} cm²")
            return {"area_cm2": piece.numbers[0]}
    return {}


def _excision(act: Act, charted: Charted) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for piece in act.group.all("sum"):
        first, *rest = piece.numbers
        margin = min(rest)
        doubled = len(rest) == 1 or Decimal(2) in rest
        if len(rest) > 2 or not doubled or not _is_margin(margin) or not _is_lesion(first):
            continue
        made.update(lesion_cm=first, margin_cm=margin)
        charted.note(piece, f"lesion {first} cm, margin {margin} cm")
    for piece in act.group.all("margin"):
        if not _is_margin(piece.numbers[0]):
            continue
        made["margin_cm"] = piece.numbers[0]
        charted.note(piece, f"margin {piece.numbers[0]} cm")
    for piece in act.group.all("excised"):
        if not _is_lesion(piece.numbers[0]):
            continue
        made["excised_cm"] = piece.numbers[0]
        charted.note(piece, f"excised diameter {piece.numbers[0]} cm")
    for piece in act.group.all("size"):
        free = not piece.of("AREA") and id(piece) not in charted.became
        if "lesion_cm" not in made and free and _is_lesion(max(piece.numbers)):
            made["lesion_cm"] = max(piece.numbers)
            charted.note(piece, f"lesion {max(piece.numbers)} cm")
    return made


def _is_lesion(value: Decimal) -> bool:
    return fits("excision", "lesion_cm", value)


def _is_margin(value: Decimal) -> bool:
    return fits("excision", "margin_cm", value)


def _mohs(act: Act, charted: Charted, place: Place, at: int) -> dict[str, Any]:
    """Stages and their blocks: `2 stages 3,2`, `I:3 II:2`, `stage 1: 3 blocks`, `3/2/1`."""
    if sum(len(_stage_words(piece)) for piece in act.pieces) > MOST_STAGE_WORDS:
        return {}
    stages, blocks = _stages(act, charted)
    if not stages and len(blocks) == 1 and not _says_stages(act):
        question = f"one stage of {blocks[0]} blocks?"
        charted.ask("blocks", f"Lesion {place.lesion}: {question}", Place(place.lesion, at, "stages"))
    if not stages and len(blocks) > 1 and blocks[0] == len(blocks) - 1 and _leads(act):
        question = f"{len(blocks)} stages, or {blocks[0]} with the blocks that follow?"
        charted.ask("blocks", f"Lesion {place.lesion}: {question}", Place(place.lesion, at, "stages"))
    if stages and not blocks:
        question = "how many tissue blocks had each stage?"
        where = Place(place.lesion, at, "stages")
        charted.ask("blocks", f"Lesion {place.lesion}: {question}", where)
        blocks = [1] * min(stages, MOST_STAGES)
    elif stages and len(blocks) != stages:
        question = f"{stages} stages, yet blocks of {len(blocks)}. Which holds?"
        charted.ask("blocks", f"Lesion {place.lesion}: {question}", Place(place.lesion, at, "stages"))
        blocks = (blocks + [1] * MOST_STAGES)[:stages]
    return {"stages": tuple(blocks[:MOST_STAGES])}


def _says_stages(act: Act) -> bool:
    """Whether a stage or a block is named beside the number."""
    return any(word.type != "NUMBER" for piece in act.pieces for word in _stage_words(piece))


def _leads(act: Act) -> bool:
    """Whether the numbers follow `stages` and no word tells them apart."""
    words = [word for piece in act.pieces for word in _stage_words(piece)]
    return words[0].type == "STAGE" and words[0].plural and all(w.type == "NUMBER" for w in words[1:])


def _stages(act: Act, charted: Charted) -> tuple[int, list[int]]:
    stages, blocks = 0, []
    words = [word for piece in act.pieces for word in _stage_words(piece)]
    for piece in act.pieces:
        if _stage_words(piece):
            charted.note(piece, "stages and blocks")
        elif piece.rule == "size":
            charted.note(piece, "size, not needed")
    at = told = 0
    while at < len(words):
        word = words[at]
        if word.type == "STAGE" and _tells_blocks(words, at, told):
            stages, told = max(stages, int(words[at + 1].value)), at + 3
            blocks.append(int(words[at + 2].value))
            at = told
            continue
        before = words[at - 1].type if at else ""
        after = words[at + 1] if at + 1 < len(words) else None
        if word.type == "NUMBER" and (word.plural or (after and after.type == "STAGE")):
            stages = int(word.value)
        elif word.type == "NUMBER" and before == "STAGE" and _names_stage(words, at):
            stages = max(stages, int(word.value))
        elif word.type == "NUMBER":
            blocks.append(int(word.value))
        at += 1
    return stages, blocks


def _tells_blocks(words: Sequence[Word], at: int, told: int) -> bool:
    """Whether the stage that begins here is named with its blocks, as in `stage 1: 3, stage 2: 2`."""
    following = [word.type for word in words[at + 1 : at + 3]]
    counted = at > told and words[at - 1].type == "NUMBER"
    return following == ["NUMBER", "NUMBER"] and not words[at].plural and not counted


def _stage_words(piece: Piece) -> list[Word]:
    if any(not 1 <= word.value <= MOST_COUNT for word in piece.of("NUMBER")):
        return []
    if piece.rule in ("STAGE", "BLOCK", "ROMAN", "count"):
        return [word for word in piece.words if word.type in ("STAGE", "BLOCK", "ROMAN", "NUMBER")]
    if piece.rule == "size" and all(word.type == "NUMBER" and word.whole for word in piece.words):
        return list(piece.words) if len(piece.words) == 1 else []
    return []


def _names_stage(words: Sequence[Word], at: int) -> bool:
    """Whether the number behind `stage` names the stage, as in `stage 1: 3 blocks`, and counts no blocks."""
    singular = not words[at - 1].plural
    counted = at >= 2 and words[at - 2].type == "NUMBER"
    follows = at + 1 < len(words) and words[at + 1].type == "NUMBER"
    return singular and not counted and follows


def digits_of(act: Act, charted: Charted) -> tuple[str, ...]:
    marks: list[str] = []
    for piece in act.group.all("DIGIT"):
        marks.append(piece.first.value)
        charted.note(piece, "digit")
    where = act.place
    words = charted.words
    if where and len(where.sites) == 1:
        row = words.toes if where.sites[0] in words.toes else words.fingers
        for site in (*(row[at] for at in where.ordinals), where.sites[0]):
            marks += _marks(site, where.side, words)
    for piece in act.group.all("nail"):
        sites, side = piece.value("NAIL"), piece.value("SIDE_BEFORE") or piece.value("SIDE_AFTER")
        ordinals = [word.value for word in piece.of("ORDINAL")]
        charted.note(piece, "nails")
        if ordinals and sites:
            marks += [mark for at in ordinals for mark in _marks(sites[at], side or "", words)]
        elif sites and act.count == 10:
            marks += [mark for site in sites for mark in _marks(site, "bilateral", words)]
        elif sites and act.count == 5 and side in ("left", "right"):
            marks += [mark for site in sites for mark in _marks(site, side, words)]
    if where and where.area and where.ordinals and where.sites in (words.toes, words.fingers):
        marks += [mark for at in where.ordinals for mark in _marks(where.sites[at], where.side, words)]
    return tuple(dict.fromkeys(marks))


def _marks(site: str, side: str, words: Vocabulary) -> list[str]:
    letter = "T" if site in words.toes else "F" if site in words.fingers else ""
    if not letter:
        return []
    places = words.toes if letter == "T" else words.fingers
    sides = {"left": "L", "right": "R", "bilateral": "LR"}.get(side, "")
    return [f"{each}{letter}{places.index(site) + 1}" for each in sides]


def _dosed(act: Act, hcpcs: str | None, charted: Charted) -> dict[str, Any]:
    """The drug and its dose: milligrams, or volume by strength."""
    made: dict[str, Any] = {"drug": hcpcs} if hcpcs else {}
    strength: Decimal | None = None
    for piece in act.pieces:
        if piece.rule in ("DRUG", "DRUG_STRENGTH"):
            drug: DrugMeaning = piece.first.value if piece.rule == "DRUG" else piece.first.value[0]
            made["drug"] = drug.hcpcs
            strength = piece.first.value[1] if piece.rule == "DRUG_STRENGTH" else strength
            charted.note(piece, drug.label)
        elif piece.rule == "STRENGTH":
            strength = piece.first.value
            charted.note(piece, f"{strength} mg/mL")
    dose = _dose(act, strength, charted)
    if dose is not None and "drug" in made:
        made["dose_mg"] = dose
    for piece in act.group.all("waste"):
        amount = piece.value("MASS", "UNITS", "NUMBER")
        volume = piece.value("VOLUME")
        wasted = amount if amount is not None else volume * strength if volume and strength else None
        if wasted is not None and fits("drug", "wasted_mg", wasted):
            made["wasted_mg"] = wasted
            charted.note(piece, f"{wasted} mg wasted")
    return made


def _dose(act: Act, strength: Decimal | None, charted: Charted) -> Decimal | None:
    dose = Decimal(0)
    for piece in act.pieces:
        amount = Decimal(0)
        if piece.rule in ("MASS", "UNITS"):
            amount, what = piece.first.value, f"{piece.first.value} in all"
        elif piece.rule == "VOLUME" and strength is not None:
            amount, what = piece.first.value * strength, f"{piece.first.value} mL of {strength} mg/mL"
        if amount and fits("drug", "dose_mg", dose + amount):
            dose += amount
            charted.note(piece, what)
    for piece in act.group.all("PER_LESION"):
        if act.count and dose and fits("drug", "dose_mg", dose * act.count):
            dose *= act.count
            charted.note(piece, f"in each of {act.count}")
    return dose or None


def _drug(act: Act, charted: Charted) -> Drug:
    facts = _dosed(act, None, charted)
    meaning = next((p.first.value for p in act.pieces if p.rule == "DRUG"), None)
    packs = next((piece for piece in act.pieces if piece.rule == "PACKS"), None)
    number = packs.first.value if packs else Decimal(act.count) if act.count else Decimal(1)
    dose = facts.get("dose_mg")
    known = isinstance(meaning, DrugMeaning) and meaning.each_mg
    if dose is None and known and fits("drug", "dose_mg", meaning.each_mg * number):
        dose = meaning.each_mg * number
        charted.note(act.group.all("PACKS"), f"{number} of {meaning.each_mg} mg")
    container = _facts_of(act, "drug", charted).get("container")
    return Drug(hcpcs=facts.get("drug"), dose_mg=dose, wasted_mg=facts.get("wasted_mg"), container=container)


def _by_code(act: Act, piece: Piece, charted: Charted) -> AnyProcedure:
    """A code as typed; a drug's is charted as the drug, in units."""
    code = piece.first.value
    units = act.count or 1
    charted.note(piece, code)
    if code in charted.words.drugs:
        facts = _dosed(act, code, charted)
        dose = facts.get("dose_mg")
        return Drug(hcpcs=code, dose_mg=dose, units=None if dose is not None else units)
    made: AnyProcedure = RECORDS["coded"](code=code, units=units, **_facts_of(act, "coded", charted))
    return made


def _cosmetic(act: Act, charted: Charted) -> dict[str, Any]:
    for piece in act.pieces:
        if piece.rule in ("UNITS", "PACKS", "VOLUME") and fits("cosmetic", "units", piece.first.value):
            charted.note(piece, f"{piece.first.value} units")
            return {"units": piece.first.value}
    for piece in act.group.all("size"):
        if is_bare(piece) and fits("cosmetic", "units", piece.numbers[0]):
            charted.note(piece, f"{piece.numbers[0]} units")
            return {"units": piece.numbers[0]}
    return {"units": Decimal(act.count)} if act.count else {}


def _pathology(act: Act, each: ActMeaning, charted: Charted) -> dict[str, Any]:
    """Specimens, or for frozen sections the blocks of each."""
    if not each.facts.get("frozen"):
        return {"specimens": act.count} if act.count else {}
    blocks = [
        int(w.value) for p in act.pieces for w in _stage_words(p) if p.rule == "size" and w.type == "NUMBER"
    ]
    charted.note([piece for piece in act.pieces if piece.rule in ("size", "BLOCK")], "blocks")
    return {"frozen_blocks": tuple(blocks[:50]) or (1,) * (act.count or 1)}


def _peel(act: Act, charted: Charted) -> dict[str, Any]:
    charted.note(act.group.all("PERCENT"), "strength, not needed")
    where = act.place
    if where is None or not where.sites:
        return {}
    regions = {charted.words.sites[site].region for site in where.sites}
    return {"facial": regions == {"head"}}
