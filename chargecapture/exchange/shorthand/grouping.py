"""Which pieces of a line belong together: one group an act on a lesion, or the visit.

A semicolon or line break begins a new group. Within a clause a new act does, and what the group has already:
a second place, diagnosis or count is another lesion, with the act and, where it names none, the diagnosis
of the first.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from chargecapture.domain.sites import LID_IS_NAMED
from chargecapture.exchange.shorthand.grammar import Clause, Piece
from chargecapture.exchange.shorthand.vocabulary import ActMeaning

SEPARATORS = ("COMMA", "CONNECTOR", "PLUS", "LISTED")
VISIT = ("VISIT_CODE", "VISIT", "VISIT_FACT", "level", "NEW", "MINUTES", "SEPARATE")
CLOSURES = ("repair", "adjacent_tissue_transfer", "graft")
COUNTABLE = ("destruction", "skin_tag_removal", "snip", "intralesional_injection", "paring")
LIDS = {"eyelid_upper": "upper", "eyelid_lower": "lower"}
HISTORY = "history of"
PLACELESS = ("phototherapy", "patch_test")
"""Kinds that are one service wherever they are given."""


@dataclass(slots=True, eq=False)
class Group:
    """Pieces about one lesion or group of like ones, one service, or the visit.

    `like` is the group whose act is done here as well; `total` a number of all lesions of the act, which are
    then counted one by one.
    """

    clause: int
    pieces: list[Piece] = field(default_factory=list)
    visit: bool = False
    like: "Group | None" = None
    total: Piece | None = None

    def all(self, *rules: str) -> list[Piece]:
        return [piece for piece in self.pieces if piece.rule in rules]

    def has(self, *rules: str) -> bool:
        return any(piece.rule in rules for piece in self.pieces)

    @property
    def own_acts(self) -> list[ActMeaning]:
        said = [piece.first.value for piece in self.all("ACT")]
        excised = self.all("excised")
        return said or [piece.value("EXCISED_BEFORE", "EXCISED_AFTER") for piece in excised[:1]]

    @property
    def acts(self) -> list[ActMeaning]:
        return self.own_acts or (self.like.acts if self.like else [])

    @property
    def is_coded(self) -> bool:
        return self.has("CODE")

    @property
    def closes(self) -> bool:
        acts = self.acts
        return bool(acts) and all(act.kind in CLOSURES for act in acts)

    @property
    def named(self) -> list[Piece]:
        """The diagnoses that name the lesion's disease; others only qualify one, or are of the past."""
        return [piece for piece in self.all("diagnosis") if piece.of("DX", "ICD10") and not is_past(piece)]

    @property
    def root(self) -> "Group":
        """The group that names the act."""
        return self if self.own_acts or self.like is None else self.like.root

    @property
    def counts(self) -> list[Piece]:
        return [piece for piece in self.all("count") if piece is not self.total]

    @property
    def place(self) -> Piece | None:
        places = self.all("place")
        return places[0] if places else None


def group_pieces(clauses: Sequence[Clause]) -> list[Group]:
    """The groups of a line in its order."""
    groups: list[Group] = []
    for at, clause in enumerate(clauses):
        _Clause(at, clause, groups).group()
    _hand_back(groups)
    _inherit(groups)
    return groups


