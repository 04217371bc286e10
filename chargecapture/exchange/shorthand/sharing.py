"""Lesions of one act: where each is, how many, and what they have in common."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from chargecapture.domain.charges import Place
from chargecapture.exchange.shorthand.charted import (
    COUNTED,
    MOST_COUNT,
    SERIOUS,
    SERVICES,
    SPREAD,
    Act,
    Charted,
    Where,
)
from chargecapture.exchange.shorthand.grammar import Piece
from chargecapture.exchange.shorthand.grouping import CLOSURES, Group
from chargecapture.exchange.shorthand.naming import kinds_of, nature_of, settle_acts
from chargecapture.exchange.shorthand.vocabulary import (
    ActMeaning,
    SiteMeaning,
)


def begun(group: Group, charted: Charted) -> Act:
    where, count = _where(group, charted), _count(group, charted)
    site = charted.words.sites.get(where.sites[0]) if where and len(where.sites) == 1 else None
    if where and site and site.paired and not where.side and group.has("EACH"):
        where, count = replace(where, side="bilateral"), count * 2 if count else None
        charted.note(group.all("EACH"), "on both sides")
    return Act(group, count, where, list(group.pieces), [], list(group.named))


def _count(group: Group, charted: Charted) -> int | None:
    for piece in group.counts:
        at = group.pieces.index(piece)
        if any(each.rule == "STAGE" for each in group.pieces[at + 1 : at + 2]):
            continue
        number = piece.value("NUMBER")
        if 1 <= number <= MOST_COUNT and number == number.to_integral_value():
            charted.note(piece, f"{int(number)} of them")
            return int(number)
    return None


def _where(group: Group, charted: Charted) -> Where | None:
    places = [piece for piece in group.all("place") if not _is_donor(piece, group)]
    if not places:
        return _at_digit(group)
    said = [_said(piece) for piece in places]
    best = min(said, key=lambda where: (len(where.sites) != 1, where.area))
    side = next((where.side for where in said if where.side), "") or loose_side(group, charted)
    return replace(best, side=side, ordinals=tuple(o for where in said for o in where.ordinals))


def _is_donor(piece: Piece, group: Group) -> bool:
    at = group.pieces.index(piece)
    grafts = any(act.kind in CLOSURES for act in group.acts)
    return grafts and at > 0 and group.pieces[at - 1].rule == "DONOR"


def loose_side(group: Group, charted: Charted) -> str:
    """A side that stands apart from its place, such as after a comma."""
    for piece in group.all("SIDE_AFTER", "SIDE_BEFORE"):
        charted.note(piece, piece.first.value)
        return str(piece.first.value)
    return ""


def _said(piece: Piece) -> Where:
    word = piece.of("SITE")[0]
    meaning: SiteMeaning = word.value
    side = word.side or piece.value("SIDE_BEFORE") or piece.value("SIDE_AFTER") or meaning.side
    ordinals = tuple(each.value for each in piece.of("ORDINAL"))
    return Where(meaning.sites, side, meaning.label, word.plural, meaning.nail, meaning.area, ordinals)


def _at_digit(group: Group) -> Where | None:
    """A place that only a digit's mark names, such as `RT1`."""
    for piece in group.all("DIGIT"):
        mark = piece.first.value
        return Where((), {"L": "left", "R": "right"}[mark[0]], mark, False, True, False)
    return None


def share(acts: list[Act], charted: Charted) -> list[Act]:
    """Settle what the lesions of one act have in common: the diagnosis, and a count for all of them."""
    for act in acts:
        if not act.dx and act.group.like:
            act.dx = next((each.dx for each in acts if each.group is act.group.like), [])
    for at in range(len(acts) - 2, -1, -1):
        act, later = acts[at], acts[at + 1]
        if not act.dx and _act_is_shared(act.group, later.group):
            act.dx = later.dx
    for before, act in pairwise(acts):
        same_act = [each.kind for each in act.group.acts] == [each.kind for each in before.group.acts]
        repeats = same_act and before.group.clause == act.group.clause and not act.group.closes
        if not act.dx and repeats and not _is_biopsy(act):
            act.dx = before.dx
    return _counted_together(acts, charted)


def _act_is_shared(group: Group, later: Group) -> bool:
    return group.like is later or (later.like is not None and later.like in (group, group.like))


def _is_biopsy(act: Act) -> bool:
    return any(each.kind == "biopsy" for each in act.group.acts)


def _counted_together(acts: list[Act], charted: Charted) -> list[Act]:
    """`x7 scalp, face, ears` is seven in all; `x2 L cheek, R arm` is one at each place."""
    made: list[Act] = []
    at = 0
    while at < len(acts):
        run = [acts[at]]
        while at + len(run) < len(acts) and _goes_on(run, acts[at + len(run)], charted):
            run.append(acts[at + len(run)])
        made += _dealt(run, charted)
        at += len(run)
    return made


def _goes_on(run: Sequence[Act], act: Act, charted: Charted) -> bool:
    """Whether an act only names a further lesion of those that a number before them counts."""
    first = run[0]
    said = {piece.rule for piece in act.group.pieces} - {
        "size",
        "margin",
        "sum",
        "place",
        "SIDE_AFTER",
        "SYMPTOM",
        "ACT",
        "diagnosis",
        "FACT",
    }
    said |= {"count" for piece in act.group.pieces if is_bare(piece)}
    bare = not said and act.count is None and act.place is not None and act.group.clause == first.group.clause
    linked = act.group.like is not None and act.group.like in {each.group for each in run} | {
        first.group.like
    }
    return bare and linked and first.place is not None and _counts_before_place(first, charted)


