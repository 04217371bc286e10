"""Another coder, who has only the printed specification, comes to the same codes, units and marks.

`python -m tests.proof --second 20000` compares more of them.
"""

import pytest

from chargecapture.bootstrap import Built
from tests.proof.generator import common_work
from tests.proof.rules_page import PAGE
from tests.proof.run import second_opinions
from tests.proof.second_coder import APART, UnknownWorkError, code

pytestmark = pytest.mark.skipif(
    not PAGE.exists(), reason=f"the specification {PAGE.name} is not beside the checkout"
)

NUMBER = 1500


def test_a_second_coder_agrees_on_the_common_work_of_a_day(program: Built) -> None:
    opinions = second_opinions(common_work(NUMBER, seed=5), program)
    assert opinions.differing == []
    assert opinions.agreed > 0.6 * NUMBER


def test_the_second_coder_has_an_opinion_of_its_own() -> None:
    """Procedures 7.3: 11102 before 17000; 3.1: 7 keratoses are 17000 and 17003 × 6."""
    keratoses = {"site": "scalp", "nature": "premalignant", "count": 7}
    frozen = {"kind": "destruction", "method": "cryosurgery"}
    papule = {
        "site": "cheek",
        "nature": "unspecified",
        "procedures": [{"kind": "biopsy", "method": "tangential"}],
    }
    lesions = [keratoses | {"procedures": [frozen]}, papule]
    encounter = {"payer": "medicare", "patient": {"sex": "F"}, "services": [], "lesions": lesions}
    assert code(encounter) == ({"17000": 1, "17003": 6, "11102": 1}, {("17000", APART)})
    with pytest.raises(UnknownWorkError):
        code(encounter | {"history": []})
