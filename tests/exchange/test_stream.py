"""Documents in a stream: each comes out by itself, in order, and none is lost behind a broken one."""

import io
import json
import time
import tracemalloc
from collections.abc import Iterable, Iterator
from itertools import chain, repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chargecapture.exchange.stream import MOST_BYTES, PIECE, split_documents

A = '{"id": "a", "date_of_service": "2026-06-15"}'
B = '{"id": "b, ]}", "date_of_service": "2026-06-15"}'
PRETTY = json.dumps(json.loads(B) | {"lesions": [{"id": "A"}]}, indent=2)
INNER = '{"id": "a", "date_of_service": "2026-06-15", "lesions": [\n{"id": "A"}\n]}'


class Trickle(io.RawIOBase):
    """A stream that gives few bytes at a time, as a pipe may."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        piece = self._rest or next(self._pieces, b"")
        given, self._rest = piece[: len(buffer)], piece[len(buffer) :]
        buffer[: len(given)] = given
        return len(given)


def out_of(text: str | bytes) -> list[str]:
    data = text.encode() if isinstance(text, str) else text
    return [
        f"{raw.named}: {raw.fault or raw.text.decode('utf-8', 'replace').strip()}"
        for raw in split_documents(io.BytesIO(data))
    ]


NOTHING = "document: $: found nothing; allowed: an encounter document"
UNCLOSED = "$: found the end of the text; allowed: an array that is closed"
MORE = "the end: $: found more text; allowed: nothing after the closed array"
TOO_LARGE = "$: found more than 16 MB; allowed: at most 16 MB a document"

TAKEN_OUT = {
    "nothing": ("", [NOTHING]),
    "blanks": (" \r\n\t\n", [NOTHING]),
    "a byte order mark alone": (b"\xef\xbb\xbf", [NOTHING]),
    "one": (A, [f"line 1: {A}"]),
    "behind a byte order mark": (b"\xef\xbb\xbf" + A.encode(), [f"line 1: {A}"]),
    "one over many lines": (PRETTY, [f"document: {PRETTY}"]),
    "one over many lines, as Windows ends them": (
        PRETTY.replace("\n", "\r\n"),
        ["document: " + PRETTY.replace("\n", "\r\n")],
    ),
    "one with an object on a line": (INNER, [f"document: {INNER}"]),
    "one a line": (f"{A}\n{B}\n", [f"line 1: {A}", f"line 2: {B}"]),
    "one a line, as Windows ends them": (f"{A}\r\n{B}\r\n", [f"line 1: {A}", f"line 2: {B}"]),
    "blank lines between": (f"\n{A}\n\n \n{B}", [f"line 2: {A}", f"line 5: {B}"]),
    "a broken first line": (f'{{"id": \n{A}\n', ['line 1: {"id":', f"line 2: {A}"]),
    "two broken first lines": (
        f'{{"id": \n{{"x": 1}}\n{A}\n',
        ['line 1: {"id":', 'line 2: {"x": 1}', f"line 3: {A}"],
    ),
    "a word for a first line": (f"id\n{A}\n{B}", ["line 1: id", f"line 2: {A}", f"line 3: {B}"]),
    "a broken line within": (f'{A}\n{{"id":\n{B}', [f"line 1: {A}", 'line 2: {"id":', f"line 3: {B}"]),
    "none but broken lines": ('{"id": \n{"id": 1}\n', ['line 1: {"id":', 'line 2: {"id": 1}']),
    "broken over many lines": (PRETTY[:-1], [f"document: {PRETTY[:-1].strip()}"]),
    "no text at all": (b"\x00\xff\n\xfe", ["document: \x00\ufffd\n\ufffd"]),
    "an empty array": ("[]", []),
    "an empty array with blanks": (" [ \n ] \n", []),
    "an array": (f"[{A},\n {B}]", [f"element 1: {A}", f"element 2: {B}"]),
    "an array behind a byte order mark": (b"\xef\xbb\xbf[" + A.encode() + b"]", [f"element 1: {A}"]),
    "an array over many lines": (f"[\n{PRETTY}\n]\n", [f"element 1: {PRETTY}"]),
    "an array of other things": (
        f'[5, null, "x]", [{A}, {B}], {A}]',
        [
            "element 1: 5",
            "element 2: null",
            'element 3: "x]"',
            f"element 4: [{A}, {B}]",
            f"element 5: {A}",
        ],
    ),
    "a comma too many": (f"[{A},]", [f"element 1: {A}", "element 2: "]),
    "a comma before the first": (f"[,{A}]", ["element 1: ", f"element 2: {A}"]),
    "no comma between": (f"[{A} {B}]", [f"element 1: {A} {B}"]),
    "an array cut off between": (f"[{A},", [f"element 1: {A}", f"element 2: {UNCLOSED}"]),
    "an array cut off within": (f"[{A},{B[:9]}", [f"element 1: {A}", f"element 2: {UNCLOSED}"]),
    "an array cut off in text": (f'[{A},{{"id": "x\\', [f"element 1: {A}", f"element 2: {UNCLOSED}"]),
    "a bracket never closed": ("[", [f"element 1: {UNCLOSED}"]),
    "an array closed by a brace": (f"[{A}}}", [f"element 1: {A}", MORE]),
    "text behind an array": (f"[{A}]\n{B}", [f"element 1: {A}", MORE]),
    "an element closed wrongly": (f'[{{"id": 1], {A}]', ['element 1: {"id": 1]', f"element 2: {A}"]),
    "escaped quotes": (
        '[{"id": "\\"]"}, {"id": "\\\\"}]',
        ['element 1: {"id": "\\"]"}', 'element 2: {"id": "\\\\"}'],
    ),
    "bytes that are no text, in one element": (
        b'[{"id": "\xe9"},' + A.encode() + b"]",
        ['element 1: {"id": "\ufffd"}', f"element 2: {A}"],
    ),
}


@pytest.mark.parametrize(("stream", "documents"), TAKEN_OUT.values(), ids=TAKEN_OUT)
def test_documents_come_out_one_by_one(stream: str | bytes, documents: list[str]) -> None:
    assert out_of(stream) == documents


LARGE = '{"id": "' + "x" * (MOST_BYTES + 1) + '"}'
LARGE_PRETTY = '{\n"services": [\n' + f'{{"id": "{"x" * 9_000}"}},\n' * 2_000 + "]}"


@pytest.mark.parametrize(
    ("stream", "documents"),
    [
        (LARGE, [f"line 1: {TOO_LARGE}"]),
        (LARGE_PRETTY, [f"document: {TOO_LARGE}"]),
        (f"{LARGE}\n{A}\n{B}", [f"line 1: {TOO_LARGE}", f"line 2: {A}", f"line 3: {B}"]),
        (f"{A}\n{LARGE}\n{B}", [f"line 1: {A}", f"line 2: {TOO_LARGE}", f"line 3: {B}"]),
        (f"{LARGE_PRETTY}\n{A}", [f"document: {TOO_LARGE}", f"line 2004: {A}"]),
        (f"[{A},{LARGE},{B}]", [f"element 1: {A}", f"element 2: {TOO_LARGE}", f"element 3: {B}"]),
        (f"[{LARGE}", [f"element 1: {UNCLOSED}"]),
    ],
    ids=["one", "over many lines", "first line", "line", "many lines, then a line", "element", "cut off"],
)
def test_a_document_that_is_too_large_is_one_fault_and_stops_no_other(
    stream: str, documents: list[str]
) -> None:
    assert out_of(stream) == documents


texts = st.text(st.sampled_from('ab"\\{}[],: \u00e9'), max_size=12)
values = st.recursive(
    st.none() | st.integers() | texts, lambda inner: st.lists(inner) | st.dictionaries(texts, inner)
)


@given(st.lists(values, max_size=6), st.lists(st.integers(1, 9), min_size=1), st.sampled_from([None, 1]))
def test_an_array_falls_into_its_elements_however_it_arrives(
    elements: list[object], sizes: list[int], indent: int | None
) -> None:
    data = json.dumps(elements, ensure_ascii=False, indent=indent).encode()
    cuts = iter(sizes * (len(data) + 1))

    def pieces() -> Iterator[bytes]:
        at = 0
        while at < len(data):
            end = at + next(cuts)
            yield data[at:end]
            at = end

    taken = list(split_documents(io.BufferedReader(Trickle(pieces()), 16)))
    assert [raw.fault for raw in taken] == [None] * len(elements)
    assert [json.loads(raw.text) for raw in taken] == elements


@pytest.mark.parametrize("shift", range(-3, 4))
@pytest.mark.parametrize("inside", ['\\"', "\\\\", "]", "é", '", "b": "'])
def test_a_piece_may_end_anywhere(inside: str, shift: int) -> None:
    """The reader takes pieces of a fixed size; here one ends within what is most easily torn."""
    padding = "x" * (PIECE - len('[{"id": "') - shift)
    element = f'{{"id": "{padding}{inside}"}}'
    assert out_of(f"[{element},{A}]") == [f"element 1: {element}", f"element 2: {A}"]


@pytest.mark.parametrize(("opening", "between"), [(b"", b""), (b"[", b",")], ids=["lines", "array"])
def test_a_stream_of_many_documents_takes_no_more_memory_than_a_short_one(
    opening: bytes, between: bytes
) -> None:
    line = A.encode() + b"\n"

    def most_used(count: int) -> int:
        stream = Trickle(chain([opening + line], repeat(between + line, count), [b"]" if opening else b"\n"]))
        tracemalloc.start()
        try:
            assert sum(1 for _ in split_documents(io.BufferedReader(stream))) == count + 1
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert most_used(40_000) < 1.2 * most_used(10_000)


@pytest.mark.parametrize("part", ['"', "\\", '\\"', "[", "{", '"[', '[{"a":', ",", "x"])
def test_hostile_text_takes_time_by_its_length_only(part: str) -> None:
    def seconds(length: int) -> float:
        stream = io.BytesIO(b"[" + part.encode() * (length // len(part)))
        start = time.process_time()
        assert list(split_documents(stream))[-1].fault
        return time.process_time() - start

    short = min(seconds(40_000) for _ in range(3))
    assert seconds(320_000) < 30 * short + 0.02  # straight: 8 times; by the square: 64 times
