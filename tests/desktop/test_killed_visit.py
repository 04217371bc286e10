"""The program is killed while a visit is charted: the next start shows it."""

from pathlib import Path

import pytest

from tests.desktop.killed_visit import kill_visits
from tests.helpers.screen import XVFB


@pytest.mark.skipif(XVFB is None, reason="needs Xvfb, Debian package xvfb")
def test_a_killed_program_comes_back_with_all_but_the_field_being_typed(tmp_path: Path) -> None:
    kills = list(kill_visits(4, seed=1972, folder=tmp_path))
    assert not any(kill.behind_left for kill in kills)
    assert max(kill.told for kill in kills) > 20  # some of them came late in the visit
