"""Every pair of the published edit file through the coder: column, indicator and modifier as the file says.

Each code of a pair is charted by its number, on two lesions, on one, and as a service; a code that the coder
does not bill by itself so (add-ons, visits, what is for looks or out of its dates) is not asked for.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from chargecapture.domain.charges import Answer
from chargecapture.domain.encounter import Encounter, Lesion, PatientFacts, PayerFamily, Visit
from chargecapture.domain.procedures import Coded
from chargecapture.domain.sites import SiteId
from chargecapture.rules.engine import Coder
from tests.proof.checker import HIDRADENITIS
from tests.proof.published import published

DAY = date(2026, 6, 15)
DIAGNOSES = ("lichen planus", "C44.99", "L57.0", "L40.0", "A63.0")  # a code of cancer wants a cancer
MARK: dict[PayerFamily, str] = {"commercial": "59", "medicare": "XS"}
_SEEN = Visit(separate=True, diagnoses=("rosacea",), minutes=10)
ESTABLISHED = tuple(replace(_SEEN, minutes=minutes) for minutes in (11, 21, 31, 41))
NEW = tuple(replace(_SEEN, minutes=minutes) for minutes in (15, 30, 45, 60))
LEVELS = {
    "99211": replace(_SEEN, staff_only=True),
    **dict(zip(("99212", "99213", "99214", "99215"), ESTABLISHED, strict=True)),
    **dict(zip(("99202", "99203", "99204", "99205"), NEW, strict=True)),
}
NEVER, MAY_BE_PARTED = "0", "1"
# NCCI Policy Manual ch. III: special stains of Mohs tissue are reported besides. CPT: so is what closes
# hidradenitis.
STAINS = frozenset(["88314", "88342", "88344"])


class PublishedPair(NamedTuple):
    column1: str
    column2: str
    indicator: str


@dataclass
class PairProof:
    """The coder's answers to pairs, with what each code comes to by itself."""

    coder: Coder
    payer: PayerFamily = "commercial"
    _diagnoses: dict[str, str] = field(default_factory=dict)

    def is_billed(self, code: str) -> bool:
        """Whether the code, charted by its number, is billed to the insurer unmarked and without a parent."""
        if code not in self._diagnoses:
            found = (word for word in DIAGNOSES if self._is_billed_for(word, code))
            self._diagnoses[code] = next(found, "")
        return bool(self._diagnoses[code])

    def _is_billed_for(self, diagnosis: str, code: str) -> bool:
        done = Coded(code=code, diagnosis=diagnosis)
        on_lesion = Lesion(id="A", site="scalp", diagnosis=diagnosis, procedures=(done,))
        return all(
            _is_plain(answer, code) for answer in (self._answer(on_lesion), self._answer(services=(done,)))
        )

    def _lesion(self, label: str, site: SiteId, *codes: str) -> Lesion:
        done = tuple(Coded(code=code) for code in codes)
        return Lesion(
            id=label, site=site, diagnosis=self._diagnoses.get(codes[0]) or DIAGNOSES[0], procedures=done
        )

    def _answer(
        self, *lesions: Lesion, visit: Visit | None = None, services: tuple[Coded, ...] = ()
    ) -> Answer:
        established = visit is None or visit.staff_only or visit in ESTABLISHED
        patient = PatientFacts(age=Decimal(54), sex="F", established=established)
        made = Encounter(id="P", date_of_service=DAY, payer=self.payer, patient=patient, lesions=lesions)
        return self.coder.code(replace(made, services=services, visit=visit))

    def is_asked(self, pair: PublishedPair) -> bool:
        return self.is_billed(pair.column1) and self.is_billed(pair.column2)

    def faults(self, pair: PublishedPair) -> Iterator[str]:
        """What the coder does with a pair that the file does not say; both codes are billed by themselves."""
        one, two, _ = pair
        for first, second in ((one, two), (two, one)):
            answer = self._answer(self._lesion("A", "scalp", first), self._lesion("B", "abdomen", second))
            yield from self._apart_faults(pair, answer, f"{first} on A, {second} on B")
        answer = self._answer(self._lesion("A", "scalp", one, two))
        yield from self._together_faults(pair, answer, "both on A")
        charted = tuple(Coded(code=code, diagnosis=self._diagnoses[code]) for code in (two, one))
        yield from self._together_faults(
            pair, self._answer(services=charted), "as services", on_one_lesion=False
        )

    def _apart_faults(self, pair: PublishedPair, answer: Answer, how: str) -> Iterator[str]:
        marks = {line.code: line.modifiers for line in answer.lines}
        if pair.indicator == NEVER:
            wanted: dict[str, tuple[str, ...]] = {pair.column1: ()}
            status = "blocked"
        elif "99202" <= pair.column2 <= "99499":  # a visit is parted by 25, which is asked for
            wanted, status = {pair.column1: ()}, "held"
        else:
            wanted = {pair.column1: (), pair.column2: (MARK[self.payer],)}
            status = "ready"
        if (marks, answer.status) != (wanted, status):
            yield f"{pair}, {how}: {marks}, {answer.status}"

    def _together_faults(
        self, pair: PublishedPair, answer: Answer, how: str, *, on_one_lesion: bool = True
    ) -> Iterator[str]:
        codes = {line.code for line in answer.lines}
        stands = pair.indicator == MAY_BE_PARTED and _stands_beside(pair, on_one_lesion=on_one_lesion)
        wanted = {pair.column1, pair.column2} if stands else {pair.column1}
        if codes != wanted:
            yield f"{pair}, {how}: {sorted(codes)}"


