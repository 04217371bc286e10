"""Words of the imported editions: titles, texts, names and licensed descriptors, before what is built in."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cached_property

from chargecapture.codesets.official import hcpcs, icd10cm_order, places
from chargecapture.codesets.official.descriptors import KIND as DESCRIPTORS
from chargecapture.codesets.official.descriptors import LicensedWords
from chargecapture.codesets.official.in_use import ImportedEditions
from chargecapture.codesets.official.store import EditionFile
from chargecapture.domain.codes import Descriptors


class ImportedWords:
    """What documents and lists call things.

    Args:
        editions: what is imported.
        today: tells the day on which a document is made.
    """

    def __init__(self, editions: ImportedEditions, today: Callable[[], date]) -> None:
        self._editions = editions
        self._today = today

    def titles(self, built_in: Mapping[str, str]) -> Mapping[str, str]:
        """The official titles of diagnoses."""
        return _NewestWords(self._editions, icd10cm_order.KIND, "title", {}, built_in)

    def labels(self, built_in: Mapping[str, str]) -> Mapping[str, str]:
        """Our own labels; a HCPCS code without one has its official text."""
        return _NewestWords(self._editions, hcpcs.KIND, "text", built_in, {})

    def places(self, built_in: Mapping[str, str]) -> Mapping[str, str]:
        """The names of places of service."""
        files = self._files(places.KIND)
        return {**built_in, **(places.place_names(files[-1]) if files else {})}

    def descriptors(self, day: date) -> Descriptors:
        """The licensed CPT descriptors for documents of a day."""
        return self._licensed.on(day)

    @cached_property
    def _licensed(self) -> LicensedWords:
        return LicensedWords(self._files(DESCRIPTORS), self._today)

    def _files(self, kind: str) -> list[EditionFile]:
        return [self._editions.file(kept) for kept in self._editions.state.of(kind)]


class _NewestWords(Mapping[str, str]):
    """Words by code: of `before`, else of the newest imported edition that has the code, else of `behind`."""

    def __init__(
        self,
        editions: ImportedEditions,
        kind: str,
        column: str,
        before: Mapping[str, str],
        behind: Mapping[str, str],
    ) -> None:
        self._editions = editions
        self._kind = kind
        self._column = column
        self._before = before
        self._behind = behind

    def __getitem__(self, code: str) -> str:
        if code in self._before:
            return self._before[code]
        for kept in reversed(self._editions.state.of(self._kind)):
            question = f"SELECT {self._column} FROM {self._kind} WHERE code = ?"
            rows = self._editions.file(kept).rows(question, (code,))
            if rows:
                words: str = rows[0][0]
                return words
        return self._behind[code]

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys([*self._before, *self._imported(), *self._behind]))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _imported(self) -> Iterator[str]:
        for kept in self._editions.state.of(self._kind):
            rows = self._editions.file(kept).rows(f"SELECT code FROM {self._kind}")
            yield from (code for (code,) in rows)
