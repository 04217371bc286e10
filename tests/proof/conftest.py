import pytest

from chargecapture.bootstrap import Built
from tests.helpers.library import whole_library


@pytest.fixture(scope="session")
def program() -> Built:
    """The program's parts as the command has them, with the code library of this run."""
    built = Built()
    built.__dict__["library"] = whole_library()
    return built
