"""Nails of which only the number is said, where only the number decides. Source: CPT, Nails."""

import pytest

from chargecapture.domain.procedures import Nail
from tests.helpers.encounters import answer_to, charged, lesion


@pytest.mark.parametrize(
    ("what", "count", "codes"),
    [
        ("debridement", 5, {"11720": 1}),
        ("debridement", 6, {"11721": 1}),
        ("trimming", 10, {"11719": 1}),
    ],
)
def test_nails_that_are_only_counted_are_charged_by_their_number(
    what: str, count: int, codes: dict[str, int]
) -> None:
    nails = lesion(
        "A", "foot_dorsum", Nail(what=what), diagnosis="onychomycosis", side="bilateral", count=count
    )
    assert charged(answer_to(nails)) == codes


def test_avulsed_nails_are_named_however_many_they_are() -> None:
    nails = lesion("A", "great_toe", Nail(what="avulsion"), diagnosis="ingrown nail", side="left", count=2)
    answer = answer_to(nails)
    assert answer.status == "held"
    assert "which digits" in answer.alerts[0].message
