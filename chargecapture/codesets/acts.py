"""The acts that are picked by name and those offered first: `resources/forms` and the cosmetic services."""

import csv
import tomllib
from collections.abc import Sequence
from pathlib import Path

from chargecapture.domain.acts import ActChoice
from chargecapture.errors import TableError


def load_services(resources: Path) -> tuple[tuple[str, str], ...]:
    """Each cosmetic service of the price list: its id and its label."""
    path = resources / "rules" / "cosmetic" / "services.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        return tuple((row["service"], row["label"]) for row in csv.DictReader(stream))


def load_acts(resources: Path) -> tuple[ActChoice, ...]:
    """All acts, the usual ones first, then the cosmetic services.

    Raises:
        TableError: a row lacks its label or its kind.
    """
    path = resources / "forms" / "acts.toml"
    rows = tomllib.loads(path.read_text("utf-8"))["act"]
    try:
        acts = [
            ActChoice(
                row["label"],
                row["kind"],
                row.get("facts", {}),
                tuple(row.get("words", "").split()),
                row.get("on_lesion", True),
            )
            for row in rows
        ]
    except KeyError as missing:
        raise TableError(f"{path.name}: an act has no {missing}") from None
    services = load_services(resources)
    acts += [ActChoice(label, "cosmetic", {"service": id_}, ("cosmetic",)) for id_, label in services]
    return tuple(acts)


def load_starters(resources: Path, acts: Sequence[ActChoice]) -> tuple[tuple[ActChoice, str], ...]:
    """The acts that a provider is offered first, each with its diagnosis in words, which may be empty.

    Raises:
        TableError: a row names no act of the list.
    """
    path = resources / "forms" / "favourites.toml"
    by_label = {act.label: act for act in acts}
    try:
        rows = tomllib.loads(path.read_text("utf-8"))["favourite"]
        return tuple((by_label[row["act"]], row.get("diagnosis", "")) for row in rows)
    except KeyError as missing:
        raise TableError(f"{path.name}: a favourite has no act {missing}") from None
