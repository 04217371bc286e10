"""The command: what it answers, with which exit status, and that no failure ends in a traceback."""

import errno
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from chargecapture.cli.main import CodedDocument, Written, run
from chargecapture.domain.codes import FoundCode
from chargecapture.domain.payers import PayerRule
from chargecapture.errors import DocumentError, Fault, KnownError
from chargecapture.exchange.encounter_json import write_encounter
from tests.helpers.encounters import biopsy, encounter, keratoses

A_FAULT = Fault("$.payer", '"medicaire"', "one of medicare, medicaid; perhaps medicare")
TOLD = {"path": A_FAULT.path, "found": A_FAULT.found, "allowed": A_FAULT.allowed}
DOCUMENT = write_encounter(encounter(biopsy("A"), keratoses("B", 7), id="Größe"))
ROOT = Path(__file__).resolve().parents[2]


class FakeProgram:
    """Answers each line with itself; a line `bad` cannot be read, a line `torn` fails the reading."""

    def __init__(self) -> None:
        self.opened: list[tuple[Path | None, bool]] = []
        self.asked: list[tuple[str, int]] = []
        self.payers: Path | None = None
        self.day: date | None = None

    def code_documents(self, stream: BinaryIO, *, written_as: Written = "answer") -> Iterator[CodedDocument]:
        for at, line in enumerate(stream.read().decode().splitlines(), start=1):
            if line == "torn":
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            yield CodedDocument(f"line {at}", *(("", (A_FAULT, A_FAULT)) if line == "bad" else (line, ())))

    def find(self, text: str, *, most: int) -> Sequence[FoundCode]:
        self.asked.append((text, most))
        hits = (
            FoundCode("L57.0", "Actinic keratosis", "icd10", True),
            FoundCode("L57", "Skin changes", "icd10", False),
        )
        return hits if text != "zzz" else ()

    def print_superbills(self, document: bytes, *, office: Path | None, reasons: bool) -> dict[str, bytes]:
        if document == b"bad":
            raise DocumentError((A_FAULT,))
        if document == b"poor":
            raise KnownError("The practice has no NPI.", "Enter it under Practice.")
        return {"insurance": b"%PDF-1", "self_pay": b"%PDF-2"}

    def use_payers(self, path: Path) -> None:
        self.payers = path

    def payer_rules(self, on: date | None) -> Sequence[PayerRule]:
        self.day = on
        return (
            PayerRule("medicare", "Medicare", "repeats", "One code", "lines", "AAD"),
            PayerRule("commercial", "Commercial", "repeats", "One code", "lines", "Contract", "units"),
        )

    def check_payers(self, path: Path) -> int:
        if path.name == "bad.toml":
            raise DocumentError((A_FAULT, A_FAULT))
        return 1

    def open_window(self, records: Path | None, *, sample: bool) -> int:
        self.opened.append((records, sample))
        return 0

    def sample_day(self, folder: Path) -> Sequence[Path]:
        return [folder / "one.pdf", folder / "two.pdf"]


@pytest.fixture
def program() -> FakeProgram:
    return FakeProgram()


@pytest.fixture
def said(program: FakeProgram, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Any:
    """Run the command; gives its status, its output and its complaints, all lines."""

    def say(*arguments: object) -> tuple[int, list[str], list[str]]:
        status = run([str(argument) for argument in arguments], program)
        out, err = capsys.readouterr()
        return status, out.splitlines(), err.splitlines()

    return say


def batch(folder: Path, *lines: str) -> Path:
    path = folder / "batch.jsonl"
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_each_document_gets_its_answer_in_order(said: Any, tmp_path: Path) -> None:
    assert said("code", batch(tmp_path, "one", "two", "three")) == (0, ["one", "two", "three"], [])


def test_a_bad_document_gets_one_json_error_a_fault_and_does_not_stop_the_others(
    said: Any, tmp_path: Path
) -> None:
    status, out, err = said("code", batch(tmp_path, "one", "bad", "three"))
    assert (status, out) == (2, ["one", "three"])
    assert [json.loads(line) for line in err] == [{"document": "line 2", **TOLD}] * 2


def test_a_hyphen_is_standard_input(said: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"one\ntwo")))
    assert said("code", "-") == (0, ["one", "two"], [])


@pytest.mark.parametrize("command", [["code"], ["superbill", "-o", "bill.pdf"]], ids=["code", "superbill"])
def test_a_file_that_is_none_is_one_sentence(said: Any, tmp_path: Path, command: list[str]) -> None:
    missing = tmp_path / "missing.json"
    assert said(*command, missing) == (2, [], [f"{missing} cannot be read: No such file or directory."])
    assert said(*command, tmp_path) == (2, [], [f"{tmp_path} cannot be read: Is a directory."])


