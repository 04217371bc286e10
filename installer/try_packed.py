"""Tries the packed program: `python installer/try_packed.py FOLDER`, with the Python of the checkout.

It must answer as the checkout does, in an empty home and with no Python within reach, and draw its window.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

from PySide6.QtGui import QGuiApplication, QImage

OURS = Path(sys.executable).with_name("chargecapture")
WINDOW_S = 60
COLOURS = 50  # an empty screen has one, a window with type many
VISIT = {
    "id": "V1",
    "date_of_service": "2026-06-15",
    "payer": "commercial",
    "patient": {"age": 54, "sex": "F", "established": True},
    "lesions": [
        {
            "id": "A",
            "site": "cheek",
            "side": "left",
            "diagnosis": "rule out BCC",
            "procedures": [{"kind": "biopsy", "method": "tangential"}],
        }
    ],
}


class Packed:
    def __init__(self, program: Path, folder: Path) -> None:
        self.program = program
        self.folder = folder
        self.environment = {"HOME": str(folder), "PATH": str(folder / "nothing")}

    def run(self, *words: object) -> str:
        return _run(self.program, *words, env=self.environment, cwd="/")

    def must_answer_as_ours(self, *words: object) -> None:
        if self.run(*words) != _run(OURS, *words):
            sys.exit(f"The packed program answers otherwise: {words[0]}")


def _run(program: Path, *words: object, **how: object) -> str:
    done = subprocess.run(
        [program, *map(str, words)], stdout=subprocess.PIPE, text=True, check=False, timeout=300, **how
    )
    if done.returncode or not done.stdout:
        sys.exit(f"{program} {words[0]} ended with {done.returncode} and this answer: {done.stdout}")
    return done.stdout


def try_commands(packed: Packed) -> None:
    visit = packed.folder / "visit.json"
    visit.write_text(json.dumps(VISIT), "utf-8")
    packed.must_answer_as_ours("--version")
    packed.must_answer_as_ours("code", visit)
    packed.must_answer_as_ours("find", "bcc")
    ours, theirs = packed.folder / "ours.pdf", packed.folder / "theirs.pdf"
    _run(OURS, "superbill", visit, "-o", ours)
    packed.run("superbill", visit, "-o", theirs)
    if not theirs.read_bytes().startswith(b"%PDF") or ours.read_bytes() != theirs.read_bytes():
        sys.exit("The packed program prints another superbill.")
    packed.run("sample-day", packed.folder / "day")


@contextmanager
def _display() -> Iterator[str]:
    reader, writer = os.pipe()
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1280x800x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[writer], stderr=subprocess.DEVNULL) as server:
        os.close(writer)
        with os.fdopen(reader) as told:
            number = told.readline().strip()
        try:
            yield f":{number}"
        finally:
            server.terminate()


def try_window(packed: Packed) -> None:
    """Open the sample practice on a display of its own, until something is drawn there."""
    with _display() as display:
        command = [packed.program, "open", "--sample"]
        environment = packed.environment | {"DISPLAY": display}
        with subprocess.Popen(command, env=environment, cwd="/") as window:
            try:
                _wait_until_drawn(display, window)
            finally:
                window.terminate()


def _wait_until_drawn(display: str, window: subprocess.Popen[bytes]) -> None:
    os.environ |= {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    app = QGuiApplication([])
    end = time.monotonic() + WINDOW_S
    while _colours(app.primaryScreen().grabWindow(0).toImage()) < COLOURS:
        if window.poll() is not None or time.monotonic() > end:
            sys.exit("The packed program draws no window.")
        time.sleep(0.2)
    app.shutdown()


def _colours(image: QImage) -> int:
    return len({image.pixel(x, y) for x in range(0, image.width(), 2) for y in range(0, image.height(), 4)})


def main() -> None:
    with TemporaryDirectory() as folder:
        packed = Packed(Path(sys.argv[1]).resolve() / "chargecapture", Path(folder))
        try_commands(packed)
        if which("Xvfb"):
            try_window(packed)
        else:
            sys.stderr.write("There is no Xvfb here, so its window was not tried.\n")


if __name__ == "__main__":
    main()