class _Clause:
    """One clause while its pieces are dealt out."""

    def __init__(self, number: int, pieces: Clause, groups: list[Group]) -> None:
        self.number = number
        self.pieces = pieces
        self.groups = groups
        self.here: Group | None = None
        self.separated = ""
        self.donor = False

    def group(self) -> None:
        for at, piece in enumerate(self.pieces):
            if piece.rule in SEPARATORS:
                self.separated = self.separated or piece.rule
                if self.here is not None and piece.rule == "LISTED":
                    self.here.pieces.append(piece)
                continue
            target = self._target(at, piece)
            target.pieces.append(piece)
            target.visit = target.visit or (piece.rule in VISIT and not target.acts)
            self.here, self.separated = target, ""

    def _target(self, at: int, piece: Piece) -> Group:
        here = self.here
        if here is None or (self.separated and here.visit and self._begins_act(at)):
            return self._new()
        if piece.rule in VISIT:
            return self._visit()
        if piece.rule == "ACT":
            return self._for_act(at, piece.first.value, here)
        if here.visit:
            lesion_like = piece.rule in ("count", "size", "sum", "margin", "CODE", "DRUG", "DRUG_STRENGTH")
            return self._new() if lesion_like else here
        if self._is_another(at, piece, here):
            return self._new(like=self._closed_by(here) if here.closes else here)
        return here

    def _closed_by(self, here: Group) -> Group:
        """The group whose wound a repair closes: what follows it is done as that was."""
        earlier = [group for group in self.groups if group.clause == self.number and not group.visit]
        return next((group for group in reversed(earlier) if group.own_acts and not group.closes), here)

    def _new(self, like: Group | None = None) -> Group:
        group = Group(self.number, like=like)
        self.groups.append(group)
        return group

    def _visit(self) -> Group:
        known = next((group for group in self.groups if group.visit), None)
        if known:
            return known
        said = [each.rule for each in self.here.pieces] if self.here and not self.here.acts else ["ACT"]
        only_problems = set(said) <= {"diagnosis", "SYMPTOM", *VISIT}
        return self.here if self.here and only_problems else self._new()

    def _ahead(self, at: int) -> list[Piece]:
        """What follows up to the next separator."""
        following: list[Piece] = []
        for piece in self.pieces[at + 1 :]:
            if piece.rule in SEPARATORS:
                break
            following.append(piece)
        return following

    def _begins_act(self, at: int) -> bool:
        """Whether the stretch that begins here, after a comma, is about an act of its own."""
        return any(
            piece.rule in ("ACT", "CODE", "count", "size") for piece in (self.pieces[at], *self._ahead(at))
        )

    def _for_act(self, at: int, act: ActMeaning, here: Group) -> Group:
        own = here.own_acts
        if here.visit:
            return self._new()
        if not own and here.like and self.separated and self._names_lesion(self._ahead(at)):
            return self._new()
        if not own and act.kind in CLOSURES and here.like is not None and here.acts and not here.closes:
            return self._new()
        if not own:
            return here
        if act.kind in CLOSURES and own[0].kind == "incision_drainage" and not self.separated:
            return here
        if here.pieces[-1].rule == "ACT" and self.separated != "COMMA" and act.kind not in CLOSURES:
            return here
        closes = act.kind in CLOSURES and here.pieces[-1].rule == "ACT" and not self.separated
        if closes and _says_again(act, own[-1]):
            return here
        if act.kind == own[-1].kind and not own[-1].facts and self.separated != "COMMA":
            return here
        if act.kind == "shave" and own[-1].kind == "biopsy" and not own[-1].facts and not self.separated:
            return here
        if act.kind == "paring" and own[-1].kind == "destruction" and not self._names_lesion(self._ahead(at)):
            return here
        if act in own and not self._names_lesion(self._ahead(at)):
            return here
        if _says_again(act, own[-1]) and not self._names_lesion(self._ahead(at)):
            return here
        return self._new()

    @staticmethod
    def _names_lesion(pieces: Sequence[Piece]) -> bool:
        return any(piece.rule in ("place", "diagnosis", "count", "size") for piece in pieces)

    def _is_another(self, at: int, piece: Piece, here: Group) -> bool:
        rules = [each.rule for each in self._ahead(at)]
        if piece.rule == "place":
            placeless = bool(here.acts) and all(act.kind in PLACELESS for act in here.acts)
            return here.place is not None and not placeless and not self._same_place(piece, here)
        if piece.rule == "DIGIT":
            return False
        if piece.rule == "diagnosis":
            if not piece.of("DX", "ICD10"):
                return False
            if self.separated and "place" in rules and (here.place is not None or here.closes):
                return True
            if not here.named:
                return False
            more = {"place", "count", "size", "sum", "ACT"} & set(rules)
            return bool(more) and (bool(self.separated) or here.place is not None)
        if piece.rule == "count":
            self._find_total(piece, here, rules)
            return bool(here.counts) and not here.has("DRUG") and not here.has("STAGE")
        if piece.rule == "size":
            self._find_total(piece, here, rules)
            begins = bool(rules[:1]) and rules[0] in ("place", "diagnosis")
            return here.has("size", "sum") and not here.has("STAGE") and here.place is not None and begins
        if piece.rule in ("UNITS", "PACKS"):
            return here.has(piece.rule) and here.place is not None and "place" in rules
        if piece.rule == "CODE":
            return bool(here.own_acts or here.is_coded)
        return False

    @staticmethod
    def _find_total(piece: Piece, here: Group, ahead: Sequence[str]) -> None:
        """Take the number before as that of all lesions, where each place now gets its own.

        So in `x10: face x4, scalp x6` and `x10: 4 face, 6 scalp`.
        """
        if piece.rule == "size" and not (_is_whole(piece) and _counts(here)):
            return
        numbers = here.counts + [each for each in here.all("size") if _is_whole(each) and _counts(here)]
        behind = here.place is here.pieces[-1] and not ahead
        before = here.place is None and list(ahead[:1]) == ["place"]
        if numbers and here.total is None and (behind or before):
            here.total = numbers[0]

    def _same_place(self, piece: Piece, here: Group) -> bool:
        """A place that is said again more closely, or the donor of a graft."""
        if here.pieces[-1].rule == "DONOR" and any(act.kind in CLOSURES for act in here.acts):
            return True
        assert here.place is not None
        before, now = here.place.value("SITE"), piece.value("SITE")
        sided = piece.of("SIDE_BEFORE", "SIDE_AFTER") and here.place.of("SIDE_BEFORE", "SIDE_AFTER")
        if self.separated or sided:
            return False
        if names_lid(now.sites) and set(before.sites) <= set(LID_IS_NAMED):
            return True
        shared = set(before.sites) & set(now.sites)
        return bool(shared) and here.pieces[-1] is here.place


