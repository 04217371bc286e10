"""The typed line: a site adds a lesion, a whole sentence charts what it says.

As one types, the list below says what was understood, and what was not is underlined. Enter charts it;
the words that were not understood stay in the line.
"""

from collections.abc import Callable, Sequence

from PySide6.QtGui import QInputMethodEvent, QTextCharFormat
from PySide6.QtWidgets import QApplication

from chargecapture.desktop.theme import Theme
from chargecapture.desktop.views.pick_line import Pick, PickLine, Suggest
from chargecapture.domain.encounter import Lesion
from chargecapture.workflow.typed_line import ReadLine, Span

ReadTyped = Callable[[str], ReadLine | None]
InWords = Callable[[Lesion], str]


class ShorthandLine(PickLine):
    """Emits `picked` with a `SiteHit` where a place is typed, with a `ReadLine` where an act is."""

    def __init__(self, name: str, hint: str, sites: Suggest, read: ReadTyped, in_words: InWords) -> None:
        super().__init__(name, hint, self._suggested)
        self._sites = sites
        self._read = read
        self._in_words = in_words
        self.marked: tuple[Span, ...] = ()

    def _suggested(self, text: str) -> Sequence[Pick]:
        line = self._read(text)
        charts = line is not None and line.charts
        self.mark(line.not_understood if line and charts else ())
        if line is None or not charts:
            return self._sites(text)
        return [Pick(words, line) for words in self._rows(line)]

    def _rows(self, line: ReadLine) -> Sequence[str]:
        """What the line would chart, then what it leaves open."""
        charted = line.encounter
        rows = [self._in_words(lesion) for lesion in charted.lesions]
        rows += [service.kind.replace("_", " ").capitalize() for service in charted.services]
        rows += [self._visit(line)] if charted.visit else []
        rows += [self.tr("Asks: {}").format(question.message) for question in line.questions]
        rows += [self.tr("Not understood: {}").format(line.said(span)) for span in line.not_understood]
        return rows

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