def test_a_file_that_fails_midway_keeps_the_answers_before_it(said: Any, tmp_path: Path) -> None:
    path = batch(tmp_path, "one", "torn")
    assert said("code", path) == (2, ["one"], [f"{path} cannot be read: Input/output error."])


def test_no_standard_input_is_one_sentence(said: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert said("code", "-") == (2, [], ["Standard input is closed. Name a file instead."])


def test_codes_are_listed_with_their_labels(said: Any, program: FakeProgram) -> None:
    assert said("find", "sun", "spots") == (
        0,
        ["L57.0     Actinic keratosis", "L57       Skin changes  (heading)"],
        [],
    )
    assert said("find", "--most", "3", "L57")[0] == 0
    assert program.asked == [("sun spots", 20), ("L57", 3)]


def test_codes_are_listed_as_json_where_asked(said: Any) -> None:
    _, out, _ = said("find", "--json", "ak")
    assert json.loads(out[0]) == {
        "code": "L57.0",
        "label": "Actinic keratosis",
        "system": "icd10",
        "billable": True,
    }


def test_a_search_without_a_hit_says_what_to_try(said: Any) -> None:
    assert said("find", "zzz") == (
        1,
        [],
        ["No code matches. Try fewer words, or the beginning of a code."],
    )


@pytest.mark.parametrize("most", ["0", "-1", "many", "1.5", "٣"])
def test_a_search_for_no_number_of_codes_is_refused(said: Any, most: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        said("find", "ak", "--most", most)
    assert stopped.value.code == 2


def test_superbills_are_written_beside_each_other(said: Any, tmp_path: Path) -> None:
    first, second = tmp_path / "bill.pdf", tmp_path / "bill-self_pay.pdf"
    assert said("superbill", batch(tmp_path, "one"), "-o", first) == (0, [str(first), str(second)], [])
    assert (first.read_bytes(), second.read_bytes()) == (b"%PDF-1", b"%PDF-2")


def test_a_superbill_of_a_bad_document_tells_its_faults(said: Any, tmp_path: Path) -> None:
    status, _, err = said("superbill", batch(tmp_path, "bad"), "-o", tmp_path / "bill.pdf")
    assert (status, [json.loads(line) for line in err]) == (2, [{"document": "document", **TOLD}])


def test_a_superbill_that_may_not_be_printed_says_what_is_missing(said: Any, tmp_path: Path) -> None:
    target = tmp_path / "bill.pdf"
    assert said("superbill", batch(tmp_path, "poor"), "-o", target) == (
        1,
        [],
        ["The practice has no NPI. Enter it under Practice."],
    )
    assert not target.exists()


def test_a_superbill_that_cannot_be_written_is_one_sentence(said: Any, tmp_path: Path) -> None:
    target = tmp_path / "no folder" / "bill.pdf"
    assert said("superbill", batch(tmp_path, "one"), "-o", target) == (
        1,
        [],
        [f"{target} cannot be written: No such file or directory."],
    )


def test_the_window_opens_on_the_records_named(said: Any, program: FakeProgram, tmp_path: Path) -> None:
    assert said("open", tmp_path / "practice.db")[0] == 0
    assert said("open", "--sample")[0] == 0
    assert program.opened == [(tmp_path / "practice.db", False), (None, True)]


def test_a_sample_day_says_where_its_superbills_are(said: Any, tmp_path: Path) -> None:
    assert said("sample-day", tmp_path) == (0, [str(tmp_path / "one.pdf"), str(tmp_path / "two.pdf")], [])


def test_no_command_says_which_there_are(said: Any) -> None:
    status, out, err = said()
    assert (status, out) == (2, [])
    help_text = "\n".join(err)
    assert all(command in help_text for command in ("code", "find", "superbill", "open", "sample-day"))


def test_a_wrong_command_says_which_there_are(
    program: FakeProgram, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        run(["cood"], program)
    assert stopped.value.code == 2
    told = capsys.readouterr().err
    assert all(f"'{command}'" in told for command in ("code", "chart", "find", "superbill", "codes"))


@pytest.mark.parametrize("command", [[], ["code"], ["find"], ["superbill"], ["open"], ["sample-day"]])
def test_every_command_explains_itself(
    program: FakeProgram, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        run([*command, "--help"], program)
    assert stopped.value.code == 0
    assert "usage: chargecapture" in capsys.readouterr().out


def test_the_version_is_that_of_the_package(said: Any) -> None:
    assert said("--version") == (0, [f"chargecapture {version('chargecapture')}"], [])


def test_an_interrupt_stops_without_a_word(
    said: Any, program: FakeProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(text: str, *, most: int) -> Sequence[FoundCode]:
        raise KeyboardInterrupt

    monkeypatch.setattr(program, "find", interrupted)
    assert said("find", "ak") == (130, [], [])


def real(
    *arguments: object, given: bytes = b"", to: Any = subprocess.PIPE, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "chargecapture", *map(str, arguments)],
        input=given,
        stdout=to,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env=os.environ | environment,
        timeout=60,
        check=False,
    )


def test_the_real_command_codes_a_batch_and_tells_what_is_bad_in_it() -> None:
    batch = f'{DOCUMENT}\n{{"id": "V2", "payer": "\xe9"\n{DOCUMENT}\n'.encode()
    done = real("code", "-", given=batch)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["code"] for line in answers[0]["lines"]] == ["11102", "17000", "17003"]
    assert answers[0] == answers[1]
    [told] = [json.loads(line) for line in done.stderr.splitlines()]
    assert (done.returncode, told["document"], told["path"]) == (2, "line 2", "$")


def test_the_real_command_speaks_utf8_whatever_the_locale() -> None:
    done = real(
        "code", "-", given=DOCUMENT.encode(), LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0",
        PYTHONIOENCODING="ascii",
    )  # fmt: skip
    assert done.stderr == b""
    assert json.loads(done.stdout.decode("utf-8"))["id"] == "Größe"


def test_a_reader_that_leaves_early_is_no_error_to_speak_of() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = real("code", "-", given=DOCUMENT.encode(), to=writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")


class FullDisk(io.StringIO):
    """Standard output into a file on a disk that is full."""

    def __init__(self, stands_for: int) -> None:
        super().__init__()
        self._stands_for = stands_for

    def fileno(self) -> int:
        return self._stands_for

    def flush(self) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_is_one_sentence(said: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (tmp_path / "out").open("wb") as out:
        monkeypatch.setattr(sys, "stdout", FullDisk(out.fileno()))
        status, _, err = said("code", batch(tmp_path, "one", "two"))
    assert (status, err) == (1, ["The output cannot be written: No space left on device."])


def test_an_answer_comes_before_the_next_document_is_there() -> None:
    """Whoever writes one document and waits for its answer gets it."""
    with subprocess.Popen(
        [sys.executable, "-m", "chargecapture", "code", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    ) as running:
        assert running.stdin and running.stdout
        for _ in range(2):
            running.stdin.write(f"{DOCUMENT}\n".encode())
            running.stdin.flush()
            assert json.loads(running.stdout.readline())["id"] == "Größe"
        running.stdin.close()
        assert running.stdout.read() == b""
    assert running.returncode == 0


def test_the_profiles_mark_what_the_office_changed_with_its_source(said: Any, program: FakeProgram) -> None:
    status, out, _ = said("payers", "--on", "2026-06-15", "--payers", "ours.toml")
    assert (status, program.day, program.payers) == (0, date(2026, 6, 15), Path("ours.toml"))
    assert [line.split() for line in out] == [
        ["Medicare"],
        ["repeats", "lines", "One", "code"],
        [],
        ["Commercial"],
        ["*", "repeats", "lines", "One", "code"],
        ["was", "units;", "Contract"],
        [],
    ]


def test_one_familys_profile_is_shown_by_itself(said: Any) -> None:
    assert said("payers", "--payer", "medicare")[1][0] == "Medicare"
    assert len(said("payers", "--payer", "medicare")[1]) == 3
    status, _, err = said("payers", "--payer", "medicaire")
    assert (status, err) == (1, ["medicaire is no payer family. These are: medicare, commercial."])


def test_the_check_of_a_payer_file_tells_each_fault(said: Any) -> None:
    assert said("payers", "check", "ours.toml") == (0, ["ours.toml has no fault; it has 1 row."], [])
    status, out, err = said("payers", "check", "bad.toml")
    assert (status, out) == (2, [])
    assert [json.loads(line) | TOLD for line in err] == [json.loads(line) for line in err]
    assert len(err) == 2


def test_coding_takes_the_payer_file_that_is_named(said: Any, program: FakeProgram, tmp_path: Path) -> None:
    said("code", "--payers", "ours.toml", batch(tmp_path, "one"))
    assert program.payers == Path("ours.toml")
