"""What a person does with the published editions: look at those at hand, import files, go back."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from chargecapture.codesets.official.importing import Options, import_files
from chargecapture.codesets.official.in_use import ImportedEditions
from chargecapture.codesets.official.layouts import LAYOUTS
from chargecapture.codesets.official.status import at_hand, kinds_at_hand
from chargecapture.codesets.official.store import EditionStore
from chargecapture.domain.codes import EditionAtHand, KindAtHand
from chargecapture.rules.tables import BuiltIn


class EditionDesk:
    """The editions in a folder, before those built in."""

    def __init__(self, folder: Path, built_in: Sequence[BuiltIn], clock: Callable[[], date]) -> None:
        self._store = EditionStore(folder)
        self._built_in = built_in
        self._clock = clock

    def at_hand(self) -> Sequence[KindAtHand]:
        """Each kind of published file: what is at hand, and what is missing.

        Raises:
            DamagedEditionError: the list of imported editions cannot be read.
        """
        self._store.tidy()
        return kinds_at_hand(ImportedEditions(self._store, self._built_in), LAYOUTS, self._clock())

    def take(
        self,
        files: Sequence[Path],
        progress: Callable[[int, int], None],
        *,
        starts: date | None,
        partial: bool,
        older: bool,
    ) -> tuple[Sequence[EditionAtHand], Sequence[str]]:
        """Take official files into use, all or none; gives what was taken, and what of ZIPs was passed over.

        Raises:
            KnownError: a file is refused, the disk is full, or another import is under way.
        """
        insisted = Options(starts, partial, older)
        imported = import_files(self._store, LAYOUTS, files, insisted, today=self._clock(), progress=progress)
        return [at_hand(kept) for kept in imported.kept], imported.passed_over

    def go_back(self) -> Sequence[EditionAtHand]:
        """Take back the last import; gives the editions in use again.

        Raises:
            KnownError: nothing was imported, or an import is under way.
        """
        with self._store.changing() as change:
            return [at_hand(kept) for kept in change.go_back().kept]
