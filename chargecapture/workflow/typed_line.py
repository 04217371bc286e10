"""The typed line: what was read out of it, word by word, and the visit that it charts."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, NamedTuple, Protocol

from chargecapture.domain.charges import Alert, Answer, Place, Status
from chargecapture.domain.encounter import Encounter, PatientFacts, PayerFamily
from chargecapture.errors import Fault

SpanKind = Literal["understood", "ignored", "not_understood"]
SOURCE = "The typed line; resources/shorthand/words.toml"
NOT_UNDERSTOOD = "shorthand.not_understood"


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


class LineFacts(NamedTuple):
    """What a line does not say of the visit."""

    date_of_service: date
    payer: PayerFamily
    patient: PatientFacts
    id: str = "typed"


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A typed line as read: the visit as far as it was understood, and what is open about it."""

    text: str
    encounter: Encounter
    spans: tuple[Span, ...]
    questions: tuple[Question, ...] = ()

    @property
    def not_understood(self) -> tuple[Span, ...]:
        return tuple(span for span in self.spans if span.kind == "not_understood")

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
        """One alert a span that was not understood and a question that is open; each holds the claim."""
        unread = [
            Alert("error", NOT_UNDERSTOOD, _not_understood(self, span), SOURCE, effect="hold")
            for span in self.not_understood
        ]
        asked = [
            Alert("error", each.rule, each.message, SOURCE, place=each.place, effect="hold")
            for each in self.questions
        ]
        return (*unread, *asked)

    def held(self, answer: Answer) -> Answer:
        """The answer to this line's visit, held as long as something of the line is open."""
        alerts = self.alerts
        if not alerts:
            return answer
        status: Status = "blocked" if answer.status == "blocked" else "held"
        return replace(answer, status=status, alerts=(*alerts, *answer.alerts))


def _not_understood(line: ReadLine, span: Span) -> str:
    return f"“{line.said(span)}” (characters {span.start + 1} to {span.end}) was not understood."


class LineReader(Protocol):
    """Reads typed lines; quick enough for every keystroke."""

    def read(self, text: str, facts: LineFacts) -> ReadLine: ...

