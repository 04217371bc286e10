"""The charge table: a section for the insurer, one for the patient, the reason of each line below it."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from chargecapture.desktop.icons import draw_icon
from chargecapture.desktop.models.charge_lines import COLUMNS, ChargeLineModel, Kind, belongs
from chargecapture.desktop.theme import Theme
from chargecapture.desktop.views.discs import draw_disc
from chargecapture.domain.charges import ChargeLine

PAD = 8
ROW, SECTION = 48, 28
ICON = 14
NEEDS = {
    Kind.CODE: 90,
    Kind.MODIFIERS: 56,
    Kind.UNITS: 50,
    Kind.LESIONS: 60,
    Kind.FEE: 78,
    Kind.PAYER: 100,
}
LEAST_DIAGNOSES = 120
AnyIndex = QModelIndex | QPersistentModelIndex


class ChargesTable(QTableView):
    """One encounter's lines. `line_chosen` carries the `ChargeLine` that became the current one."""

    line_chosen = Signal(object)
    why_asked = Signal(object)

    def __init__(self, model: ChargeLineModel) -> None:
        super().__init__()
        self._lines = model
        self._wide = -1
        self.setObjectName("charges")
        self.setAccessibleName(self.tr("Charge lines"))
        self.setModel(model)
        self.setItemDelegate(_Delegate(self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        model.modelReset.connect(self._lay_out_rows)
        self.selectionModel().currentRowChanged.connect(self._row_changed)
        self.doubleClicked.connect(lambda index: self._ask_why(index.row()))
        Theme.current().changed.connect(self._scaled)

    def current_line(self) -> ChargeLine | None:
        index = self.currentIndex()
        return self._lines.row(index.row()).line if index.isValid() else None

    def choose_lesion(self, label: str) -> None:
        """Make the first line of a lesion the current one, without saying so; one of its lines may stay."""
        current = self.current_line()
        if current is not None and belongs(current, label):
            return
        row = self._lines.first_row_of(label)
        if row == (self.currentIndex().row() if self.currentIndex().isValid() else None):
            return
        blocked = self.selectionModel().blockSignals(True)
        if row is None:
            self.clearSelection()
            self.setCurrentIndex(QModelIndex())
        else:
            self.selectRow(row)
        self.selectionModel().blockSignals(blocked)
        self.viewport().update()

    def _row_changed(self, current: QModelIndex) -> None:
        if current.isValid() and (line := self._lines.row(current.row()).line):
            self.line_chosen.emit(line)

    def _ask_why(self, row: int) -> None:
        if line := self._lines.row(row).line:
            self.why_asked.emit(line)

    def _lay_out_rows(self) -> None:
        theme = Theme.current()
        self.clearSpans()
        for row in range(self._lines.rowCount()):
            heading = self._lines.row(row).line is None
            self.setRowHeight(row, theme.px(SECTION if heading else ROW))
            if heading:
                self.setSpan(row, 0, 1, len(COLUMNS))

    def _scaled(self) -> None:
        self._wide = -1
        self._lay_out_columns()
        self._lay_out_rows()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out_columns()

    def _lay_out_columns(self) -> None:
        wide = self.viewport().width()
        if wide == self._wide:
            return
        self._wide = wide
        theme = Theme.current()
        left = wide - sum(theme.px(width) for width in NEEDS.values())
        for at, column in enumerate(COLUMNS):
            width = NEEDS.get(column.kind)
            self.setColumnWidth(at, theme.px(width) if width else max(left, theme.px(LEAST_DIAGNOSES)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The reason of a line runs below all its columns."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        theme = Theme.current()
        painter.setFont(theme.font("small"))
        painter.setPen(theme.color("muted"))
        for row in range(self._lines.rowCount()):
            reason = self._lines.index(row, 0).data(ChargeLineModel.ReasonRole)
            y = self.rowViewportPosition(row)
            if not reason or not event.rect().intersects(QRect(0, y, 1, self.rowHeight(row))):
                continue
            box = QRect(PAD, y + theme.px(26), self.viewport().width() - 2 * PAD, theme.px(16))
            text = painter.fontMetrics().elidedText(reason, Qt.TextElideMode.ElideRight, box.width())
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        if not self._lines.rowCount():
            self._paint_empty(painter)

    def _paint_empty(self, painter: QPainter) -> None:
        box = self.viewport().rect().adjusted(PAD, PAD, -PAD, -PAD)
        flags = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
        painter.drawText(box, flags, self.tr("No charges yet. They appear here as the visit is charted."))

    def minimumSizeHint(self) -> QSize:
        """Codes, money and who pays are never cut."""
        theme = Theme.current()
        return QSize(theme.px(sum(NEEDS.values()) + LEAST_DIAGNOSES) + 2, theme.px(120))


class _Delegate(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        theme = Theme.current()
        row = index.data(ChargeLineModel.RowRole)
        painter.save()
        if row.line is None:
            self._heading(painter, option.rect, row.section, str(index.data()), theme)
        else:
            self._cell(painter, option, index, row.line, theme)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setPen(theme.color("hairline"))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        painter.restore()

    @staticmethod
    def _heading(painter: QPainter, box: QRect, section: str, text: str, theme: Theme) -> None:
        patient = section == "patient"
        role = "selfpay" if patient else "insurance"
        painter.fillRect(box, theme.color("self_bg" if patient else "sunken"))
        side = theme.px(ICON)
        mark = QRectF(box.left() + PAD, box.center().y() - side / 2 + 1, side, side)
        draw_icon(painter, mark, "patient" if patient else "insurance", role)
        font = theme.font("small")
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(theme.color(role))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box.adjusted(PAD + side + 4, 0, 0, 0), flags, text)

    def _cell(
        self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex, line: ChargeLine, theme: Theme
    ) -> None:
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, theme.color("selected"))
        box = QRect(option.rect.left() + PAD, option.rect.top() + theme.px(6), 0, theme.px(20))
        box.setRight(option.rect.right() - PAD)
        kind = COLUMNS[index.column()].kind
        if kind == Kind.LESIONS and line.lesions:
            self._discs(painter, box, line, option, theme)
            return
        if kind == Kind.PAYER:
            self._payer(painter, box, line, str(index.data()), theme)
            return
        strong = {Kind.CODE: "strong", Kind.MODIFIERS: "decides", Kind.FEE: "decides"}
        painter.setFont(theme.figures(strong.get(kind, "body")))
        painter.setPen(theme.color("muted" if kind == Kind.DIAGNOSES and line.cosmetic else "text"))
        right = kind in (Kind.UNITS, Kind.FEE)
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        text = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, text)

    @staticmethod
    def _discs(
        painter: QPainter, box: QRect, line: ChargeLine, option: QStyleOptionViewItem, theme: Theme
    ) -> None:
        side = theme.px(20)
        fit = max(1, (box.width() + 3) // (side + 3))
        for at, label in enumerate(line.lesions[:fit]):
            more = at == fit - 1 and len(line.lesions) > fit
            place = QRectF(box.left() + at * (side + 3), box.top(), side, side)
            text = f"+{len(line.lesions) - at}" if more else label
            draw_disc(painter, place, text, option.palette, theme.font("small"), ring=line.cosmetic or more)

    @staticmethod
    def _payer(painter: QPainter, box: QRect, line: ChargeLine, text: str, theme: Theme) -> None:
        role, name = {
            "insurance": ("insurance", "insurance"),
            "patient": ("selfpay", "patient"),
            "practice": ("warning", "look_at"),
        }[line.responsibility]
        side = theme.px(ICON)
        draw_icon(painter, QRectF(box.left(), box.center().y() - side / 2 + 1, side, side), name, role)
        painter.setFont(theme.font("body"))
        painter.setPen(theme.color(role))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box.adjusted(side + 4, 0, PAD, 0), flags, text)
