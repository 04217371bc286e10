"""The evaluation and management part of a line: its level, its time, its problems."""

from typing import Any

from chargecapture.domain.encounter import Visit
from chargecapture.domain.procedures import Coded
from chargecapture.exchange.shorthand.charted import Charted
from chargecapture.exchange.shorthand.grouping import Group
from chargecapture.exchange.shorthand.measures import fits
from chargecapture.exchange.shorthand.naming import dx_text
from chargecapture.exchange.shorthand.sharing import is_bare
from chargecapture.exchange.shorthand.vocabulary import (
    VisitFact,
)


def chart_visit(group: Group, charted: Charted) -> None:
    facts: dict[str, Any] = {}
    texts: list[str] = []
    leveled = False
    code = next(iter(group.all("VISIT_CODE")), None)
    if code:
        row = charted.words.visit_codes[code.first.value]
        facts.update(row.facts)
        charted.new, leveled = row.new, True
        charted.note(code, f"visit {row.code}")
    for piece in group.all("NEW"):
        charted.new = piece.first.value if charted.new is None else charted.new
        charted.note(piece, "new patient" if piece.first.value else "established patient")
    leveled |= _level(group, facts, charted)
    for piece in group.all("VISIT_FACT"):
        said: VisitFact = piece.first.value
        facts.update({name: value for name, value in said.facts.items() if name not in facts or not code})
        texts += [said.diagnosis] if said.diagnosis else []
        what = (f"{name.replace('_', ' ')}: {value}" for name, value in said.facts.items())
        charted.note(piece, ", ".join(what))
    for piece in group.all("MINUTES"):
        minutes = piece.first.value
        if minutes != minutes.to_integral_value() or not fits("visit", "minutes", minutes):
            continue
        if not leveled:
            facts["minutes"] = int(minutes)
        charted.note(piece, f"{piece.first.value} minutes")
    charted.note(group.all("VISIT"), "visit")
    texts += _visit_diagnoses(group, charted)
    charted.note(group.all("SEPARATE"), "separate from the procedures")
    if not (leveled or {"minutes", "problems", "staff_only"} & set(facts)):
        instead = next(
            (piece.first.value.code for piece in group.all("VISIT_FACT") if piece.first.value.code), ""
        )
        if instead:
            charted.services.append(Coded(code=instead, diagnosis=", ".join(dict.fromkeys(texts)) or None))
            return
    named_problem = bool(texts) and (leveled or "minutes" in facts or "problems" in facts)
    if group.has("SEPARATE") or named_problem:
        facts["separate"] = True
    charted.visit = Visit(diagnoses=tuple(dict.fromkeys(texts))[:12], **facts)


def _level(group: Group, facts: dict[str, Any], charted: Charted) -> bool:
    """`new pt level 3`, `est 4`: a level in words."""
    for piece in group.all("level", "size"):
        if piece.rule == "size" and not (is_bare(piece) and group.has("NEW", "VISIT")):
            continue
        level = str(piece.value("NUMBER"))
        new = charted.new if charted.new is not None else not charted.facts.patient.established
        row = next(
            (row for row in charted.words.visit_codes.values() if row.level == level and row.new == new), None
        )
        if row and not group.has("VISIT_CODE"):
            facts.update(row.facts)
            charted.note(piece, f"level {level}")
            return True
    return False


def _visit_diagnoses(group: Group, charted: Charted) -> list[str]:
    texts: list[str] = []
    for at, piece in enumerate(group.pieces):
        if piece.rule == "diagnosis":
            text = dx_text(piece, charted)
            after = group.pieces[at + 1] if at + 1 < len(group.pieces) else None
            if after and after.rule == "place" and piece.of("DX") and piece.of("DX")[0].value.nature:
                text = f"{text}, {charted.text[after.words[0].start : after.words[-1].end]}"
            texts.append(text)
            charted.note(piece, text)
        elif piece.rule == "place":
            charted.note(piece, "where, of the visit")
        elif piece.rule == "SYMPTOM":
            charted.note(piece, "symptom, of the visit")
    return texts
