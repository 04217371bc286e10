"""Many documents in one stream: a JSON array, one document a line, or one document by itself.

The stream is read piece by piece, so that its length does not matter; a bad document does not stop the
others. An array shows by its bracket. Otherwise a first line that is an object of its own, or a later line
that is an encounter of its own, makes it one document a line; else all of it is one document.
"""

import json
import re
from collections.abc import Iterator
from io import BufferedReader
from typing import BinaryIO, NamedTuple

from chargecapture.errors import Fault

MOST_MB = 16
MOST_BYTES = MOST_MB * 1024 * 1024
PIECE = 256 * 1024
BOM = b"\xef\xbb\xbf"
_BLANK = b" \t\r\n"
TOO_LARGE = Fault("$", f"more than {MOST_MB} MB", f"at most {MOST_MB} MB a document")

# `_NEXT` steps over whole strings to the next bracket, to a string that the piece at hand does not end, or
# to the end of the piece; `_COMMA` stops at commas as well. As each has an end to match, none is ever tried
# twice, and no text makes them slow. Possessive groups would say the same, but Python before 3.11.5
# mismatches them.
_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*"'
_NEXT = re.compile(rb'(?:[^"\[\]{}]++|' + _STRING + rb')*(["\[\]{}]|\Z)', re.DOTALL)
_COMMA = re.compile(rb'(?:[^"\[\]{},]++|' + _STRING + rb')*(["\[\]{},]|\Z)', re.DOTALL)
_IN_STRING = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*', re.DOTALL)


class RawDocument(NamedTuple):
    """One document as it stands in the stream, or the fault that keeps it from being taken out."""

    named: str
    text: bytes
    fault: Fault | None = None


class _Line(NamedTuple):
    number: int
    text: bytes
    cut: bool  # longer than a document may be

    def document(self) -> RawDocument:
        return _document(f"line {self.number}", self.text, cut=self.cut)


def split_documents(stream: BinaryIO) -> Iterator[RawDocument]:
    """Take the documents out of a stream one by one, in order; a stream without any is a fault."""
    reader = stream if hasattr(stream, "peek") else BufferedReader(stream)  # type: ignore[type-var, arg-type]
    if reader.peek(len(BOM))[: len(BOM)] == BOM:
        reader.read(len(BOM))
    blank_lines = 0
    while (head := reader.peek(1)[:1]) and head in _BLANK:
        blank_lines += reader.read(1) == b"\n"
    if head == b"[":
        yield from _from_array(reader)
    elif head:
        yield from _from_lines(_lines(reader, first=1 + blank_lines))
    else:
        yield RawDocument("document", b"", Fault("$", "nothing", "an encounter document"))


def _document(named: str, text: bytes, *, cut: bool) -> RawDocument:
    return RawDocument(named, b"", TOO_LARGE) if cut else RawDocument(named, text)


def _lines(reader: BinaryIO, *, first: int) -> Iterator[_Line]:
    """Each line that is not blank."""
    number = first
    while text := reader.readline(MOST_BYTES + 1):
        cut = len(text) > MOST_BYTES
        end = text
        while cut and end and not end.endswith(b"\n"):
            end = reader.readline(PIECE)
        if text.strip(_BLANK):
            yield _Line(number, text, cut)
        number += 1


def _from_lines(lines: Iterator[_Line]) -> Iterator[RawDocument]:
    begun: list[_Line] = []
    size = 0
    for line in lines:
        if _stands_alone(line, first=not begun):
            yield from (other.document() for other in begun)
            yield line.document()
            break
        begun.append(line)
        size += len(line.text)
        if size > MOST_BYTES:
            yield begun[0].document() if begun[0].cut else _document("document", b"", cut=True)
            yield from _after_large(lines)
            return
    else:
        yield from _joined(begun)
    for line in lines:
        yield line.document()


def _after_large(lines: Iterator[_Line]) -> Iterator[RawDocument]:
    """What follows a document that is too large: from the next line on that is an encounter of its own."""
    for line in lines:
        if _stands_alone(line, first=False):
            yield line.document()
            break
    for line in lines:
        yield line.document()


def _stands_alone(line: _Line, *, first: bool) -> bool:
    """Whether a line is a document, and not a part of one that is written over many lines."""
    if line.cut or line.text.lstrip(_BLANK)[:1] != b"{":
        return False
    try:
        found = json.loads(line.text)
    except (ValueError, RecursionError):
        return False
    return first or "date_of_service" in found


def _joined(begun: list[_Line]) -> Iterator[RawDocument]:
    """One document over many lines; where each line begins one, each of them is broken."""
    if len(begun) > 1 and all(line.text.lstrip(_BLANK).startswith(b'{"') for line in begun):
        yield from (line.document() for line in begun)
    else:
        yield RawDocument("document", b"".join(line.text for line in begun))


class _Element:
    """One element of an array as it comes in: its bytes, until there are too many of them."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._size = 0

    def add(self, part: bytes) -> None:
        self._size += len(part)
        if self._size > MOST_BYTES:
            self._parts.clear()
        else:
            self._parts.append(part)

    @property
    def is_blank(self) -> bool:
        return self._size <= MOST_BYTES and not any(part.strip(_BLANK) for part in self._parts)

    def document(self, number: int) -> RawDocument:
        return _document(f"element {number}", b"".join(self._parts), cut=self._size > MOST_BYTES)


class _Cuts:
    """Where an array falls into elements, read piece by piece; what an element holds is not looked at."""

    def __init__(self) -> None:
        self._depth = 1
        self._in_string = False
        self._escaped = False  # the piece before ended on a backslash

    def of(self, piece: bytes) -> Iterator[tuple[int, bytes]]:
        """The commas between elements and what closes the array: the position behind each, and its sign."""
        at = self._string_end(piece, int(self._escaped)) if self._in_string else 0
        while not self._in_string and (found := (_COMMA if self._depth == 1 else _NEXT).match(piece, at)):
            at, sign = found.end(), found[1]
            if not sign:
                return
            if sign == b'"':
                at = self._string_end(piece, at)
                continue
            self._depth += {b"[": 1, b"{": 1, b",": 0}.get(sign, -1)
            if self._depth == 0 or (self._depth == 1 and sign == b","):
                yield at, sign

    def _string_end(self, piece: bytes, at: int) -> int:
        """Step over the inside of a string, to behind its quote or to the end of the piece."""
        inside = _IN_STRING.match(piece, at)
        end = inside.end() if inside else at
        self._in_string = piece[end : end + 1] != b'"'
        self._escaped = piece[end : end + 1] == b"\\"
        return end + 1


def _from_array(reader: BinaryIO) -> Iterator[RawDocument]:
    reader.read(1)  # the opening bracket
    cuts, element, count = _Cuts(), _Element(), 0
    while piece := reader.read(PIECE):
        start = 0
        for at, sign in cuts.of(piece):
            element.add(piece[start : at - 1])
            start = at
            if sign == b"," or count or not element.is_blank:
                count += 1
                yield element.document(count)
            element = _Element()
            if sign != b",":
                yield from _after_array(piece[at:] if sign == b"]" else sign, reader)
                return
        element.add(piece[start:])
    unclosed = Fault("$", "the end of the text", "an array that is closed")
    yield RawDocument(f"element {count + 1}", b"", unclosed)


def _after_array(rest: bytes, reader: BinaryIO) -> Iterator[RawDocument]:
    while not rest.strip(_BLANK):
        rest = reader.read(PIECE)
        if not rest:
            return
    yield RawDocument("the end", b"", Fault("$", "more text", "nothing after the closed array"))
