"""Bundles and favourites, in the place of the cards while they are asked for. Lays out and forwards.

The line keeps the focus: typing narrows the list, arrows mark a row, Enter charts it.
"""

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
)

from chargecapture.desktop.icons import icon
from chargecapture.desktop.models.offers import OfferModel
from chargecapture.desktop.presenters.favourites import FavouritesPresenter, Offer
from chargecapture.desktop.prompts import Prompts
from chargecapture.desktop.theme import Theme
from chargecapture.desktop.views.widgets import INSIDE, FlowLayout, KeyedButton, label, set_state
from chargecapture.workflow.bundles import Bundle
from chargecapture.workflow.favourites import Favourite

ROW = 32
PAGE = 8
MARKS = {
    "bundle": "bundle",
    "pinned": "pin",
    "often": "often",
    "last": "last",
    "starter": "starter",
    "keep": "add",
}
PIN_KEY, DELETE_KEY = "Ins", "Del"


class FavouritesView(QFrame):
    """The list with its line above, and below what may be done to the row at hand."""

    shut = Signal()  # it was left, or something was charted

    def __init__(self, presenter: FavouritesPresenter, prompts: Prompts) -> None:
        super().__init__()
        self.setObjectName("favourites")
        self._presenter = presenter
        self._prompts = prompts
        self._renamed: Bundle | None = None
        self.line = QLineEdit()
        self.line.setObjectName("favourites_line")
        self.line.setAccessibleName(self.tr("Bundle or favorite"))
        self.line.installEventFilter(self)
        self.model = OfferModel()
        self.rows = QListView()
        self.rows.setObjectName("favourites_rows")
        self.rows.setAccessibleName(self.tr("Bundles and favorites"))
        self.rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows.setUniformItemSizes(True)
        self.rows.setItemDelegate(_Delegate(self.rows))
        self.rows.setModel(self.model)
        self.note = label("", "muted", wraps=True)
        self.note.setObjectName("favourites_note")
        self._lay_out()
        self.line.textEdited.connect(lambda _: self._offer())
        self.rows.clicked.connect(lambda _: self.take())
        self.rows.selectionModel().currentChanged.connect(lambda *_: self._tell())
        self.pin.clicked.connect(self._pin)
        self.rename.clicked.connect(self._begin_renaming)
        self.delete.clicked.connect(self._delete)
        presenter.changed.connect(self._refresh)
        self._set_hint()

    def _lay_out(self) -> None:
        self.pin = KeyedButton(self.tr("Pin"), PIN_KEY)
        self.pin.setObjectName("pin_favourite")
        self.rename = QPushButton(self.tr("Rename"))
        self.rename.setObjectName("rename_bundle")
        self.delete = KeyedButton(self.tr("Delete"), DELETE_KEY)
        self.delete.setObjectName("delete_bundle")
        buttons = FlowLayout()
        for button in (self.pin, self.rename, self.delete):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        column.addWidget(label(self.tr("Bundles and favorites"), "decides"))
        column.addWidget(self.line)
        column.addWidget(self.rows, 1)
        column.addWidget(self.note)
        column.addLayout(buttons)

    def open(self) -> None:
        """Show all that is offered, with the first row marked."""
        self._renamed = None
        self._set_hint()
        self.line.clear()
        self._offer()
        self.show()
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def leave(self) -> None:
        self._renamed = None
        self.shut.emit()

    @property
    def offer(self) -> Offer | None:
        """The row at hand."""
        index = self.rows.currentIndex()
        return index.data(OfferModel.OfferRole) if index.isValid() else None

    def _set_hint(self) -> None:
        hint = (
            self.tr("New name of the bundle")
            if self._renamed
            else self.tr("Type, or a name for a new bundle")
        )
        self.line.setPlaceholderText(hint)

    def _offer(self) -> None:
        if self._renamed is None:
            offers = self._presenter.offers(self.line.text())
            self.model.show_offers(offers)
            if offers and offers[0].group == "keep":  # Enter after a slip of the finger keeps nothing
                self.rows.setCurrentIndex(QModelIndex())
            else:
                self._mark(0)
        self._tell()

    def _refresh(self) -> None:
        """What is offered has changed: the row stays where it is, or the one that took its place."""
        if self.isVisible() and self._renamed is None:
            at = self.rows.currentIndex().row()
            self.model.show_offers(self._presenter.offers(self.line.text()))
            self._mark(min(at, self.model.rowCount() - 1))
            self._tell()

    def _mark(self, row: int) -> None:
        self.rows.setCurrentIndex(self.model.index(max(0, row), 0))

    def _move(self, by: int) -> None:
        count = self.model.rowCount()
        if count:
            at = max(self.rows.currentIndex().row(), 0 if by < 0 else -1) + by
            self._mark(at % count if abs(by) == 1 else max(0, min(count - 1, at)))

    def _tell(self) -> None:
        """Say what Enter does, and what speaks against it."""
        offer = self.offer
        what = offer.what if offer else None
        self.pin.setEnabled(isinstance(what, Favourite))
        self.pin.setText(self.tr("Unpin") if offer and offer.group == "pinned" else self.tr("Pin"))
        self.rename.setEnabled(isinstance(what, Bundle))
        self.delete.setEnabled(isinstance(what, Bundle))
        self.note.setText(self._said(offer))
        set_state(self.note, "role", "warning" if offer and offer.doubts and not self._renamed else "muted")

    def _said(self, offer: Offer | None) -> str:
        if self._renamed is not None:
            return self.tr("Enter keeps the name, Esc leaves “{}”.").format(self._renamed.name)
        if offer is None and self.model.rowCount():
            return self.tr("Nothing has these words. Down and Enter keep what is charted as a bundle.")
        if offer is None:
            return self.tr("Nothing has these words. What is charted can be kept as a bundle.")
        if offer.doubts:
            return " ".join(offer.doubts)
        if offer.group == "keep":
            return self.tr("Enter keeps what is charted as a bundle, without sizes, sides and pathology.")
        if offer.group == "bundle":
            return self.tr("Enter charts the bundle and asks for what it leaves blank.")
        return self.tr("Enter charts it on the lesion at hand, or as a service.")

    # Acts

    def take(self) -> None:
        """Chart the row at hand, or keep what is charted under the name typed."""
        if self._renamed is not None:
            self._end_renaming()
            return
        offer = self.offer
        if offer is None or (offer.doubts and not self._is_wanted(offer)):
            return
        if offer.group == "keep":
            if self._presenter.keep_bundle(offer.text):
                self.leave()
            return
        self.leave()
        self._presenter.chart(offer)

    def _is_wanted(self, offer: Offer) -> bool:
        question = f"{' '.join(offer.doubts)} {self.tr('Chart the bundle all the same?')}"
        return self._prompts.confirm(self, question, self.tr("Chart it"), self.tr("Leave it"))

    def _pin(self) -> None:
        offer = self.offer
        if offer is not None:
            self._presenter.pin(offer)
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _begin_renaming(self) -> None:
        offer = self.offer
        if offer is not None and isinstance(offer.what, Bundle):
            self._renamed = offer.what
            self._set_hint()
            self.line.setText(offer.what.name)
            self.line.selectAll()
            self.line.setFocus(Qt.FocusReason.OtherFocusReason)
            self._tell()

    def _end_renaming(self) -> None:
        if self._renamed is not None and self._presenter.rename(self._renamed, self.line.text()):
            self._leave_renaming()

    def _leave_renaming(self) -> None:
        self._renamed = None
        self._set_hint()
        self.line.clear()
        self._offer()

    def _delete(self) -> None:
        offer = self.offer
        if offer is not None and isinstance(offer.what, Bundle):
            question = self.tr("Delete the bundle “{}”? Visits that it was charted in stay.").format(
                offer.text
            )
            if self._prompts.confirm(self, question, self.tr("Delete"), self.tr("Keep")):
                self._presenter.delete(offer.what)
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    # Keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: PAGE,
            Qt.Key.Key_PageUp: -PAGE,
        }
        key, plain = event.key(), not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if not plain:
            return False
        if key in steps:
            if self._renamed is None:
                self._move(steps[Qt.Key(key)])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take()
        elif key == Qt.Key.Key_Insert:
            self._pin()
        elif key == Qt.Key.Key_Delete and self.delete.isEnabled() and self._at_end and self._renamed is None:
            self._delete()
        else:
            return False
        return True

    @property
    def _at_end(self) -> bool:
        """Whether Del has nothing to take out of the line."""
        return self.line.cursorPosition() == len(self.line.text()) and not self.line.hasSelectedText()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self._renamed is not None:
            self._leave_renaming()
        else:
            self.leave()


