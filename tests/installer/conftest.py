"""A checkout of its own for the set-up, on a machine of scripts that write down what was asked of them."""

import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
NEEDED = ("bash", "cat", "chmod", "cksum", "cp", "dirname", "flock", "mkdir", "readlink", "rm", "uname")

PYTHON = """#!{bash}
echo "python $*" >>"$LOG"
case "$*" in
  *sys.exit*) [ ! -e "$MACHINE/old_python" ] ;;
  *ensurepip*) [ ! -e "$MACHINE/no_venv" ] ;;
  *print*) echo 3.11 ;;
  "-m venv --clear "*)
    venv=${{!#}}
    rm -rf "$venv" && mkdir -p "$venv/bin" && cp "$0" "$venv/bin/python" ;;
  *qt_libraries.py) [ ! -e "$MACHINE/no_egl" ] || echo libegl1 ;;
  *"pip install"*--editable*)
    [ ! -e "$MACHINE/offline" ] || exit 1
    [ ! -e "$MACHINE/dies" ] || kill -9 $PPID
    printf '#!{bash}\\necho "ran $*"\\n' >"${{0%/*}}/chargecapture"
    chmod +x "${{0%/*}}/chargecapture" ;;
esac
"""
ID = """#!{bash}
[ -e "$MACHINE/root" ] && echo 0 || echo 1000
"""
APT = """#!{bash}
echo "apt-get $1 ${{*: -1}}" >>"$LOG"
case "$*" in install*-venv) rm "$MACHINE/no_venv" ;; install*libegl1) rm "$MACHINE/no_egl" ;; esac
"""


@dataclass
class Checkout:
    """A checkout, and the machine it is on; `state` names what is the matter with the machine."""

    root: Path
    machine: Path
    state: set[str] = field(default_factory=set)

    def start(self, script: str, *words: str, display: bool = False) -> subprocess.Popen[str]:
        for old in self.machine.iterdir():
            old.unlink()
        for name in self.state:
            (self.machine / name).touch()
        environment = {"PATH": str(self.root.parent / "bin"), "LOG": str(self.log_file)}
        environment |= {"MACHINE": str(self.machine)} | ({"DISPLAY": ":0"} if display else {})
        return subprocess.Popen(
            [self.root / "installer" / script, *words],
            env=environment,
            cwd="/",
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(self, script: str, *words: str, display: bool = False) -> tuple[int, str, str]:
        started = self.start(script, *words, display=display)
        said, told = started.communicate(timeout=30)
        return started.returncode, said, told

    @property
    def log_file(self) -> Path:
        return self.root.parent / "log"

    def asked(self, *parts: str) -> list[str]:
        """What was asked of the machine and has all these parts."""
        log = self.log_file.read_text("utf-8").splitlines() if self.log_file.exists() else []
        return [line for line in log if all(part in line for part in parts)]


def _programs(folder: Path, made: Iterable[tuple[str, str]]) -> None:
    folder.mkdir()
    bash = shutil.which("bash")
    for name in NEEDED:
        found = shutil.which(name)
        assert found, name
        (folder / name).symlink_to(found)
    for name, text in made:
        (folder / name).write_text(text.format(bash=bash), "utf-8")
        (folder / name).chmod(0o755)


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    root = tmp_path / "a checkout"
    shutil.copytree(ROOT / "installer", root / "installer")
    shutil.copy(ROOT / "pyproject.toml", root)
    for script in ("run", "test"):
        text = (root / "installer" / script).read_text("utf-8")
        (root / "installer" / script).write_text(
            text.replace("/usr/bin/env bash", shutil.which("bash") or "")
        )
    _programs(tmp_path / "bin", [("python3", PYTHON), ("id", ID), ("apt-get", APT)])
    (tmp_path / "machine").mkdir()
    return Checkout(root, tmp_path / "machine")
