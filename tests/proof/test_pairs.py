"""The pairs of the edit file: in the program's table all of them, through the coder a part.

`python -m tests.proof --pairs` codes them all. Source: CMS NCCI practitioner edits effective 2024-07-01.
"""

import pytest

from chargecapture.domain.encounter import PayerFamily
from chargecapture.rules.tables import Pair
from tests.helpers.rules import coder, rule_tables
from tests.proof.pairs import (
    DAY,
    LEVELS,
    AddOnProof,
    PairProof,
    PublishedPair,
    VisitProof,
    all_pairs,
    pair_faults,
    some_pairs,
)


def test_every_pair_stands_in_the_program_s_table_in_the_direction_of_the_file() -> None:
    table = rule_tables().on(DAY).pairs
    pairs = all_pairs()
    wrong = [
        pair
        for pair in pairs
        if not table.between(pair.column1, pair.column2)
        == table.between(pair.column2, pair.column1)
        == Pair(*pair)
    ]
    assert (len(pairs) > 94_000, wrong) == (True, [])


@pytest.mark.parametrize(("payer", "number"), [("commercial", 3000), ("medicare", 1500)])
def test_a_pair_gives_the_column_the_indicator_and_the_modifier_of_the_file(
    payer: PayerFamily, number: int
) -> None:
    asked, faults = pair_faults(PairProof(coder(), payer), some_pairs(number, seed=3))
    assert faults == []
    assert asked > number / 2


def test_a_visit_in_a_pair_is_parted_by_25_or_never_beside_it() -> None:
    pairs = [pair for pair in all_pairs() if {pair.column1, pair.column2} & LEVELS.keys()]
    asked, faults = pair_faults(VisitProof(coder()), pairs[::4])
    assert faults == []
    assert asked > 800


@pytest.mark.parametrize("payer", ["commercial", "medicare"])
def test_an_add_on_in_a_pair_is_marked_as_the_file_says(payer: PayerFamily) -> None:
    asked, faults = pair_faults(AddOnProof(coder(), payer), all_pairs()[::5])
    assert faults == []
    assert asked > 500


@pytest.mark.parametrize(
    "wrong",
    [
        PublishedPair("11102", "17004", "1"),  # the other way round
        PublishedPair("17004", "11102", "0"),
        PublishedPair("17111", "17110", "1"),
        PublishedPair("11602", "12032", "1"),  # no pair
    ],
)
def test_a_pair_that_the_file_has_otherwise_is_seen(wrong: PublishedPair) -> None:
    assert pair_faults(PairProof(coder()), [wrong])[1]
