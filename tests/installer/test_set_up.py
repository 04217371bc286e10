"""The set-up: once, alone, from anywhere, and anew where it was cut short."""

import fcntl
import os
import shutil
from pathlib import Path

from tests.installer.conftest import Checkout

MADE = ("venv", "--clear")
FILLED = ("pip", "--editable")


def test_the_first_start_sets_up_and_the_second_asks_nothing_of_the_machine(checkout: Checkout) -> None:
    assert checkout.run("run", "code", "a file.json")[:2] == (0, "ran code a file.json\n")
    asked = checkout.asked("")
    assert checkout.run("run", "code", "-") == (0, "ran code -\n", "")
    assert checkout.asked("") == asked
    assert (len(checkout.asked(*MADE)), len(checkout.asked(*FILLED))) == (1, 1)


def test_a_start_through_a_link_finds_its_checkout(checkout: Checkout, tmp_path: Path) -> None:
    checkout.run("run", "code")
    link = tmp_path / "bin" / "capture"
    link.symlink_to(checkout.root / "installer" / "run")
    again = Checkout(checkout.root, checkout.machine)
    assert again.run("../../bin/capture", "find", "bcc") == (0, "ran find bcc\n", "")


def test_other_requirements_are_fetched_into_the_same_environment(checkout: Checkout) -> None:
    checkout.run("run", "code")
    with (checkout.root / "installer" / "constraints.txt").open("a") as pinned:
        pinned.write("another==1.0\n")
    checkout.run("run", "code")
    assert (len(checkout.asked(*MADE)), len(checkout.asked(*FILLED))) == (1, 2)


def test_a_set_up_that_was_killed_begins_anew(checkout: Checkout) -> None:
    checkout.state = {"dies"}
    status, _, _ = checkout.run("run", "code")
    assert status != 0
    checkout.state = set()
    assert checkout.run("run", "code")[:2] == (0, "ran code\n")
    assert len(checkout.asked(*MADE)) == 2


def test_a_set_up_without_network_says_so_and_keeps_what_is_there(checkout: Checkout) -> None:
    checkout.state = {"offline"}
    status, _, told = checkout.run("run", "code")
    assert status == 1
    assert "Is the package index within reach?" in told
    checkout.state = set()
    assert checkout.run("run", "code")[:2] == (0, "ran code\n")
    assert len(checkout.asked(*MADE)) == 1


def test_a_checkout_that_was_moved_makes_its_environment_anew(checkout: Checkout, tmp_path: Path) -> None:
    checkout.run("run", "code")
    moved = Checkout(tmp_path / "moved", checkout.machine)
    shutil.move(checkout.root, moved.root)
    assert moved.run("run", "code")[:2] == (0, "ran code\n")
    assert len(moved.asked(*MADE)) == 2


def test_two_starts_at_once_set_up_once(checkout: Checkout) -> None:
    both = [checkout.start("run", "code"), checkout.start("run", "code")]
    assert [started.communicate(timeout=30)[0] for started in both] == ["ran code\n", "ran code\n"]
    assert (len(checkout.asked(*MADE)), len(checkout.asked(*FILLED))) == (1, 1)


def test_an_old_python_is_named_as_the_reason(checkout: Checkout) -> None:
    checkout.state = {"old_python"}
    status, _, told = checkout.run("run", "code")
    assert (status, "Python 3.11 or newer is needed" in told) == (1, True)


def test_a_user_is_told_the_packages_to_install(checkout: Checkout) -> None:
    checkout.state = {"no_venv"}
    status, _, told = checkout.run("run", "code")
    assert (status, told.splitlines()[-1]) == (1, "  apt-get install --no-install-recommends python3.11-venv")
    checkout.state = {"no_egl"}
    status, _, told = checkout.run("run", "open", display=True)
    assert (status, told.splitlines()[-1]) == (1, "  apt-get install --no-install-recommends libegl1")
    assert checkout.asked("apt-get") == []


def test_root_gets_the_packages_installed(checkout: Checkout) -> None:
    checkout.state = {"root", "no_venv", "no_egl"}
    assert checkout.run("run", "open", display=True)[:2] == (0, "ran open\n")
    assert checkout.asked("apt-get install") == [
        "apt-get install python3.11-venv",
        "apt-get install libegl1",
    ]


def test_commands_that_draw_nothing_need_no_system_library(checkout: Checkout) -> None:
    checkout.state = {"no_egl"}
    assert checkout.run("run", "code", "-")[0] == 0


def test_a_start_without_words_opens_the_sample_practice(checkout: Checkout) -> None:
    assert checkout.run("run", display=True)[:2] == (0, "ran open --sample\n")


def test_a_start_without_a_display_says_so_and_where_the_superbills_are(checkout: Checkout) -> None:
    status, said, told = checkout.run("run")
    assert (status, said) == (0, f"ran sample-day {checkout.root}/superbills\n")
    assert "There is no display here" in told
    assert told.splitlines()[-1] == f"These are its superbills, in {checkout.root}/superbills"


def test_a_waiting_set_up_says_what_it_waits_for(checkout: Checkout) -> None:
    held = os.open(checkout.root / "installer", os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    waiting = checkout.start("run", "code")
    assert waiting.stderr is not None
    assert waiting.stderr.readline() == "Another set-up is at work here; waiting for it to end.\n"
    os.close(held)
    assert waiting.communicate(timeout=30)[0] == "ran code\n"
