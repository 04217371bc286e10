"""The typed line: a site adds a lesion, a whole sentence charts what it says.

As one types, the list below says what was understood, and what was not is underlined. Enter charts it;
the words that were not understood stay in the line.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import QApplication, QListWidget, QListWidgetItem, QWidget

from chargecapture.desktop.theme import Theme
from chargecapture.desktop.views.pick_line import MOST_ROWS, Pick, PickLine, Suggest
from chargecapture.domain.encounter import Lesion
from chargecapture.workflow.completing import Completion
from chargecapture.workflow.typed_line import ReadLine, Span

InWords = Callable[[Lesion], str]
FEWEST_COMPLETIONS = 3
GAP = 8


class Words(NamedTuple):
    """What the line knows of words: how they read and go on, what is near, typed before, charged."""

    read: Callable[[str], ReadLine | None]
    complete: Callable[[str], Sequence[Completion]]
    meant: Callable[[str], str]
    before: Callable[[], Sequence[str]]
    added_to: Callable[[ReadLine], Lesion | None]
    charged: Callable[[ReadLine], Sequence[str]]


class ShorthandLine(PickLine):
    """Emits `picked` with a `SiteHit` where a place is typed, with a `ReadLine` where an act is.

    `understood` has the line as far as it is typed, and `None` once its list is closed.
    """

    understood = Signal(object)  # ReadLine, or None

    def __init__(self, name: str, hint: str, sites: Suggest, words: Words, in_words: InWords) -> None:
        super().__init__(name, hint, self._suggested)
        self._sites = sites
        self._words = words
        self._in_words = in_words
        self.map: QWidget | None = None
        """What the list leaves in sight, as what is typed is shown there."""
        self._previewing = False
        self._back_at = -1  # which of the lines before stands here
        self.marked: tuple[Span, ...] = ()
        self.textEdited.connect(self._edited)

    def _suggested(self, text: str) -> Sequence[Pick]:
        line = self._words.read(text)
        charts = line is not None and line.charts
        self.mark(line.not_understood if line and charts else ())
        self._preview(line if charts else None)
        if line is not None and charts:
            picks = [Pick(words, line) for words in self._rows(line)]
        else:
            picks = list(self._sites(text))
        # While a line of before is looked through, nothing in it is half typed.
        at_end = self._back_at < 0 and self.cursorPosition() == len(text)
        found = self._words.complete(text) if at_end else ()
        room = max(MOST_ROWS - len(picks), FEWEST_COMPLETIONS if charts else 0)
        return [*picks, *(Pick(self.tr("Complete: {}").format(each.words), each) for each in found[:room])]

    def _preview(self, line: ReadLine | None) -> None:
        if line is not None or self._previewing:
            self._previewing = line is not None
            self.understood.emit(line)

    # Words that go on

    @property
    def rows(self) -> tuple[str, ...]:
        """What the open list says of the line, without how its words may go on."""
        return tuple(text for text, at in zip(super().rows, self._completions, strict=True) if at is None)

    @property
    def completions(self) -> tuple[str, ...]:
        """How the word at the caret may go on, as the open list offers it."""
        return tuple(at.words for at in self._completions if at is not None)

    @property
    def _completions(self) -> tuple[Completion | None, ...]:
        """Of each row of the open list."""
        if self._list is None or not self._list.isVisible():
            return ()
        data = (self._list.item(at).data(Qt.ItemDataRole.UserRole) for at in range(self._list.count()))
        return tuple(each if isinstance(each, Completion) else None for each in data)

    def _offer(self) -> None:
        super()._offer()
        if not self.text().strip():
            self.mark(())
        if self._list is not None and self._completions and not self.rows:
            self._list.setCurrentRow(-1)  # nothing that Enter would chart

    def _box(self, rows: QListWidget) -> QRect:
        window, box = self.window(), super()._box(rows)
        if self.map is not None and self.map.isVisible():
            ends = self.map.mapTo(window, QPoint(self.map.width(), 0)).x()
            if ends < box.right() // 2:
                box.setLeft(ends + GAP)
        if (row := rows.sizeHintForRow(0)) > 0:
            box.setHeight(row * min(rows.count(), MOST_ROWS) + 2 * rows.frameWidth() + 2)
        return box

    def _edited(self) -> None:
        self._back_at = -1

    def _take(self, item: QListWidgetItem) -> None:
        chosen = item.data(Qt.ItemDataRole.UserRole)
        if isinstance(chosen, Completion):
            self._go_on_with(chosen)
            return
        self._back_at = -1
        super()._take(item)

    def _go_on_with(self, completion: Completion) -> None:
        self.setSelection(completion.start, len(self.text()) - completion.start)
        self.insert(f"{completion.words} ")
        self._offer()

    def _complete(self) -> bool:
        """Take the completion that is marked, else the first; False where none is offered."""
        found = self._completions
        rows = [at for at, each in enumerate(found) if each is not None]
        if self._list is None or not rows:
            return False
        at = self._list.currentRow()
        self._take(self._list.item(at if at in rows else rows[0]))
        return True

    def event(self, event: QEvent) -> bool:
        """Tab takes a completion where one is offered; else it goes on, as everywhere."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
            if event.key() == Qt.Key.Key_Tab and plain and self._complete():
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, plain = event.key(), event.modifiers() == Qt.KeyboardModifier.NoModifier
        at_end = self.cursorPosition() == len(self.text()) and not self.hasSelectedText()
        if key == Qt.Key.Key_Right and plain and at_end and self._complete():
            return
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._go_back(1 if key == Qt.Key.Key_Up else -1):
            return
        super().keyPressEvent(event)

    def _enter(self, open_list: QListWidget | None) -> None:
        """Enter on a line whose list was closed says first what it would chart."""
        if open_list is None and self.text().strip():
            self._offer()
            if self.rows:
                return
        super()._enter(open_list)

    # What was typed before

    def _go_back(self, by: int) -> bool:
        """Go to the line before, or to the one after; False where up and down move in the list."""
        lines = self._words.before()
        looking = self._back_at >= 0
        if not lines or not (looking or (by > 0 and not self.text())):
            return False
        self._back_at = max(-1, min(self._back_at + by, len(lines) - 1))
        self.setText(lines[self._back_at] if self._back_at >= 0 else "")
        self._offer()
        return True

    def close_list(self) -> None:
        super().close_list()
        self._preview(None)

    # What it says

    def _rows(self, line: ReadLine) -> Sequence[str]:
        """What the line would chart, then what it leaves open."""
        charted = line.encounter
        onto = self._words.added_to(line)
        rows = [self.tr("Adds to {}").format(self._in_words(onto))] if onto else []
        rows += [self._in_words(lesion) for lesion in (() if onto else charted.lesions)]
        rows += [service.kind.replace("_", " ").capitalize() for service in charted.services]
        rows += [self._visit(line)] if charted.visit else []
        charged = self._words.charged(line)
        rows += [self.tr("Charges: {}").format("   ".join(charged))] if charged else []
        rows += [self.tr("Asks: {}").format(question.message) for question in line.questions]
        rows += [self._not_understood(line.said(span)) for span in line.not_understood]
        return rows

    def _not_understood(self, said: str) -> str:
        told = self.tr("Not understood: {}").format(said)
        meant = self._words.meant(said)
        return f"{told} · {self.tr('Did you mean {}?').format(meant)}" if meant else told

    def _visit(self, line: ReadLine) -> str:
        visit = line.encounter.visit
        problems = ", ".join(visit.diagnoses) if visit else ""
        return self.tr("Visit: {}").format(problems) if problems else self.tr("Visit")

    def keep_left_over(self, line: ReadLine) -> None:
        """Leave in the line what was not understood, underlined."""
        self.setText(line.left_over)
        self.mark((Span(0, len(line.left_over), "not_understood"),) if line.left_over else ())

    def mark(self, spans: Sequence[Span]) -> None:
        """Underline stretches of the text with a wave of the error's colour, and no others."""
        wave = QTextCharFormat()
        wave.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        wave.setUnderlineColor(Theme.current().color("error"))
        kind = QInputMethodEvent.AttributeType.TextFormat
        marks = [
            QInputMethodEvent.Attribute(kind, span.start - self.cursorPosition(), span.end - span.start, wave)
            for span in spans
        ]
        # A line of text takes formats from nowhere but an input method.
        QApplication.sendEvent(self, QInputMethodEvent("", marks))
        self.marked = tuple(spans)