def names_lid(sites: Sequence[str]) -> str:
    """The lid that a place is; empty for any other."""
    return LIDS.get(sites[0], "") if len(sites) == 1 else ""


def _counts(group: Group) -> bool:
    return any(act.kind in COUNTABLE for act in group.acts)


def _is_whole(piece: Piece) -> bool:
    return len(piece.words) == 1 and piece.first.whole


def is_past(piece: Piece) -> bool:
    """Whether a diagnosis is one that the patient had: `h/o BCC`."""
    return any(word.value == HISTORY for word in piece.of("HEDGE"))


def _says_again(act: ActMeaning, before: ActMeaning) -> bool:
    """The same kind of act with no other fact, such as `destruction` after `LN2`."""
    return act.kind == before.kind and all(
        before.facts.get(name, value) == value for name, value in act.facts.items()
    )


def _hand_back(groups: list[Group]) -> None:
    """Facts that name no act and no lesion belong to the act before them, across a semicolon too."""
    for group in list(groups):
        at = groups.index(group)
        if group.visit or group.is_coded or group.place or group.named:
            continue
        earlier = [each for each in reversed(groups[:at]) if not each.visit]
        if group.acts:
            _act_said_after(group, earlier, groups)
            continue
        before = next(iter(earlier), None)
        if before is None or (group.has("count") and not group.has("STAGE")):
            continue
        before.pieces += group.pieces
        groups.remove(group)


def _act_said_after(group: Group, earlier: Sequence[Group], groups: list[Group]) -> None:
    """`skin tags x6 neck; snip`: an act alone in its clause is that of the lesion before, which has none."""
    alone = not group.has("count", "size", "sum", "UNITS", "PACKS") and not group.closes
    if alone and earlier and not earlier[0].acts and not earlier[0].is_coded:
        earlier[0].pieces += group.pieces
        groups.remove(group)


def _inherit(groups: list[Group]) -> None:
    """Give a group without an act that of its clause, or of the clause before."""
    for at, group in enumerate(groups):
        if group.visit or group.own_acts or group.is_coded or (group.like and group.like.acts):
            continue
        clause = [
            each for each in groups if each.clause == group.clause and not each.visit and each is not group
        ]
        later = [each for each in clause if each.own_acts and not each.closes and groups.index(each) > at]
        before = [each for each in groups[:at] if each.own_acts and not each.closes and not each.visit]
        here = [each for each in before if each.clause == group.clause]
        source = next(iter(reversed(here)), None) or next(iter(later), None)
        if source is None and before and (group.place or group.has("count")):
            source = before[-1]
        group.like = source
