"""The same visit in other words is charged the same: other labels, side, day, payer, one by one."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from chargecapture.bootstrap import Built
from tests.proof import generator
from tests.proof.generator import encounters
from tests.proof.run import answers

Json = dict[str, Any]
NUMBER = 800
FLAGS = frozenset(generator.FLAGS)
OTHER_SIDE = {"left": "right", "right": "left"}
# Kinds that say their own number, or that a second lesion of the same spot would bring again.
NOT_BY_LESION = {
    "coded",
    "nail",
    "mohs",
    "cosmetic",
    "drug",
    "pathology",
    "laboratory",
    "phototherapy",
    "patch_test",
}


def _relabelled(encounter: Json) -> Json | None:
    """Each lesion under another label, in another order of the alphabet.

    Left out is what speaks of the first of several by its nature: a flag, a notice, an open period, one nail
    on two lesions, and more diagnoses than a claim or a line holds.
    """
    made = json.loads(json.dumps(encounter))
    done = [one for lesion in made["lesions"] for one in lesion["procedures"]]
    if {"notice", "history"} & made.keys() or len(made["lesions"]) > 8 or any(map(_speaks_of_one, done)):
        return None
    labels = [f"L{number}" for number in range(10, 10 + len(made["lesions"]))]
    Random(1).shuffle(labels)
    for lesion, label in zip(made["lesions"], labels, strict=True):
        lesion["id"] = label
    return made


def _speaks_of_one(done: Json) -> bool:
    return done["kind"] == "nail" or bool(FLAGS & done.keys())


def _mirrored(encounter: Json) -> Json | None:
    """Left for right, digits as well; diagnoses that are typed as codes may say a side, and stay out."""
    made = json.loads(json.dumps(encounter))
    for lesion in made["lesions"]:
        if lesion.get("diagnosis", "")[:1].isupper():
            return None
        lesion["side"] = OTHER_SIDE.get(lesion.get("side"), lesion.get("side"))
        for done in lesion["procedures"]:
            if "digits" in done:
                done["digits"] = [("R" if digit[0] == "L" else "L") + digit[1:] for digit in done["digits"]]
    return made


def _a_day_later(encounter: Json) -> Json | None:
    """The whole record a day later, where no edition of a code set changes between the two days."""
    made = json.loads(json.dumps(encounter))
    day = date.fromisoformat(made["date_of_service"])
    if (day + timedelta(1)).day == 1:
        return None
    made["date_of_service"] = (day + timedelta(1)).isoformat()
    for prior in made.get("history", ()):
        prior["date"] = (date.fromisoformat(prior["date"]) + timedelta(1)).isoformat()
    return made


def _one_by_one(encounter: Json) -> Json | None:
    """A group of like lesions as so many; what a notice or an earlier charge says is of one of them."""
    made = json.loads(json.dumps(encounter))
    if "notice" in made or "history" in made:
        return None
    apart = []
    for lesion in made["lesions"]:
        number = lesion.get("count", 1)
        if number > 20 or any(_says_its_number(done) for done in lesion["procedures"]):
            return None
        apart += [{**lesion, "id": f"{lesion['id']}{at}", "count": 1} for at in range(number)]
    made["lesions"] = apart
    return made


def _says_its_number(done: Json) -> bool:
    return done["kind"] in NOT_BY_LESION or "drug" in done


FOLLOW_COMMERCIAL = ("medicaid", "tricare", "workers_comp")


def _for_another_payer(encounter: Json) -> Json | None:
    """Medicaid, TRICARE and workers' compensation follow the commercial profile (procedures 0.5.4)."""
    payer = FOLLOW_COMMERCIAL[len(encounter["lesions"]) % 3]
    return encounter | {"payer": payer} if encounter["payer"] == "commercial" else None


def _coded(answer: Json) -> tuple[object, ...]:
    units: Counter[str] = Counter()
    for line in answer["lines"]:
        units[line["code"], line["responsibility"]] += line["units"]
    return answer["status"], dict(units)


def _marked(answer: Json) -> tuple[object, ...]:
    lines = sorted((line["code"], line["units"], line["modifiers"]) for line in answer["lines"])
    return answer["status"], lines


@pytest.mark.parametrize(
    ("change", "seen", "at_least"),
    [
        (_relabelled, _marked, NUMBER / 2),
        (_mirrored, _coded, NUMBER / 2),
        (_a_day_later, _marked, NUMBER / 2),
        (_one_by_one, _coded, NUMBER / 4),
        (_for_another_payer, _marked, NUMBER / 5),
    ],
    ids=["other labels", "the other side", "a day later", "one by one", "another payer"],
)
def test_the_same_visit_in_other_words_is_charged_the_same(
    program: Built, change: Callable[[Json], Json | None], seen: Callable[[Json], object], at_least: float
) -> None:
    changed = [(encounter, made) for encounter in encounters(NUMBER, seed=21) if (made := change(encounter))]
    assert len(changed) >= at_least
    before = answers([encounter for encounter, _ in changed], program)
    after = answers([made for _, made in changed], program)
    differing = [
        (encounter, seen(one), seen(other))
        for (encounter, one), (_, other) in zip(before, after, strict=True)
        if seen(one) != seen(other)
    ]
    assert differing == []
