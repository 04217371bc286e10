"""Starts the screen and the window that is photographed, and writes the index."""

import argparse
import html
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.helpers.screen import ROOT, XVFB, run_window, screen
from tests.screenshots.states import SIZES, STATES, THEMES, picture_name


def main() -> int:
    asked = _asked()
    names = [name for name in STATES if not asked.words or any(word in name for word in asked.words)]
    if asked.list or not names:
        print("\n".join(f"{name}: {STATES[name].shows}" for name in STATES))
        return 0 if asked.list else 2
    if XVFB is None:
        print("Xvfb is missing (Debian package xvfb).")
        return 2
    themes = [theme for theme in THEMES if asked.theme in (None, theme)]
    sizes = [size for size in SIZES if asked.size in (None, size[0])]
    asked.out.mkdir(parents=True, exist_ok=True)
    status = _photograph(asked.out, names, themes, sizes)
    index = asked.out / "index.html"
    index.write_text(_index(asked.out), "utf-8")
    print(index)
    return status


def _asked() -> argparse.Namespace:
    reader = argparse.ArgumentParser(prog="python -m tests.screenshots", description=__doc__)
    reader.add_argument("words", nargs="*", help="only states whose name holds one of these words")
    reader.add_argument("--out", type=Path, default=ROOT / "build" / "screenshots")
    reader.add_argument("--theme", choices=THEMES)
    reader.add_argument("--size", type=int, choices=[width for width, _ in SIZES])
    reader.add_argument("--list", action="store_true", help="tell the states and stop")
    return reader.parse_args()


def _photograph(
    out: Path, names: Sequence[str], themes: Sequence[str], sizes: Sequence[tuple[int, int]]
) -> int:
    # The code library is kept where the user's own is, as building it takes seconds.
    os.environ.setdefault("XDG_CACHE_HOME", str(Path.home() / ".cache"))
    widths = ",".join(str(width) for width, _ in sizes)
    with tempfile.TemporaryDirectory() as home, screen() as display:
        arguments = (str(out.resolve()), ",".join(names), ",".join(themes), widths)
        camera = run_window("tests.screenshots.camera", *arguments, display=display, home=Path(home))
        said, trouble = camera.communicate()
    sys.stdout.write(said)
    sys.stderr.write(trouble)
    return camera.returncode


def _index(out: Path) -> str:
    """A page with all pictures that are there, a row a state."""
    parts = ["<!doctype html><meta charset='utf-8'><title>Screens</title>", "<style>img{width:560px}</style>"]
    for name, state in STATES.items():
        pictures = [picture_name(name, theme, width) for width, _ in SIZES for theme in THEMES]
        there = [picture for picture in pictures if (out / picture).is_file()]
        if there:
            parts.append(f"<h2>{html.escape(name)}</h2><p>{html.escape(state.shows)}</p>")
            parts += [
                f"<a href='{each}'><img src='{each}' alt='{each}' loading='lazy'></a>" for each in there
            ]
    return "\n".join(parts)


if __name__ == "__main__":
    sys.exit(main())