@dataclass
class VisitProof(PairProof):
    """The same for pairs with an office visit, charted by its facts as separate: 25 on the visit."""

    def is_asked(self, pair: PublishedPair) -> bool:
        codes = {pair.column1, pair.column2}
        return len(codes & LEVELS.keys()) == 1 and self.is_billed(*codes - LEVELS.keys())

    def faults(self, pair: PublishedPair) -> Iterator[str]:
        code = next(code for code in (pair.column1, pair.column2) if code in LEVELS)
        other = pair.column1 if code == pair.column2 else pair.column2
        done = self._lesion("A", "scalp", other)
        marks = {line.code: line.modifiers for line in self._answer(done, visit=LEVELS[code]).lines}
        if pair.indicator == NEVER:
            wanted: dict[str, tuple[str, ...]] = {pair.column1: ()}
        else:
            wanted = {code: ("25",), other: ()}
        if marks != wanted:
            yield f"{pair}: {marks}"


@dataclass
class AddOnProof(PairProof):
    """The same for pairs with add-on codes, each beside a listed parent that is in no pair with the two."""

    def is_asked(self, pair: PublishedPair) -> bool:
        codes = (pair.column1, pair.column2)
        return any(map(self._is_add_on, codes)) and all(self._charted(code, codes) for code in codes)

    def _is_add_on(self, code: str) -> bool:
        return bool(published().parents(code, DAY))

    def _charted(self, code: str, pair: Sequence[str]) -> tuple[str, ...]:
        """The code with its parent where it needs one; nothing where no parent can stand beside it."""
        if not self._is_add_on(code):
            return (code,) if self.is_billed(code) else ()
        for parent in sorted(published().parents(code, DAY)):
            if self.is_billed(parent) and _is_apart(parent, pair) and self._stands_beside(parent, code):
                return parent, code
        return ()

    def _stands_beside(self, parent: str, code: str) -> bool:
        answer = self._answer(self._lesion("A", "scalp", parent, code))
        return answer.status == "ready" and {line.code for line in answer.lines} == {parent, code}

    def faults(self, pair: PublishedPair) -> Iterator[str]:
        codes = (pair.column1, pair.column2)
        first, second = (self._charted(code, codes) for code in codes)
        if set(first) & set(second):
            second = second[-1:]  # one parent serves both
        answer = self._answer(self._lesion("A", "scalp", *first), self._lesion("B", "abdomen", *second))
        yield from self._apart_faults(pair, _only(answer, codes), f"{first} on A, {second} on B")


def _is_apart(parent: str, codes: Sequence[str]) -> bool:
    pairs = published().pairs
    return not any((parent, code) in pairs or (code, parent) in pairs or parent == code for code in codes)


def _only(answer: Answer, codes: Sequence[str]) -> Answer:
    return replace(answer, lines=tuple(line for line in answer.lines if line.code in codes))


def _is_plain(answer: Answer, code: str) -> bool:
    lines = [(line.code, line.responsibility, line.modifiers) for line in answer.lines]
    return answer.status == "ready" and lines == [(code, "insurance", ())]


def _stands_beside(pair: PublishedPair, *, on_one_lesion: bool) -> bool:
    if pair.column2 in HIDRADENITIS:
        return on_one_lesion and pair.column1[:2] in ("14", "15")
    return pair.column2 in STAINS and pair.column1[:4] == "1731"


def all_pairs() -> list[PublishedPair]:
    return [PublishedPair(*codes, indicator) for codes, indicator in published().pairs.items()]


def some_pairs(number: int, seed: int) -> list[PublishedPair]:
    return random.Random(seed).sample(all_pairs(), number)


def pair_faults(proof: PairProof, pairs: Sequence[PublishedPair]) -> tuple[int, list[str]]:
    """How many of the pairs the coder was asked about, and what it got wrong."""
    asked = [pair for pair in pairs if proof.is_asked(pair)]
    return len(asked), [fault for pair in asked for fault in proof.faults(pair)]
