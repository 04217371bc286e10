"""What an auditor looks for in the note of a visit, and whether the encounter already says it."""

from typing import Literal, NamedTuple

from chargecapture.domain.charges import Place

State = Literal["charted", "missing", "to_confirm"]
"""`missing`: the encounter could say it and does not; `to_confirm`: only the note can say it."""


class Item(NamedTuple):
    """One thing to be charted. `said` is what the encounter says of it; `rule` the auditor's rule."""

    key: str
    rule: str
    label: str
    state: State
    said: str
    place: Place
    source: str
