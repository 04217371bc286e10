from pathlib import Path

import pytest

from tests.helpers.paper import Golden


@pytest.fixture
def golden(request: pytest.FixtureRequest, qapp: object) -> Golden:
    """The kept documents; drawing them needs the application object."""
    folder = Path(__file__).resolve().parent.parent / "golden"
    return Golden(folder, update=request.config.getoption("--update-golden"))
