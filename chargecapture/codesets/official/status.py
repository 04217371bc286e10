"""Which editions are at hand, and what is missing for today and the last year."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import chain

from chargecapture.codesets.official import descriptors
from chargecapture.codesets.official.in_use import ImportedEditions
from chargecapture.codesets.official.layout import Layout
from chargecapture.codesets.official.ncci import quarter, quarter_of
from chargecapture.codesets.official.store import Kept
from chargecapture.domain.codes import EditionAtHand, KindAtHand
from chargecapture.rules.tables import BuiltIn, DamagedEditionError

QUARTERS = (1, 2, 3, 4)


def kinds_at_hand(
    editions: ImportedEditions, layouts: Sequence[Layout], today: date
) -> tuple[KindAtHand, ...]:
    """Each kind of file in the order of the layouts.

    Raises:
        DamagedEditionError: the list of imported editions cannot be read.
    """
    return tuple(_kind_at_hand(editions, layout, today) for layout in layouts)


def at_hand(kept: Kept) -> EditionAtHand:
    """An imported edition for people."""
    edition = kept.edition
    origin = f"imported {kept.imported_on} from {', '.join(kept.came_from)}"
    return EditionAtHand(
        edition.name, edition.effective_from, edition.effective_to, kept.rows, origin, kept.lacks
    )


def _kind_at_hand(editions: ImportedEditions, layout: Layout, today: date) -> KindAtHand:
    kept = editions.state.of(layout.kind)
    built_in = [each for each in editions.built_in if each.kind == layout.kind]
    shown = [
        *(at_hand(each) for each in reversed(kept)),
        *(
            EditionAtHand(each.name, each.first, each.last, each.rows, "built in")
            for each in reversed(built_in)
        ),
    ]
    gaps = _named(day for day in _days_to_cover(today) if not _is_covered(editions, layout.kind, day))
    next_step = (
        _damage_step(editions, kept)
        or _licence_step(editions, layout.kind, today)
        or _next_step(layout, kept, built_in, gaps)
    )
    return KindAtHand(layout.kind, layout.label, tuple(shown), gaps, next_step)


def _days_to_cover(today: date) -> tuple[date, ...]:
    """A day in each quarter from the first of last year until today."""
    starts = (quarter(year, number) for year in (today.year - 1, today.year) for number in QUARTERS)
    return (*(start for start in starts if start < quarter_of(today)), today)


def _named(days: Iterable[date]) -> tuple[str, ...]:
    """The quarters of days, or the year where all its quarters are among them."""
    quarters: dict[int, list[str]] = {}
    for day in days:
        quarters.setdefault(day.year, []).append(f"{day.year} Q{(day.month + 2) // 3}")
    years = ((f"{year}",) if len(named) == len(QUARTERS) else named for year, named in quarters.items())
    return tuple(chain.from_iterable(years))


def _is_covered(editions: ImportedEditions, kind: str, day: date) -> bool:
    kept = editions.kept(kind, day)
    if kept is not None:
        return kept.edition.effective_to is None or day <= kept.edition.effective_to
    built_in = editions.built_in_on(kind, day)
    return built_in is not None and day <= built_in.last


def _damage_step(editions: ImportedEditions, kept: Sequence[Kept]) -> str:
    for each in kept:
        try:
            editions.file(each).open_up()
        except DamagedEditionError as problem:
            return str(problem)
    return ""


def _licence_step(editions: ImportedEditions, kind: str, today: date) -> str:
    """What to do where the practice's licence ended, or is for an earlier year."""
    if kind != descriptors.KIND:
        return ""
    files = [editions.file(kept) for kept in editions.state.of(kind)]
    fault = descriptors.LicensedWords(files, lambda: today).on(today).fault
    return f"{fault} Import those of the renewed licence." if fault else ""


def _next_step(layout: Layout, kept: Sequence[Kept], built_in: Sequence[BuiltIn], gaps: Sequence[str]) -> str:
    """What to do; the practice's own files are never asked for."""
    if any(each.lacks for each in kept):
        return "An edition is not whole. Import all its files."
    if gaps and layout.of_publisher and (kept or built_in):
        return f"Not covered: {', '.join(gaps)}. Import those editions; there is one {layout.period}."
    if not kept and built_in:
        return "Built in. Import the publisher's newest file to have it current and with all its rows."
    return ""
