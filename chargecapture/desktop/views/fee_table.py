"""What the practice asks for each code, typed into a table of all codes that have a label."""

from collections.abc import Mapping
from decimal import Decimal

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from chargecapture.workflow.typing_in import CannotRead, read_money

CODE, LABEL, FEE = range(3)
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def fee_text(fee: Decimal | None) -> str:
    return "" if fee is None else f"{fee:.2f}"


class FeeTable(QTableWidget):
    """A row a code; the fee alone can be typed over."""

    def __init__(self) -> None:
        super().__init__(0, 3)
        self.setObjectName("fees")
        self.setAccessibleName(self.tr("Fees by code"))
        self.setHorizontalHeaderLabels([self.tr("Code"), self.tr("What it is"), self.tr("Fee $")])
        self.horizontalHeaderItem(FEE).setTextAlignment(RIGHT)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        header = self.horizontalHeader()
        header.setDefaultAlignment(LEFT)
        header.setSectionResizeMode(LABEL, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)

    def show_fees(self, texts: Mapping[str, str], labels: Mapping[str, str]) -> None:
        """List all codes that have a fee or a label; `texts` are the fees as they were typed."""
        with QSignalBlocker(self):
            codes = sorted({*labels, *texts})
            self.setRowCount(len(codes))
            for row, code in enumerate(codes):
                for column, text in enumerate((code, labels.get(code, ""), texts.get(code, ""))):
                    self.setItem(row, column, _cell(text, column))

    def filter_by(self, text: str) -> None:
        """Show the rows whose code and label hold all the words, in any order."""
        wanted = text.lower().split()
        for row in range(self.rowCount()):
            said = f"{self._text(row, CODE)} {self._text(row, LABEL)}".lower()
            self.setRowHidden(row, not all(word in said for word in wanted))

    def texts(self) -> dict[str, str]:
        """What stands in each row that is not empty, by code, whether it can be read or not."""
        rows = range(self.rowCount())
        return {self._text(row, CODE): text for row in rows if (text := self._text(row, FEE))}

    def fees(self) -> dict[str, Decimal]:
        """The fee of each code that has one.

        Raises:
            CannotRead: naming the first code whose fee is no amount.
        """
        read = ((self._text(row, CODE), self.fee_at(row)) for row in range(self.rowCount()))
        return {code: fee for code, fee in read if fee is not None}

    def fee_at(self, row: int) -> Decimal | None:
        """The fee of a row; `None` where it has none.

        Raises:
            CannotRead: naming the code.
        """
        text = self._text(row, FEE)
        try:
            return read_money(text)
        except CannotRead:
            said = self.tr("The fee of {} cannot be read: {}").format(self._text(row, CODE), text)
            raise CannotRead(said) from None

    def write_fee(self, row: int, fee: Decimal | None) -> None:
        """Write a fee as all are written, without saying that it was typed."""
        with QSignalBlocker(self):
            self.item(row, FEE).setText(fee_text(fee))

    def edit_fee(self, code: str) -> None:
        """Put the caret on the fee of a code."""
        found = self.findItems(code, Qt.MatchFlag.MatchExactly)
        if found:
            self.setCurrentCell(found[0].row(), FEE)
            self.scrollToItem(found[0], QAbstractItemView.ScrollHint.PositionAtCenter)
            self.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.editItem(self.item(found[0].row(), FEE))

    def _text(self, row: int, column: int) -> str:
        return self.item(row, column).text()


def _cell(text: str, column: int) -> QTableWidgetItem:
    cell = QTableWidgetItem(text)
    if column == FEE:
        cell.setTextAlignment(RIGHT)
    else:
        cell.setFlags(cell.flags() & ~Qt.ItemFlag.ItemIsEditable)
    return cell
