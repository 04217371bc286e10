"""The grammar of the typed line over the types of its tokens, and the tree as plain pieces.

Every sequence of tokens has a tree: what fits no rule is a piece of its own, and the assembly says of it
whether it was understood.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from lark import Lark, Token, Transformer
from lark.lexer import Lexer, LexerState

from chargecapture.exchange.shorthand.tokens import Word

SINGLE = """
    ACT SIDE_AFTER SIDE_BEFORE DIGIT SYMPTOM NATURE DRUG DRUG_STRENGTH STRENGTH VOLUME MASS UNITS PACKS
    MINUTES HOURS PERCENT STAGE BLOCK ROMAN LISTED FACT VISIT_FACT VISIT NEW SEPARATE VISIT_CODE CODE
    COUNTED COMMA CONNECTOR DONOR EACH PER_LESION SAME UNKNOWN LEVEL WASTE_BEFORE WASTE_AFTER EXCISED_BEFORE
    EXCISED_AFTER MARGIN_BEFORE MARGIN_AFTER TIMES_BEFORE TIMES_AFTER PLUS BY
""".split()  # noqa: SIM905 -- a list of forty would be forty lines
TERMINALS = (
    *SINGLE,
    "SEMI",
    "SITE",
    "NAIL",
    "ORDINAL",
    "HEDGE",
    "ADJECTIVE",
    "DX",
    "ICD10",
    "JOINING",
    "NUMBER",
    "LENGTH",
    "AREA",
)

GRAMMAR = rf"""
start: clause (SEMI clause)*
clause: piece*
?piece: place | nail | diagnosis | count | margin | excised | waste | level | sum | size | alone

place: SIDE_BEFORE? ORDINAL* SITE SIDE_AFTER?
nail: SIDE_BEFORE? ORDINAL* NAIL SIDE_AFTER?
diagnosis: (HEDGE | ADJECTIVE | DX | ICD10 | JOINING)+
count: TIMES_BEFORE NUMBER COUNTED? | NUMBER TIMES_AFTER COUNTED? | NUMBER COUNTED
margin: MARGIN_BEFORE length | length MARGIN_AFTER
excised: EXCISED_BEFORE length | length EXCISED_AFTER
waste: WASTE_BEFORE (MASS | VOLUME | UNITS | NUMBER) | (MASS | VOLUME | UNITS | NUMBER) WASTE_AFTER
level: LEVEL NUMBER
sum: size PLUS size MARGIN_AFTER?
size: length (BY length)*
?length: NUMBER | LENGTH | AREA
alone: {" | ".join(SINGLE)}

%declare {" ".join(TERMINALS)}
"""


@dataclass(frozen=True, slots=True)
class Piece:
    """What the tree has at one place: the name of its rule, and the tokens under it in their order."""

    rule: str
    words: tuple[Word, ...]

    @property
    def first(self) -> Word:
        return self.words[0]

    def of(self, *types: str) -> tuple[Word, ...]:
        return tuple(word for word in self.words if word.type in types)

    def value(self, *types: str) -> Any:
        """What the first token of these types says."""
        return next((word.value for word in self.words if word.type in types), None)

    @property
    def numbers(self) -> tuple[Decimal, ...]:
        return tuple(word.value for word in self.of("NUMBER", "LENGTH", "AREA"))


Clause = tuple[Piece, ...]


class _Given(Lexer):
    """Hands on the tokens that were found before."""

    __future_interface__ = 1

    def __init__(self, conf: Any) -> None:
        pass

    def lex(self, state: LexerState, parser_state: Any) -> Iterator[Token]:  # noqa: ARG002 -- the library's form
        for word in state.text:
            yield Token(word.type, word)


class _Pieces(Transformer[Token, tuple[Clause, ...]]):
    def start(self, clauses: list[Any]) -> tuple[Clause, ...]:
        return tuple(each for each in clauses if isinstance(each, tuple))

    def clause(self, pieces: list[Any]) -> Clause:
        return tuple(pieces)

    def __default__(self, data: str, children: list[Any], meta: Any) -> Piece:
        words: list[Word] = []
        for child in children:
            words += child.words if isinstance(child, Piece) else (child.value,)
        rule = str(data)
        return Piece(words[0].type if rule == "alone" else rule, tuple(words))


@cache
def _parser() -> Lark:
    return Lark(GRAMMAR, parser="lalr", lexer=_Given, maybe_placeholders=False)


def parse(words: Sequence[Word]) -> tuple[Clause, ...]:
    """The clauses of a line, each with its pieces in their order; fillers are no part of it."""
    tree = _parser().parse([word for word in words if word.type != "FILLER"])  # type: ignore[arg-type]  # a lexer of ours takes tokens
    return _Pieces().transform(tree)