def _counts_before_place(act: Act, charted: Charted) -> bool:
    rules = [piece.rule for piece in act.group.pieces]
    counted = rules.index("count") if act.group.counts else None
    if counted is None:
        kinds = kinds_of(act, charted)
        bare = (at for at, p in enumerate(act.group.pieces) if is_bare(p) and _says_count(p, act, kinds))
        counted = next(bare, None)
    return counted is not None and "place" in rules and counted < rules.index("place")


def _dealt(run: list[Act], charted: Charted) -> list[Act]:
    first = run[0]
    total = first.count if first.count is not None else bare_count(first, charted)
    if len(run) == 1 or total is None:
        return run
    if total == len(run):
        for act in run:
            act.count = 1
        return run
    kinds = kinds_of(first, charted)
    alike = not any(act.group.has("size", "sum") or act.group.named for act in run[1:])
    if not alike and total < len(run):
        return run
    if total > len(run) and kinds <= set(SPREAD) and alike:
        first.several, first.count = True, total
        for act in run[1:]:
            first.pieces += act.pieces
            charted.note([piece for piece in act.pieces if piece.rule == "place"], "one of several sites")
            settle_acts(act, charted)
        return [first]
    first.count = max(1, total - len(run) + 1)
    charted.ask("count", f"{total} at {len(run)} places: how many at each?", Place(field="count"))
    return run


def check_totals(acts: Sequence[Act], charted: Charted) -> None:
    """`AK x10: face x4, scalp x6`: the total is understood where the lesions come to it."""
    for act in acts:
        if act.group.total is not None:
            run = [each for each in acts if each.group.root is act.group.root]
            counts = [each.count or bare_count(each, charted) or 1 for each in run]
            if sum(counts) == act.group.total.value("NUMBER") and len(run) > 1:
                charted.note(act.group.total, f"{sum(counts)} in all")


def is_bare(piece: Piece) -> bool:
    return (
        piece.rule == "size" and len(piece.words) == 1 and piece.first.type == "NUMBER" and piece.first.whole
    )


def bare_count(act: Act, charted: Charted, settled: Sequence[ActMeaning] = ()) -> int | None:
    """A bare number of an act that counts: `7 scalp`, `18 AKs`."""
    kinds = {each.kind for each in settled} or kinds_of(act, charted)
    if act.group.counts or not kinds:
        return None
    for piece in act.group.all("size"):
        if piece is act.group.total:
            continue
        if is_bare(piece) and 1 <= piece.numbers[0] <= MOST_COUNT and _says_count(piece, act, kinds):
            act.count = int(piece.numbers[0])
            charted.note(piece, f"{act.count} of them")
            return act.count
    return None


def _says_count(piece: Piece, act: Act, kinds: set[str]) -> bool:
    pieces = act.group.pieces
    after = [each for each in pieces[pieces.index(piece) + 1 :] if each.rule not in ("SYMPTOM", "NATURE")][:1]
    before_its_noun = bool(after) and (bool(after[0].of("DX")) or after[0].rule == "nail")
    if pieces[0] is piece and bool(after) and after[0].rule == "ACT" and not kinds & set(CLOSURES):
        return True
    if kinds & {"mohs", "drug", "cosmetic"} and not before_its_noun:
        return False
    if kinds <= set(COUNTED) and not (kinds == {"destruction"} and nature_of(act) in SERIOUS):
        return True
    return before_its_noun and not kinds & set(CLOSURES)


def each_size(act: Act, charted: Charted) -> list[Act]:
    """`x2, 0.8 & 1.2`: as many sizes as lesions, one each."""
    sizes = [piece for piece in act.group.all("size") if not is_bare(piece)]
    by_lesion = kinds_of(act, charted) & {"shave_removal", "excision", "destruction"}
    if len(sizes) < 2 or act.count != len(sizes) or not by_lesion:
        return [act]
    made = []
    for size in sizes:
        pieces = [piece for piece in act.group.pieces if piece not in sizes or piece is size]
        group = Group(act.group.clause, pieces, like=act.group.like)
        made.append(Act(group, 1, act.place, list(pieces), [], act.dx))
    return made


def close_wounds(acts: list[Act]) -> list[Act]:
    made: list[Act] = []
    waiting: list[Act] = []
    for act in acts:
        owner = _owner(act, made) if act.group.closes and not act.dx else None
        if owner is not None:
            owner.closures.append(act)
        elif act.group.closes and act.place is None and not act.dx:
            waiting.append(act)
        else:
            act.closures += waiting
            waiting = []
            made.append(act)
    return made + waiting


def _owner(closure: Act, acts: Sequence[Act]) -> Act | None:
    owners = [act for act in acts if any(each.kind not in SERVICES for each in act.group.acts)]
    if closure.place is None:
        return owners[-1] if owners else None
    return next((act for act in reversed(owners) if act.place and _is_there(closure.place, act.place)), None)


def _is_there(one: Where, other: Where) -> bool:
    sides = {one.side, other.side} - {""}
    return bool(set(one.sites) & set(other.sites)) and len(sides) < 2
