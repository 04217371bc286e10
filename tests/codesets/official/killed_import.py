"""Imports files in a process of its own, which a test kills. Arguments: folder, moment, files.

The moment says where the process ends without a word: once a file is `filled`, once it is `kept` under its
name, or with half of the new list `written`. `full` lets no file grow over 8 KB, as a full disk does.
"""

import os
import signal
import sys
from datetime import date
from pathlib import Path
from typing import Any

from chargecapture.codesets.official import store
from chargecapture.codesets.official.importing import Options, import_files
from chargecapture.codesets.official.layouts import LAYOUTS
from chargecapture.errors import KnownError

TODAY = date(2026, 11, 24)
FULL_BYTES = 8192


def killed_after(function: Any) -> Any:
    def last_deed(*arguments: Any, **named: Any) -> Any:
        function(*arguments, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    return last_deed


def main(folder: str, moment: str, *files: str) -> None:
    if moment == "filled":
        store._filled = killed_after(store._filled)
    elif moment == "kept":
        store.Change.write = killed_after(store.Change.write)  # type: ignore[method-assign]
    elif moment == "full":
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (FULL_BYTES, FULL_BYTES))
    else:
        store.json.dump = killed_after(store.json.dump)
    try:
        import_files(
            store.EditionStore(Path(folder)), LAYOUTS, list(map(Path, files)), Options(), today=TODAY
        )
    except KnownError as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main(*sys.argv[1:])
