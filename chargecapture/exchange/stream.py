"""Many documents in one stream: a JSON array, one document a line, or one document by itself.

The stream is read piece by piece, so that its length does not matter; a bad document does not stop the
others. Which of the three it is shows in its first two lines.
"""

import json
import re
from collections.abc import Iterator
from io import BufferedReader
from typing import BinaryIO, NamedTuple

from chargecapture.errors import Fault

MOST_BYTES = 16 * 1024 * 1024
PIECE = 64 * 1024
BOM = b"\xef\xbb\xbf"
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.|\\\Z)*(?:"|\Z)|[\[\]{},]', re.DOTALL)
_BLANK = b" \t\r\n"


class RawDocument(NamedTuple):
    """One document as it stands in the stream, or the fault that keeps it from being taken out."""

    named: str
    text: bytes
    fault: Fault | None = None


def split_documents(stream: BinaryIO) -> Iterator[RawDocument]:
    """Take the documents out of a stream one by one, in order."""
    reader = stream if hasattr(stream, "peek") else BufferedReader(stream)  # type: ignore[type-var, arg-type]
    if reader.peek(len(BOM))[: len(BOM)] == BOM:
        reader.read(len(BOM))
    head = reader.peek(1)[:1]
    while head and head in _BLANK:
        reader.read(1)
        head = reader.peek(1)[:1]
    if head == b"[":
        yield from _from_array(reader)
    elif head:
        yield from _from_lines(reader)


def _lines(reader: BinaryIO) -> Iterator[tuple[int, bytes, bool]]:
    """Number, text and whether it was cut short, of each line that is not blank."""
    number = 0
    while line := reader.readline(MOST_BYTES + 1):
        number += 1
        cut = len(line) > MOST_BYTES
        while cut and not line.endswith(b"\n"):
            rest = reader.readline(MOST_BYTES)
            if not rest or rest.endswith(b"\n"):
                break
        if line.strip(_BLANK):
            yield number, line, cut


def _is_whole(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _from_lines(reader: BinaryIO) -> Iterator[RawDocument]:
    lines = _lines(reader)
    first = next(lines)
    if not _is_whole(first[1]):
        second = next(lines, None)
        if second is None:
            yield _document("document", first[1], cut=first[2])
            return
        if not _is_whole(second[1]):
            yield _joined([first, second], lines)
            return
        yield _line(first)
        first = second
    yield _line(first)
    for line in lines:
        yield _line(line)


def _line(line: tuple[int, bytes, bool]) -> RawDocument:
    number, text, cut = line
    return _document(f"line {number}", text, cut=cut)


def _joined(begun: list[tuple[int, bytes, bool]], lines: Iterator[tuple[int, bytes, bool]]) -> RawDocument:
    """One document over many lines."""
    parts = [text for _, text, _ in begun]
    size = sum(map(len, parts))
    for _, text, _ in lines:
        size += len(text)
        if size > MOST_BYTES:
            return _document("document", b"", cut=True)
        parts.append(text)
    return _document("document", b"".join(parts))


def _document(named: str, text: bytes, *, cut: bool = False) -> RawDocument:
    if cut:
        found = f"more than {MOST_BYTES // 1024 // 1024} MB"
        return RawDocument(
            named, b"", Fault("$", found, f"at most {MOST_BYTES // 1024 // 1024} MB a document")
        )
    return RawDocument(named, text)


def _from_array(reader: BinaryIO) -> Iterator[RawDocument]:
    """Cut an array at the commas between its elements; what an element holds is not looked at."""
    reader.read(1)  # the opening bracket
    kept = b""
    at, depth, count = 0, 1, 0
    while piece := reader.read(max(PIECE, len(kept))):
        kept += piece
        start = 0
        for token in _TOKEN.finditer(kept, at):
            sign = token.group()[:1]
            if sign == b'"':
                if token.end() == len(kept):  # perhaps not the end of the string
                    break
            elif sign in b"[{":
                depth += 1
            elif sign in b"]}":
                depth -= 1
            at = token.end()
            if depth == 0 or (depth == 1 and sign == b","):
                element = kept[start : token.start()]
                start = at
                if element.strip(_BLANK) or count or depth:
                    count += 1
                    yield _document(f"element {count}", element, cut=len(element) > MOST_BYTES)
                if depth == 0:
                    yield from _after_array(kept[at:], reader)
                    return
        kept = kept[start:]
        at -= start
        if len(kept) > 2 * MOST_BYTES:
            yield _document(f"element {count + 1}", b"", cut=True)
            return
    fault = Fault("$", "the end of the text", "an array that is closed")
    yield RawDocument(f"element {count + 1}", kept, fault)


def _after_array(rest: bytes, reader: BinaryIO) -> Iterator[RawDocument]:
    following = rest.strip(_BLANK) or reader.read(PIECE).strip(_BLANK)
    if following:
        fault = Fault("$", "more text", "nothing after the closed array")
        yield RawDocument("the end", b"", fault)
