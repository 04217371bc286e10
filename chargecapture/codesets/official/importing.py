"""Takes official files into use: recognises each by content, reads it, and changes the editions at once.

All files of one command are one change: either every one of them is taken, or none is.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from chargecapture.codesets.official.layout import Edition, Layout, RefusedFileError, SourceFile
from chargecapture.codesets.official.source import forms_in
from chargecapture.codesets.official.store import Change, EditionStore, Kept, State

LEAST_SHARE = 0.8  # an edition with a smaller share of the rows of the one before was cut short
HISTORY_IS_KEPT = "The newer one answers for earlier days as well; nothing is to be done."
LATE_CLAIMS = "Where claims of its days are still to be coded, insist with --older."
Progress = Callable[[int, int], None]


class Options(NamedTuple):
    """What whoever imports insists on.

    `partial`: take an edition that is not whole; `older`: take one that is older than the one in use.
    """

    starts: date | None = None
    partial: bool = False
    older: bool = False


class Imported(NamedTuple):
    """What one import took into use, and which files of ZIPs it passed over."""

    kept: tuple[Kept, ...]
    passed_over: tuple[str, ...]


def import_files(
    store: EditionStore,
    layouts: Sequence[Layout],
    paths: Sequence[Path],
    options: Options,
    *,
    today: date,
    progress: Progress = lambda *_: None,
) -> Imported:
    """Take files into use, all or none.

    Raises:
        RefusedFileError: a file is not what it claims, not whole, or older than what is in use.
        KnownError: another import is under way, or the disk is full.
    """
    groups, passed_over = _recognised(layouts, paths, options.starts)
    _follow(progress, [source for _, sources in groups for source in sources])
    with store.changing() as change:
        taken: list[Kept] = []
        for layout, sources in groups:
            taken.append(_taken(layout, sources, change, tuple(taken), options, today))
        change.commit(_with(change.before, taken, layouts))
    return Imported(tuple(taken), tuple(passed_over))


def _recognised(
    layouts: Sequence[Layout], paths: Sequence[Path], starts: date | None
) -> tuple[list[tuple[Layout, list[SourceFile]]], list[str]]:
    """The files, those of one edition together; and the files of ZIPs that no layout knows."""
    groups: dict[tuple[str, str], tuple[Layout, list[SourceFile]]] = {}
    passed_over: list[str] = []
    for path in dict.fromkeys(paths):
        found = False
        files = forms_in(path, starts=starts)
        for forms in files:
            known = next(_known(layouts, forms), None)
            if known is None:
                forms[0].open_up()
                passed_over.append(forms[0].file_name)
                continue
            found = True
            layout, source = known
            groups.setdefault((layout.kind, layout.group(source)), (layout, []))[1].append(source)
        if not found:
            _refuse_unknown(layouts, files[0][0])
    return list(groups.values()), passed_over


def _known(layouts: Sequence[Layout], forms: Sequence[SourceFile]) -> Iterator[tuple[Layout, SourceFile]]:
    for source in forms:
        for layout in layouts:
            if layout.knows(source):
                yield layout, source


def _refuse_unknown(layouts: Sequence[Layout], source: SourceFile) -> None:
    source.data()
    source.open_up()
    source.refuse(
        "No official file that is known here begins so",
        found=" ".join((source.head or ("",))[0].split()),
        allowed=", ".join(layout.label for layout in layouts),
    )


def _follow(progress: Progress, sources: Sequence[SourceFile]) -> None:
    """Tell how many bytes of all files are done."""
    of = sum(source.size for source in sources)
    done = 0

    def tell(more: int) -> None:
        nonlocal done
        done = min(done + more, of)
        progress(done, of)

    for source in sources:
        source.tell = tell


def _taken(
    layout: Layout,
    sources: Sequence[SourceFile],
    change: Change,
    taken: Sequence[Kept],
    options: Options,
    today: date,
) -> Kept:
    """Read the files of one edition and keep it, where it is whole and newer than what is in use."""
    reading = layout.read(sources)
    names = ", ".join(source.file_name for source in sources)
    if reading.lacks and not options.partial:
        way_out = "Name all files of the edition in one command, or insist with --partial."
        raise RefusedFileError(f"{names}: {reading.lacks}.", way_out)
    for other in taken:
        _refuse_twice(names, reading.edition, other)
    in_use = change.before.of(layout.kind)
    for other in in_use:
        if layout.keeps_history:
            _refuse_older(names, reading.edition, other.edition, HISTORY_IS_KEPT, insists=False)
        else:
            _refuse_older(names, reading.edition, other.edition, LATE_CLAIMS, insists=options.older)
    kept = change.write(layout, reading, [source.file_name for source in sources], on=today)
    if not options.partial:
        _refuse_shrunk(names, kept, in_use)
    if kept.lacks or kept.rows > layout.least_rows:
        return kept
    return replace(kept, lacks=f"{kept.rows} rows are fewer than a whole edition has")


def _refuse_twice(names: str, edition: Edition, other: Kept) -> None:
    same = (edition.kind, edition.effective_from) == (other.edition.kind, other.edition.effective_from)
    if same:
        files = ", ".join(other.came_from)
        sentence = f"{names}: It is the same edition as {files}: {edition.name}."
        raise RefusedFileError(sentence, "Name one of them.")


def _refuse_older(names: str, edition: Edition, in_use: Edition, way_out: str, *, insists: bool) -> None:
    """Refuse what an accident would put in the place of a newer edition."""
    same_days = edition.effective_from == in_use.effective_from
    if same_days and edition.revision < in_use.revision:
        sentence = f"{names}: {edition.name} is older than {in_use.name}, which is in use for the same days."
        raise RefusedFileError(sentence, "Nothing was imported.")
    if edition.effective_from < in_use.effective_from and not insists:
        sentence = f"{names}: {edition.name} is older than {in_use.name}, which is in use."
        raise RefusedFileError(sentence, way_out)


def _refuse_shrunk(names: str, kept: Kept, in_use: Sequence[Kept]) -> None:
    """Refuse an edition with far fewer rows than the last whole one: its file was cut short."""
    before = next((other for other in reversed(in_use) if not other.lacks), None)
    if before is not None and kept.rows < LEAST_SHARE * before.rows:
        sentence = (
            f"{names}: It has {kept.rows} rows; {before.edition.name} has {before.rows}. It was cut short."
        )
        raise RefusedFileError(sentence, "Get the file again, or insist with --partial.")


def _with(before: State, taken: Sequence[Kept], layouts: Sequence[Layout]) -> State:
    """The editions in use after an import; of a kind that keeps its history, the newest is enough."""
    replaced = {(kept.edition.kind, kept.edition.effective_from) for kept in taken}
    stays = [kept for kept in before.kept if (kept.edition.kind, kept.edition.effective_from) not in replaced]
    state = State((*stays, *taken))
    for layout in layouts:
        if layout.keeps_history:
            outdone = set(state.of(layout.kind)[:-1])
            state = State(tuple(kept for kept in state.kept if kept not in outdone))
    return state
