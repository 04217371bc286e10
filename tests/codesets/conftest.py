import pytest

from chargecapture.codesets.library import CodeLibrary
from tests.helpers.library import whole_library


@pytest.fixture(scope="session")
def library() -> CodeLibrary:
    return whole_library()