class _Delegate(QStyledItemDelegate):
    """A row: the sign of its group, its words, and the group's word at the end."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, Theme.current().px(ROW))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        theme = Theme.current()
        offer: Offer = index.data(OfferModel.OfferRole)
        model = index.model()
        assert isinstance(model, OfferModel)
        painter.save()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(option.rect, theme.color("selected"))
            painter.fillRect(
                QRect(option.rect.topLeft(), QSize(3, option.rect.height())), theme.color("accent")
            )
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(option.rect, theme.color("sunken"))
        box = option.rect.adjusted(INSIDE, 0, -INSIDE, 0)
        side = theme.px(16)
        doubtful = bool(offer.doubts)
        mark = QRect(box.left(), box.center().y() - side // 2, side, side)
        icon("look_at" if doubtful else MARKS[offer.group], "warning" if doubtful else "muted").paint(
            painter, mark
        )
        box.setLeft(mark.right() + 10)
        painter.setFont(theme.font("small"))
        painter.setPen(theme.color("warning" if doubtful else "muted"))
        word = model.end_word(offer)
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, word)
        box.setRight(box.right() - painter.fontMetrics().horizontalAdvance(word) - 12)
        painter.setFont(theme.font("body"))
        painter.setPen(theme.color("text"))
        shown = painter.fontMetrics().elidedText(offer.text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()
