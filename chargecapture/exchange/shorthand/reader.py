"""Reads a typed line: tokens, tree, groups, visit; and says of every character what became of it."""

from collections.abc import Iterator, Sequence

from chargecapture.exchange.shorthand.assembly import assemble
from chargecapture.exchange.shorthand.charted import Charted
from chargecapture.exchange.shorthand.context import in_context
from chargecapture.exchange.shorthand.grammar import Clause, Piece, parse
from chargecapture.exchange.shorthand.grouping import group_pieces
from chargecapture.exchange.shorthand.tokens import Word, read_words
from chargecapture.exchange.shorthand.vocabulary import Vocabulary
from chargecapture.workflow.typed_line import LineFacts, ReadLine, Slip, Span

SILENT = ("FILLER", "COMMA", "CONNECTOR", "SEMI", "LISTED", "PLUS", "BY", "DONOR", "SAME", "COUNTED")
"""Tokens that are understood without becoming anything."""


class ShorthandReader:
    """Reads lines over one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    @property
    def vocabulary(self) -> Vocabulary:
        return self._vocabulary

    def read(self, text: str, facts: LineFacts) -> ReadLine:
        """Read a line; what is not understood stays in its spans, and nothing is raised for it."""
        words = in_context(read_words(text, self._vocabulary))
        clauses = parse(words)
        charted = assemble(group_pieces(clauses), facts, self._vocabulary, text)
        spans = tuple(_spans(text, words, clauses, charted))
        slips = tuple(Slip(text[word.start : word.end], word.meant) for word in words if word.meant)
        return ReadLine(text, charted.encounter(), spans, tuple(charted.questions), slips)


def _spans(text: str, words: Sequence[Word], clauses: Sequence[Clause], charted: Charted) -> Iterator[Span]:
    pieces = {id(word): piece for clause in clauses for piece in clause for word in piece.words}
    at = 0
    for made in _joined([_span(word, pieces, charted) for word in words if word.end > word.start], text):
        if made.start > at:
            yield Span(at, made.start, "ignored")
        yield made
        at = made.end
    if at < len(text):
        yield Span(at, len(text), "ignored")


def _span(word: Word, pieces: dict[int, Piece], charted: Charted) -> Span:
    piece = pieces.get(id(word))
    became = charted.became.get(id(piece)) if piece else None
    if became:
        return Span(word.start, word.end, "understood", became)
    if word.type in SILENT:
        return Span(word.start, word.end, "ignored")
    return Span(word.start, word.end, "not_understood")


def _joined(spans: Sequence[Span], text: str) -> list[Span]:
    """Neighbours of one kind and meaning as one span, with the space between them."""
    made: list[Span] = []
    for span in spans:
        before = made[-1] if made else None
        alike = before and (before.kind, before.became) == (span.kind, span.became)
        if before and alike and not text[before.end : span.start].strip():
            made[-1] = before._replace(end=span.end)
        else:
            made.append(span)
    return made
