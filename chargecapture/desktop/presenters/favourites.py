"""Bundles and favourites of the visit's provider: what is offered, charted, pinned, kept and counted."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Literal, NamedTuple, Protocol

from PySide6.QtCore import QObject, Signal

from chargecapture.desktop.presenters.visit import Charted, VisitPresenter
from chargecapture.domain.acts import ActChoice
from chargecapture.errors import KnownError
from chargecapture.workflow.bundles import Bundle, BundleRecords, bundle_name, bundle_of
from chargecapture.workflow.favourites import (
    ActUse,
    Favourite,
    FavouriteRecords,
    acts_done,
    in_order,
    matching,
    ranked,
)
from chargecapture.workflow.records import VisitRecord

Group = Literal["bundle", "pinned", "often", "last", "starter", "keep"]


class OwnRecords(FavouriteRecords, BundleRecords, Protocol):
    """What the record file keeps of one provider."""


class Beginning(NamedTuple):
    """The acts that are picked by name, and what is offered of them before anything was charted."""

    acts: Sequence[ActChoice]
    starters: Sequence[tuple[ActChoice, str]]


class Offer(NamedTuple):
    """One row of the list: a bundle, a favourite, or the name under which what is charted may be kept.

    `doubts` say which codes of a bundle may not be charged on the day of the visit.
    """

    group: Group
    text: str
    what: Bundle | Favourite | str
    doubts: tuple[str, ...] = ()


class FavouritesPresenter(QObject):
    changed = Signal()
    failed = Signal(object)  # KnownError

    def __init__(
        self,
        records: OwnRecords,
        visit: VisitPresenter,
        begin: Callable[[], Beginning],
        *,
        new_id: Callable[[], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._records = records
        self._visit = visit
        self._load = begin
        self._new_id = new_id
        self._provider_id = ""
        self._favourites: tuple[Favourite, ...] = ()
        self._ordered: tuple[ActChoice, ...] = ()
        self._bundles: tuple[Bundle, ...] = ()
        self._doubts: dict[tuple[str, str], tuple[str, ...]] = {}
        visit.changed.connect(self._charted)
        visit.signed.connect(self._signed)

    @cached_property
    def _begin(self) -> Beginning:
        """Read when the first visit is opened: the first screen wants none of it."""
        return self._load()

    @property
    def ordered_acts(self) -> tuple[ActChoice, ...]:
        """All acts in the order in which the provider charts them."""
        return self._ordered or tuple(self._begin.acts)

    def _charted(self, charted: Charted | None) -> None:
        if charted is not None and charted.opened.provider.id != self._provider_id:
            self._provider_id = charted.opened.provider.id
            self._read()

    def _read(self) -> None:
        self._try(self._read_both)

    def _read_both(self) -> None:
        acts, starters = self._begin
        self._favourites = ranked(self._records.act_uses(self._provider_id), acts, starters)
        self._ordered = in_order(acts, self._favourites)
        self._bundles = self._records.bundles(self._provider_id)
        self._doubts.clear()
        self.changed.emit()

    def _signed(self, visit: VisitRecord) -> None:
        """Count what was signed; an amendment counts for nothing new."""
        if visit.version != 1:
            return
        done = acts_done(visit.encounter, self._begin.acts)

        def count() -> None:
            if done:
                self._records.count_acts(visit.provider_id, done)
            self._read_both()

        self._try(count)

    def offers(self, typed: str) -> tuple[Offer, ...]:
        """What typed words may mean, bundles first; last the name under which what is charted may be kept."""
        words = typed.lower().split()
        named = [bundle for bundle in self._bundles if _begin_words(words, bundle.name)]
        found = [Offer("bundle", bundle.name, bundle, self._doubts_of(bundle)) for bundle in named]
        found += [Offer(each.group, each.label, each) for each in matching(self._favourites, typed)]
        if words and self._can_keep and not any(bundle.name == typed.strip() for bundle in named):
            found.append(Offer("keep", typed.strip(), typed.strip()))
        return tuple(found)

    @property
    def _can_keep(self) -> bool:
        charted = self._visit.charted
        here = charted.encounter if charted else None
        return here is not None and bool(here.lesions or here.services or here.visit)

    def _doubts_of(self, bundle: Bundle) -> tuple[str, ...]:
        """What speaks against a bundle's codes in the visit at hand; looked for once a visit."""
        charted = self._visit.charted
        if charted is None:
            return ()
        key = charted.opened.visit.id, bundle.id
        if key not in self._doubts:
            self._doubts[key] = self._visit.doubts_of(bundle)
        return self._doubts[key]

    def chart(self, offer: Offer) -> None:
        """Chart a bundle or a favourite, or keep what is charted under a name."""
        if isinstance(offer.what, Bundle):
            self._visit.add_bundle(offer.what)
        elif isinstance(offer.what, Favourite):
            self._visit.add_favourite(offer.what)
        else:
            self.keep_bundle(offer.what)

    def pin(self, offer: Offer) -> None:
        """Pin a favourite, or let go of it where it is pinned."""
        favourite = offer.what
        if isinstance(favourite, Favourite):
            use = ActUse(*favourite.key)
            pinned = favourite.group != "pinned"
            self._try(lambda: self._records.pin_act(self._provider_id, use, pinned=pinned))
            self._read()

    def keep_bundle(self, name: str) -> bool:
        """Keep what is charted as a bundle; False where that cannot be."""
        charted = self._visit.charted
        if charted is None:
            return False

        def keep() -> None:
            bundle = Bundle(
                self._new_id(), self._provider_id, bundle_name(name), bundle_of(charted.encounter)
            )
            self._records.save_bundle(bundle)

        kept = self._try(keep)
        self._read()
        return kept

    def rename(self, bundle: Bundle, name: str) -> bool:
        """Give a bundle another name; False where it cannot have it."""
        kept = self._try(lambda: self._records.save_bundle(bundle._replace(name=bundle_name(name))))
        self._read()
        return kept

    def delete(self, bundle: Bundle) -> None:
        self._try(lambda: self._records.delete_bundle(bundle.id))
        self._read()

    def _try(self, work: Callable[[], None]) -> bool:
        try:
            work()
        except KnownError as problem:
            self.failed.emit(problem)
            return False
        return True


def _begin_words(typed: Sequence[str], name: str) -> bool:
    words = name.lower().split()
    return all(any(word.startswith(part) for word in words) for part in typed)
