"""What a lesion has, in the words of the tables, and which act was done, settled by the disease or site."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from chargecapture.exchange.shorthand.charted import SERIOUS, Act, Charted
from chargecapture.exchange.shorthand.grammar import Piece
from chargecapture.exchange.shorthand.grouping import CLOSURES, is_past
from chargecapture.exchange.shorthand.vocabulary import (
    ActMeaning,
    DxMeaning,
)
from chargecapture.workflow.charting import RECORDS


def kinds_of(act: Act, charted: Charted) -> set[str]:
    return {_settled(each, act, charted).kind for each in act.group.acts}


def dx_text(piece: Piece, charted: Charted, sites: Iterable[str] = ()) -> str:
    """The diagnosis as typed, an abbreviation of our own written out, and by the site where that decides."""
    parts: list[str] = []
    for word in piece.words:
        typed = charted.text[word.start : word.end]
        if word.type == "DX":
            parts.append(_term_text(word.value, set(sites)) or typed)
        else:
            parts.append(word.value or typed)
    return " ".join(parts)


def _term_text(meaning: DxMeaning, sites: set[str]) -> str:
    there = (text for at, text in meaning.elsewhere if sites and sites <= at)
    return next(there, meaning.text)


def meanings_of(act: Act) -> list[DxMeaning]:
    return [word.value for piece in act.dx for word in piece.of("DX")]


def nature_of(act: Act) -> str:
    return next((meaning.nature for meaning in meanings_of(act)), "")


def is_hedged(act: Act) -> bool:
    loose = (piece for piece in act.pieces if piece.rule == "diagnosis" and not is_past(piece))
    every = (*act.dx, *loose)
    return any(piece.of("HEDGE") or piece.of("JOINING") for piece in every)


def settle_acts(act: Act, charted: Charted) -> list[ActMeaning]:
    """The acts of a group, those whose kind the diagnosis or site settles by that."""
    made: list[ActMeaning] = []
    for piece in act.group.all("ACT"):
        charted.note(piece, piece.first.value.label)
    said = act.group.acts
    if any(each.kind == "nail" for each in said):
        said = [each for each in said if each.kind != "nail"] + _most_extensive(said)
    for each in said:
        if each.kind in CLOSURES and any(m.kind == "incision_drainage" for m in made):
            continue
        settled = _settled(each, act, charted)
        if settled.kind in RECORDS:
            made.append(settled)
    return _told_once(made)


def _most_extensive(acts: Sequence[ActMeaning]) -> list[ActMeaning]:
    nails = [act for act in acts if act.kind == "nail"]
    order = ("matrixectomy", "repair", "avulsion", "biopsy", "hematoma_evacuation", "debridement", "trimming")
    return [min(nails, key=lambda act: order.index(act.facts["what"]))]


def _told_once(acts: Sequence[ActMeaning]) -> list[ActMeaning]:
    """`destruction` beside `LN2`, `bx` beside `punch`: one act, said twice."""
    made: list[ActMeaning] = []
    for act in acts:
        again = next((at for at, each in enumerate(made) if each.kind == act.kind), None)
        compatible = again is not None and all(
            made[again].facts.get(name, value) == value for name, value in act.facts.items()
        )
        if again is None or (act.kind in CLOSURES and not compatible):
            made.append(act)
        elif compatible:
            made[again] = made[again]._replace(facts={**made[again].facts, **act.facts})
        elif act.kind == "destruction":
            pass  # frozen and curetted: one destruction, by the first method
        else:
            made.append(act)
    return made


def _settled(said: ActMeaning, act: Act, charted: Charted) -> ActMeaning:
    if said.kind == "shave":
        return _shave(said, act)
    terms = {meaning.term for meaning in meanings_of(act)}
    sites = set(act.place.sites) if act.place else {m.site for m in meanings_of(act) if m.site}
    on_nail = act.group.has("nail") or bool(act.place and act.place.nail) or _is_nail_disease(act)
    for row in charted.words.settled:
        if row.act != said.kind or (row.service and row.service != said.facts.get("service")):
            continue
        fits_dx = not row.diagnoses or bool(terms & set(row.diagnoses))
        fits_site = not row.at or bool(sites & set(row.at))
        if row.cosmetic and not any("requested_by_patient" in p.first.value for p in act.group.all("FACT")):
            continue
        if fits_dx and fits_site and (not row.nails or (on_nail and _may_be_nail(said, act))):
            facts = {**_kept(said, row.kind), **row.facts}
            return ActMeaning(row.kind, facts, said.label, drug=row.drug)
    return said


def _kept(said: ActMeaning, kind: str) -> Mapping[str, Any]:
    return said.facts if said.kind == kind else {}


def _is_nail_disease(act: Act) -> bool:
    return any(meaning.nails for meaning in meanings_of(act))


def _may_be_nail(said: ActMeaning, act: Act) -> bool:
    """A biopsy is of the nail where the nail itself is named, not only a disease of it."""
    return said.kind != "biopsy" or act.group.has("nail") or bool(act.place and act.place.nail)


def _shave(said: ActMeaning, act: Act) -> ActMeaning:
    """`shave` alone samples what is only suspected, and removes what is known and measured."""
    sized = act.group.has("size", "sum")
    sampled = any(each.kind == "biopsy" for each in act.group.acts)
    if sampled or is_hedged(act) or not act.dx or nature_of(act) in ("unspecified", *SERIOUS) or not sized:
        return ActMeaning("biopsy", {"method": "tangential"}, "tangential biopsy")
    return ActMeaning("shave_removal", {}, said.label)


def diagnosis_of(act: Act, charted: Charted) -> str:
    texts = []
    for piece in act.dx:
        text = _inflamed(piece, act) or dx_text(piece, charted, act.place.sites if act.place else ())
        charted.note(piece, text)
        texts.append(text)
    said = ", ".join(dict.fromkeys(texts))
    loose = [piece for piece in act.pieces if piece.rule == "diagnosis" and not piece.of("DX", "ICD10")]
    for piece in loose:
        text = dx_text(piece, charted)
        charted.note(piece, text)
        if said and piece.of("HEDGE"):
            said = f"{text} {said}"
    implied = next((each.diagnosis for each in act.group.acts if each.diagnosis), "")
    return said or implied


def _inflamed(piece: Piece, act: Act) -> str:
    """The name of a disease that is another where it is inflamed."""
    inflamed = any(each.first.value == "inflamed" for each in act.group.all("SYMPTOM"))
    names = [word.value.inflamed for word in piece.of("DX") if word.value.inflamed]
    return names[0] if inflamed and names and len(piece.words) == 1 else ""
