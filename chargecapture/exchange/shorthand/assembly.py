"""From groups of pieces to the visit: lesions with their procedures, services and the E/M part.

What a piece became is noted beside it; a piece of which nothing is noted was not understood.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from chargecapture.domain.charges import Place
from chargecapture.domain.encounter import Lesion
from chargecapture.domain.procedures import AnyProcedure
from chargecapture.domain.sites import LID_IS_NAMED
from chargecapture.exchange.shorthand.charted import (
    ANYWHERE,
    BY_NUMBER,
    OF_THE_VISIT,
    SERIOUS,
    SERVICES,
    SIDED_REGIONS,
    Act,
    Charted,
    Where,
)
from chargecapture.exchange.shorthand.grouping import CLOSURES, Group, is_past, names_lid
from chargecapture.exchange.shorthand.measures import digit_site, digits_of, procedures_of
from chargecapture.exchange.shorthand.naming import (
    diagnosis_of,
    is_hedged,
    meanings_of,
    nature_of,
    settle_acts,
)
from chargecapture.exchange.shorthand.sharing import (
    bare_count,
    begun,
    check_totals,
    close_wounds,
    each_size,
    loose_side,
    share,
)
from chargecapture.exchange.shorthand.visit import chart_visit
from chargecapture.exchange.shorthand.vocabulary import (
    ActMeaning,
    Vocabulary,
)
from chargecapture.workflow.charting import letters
from chargecapture.workflow.typed_line import LineFacts


def assemble(groups: Sequence[Group], facts: LineFacts, words: Vocabulary, text: str) -> Charted:
    charted = Charted(facts, words, text)
    acts = [begun(group, charted) for group in groups if not group.visit]
    acts = share(acts, charted)
    check_totals(acts, charted)
    acts = [one for act in acts for one in each_size(act, charted)]
    acts = close_wounds(acts)
    for group in groups:
        if group.visit:
            chart_visit(group, charted)
    _leftovers(acts, charted, [group for group in groups if group.visit])
    for act in acts:
        _chart(act, charted)
    return charted


def _leftovers(acts: list[Act], charted: Charted, visits: Sequence[Group]) -> None:
    """A diagnosis without an act, beside a visit without one, is what the visit was for."""
    if charted.visit is None or charted.visit.diagnoses:
        return
    for act in list(acts):
        idle = not act.group.acts and not act.group.is_coded and act.dx and act.count is None
        if idle and all(piece.rule in ("diagnosis", "place", "SYMPTOM") for piece in act.pieces):
            for piece in act.group.pieces:
                visits[0].pieces.append(piece)
            acts.remove(act)
            chart_visit(visits[0], charted)
            return


def _chart(act: Act, charted: Charted) -> None:
    kinds = settle_acts(act, charted)
    if act.count is None:
        bare_count(act, charted, kinds)
    if not kinds and not act.group.is_coded and not _has_subject(act):
        return
    if _is_service(act, kinds):
        charted.services += _service(act, kinds, charted)
    else:
        _lesion(act, kinds, charted)


def _has_subject(act: Act) -> bool:
    return bool(act.place or act.group.named or act.group.has("DRUG", "DRUG_STRENGTH"))


def _is_service(act: Act, kinds: Sequence[ActMeaning]) -> bool:
    if act.group.is_coded or (not kinds and act.group.has("DRUG", "DRUG_STRENGTH")):
        return act.place is None
    only = bool(kinds) and all(each.kind in SERVICES for each in kinds)
    placeless = act.place is None or (act.place.area and len(act.place.sites) != 1)
    light = any(each.kind in ("phototherapy", "patch_test") for each in kinds)
    return only and (placeless or light)


def _service(act: Act, kinds: Sequence[ActMeaning], charted: Charted) -> Iterator[AnyProcedure]:
    place = Place("", len(charted.services))
    diagnosis = diagnosis_of(act, charted) or None
    problems = charted.visit.diagnoses if charted.visit else ()
    if diagnosis is None and len(problems) == 1 and all(each.kind in OF_THE_VISIT for each in kinds):
        diagnosis = problems[0]
    _note_context(act, charted)
    for procedure in procedures_of(act, kinds, charted, place):
        yield replace(procedure, diagnosis=diagnosis)


def _note_context(act: Act, charted: Charted) -> None:
    """Places and the like of a service, which has no field for them."""
    for piece in act.pieces:
        if piece.rule == "place":
            charted.note(piece, "where, of the service")
        elif piece.rule == "SYMPTOM":
            charted.note(piece, "symptom, of the service")


def _lesion(act: Act, kinds: list[ActMeaning], charted: Charted) -> None:
    taken = charted.facts.taken | {lesion.id for lesion in charted.lesions}
    label = next(letter for letter in letters() if letter not in taken)
    site, side = _site(act, kinds, charted, label)
    diagnosis = diagnosis_of(act, charted)
    charted.note(filter(is_past, act.group.all("diagnosis")), "history, not of this lesion")
    symptoms = _symptoms(act, charted)
    made = list(procedures_of(act, kinds, charted, Place(label)))
    for closure in act.closures:
        closing = settle_acts(closure, charted)
        made += procedures_of(closure, closing, charted, Place(label, len(made)))
        _note_place(closure, charted, "where it was closed")
    if not made:
        charted.ask("act", f"Lesion {label}: what was done?", Place(label, None, "procedures"))
    count = _lesion_count(act, kinds, charted, label)
    lesion = Lesion(
        id=label,
        site=site,  # type: ignore[arg-type]  # of the table of sites
        side=side or None,  # type: ignore[arg-type]  # of the sides above
        diagnosis=diagnosis,
        nature=_charted_nature(act, kinds, charted, diagnosis),  # type: ignore[arg-type]  # as in the tables
        symptoms=symptoms,  # type: ignore[arg-type]  # as in the list of grounds
        count=count,
        procedures=tuple(made),
        **_lesion_facts(act, charted),
    )
    charted.lesions.append(lesion)


def _note_place(act: Act, charted: Charted, what: str) -> None:
    for piece in act.pieces:
        if piece.rule in ("place", "DONOR", "SAME"):
            charted.note(piece, what)


def _symptoms(act: Act, charted: Charted) -> tuple[str, ...]:
    found = []
    for piece in act.pieces:
        if piece.rule == "SYMPTOM":
            ground = piece.first.value
            charted.note(piece, f"{ground.replace('_', ' ')}, documented")
            found.append(ground)
    return tuple(dict.fromkeys(found))


def _charted_nature(act: Act, kinds: Sequence[ActMeaning], charted: Charted, diagnosis: str) -> str | None:
    for piece in act.pieces:
        if piece.rule == "NATURE":
            charted.note(piece, f"{piece.first.value}, as charted")
            return str(piece.first.value)
    sampled = any(each.kind == "biopsy" for each in kinds) and all(
        each.kind in ("biopsy", *CLOSURES) for each in kinds
    )
    if sampled and not is_hedged(act):
        known = any(word for piece in act.dx for word in piece.of("ICD10"))
        if not diagnosis or (nature_of(act) and not known):
            return "unspecified"
    if sampled and is_hedged(act) and not meanings_of(act):
        return "unspecified"
    return None


def _lesion_facts(act: Act, charted: Charted) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for piece in act.pieces:
        if piece.rule == "FACT" and "margin" in piece.first.value:
            made["margin"] = True
            charted.note(piece, "the free margin is in the specimen")
        elif piece.rule == "place" and act.place and set(act.place.sites) <= set(LID_IS_NAMED):
            lid = names_lid(piece.value("SITE").sites)
            made.update({"lid": lid} if lid else {})
    return made


def _lesion_count(act: Act, kinds: Sequence[ActMeaning], charted: Charted, label: str) -> int:
    named = [each.kind for each in kinds]
    if act.count is None and _is_plural(act, charted) and set(named) & set(BY_NUMBER):
        charted.ask("count", f"Lesion {label}: how many were there?", Place(label, None, "count"))
    if {"patch_test", "cosmetic", "drug"} & set(named) or act.group.is_coded:
        return 1
    if act.group.has("DRUG") and "photodynamic_therapy" in named:
        return 1
    return act.count or 1


def _is_plural(act: Act, charted: Charted) -> bool:
    loose = [word for piece in act.pieces for word in piece.of("ADJECTIVE")]
    if any(charted.text[word.start : word.end].lower() in charted.words.several for word in loose):
        return True
    return any(word.plural for piece in act.dx for word in piece.of("DX")[-1:]) and not any(
        word.value.term in ("milia",) for piece in act.dx for word in piece.of("DX")
    )


def _site(act: Act, kinds: Sequence[ActMeaning], charted: Charted, label: str) -> tuple[str, str]:
    """Where the lesion is; what the words leave open is asked."""
    where = act.place
    _note_place(act, charted, where.label if where else "")
    if where is None or act.several:
        implied = next((meaning.site for meaning in meanings_of(act) if meaning.site), "")
        if act.group.has("nail"):
            return _nail_site(act, charted)
        return (implied or ("multiple" if act.several or (act.count or 1) > 1 else "unspecified")), ""
    if where.nail and not where.sites:
        return digit_site(where.label, charted), where.side
    site = _one_site(act, where, kinds, charted, label)
    side = where.side
    known = charted.words.sites.get(site)
    if known and known.paired and not side and where.plural and act.count != 1:
        side = "bilateral"
    if known and not known.paired and side in ("left", "right", "bilateral"):
        side = "" if known.region != "trunk" and site not in ("nose", "lip_lower_cutaneous") else side
    if known and known.paired and not side and known.region in SIDED_REGIONS:
        charted.ask("side", f"Lesion {label}: left or right {where.label}?", Place(label, None, "side"))
    return site, side


def _one_site(act: Act, where: Where, kinds: Sequence[ActMeaning], charted: Charted, label: str) -> str:
    sites = where.sites
    for terms, prefer in charted.words.area_settled:
        if terms & {meaning.term for meaning in meanings_of(act)}:
            sites = tuple(site for site in prefer if site in sites)[:1] or sites
    if len(sites) == 1:
        return sites[0]
    alone = nature_of(act) in SERIOUS
    spread = bool(kinds) and not alone and all(each.kind in ANYWHERE for each in kinds)
    if spread or not sites:
        return "multiple"
    tables = charted.words.sites
    question = f"Lesion {label}: which {where.label} exactly?"
    charted.ask("site", question, Place(label, None, "site"))
    alike = len({tables[site].groups for site in sites}) == 1
    return sites[0] if alike else "unspecified"


def _nail_site(act: Act, charted: Charted) -> tuple[str, str]:
    piece = act.group.all("nail")[0]
    side = piece.value("SIDE_BEFORE") or piece.value("SIDE_AFTER") or loose_side(act.group, charted)
    sites = piece.value("NAIL")
    marks = digits_of(act, charted)
    if len(marks) == 1:
        return digit_site(marks[0], charted), {"L": "left", "R": "right"}[marks[0][0]]
    if sites == charted.words.toes or any(mark[1] == "T" for mark in marks):
        return "foot_dorsum", side or "bilateral"
    return ("hand_dorsum", side or "bilateral") if sites else ("unspecified", "")
