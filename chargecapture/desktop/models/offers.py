"""The offers of bundles and favourites, one row each, with the word of their group."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from chargecapture.desktop.presenters.favourites import Offer

AnyIndex = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


class OfferModel(QAbstractListModel):
    """What is offered, in order. A screen reader is told the group with each row."""

    OfferRole = Qt.ItemDataRole.UserRole

    def __init__(self) -> None:
        super().__init__()
        self._offers: tuple[Offer, ...] = ()

    def show_offers(self, offers: Sequence[Offer]) -> None:
        if tuple(offers) != self._offers:
            self.beginResetModel()
            self._offers = tuple(offers)
            self.endResetModel()

    def rowCount(self, parent: AnyIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._offers)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        offer = self._offers[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{self.group_word(offer)}: {offer.text}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return offer.text
        return offer if role == self.OfferRole else None

    def end_word(self, offer: Offer) -> str:
        """What stands at the end of a row: its group, or that it is to be looked at first."""
        return self.tr("Look at") if offer.doubts else self.group_word(offer)

    def group_word(self, offer: Offer) -> str:
        words = {
            "bundle": self.tr("Bundle"),
            "pinned": self.tr("Pinned"),
            "often": self.tr("Often"),
            "last": self.tr("Last used"),
            "starter": self.tr("Usual"),
            "keep": self.tr("New bundle"),
        }
        return words[offer.group]
