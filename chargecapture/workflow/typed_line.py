"""The typed line: what was read out of it, word by word, and the visit that it charts."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, NamedTuple, Protocol

from chargecapture.domain.charges import Alert, Answer, Place, Status
from chargecapture.domain.encounter import Encounter, PatientFacts, PayerFamily
from chargecapture.errors import Fault

SpanKind = Literal["understood", "ignored", "not_understood"]
SOURCE = "The typed line; resources/shorthand/words.toml"
NOT_UNDERSTOOD, READ_AS = "shorthand.not_understood", "shorthand.read_as"


class Span(NamedTuple):
    """A stretch of the line, `end` exclusive, and what became of it. The spans of a line leave no gap."""

    start: int
    end: int
    kind: SpanKind
    became: str = ""


class Question(NamedTuple):
    """A fact that the line leaves open and the rules do not ask for by themselves, and where it belongs."""

    rule: str
    message: str
    place: Place


class Slip(NamedTuple):
    """A word with a slip of one letter, and how it was read."""

    typed: str
    meant: str


class LineFacts(NamedTuple):
    """What a line does not say of the visit. `taken` are the labels of the lesions that are charted."""

    date_of_service: date
    payer: PayerFamily
    patient: PatientFacts
    id: str = "typed"
    taken: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A typed line as read: the visit as far as it was understood, and what is open about it."""

    text: str
    encounter: Encounter
    spans: tuple[Span, ...]
    questions: tuple[Question, ...] = ()
    slips: tuple[Slip, ...] = ()

    @property
    def not_understood(self) -> tuple[Span, ...]:
        return tuple(span for span in self.spans if span.kind == "not_understood")

    @property
    def charts(self) -> bool:
        """Whether it says that something was done; a place alone does not."""
        charted = self.encounter
        return bool(charted.visit or charted.services or any(lesion.procedures for lesion in charted.lesions))

    @property
    def left_over(self) -> str:
        """The words that were not understood, as they would be typed."""
        return " ".join(map(self.said, self.not_understood))

    def said(self, span: Span) -> str:
        return self.text[span.start : span.end]

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What was not understood, each with its characters, counted from 0."""
        return tuple(
            Fault(f"text[{span.start}:{span.end}]", self.said(span), "words of the typed line")
            for span in self.not_understood
        )

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """What keeps the claim: one alert a span that was not understood, one a question that is open."""
        unread = [
            Alert("error", NOT_UNDERSTOOD, _not_understood(self, span), SOURCE, effect="hold")
            for span in self.not_understood
        ]
        asked = [
            Alert("error", each.rule, each.message, SOURCE, place=each.place, effect="hold")
            for each in self.questions
        ]
        return (*unread, *asked)

    @property
    def remarks(self) -> tuple[Alert, ...]:
        """How words with a slip were read; they keep nothing."""
        return tuple(
            Alert("warning", READ_AS, f"“{slip.typed}” was read as “{slip.meant}”.", SOURCE)
            for slip in self.slips
        )

    def held(self, answer: Answer) -> Answer:
        """The answer to this line's visit, held as long as something of the line is open."""
        held = bool(self.alerts) and answer.status != "blocked"
        status: Status = "held" if held else answer.status
        return replace(answer, status=status, alerts=(*self.alerts, *self.remarks, *answer.alerts))


def _not_understood(line: ReadLine, span: Span) -> str:
    return f"“{line.said(span)}” (characters {span.start + 1} to {span.end}) was not understood."


class LineReader(Protocol):
    """Reads typed lines; quick enough for every keystroke."""

    def read(self, text: str, facts: LineFacts) -> ReadLine: ...
