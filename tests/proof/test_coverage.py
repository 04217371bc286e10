"""How much of the rules the cases reach; `python -m tests.proof --coverage` lists what they do not."""

import pytest

from tests.proof.coverage import Share, measured

FLOORS = {
    "rows of step tables": 0.98,
    "codes that the tables can choose": 0.95,
    "rows of lookups": 0.88,
    "modifiers": 0.98,
    "rules told or given as reason": 0.88,
}


@pytest.fixture(scope="module")
def shares() -> dict[str, Share]:
    return {share.named: share for share in measured()}


@pytest.mark.parametrize("named", FLOORS)
def test_the_cases_reach_nearly_all_of_the_rules(named: str, shares: dict[str, Share]) -> None:
    share = shares[named]
    assert share.of > 50
    assert share.part >= FLOORS[named], sorted(share.missing)


def test_all_kinds_of_what_is_reached_have_a_floor(shares: dict[str, Share]) -> None:
    assert set(shares) == set(FLOORS)
