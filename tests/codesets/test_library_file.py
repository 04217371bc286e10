"""The library's file under everything that can befall a cache."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from chargecapture.codesets.icd10cm import OfficialCode
from chargecapture.codesets.library import CodeLibrary, open_library
from chargecapture.errors import KnownError
from tests.helpers.library import few_codes
from tests.helpers.rules import RESOURCES

ROOT = RESOURCES.parent


def _open(folder: Path, resources: Path = RESOURCES) -> CodeLibrary:
    return open_library(folder, resources, read_edition=few_codes)


def _must_not_build() -> Iterator[OfficialCode]:
    raise AssertionError("built again")
    yield


def _works(library: CodeLibrary) -> bool:
    return [found.code for found in library.find("bcc nose", system="icd10")] == ["C44.311"]


def _only_file(folder: Path) -> Path:
    (path,) = folder.iterdir()
    return path


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A cache folder with a sound library."""
    folder = tmp_path / "cache"
    assert _works(_open(folder))
    return folder


def test_a_library_is_built_once_and_then_opened(cache: Path) -> None:
    assert _works(open_library(cache, RESOURCES, read_edition=_must_not_build))


def test_progress_rises_to_the_end_and_is_silent_afterwards(tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []

    def note(done: int, of: int) -> None:
        steps.append((done, of))

    open_library(tmp_path, RESOURCES, progress=note, read_edition=few_codes)
    assert steps == sorted(steps)
    assert steps[0][0] == 0
    assert steps[-1][0] == steps[-1][1]
    built = len(steps)
    open_library(tmp_path, RESOURCES, progress=note, read_edition=few_codes)
    assert len(steps) == built


@pytest.mark.parametrize("share", [0, 0.01, 0.5, 0.999])
def test_a_truncated_file_is_built_again(cache: Path, share: float) -> None:
    path = _only_file(cache)
    os.truncate(path, int(path.stat().st_size * share))
    assert _works(_open(cache))
    assert _works(open_library(cache, RESOURCES, read_edition=_must_not_build))


def test_garbage_is_built_over(cache: Path) -> None:
    path = _only_file(cache)
    path.write_bytes(b"\x00\xffnot a library" * 5000)
    assert _works(_open(cache))


def test_a_file_with_a_torn_inside_is_built_again_when_it_is_read(cache: Path) -> None:
    path = _only_file(cache)
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(8192)
        file.write(b"\xa5" * (size - 8192))
    assert _works(_open(cache))
    assert _works(open_library(cache, RESOURCES, read_edition=_must_not_build))


def test_a_file_damaged_while_it_is_open_is_built_again(cache: Path) -> None:
    library = _open(cache)
    path = _only_file(cache)
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.write(b"\xa5" * size)
    assert _works(library)


def test_a_changed_table_makes_another_library_and_removes_the_old(cache: Path, tmp_path: Path) -> None:
    before = _only_file(cache)
    changed = tmp_path / "resources"
    _copy_with_another_label(changed)
    library = _open(cache, changed)
    assert library.labels["11102"] == "Scoop biopsy"
    assert _only_file(cache) != before


def _copy_with_another_label(target: Path) -> None:
    for part in ("rules/diagnoses", "rules/sites", "codesets"):
        (target / part).mkdir(parents=True)
        for source in (RESOURCES / part).iterdir():
            text = source.read_text("utf-8")
            (target / part / source.name).write_text(
                text.replace('"Tangential biopsy, first lesion"', "Scoop biopsy"), "utf-8"
            )


def test_a_folder_that_cannot_be_written_still_gives_a_library(tmp_path: Path) -> None:
    occupied = tmp_path / "cache"
    occupied.write_text("a file stands where the folder should be")
    assert _works(_open(occupied))
    assert occupied.read_text() == "a file stands where the folder should be"


def test_no_room_anywhere_is_said_with_a_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    occupied = tmp_path / "cache"
    occupied.write_text("")
    monkeypatch.setattr("tempfile.tempdir", str(occupied / "no folder either"))
    with pytest.raises(KnownError, match="cannot be written") as told:
        _open(occupied)
    assert told.value.way_out


def test_a_build_that_was_killed_leaves_nothing_that_harms(cache: Path) -> None:
    path = _only_file(cache)
    old = path.with_name(f"{path.stem}-abc.building")
    young = path.with_name(f"{path.stem}-def.building")
    for left in (old, young):
        left.write_bytes(path.read_bytes()[:5000])
    long_ago = time.time() - 7200
    os.utime(old, (long_ago, long_ago))
    path.unlink()
    assert _works(_open(cache))
    assert not old.exists()
    assert young.exists()  # another program may be building it at this moment


BUILD = """
import sys, time
from pathlib import Path
from chargecapture.codesets.library import open_library
from tests.helpers.library import few_codes
from tests.helpers.rules import RESOURCES

def slowly():
    for code in few_codes():
        print("building", flush=True)
        if sys.argv[2] == "wait":
            time.sleep(60)
        yield code

found = open_library(Path(sys.argv[1]), RESOURCES, read_edition=slowly).find("bcc nose", system="icd10")
print(*[hit.code for hit in found], flush=True)
"""


def _start(folder: Path, how: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", BUILD, str(folder), how]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_a_program_killed_while_it_builds_leaves_the_next_one_a_clear_way(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    with _start(folder, "wait") as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "building\n"
        program.send_signal(signal.SIGKILL)
    assert _only_file(folder).suffix == ".building"
    assert _works(_open(folder))


def test_two_programs_that_build_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    programs = [_start(folder, "now") for _ in range(3)]
    said = [program.communicate(timeout=120)[0].split()[-1] for program in programs]
    assert said == ["C44.311"] * 3
    assert _only_file(folder).suffix == ".sqlite"
    assert _works(open_library(folder, RESOURCES, read_edition=_must_not_build))


def test_opening_reads_none_of_what_only_building_needs(cache: Path) -> None:
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from chargecapture.codesets.library import open_library\n"
        "from tests.helpers.rules import RESOURCES\n"
        "open_library(Path(sys.argv[1]), RESOURCES).find('ak')\n"
        "print(sorted({'simple_icd_10_cm', 'sqlite_utils', 'click'} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(cache)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
