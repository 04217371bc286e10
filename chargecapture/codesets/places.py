"""Names of places of service, box 24B, as CMS publishes them."""

import csv
from collections.abc import Mapping
from pathlib import Path

from chargecapture.errors import TableError


def load_places(path: Path) -> Mapping[str, str]:
    """Read the names by their two digits.

    Raises:
        TableError: the file cannot be read.
    """
    try:
        with path.open(encoding="utf-8", newline="") as rows:
            return {row["code"]: row["name"] for row in csv.DictReader(rows, strict=True)}
    except (OSError, csv.Error, UnicodeDecodeError) as problem:
        raise TableError(f"{path.name} cannot be read: {problem}") from problem
