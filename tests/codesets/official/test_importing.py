"""Taking files into use: all or none, refused in a sentence, taken back, and safe from being killed."""

import os
import signal
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chargecapture.codesets.official import add_on, ptp
from chargecapture.codesets.official.desk import EditionDesk
from chargecapture.codesets.official.importing import Imported, Options, import_files
from chargecapture.codesets.official.layouts import LAYOUTS
from chargecapture.codesets.official.source import RefusedFileError, SourceFile
from chargecapture.codesets.official.store import MOST_STATES, EditionStore
from chargecapture.codesets.rule_tables import load_built_in
from chargecapture.domain.codes import KindAtHand
from chargecapture.errors import KnownError
from tests.codesets.official import killed_import, ncci_files, published
from tests.codesets.official.ncci_files import EDITS, UNITS
from tests.helpers.rules import RESOURCES

TODAY = date(2026, 11, 24)
Take = Callable[..., Imported]
needs_posix = pytest.mark.skipif(
    os.name != "posix", reason="this system neither kills nor limits a process so"
)


@pytest.fixture
def store(tmp_path: Path) -> EditionStore:
    return EditionStore(tmp_path / "editions")


@pytest.fixture
def take(store: EditionStore) -> Take:
    def take(*paths: Path, **insisted: object) -> Imported:
        return import_files(store, LAYOUTS, paths, Options(**insisted), today=TODAY)  # type: ignore[arg-type]

    return take


def in_use(store: EditionStore) -> list[str]:
    return sorted(kept.edition.name for kept in store.state().kept)


def files_of(store: EditionStore) -> set[str]:
    return {path.name for path in store.folder.iterdir()} - {"lock", "editions.json"}


def test_the_four_parts_of_the_pairs_are_one_edition(tmp_path: Path, store: EditionStore, take: Take) -> None:
    (kept,) = take(*ncci_files.ptp_parts(tmp_path)).kept
    assert (kept.edition.name, kept.rows, kept.came_from[0]) == ("PTP v32.2", 8, "ccipra-v322r0-f1.TXT")
    assert store.state().kept == (kept,)


def test_files_of_several_kinds_are_one_change(tmp_path: Path, store: EditionStore, take: Take) -> None:
    take(*ncci_files.ptp_parts(tmp_path), ncci_files.mue_file(tmp_path), ncci_files.add_on_file(tmp_path))
    assert in_use(store) == ["AOC 2026 Q3", "MUE of 2026-07-01", "PTP v32.2"]
    with store.changing() as change:
        assert change.go_back().kept == ()


def test_one_bad_file_among_good_ones_leaves_all_as_it_was(
    tmp_path: Path, store: EditionStore, take: Take
) -> None:
    take(ncci_files.mue_file(tmp_path))
    before, files = store.state(), files_of(store)
    bad = ncci_files.mue_file(tmp_path, [*UNITS, UNITS[0]], day="10-01-2026")
    with pytest.raises(RefusedFileError, match="second time"):
        take(*ncci_files.ptp_parts(tmp_path), ncci_files.add_on_file(tmp_path), bad)
    assert (store.state(), files_of(store)) == (before, files)


def test_a_missing_part_is_refused_and_taken_where_one_insists(
    tmp_path: Path, store: EditionStore, take: Take
) -> None:
    one, two, three, _ = ncci_files.ptp_parts(tmp_path)
    with pytest.raises(RefusedFileError, match=r"part 4 of the 4 files .* is missing"):
        take(one, two, three)
    assert in_use(store) == []
    (kept,) = take(one, two, three, partial=True).kept
    assert "part 4" in kept.lacks


def test_an_edition_with_few_rows_says_that_it_is_not_whole(tmp_path: Path, take: Take) -> None:
    (kept,) = take(ncci_files.mue_file(tmp_path)).kept
    assert kept.lacks == "3 rows are fewer than a whole edition has"


def test_an_edition_with_far_fewer_rows_than_the_whole_one_before_was_cut_short(
    tmp_path: Path, store: EditionStore
) -> None:
    small = [replace(layout, least_rows=5) for layout in LAYOUTS if layout.kind == "mue"]
    many = [(f"{code}", "1", *UNITS[0][2:]) for code in range(11_000, 11_010)]
    first = ncci_files.mue_file(tmp_path, many)
    second = ncci_files.mue_file(tmp_path, many[:7], day="10-01-2026")
    import_files(store, small, [first], Options(), today=TODAY)
    with pytest.raises(RefusedFileError, match="It has 7 rows; MUE of 2026-07-01 has 10"):
        import_files(store, small, [second], Options(), today=TODAY)
    assert in_use(store) == ["MUE of 2026-07-01"]
    import_files(store, small, [second], Options(partial=True), today=TODAY)
    assert in_use(store) == ["MUE of 2026-07-01", "MUE of 2026-10-01"]


def test_an_older_edition_is_refused_and_kept_beside_the_newer_where_one_insists(
    tmp_path: Path, store: EditionStore, take: Take
) -> None:
    take(ncci_files.mue_file(tmp_path))
    older = ncci_files.mue_file(tmp_path, day="04-01-2026")
    with pytest.raises(RefusedFileError, match=r"MUE of 2026-04-01 is older than MUE of 2026-07-01.*--older"):
        take(older)
    take(older, older=True)
    assert in_use(store) == ["MUE of 2026-04-01", "MUE of 2026-07-01"]


def test_an_earlier_revision_of_the_same_quarter_is_refused_even_so(
    tmp_path: Path, store: EditionStore, take: Take
) -> None:
    take(*ncci_files.ptp_parts(tmp_path, "v322r1"))
    with pytest.raises(RefusedFileError, match="in use for the same days"):
        take(*ncci_files.ptp_parts(tmp_path, "v322r0"), older=True)


def test_an_older_edition_of_the_pairs_is_refused_since_the_newer_answers_for_its_days(
    tmp_path: Path, store: EditionStore, take: Take
) -> None:
    take(*ncci_files.ptp_parts(tmp_path, "v323r0"))
    with pytest.raises(RefusedFileError, match="answers for earlier days as well"):
        take(*ncci_files.ptp_parts(tmp_path, "v322r0"), older=True)


def test_a_newer_edition_of_the_pairs_takes_the_place_of_the_one_before(
    tmp_path: Path, store: EditionStore, take: Take
) -> None:
    take(*ncci_files.ptp_parts(tmp_path))
    take(*ncci_files.ptp_parts(tmp_path, "v323r0"))
    assert in_use(store) == ["PTP v32.3"]


def test_going_back_takes_the_state_before_into_use_and_deletes_what_nothing_names(
    tmp_path: Path, store: EditionStore, take: Take
) -> None:
    take(*ncci_files.ptp_parts(tmp_path))
    first = files_of(store)
    take(*ncci_files.ptp_parts(tmp_path, "v323r0"))
    with store.changing() as change:
        assert [kept.edition.name for kept in change.go_back().kept] == ["PTP v32.2"]
    assert (in_use(store), files_of(store)) == (["PTP v32.2"], first)
    with store.changing() as change:
        change.go_back()
    assert (in_use(store), files_of(store)) == ([], set())
    with store.changing() as change, pytest.raises(KnownError, match="nothing to go back to"):
        change.go_back()


def test_only_some_states_are_kept_for_going_back(tmp_path: Path, store: EditionStore, take: Take) -> None:
    for year in range(2014, 2014 + MOST_STATES + 3):
        take(ncci_files.mue_file(tmp_path, day=f"01-01-{year}"))
    for _ in range(MOST_STATES - 1):
        with store.changing() as change:
            assert change.go_back().kept
    with store.changing() as change:
        assert change.go_back().kept == ()


def in_a_process(store: EditionStore, moment: str, files: Sequence[Path]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", killed_import.__name__, str(store.folder), moment, *map(str, files)]
    root = Path(__file__).resolve().parents[3]
    return subprocess.run(command, cwd=root, check=False, capture_output=True, text=True)


@needs_posix
@pytest.mark.parametrize("moment", ["filled", "kept", "written"])
def test_an_import_killed_at_any_moment_leaves_the_state_before_it(
    tmp_path: Path, store: EditionStore, take: Take, moment: str
) -> None:
    take(ncci_files.mue_file(tmp_path))
    before, files = store.state(), files_of(store)
    parts = ncci_files.ptp_parts(tmp_path)
    assert in_a_process(store, moment, parts).returncode == -signal.SIGKILL
    assert store.state() == before
    assert files_of(store) > files
    take(*parts)
    assert in_use(store) == ["MUE of 2026-07-01", "PTP v32.2"]
    assert not [name for name in files_of(store) if not name.endswith(".sqlite")]
    assert len(files_of(store)) == 2


@needs_posix
def test_a_file_that_cannot_grow_leaves_the_state_before_and_says_what_to_do(
    tmp_path: Path, store: EditionStore, take: Take
) -> None:
    take(ncci_files.mue_file(tmp_path))
    before, files = store.state(), files_of(store)
    ended = in_a_process(store, "full", ncci_files.ptp_parts(tmp_path))
    assert ended.returncode == 1
    assert "cannot be kept" in ended.stderr
    assert "Make room on the disk" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert (store.state(), files_of(store)) == (before, files)


def test_two_imports_at_once_are_refused_politely(tmp_path: Path, store: EditionStore, take: Take) -> None:
    with store.changing(), pytest.raises(KnownError, match="Another import or rollback is under way"):
        take(ncci_files.mue_file(tmp_path))
    take(ncci_files.mue_file(tmp_path))


def test_a_zip_file_is_read_as_it_was_downloaded(tmp_path: Path, store: EditionStore, take: Take) -> None:
    archive = tmp_path / "edits.zip"
    ncci_files.add_on_file(tmp_path)
    ncci_files.mue_file(tmp_path)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.write(tmp_path / "AOC_V2026Q3-MCR.xlsx", "AOC_V2026Q3-MCR.xlsx")
        packed.writestr("AOC_V2026Q3-MCR.txt", "111103       111022019001\r\n")  # of fixed width, not read
        packed.write(tmp_path / "MCR_MUE_PractitionerServices_Eff_07-01-2026.csv", "units/Eff_07-01-2026.csv")
        packed.writestr("readme.txt", "Read me first.\r\n")
        packed.writestr("terms.pdf", b"%PDF-1.4")
    taken = take(archive)
    assert in_use(store) == ["AOC 2026 Q3", "MUE of 2026-07-01"]
    assert taken.passed_over == ("readme.txt",)


def _text(name: str, content: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content)
        return path

    return make


def _unreadable(folder: Path) -> Path:
    path = ncci_files.mue_file(folder)
    path.unlink()
    path.symlink_to(path)
    return path


def _damaged_zip(folder: Path) -> Path:
    path = folder / "units.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("Eff_07-01-2026.csv", ncci_files.mue())
    content = bytearray(path.read_bytes())
    content[60] ^= 255
    path.write_bytes(content)
    return path


WHOLE_BOOK = b"PK\3\4" + bytes(range(256)) * 4
REFUSED: Sequence[tuple[str, Callable[[Path], Path], str]] = [
    ("empty", _text("units.csv", b""), "It is empty"),
    ("blank", _text("units.csv", b"\r\n\r\n"), "It is empty"),
    ("a folder", lambda folder: folder, "It is a folder"),
    ("missing", lambda folder: folder / "none.csv", "It cannot be read"),
    ("a loop of links", _unreadable, "It cannot be read"),
    ("a picture", _text("units.png", b"\x89PNG"), "It is of another kind"),
    ("binary text", _text("ccipra-v322r0-f1.TXT", b"\x7fELF\0\1\2\3" * 50), "No official file"),
    (
        "a letter",
        _text("letter.txt", b"Dear colleague,\r\n"),
        "No official file that is known here begins so",
    ),
    ("a workbook named text", _text("units.csv", WHOLE_BOOK), "It is not what its name says"),
    ("text named workbook", _text("units.xlsx", b"code,units\r\n"), "It is not what its name says"),
    ("a damaged workbook", _text("units.xlsx", WHOLE_BOOK), "The sheet cannot be read"),
    ("a ZIP that is none", _text("units.zip", WHOLE_BOOK), "The ZIP file cannot be read"),
    ("a damaged ZIP", _damaged_zip, "cannot be read"),
]


@pytest.mark.parametrize(("make", "said"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_what_is_no_official_file_is_refused_in_a_sentence_that_names_it(
    tmp_path: Path, store: EditionStore, take: Take, make: Callable[[Path], Path], said: str
) -> None:
    path = make(tmp_path)
    with pytest.raises(RefusedFileError) as refused:
        take(path)
    assert str(refused.value).startswith(str(path))
    assert said in str(refused.value)
    assert refused.value.way_out
    assert in_use(store) == []


def test_the_same_edition_twice_in_one_command_is_refused(tmp_path: Path, take: Take) -> None:
    (tmp_path / "again").mkdir()
    files = [ncci_files.mue_file(tmp_path), ncci_files.mue_file(tmp_path / "again")]
    with pytest.raises(RefusedFileError, match="It is the same edition as"):
        take(*files)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_a_full_disk_leaves_the_state_before_and_says_what_to_do(
    tmp_path: Path, store: EditionStore, take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(ncci_files.mue_file(tmp_path))
    before, files = store.state(), files_of(store)
    full = store.folder / "editions.json.importing"
    full.symlink_to("/dev/full")
    monkeypatch.setattr(EditionStore, "_sweep", lambda *_: None)  # it would take the full device away first
    with pytest.raises(KnownError, match=r"cannot be kept .* No space left on device.*Make room"):
        take(ncci_files.mue_file(tmp_path, day="10-01-2026"))
    monkeypatch.undo()
    assert store.state() == before
    with store.changing():
        pass
    assert files_of(store) == files


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="a superuser may write everywhere")
def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, store: EditionStore, take: Take) -> None:
    store.folder.mkdir()
    store.folder.chmod(0o500)
    with pytest.raises(KnownError, match="cannot be kept"):
        take(ncci_files.mue_file(tmp_path))


def test_progress_rises_to_the_whole(tmp_path: Path, store: EditionStore) -> None:
    told: list[tuple[int, int]] = []
    parts = ncci_files.ptp_parts(tmp_path)
    import_files(
        store, [ptp.LAYOUT], parts, Options(), today=TODAY, progress=lambda done, of: told.append((done, of))
    )
    assert told == sorted(told)
    size = sum(path.stat().st_size for path in parts)
    assert {of for _, of in told} == {size}
    assert told[-1][0] == size


def test_an_interrupted_import_leaves_the_state_before(
    tmp_path: Path, store: EditionStore, take: Take
) -> None:
    take(ncci_files.mue_file(tmp_path))
    before, files = store.state(), files_of(store)

    def interrupt(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_files(
            store, LAYOUTS, ncci_files.ptp_parts(tmp_path), Options(), today=TODAY, progress=interrupt
        )
    assert (store.state(), files_of(store)) == (before, files)


def test_a_kept_file_holds_what_was_published(tmp_path: Path, store: EditionStore, take: Take) -> None:
    (kept,) = take(*ncci_files.ptp_parts(tmp_path)).kept
    db = sqlite3.connect(store.folder / kept.file)
    assert db.execute("SELECT column1 FROM edits ORDER BY 1").fetchall() == [
        (code,) for code in sorted({edit[0] for edit in EDITS})
    ]
    db.close()


def test_a_zip_of_which_one_file_is_damaged_is_refused_whole(
    tmp_path: Path, store: EditionStore, take: Take
) -> None:
    archive = tmp_path / "edits.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.write(ncci_files.mue_file(tmp_path), "Eff_07-01-2026.csv")
        packed.write(ncci_files.add_on_file(tmp_path), "AOC_V2026Q3-MCR.xlsx")
    content = bytearray(archive.read_bytes())
    content[60] ^= 255
    archive.write_bytes(content)
    with pytest.raises(RefusedFileError, match="in it cannot be read"):
        take(archive)
    assert in_use(store) == []


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return ncci_files.add_on_file(tmp_path_factory.mktemp("book")).read_bytes()


@settings(max_examples=100, deadline=None)
@given(at=st.integers(0, 10_000), byte=st.integers(0, 255), cut=st.booleans())
def test_a_changed_byte_in_a_workbook_is_refused_or_changes_nothing(
    workbook: bytes, at: int, byte: int, cut: bool
) -> None:
    at %= len(workbook)
    harmed = workbook[:at] if cut else workbook[:at] + bytes([byte]) + workbook[at + 1 :]
    source = SourceFile("AOC_V2026Q3-MCR.xlsx", lambda: harmed, len(harmed))
    if not add_on.knows(source):
        return
    try:
        rows = [row[:2] for row in add_on.read([source]).rows["edits"]]
    except RefusedFileError:
        return
    assert rows == [row[1:4:2] for row in ncci_files.ADD_ONS]


def at_hand(store: EditionStore, kind: str) -> KindAtHand:
    desk = EditionDesk(store.folder, load_built_in(RESOURCES / "rules"), lambda: TODAY)
    return next(each for each in desk.at_hand() if each.kind == kind)


def test_the_status_names_what_is_built_in_what_is_imported_and_the_quarters_that_are_missing(
    tmp_path: Path, store: EditionStore, take: Take
) -> None:
    assert [edition.origin for edition in at_hand(store, "ptp").editions] == ["built in"]
    assert at_hand(store, "ptp").gaps == ()
    small = [replace(layout, least_rows=1) for layout in LAYOUTS]
    files = [*ncci_files.ptp_parts(tmp_path), ncci_files.mue_file(tmp_path)]
    import_files(store, small, files, Options(), today=TODAY)
    pairs, units = at_hand(store, "ptp"), at_hand(store, "mue")
    assert [edition.name for edition in pairs.editions] == ["PTP v32.2", "v30.2 (July 2024), dermatology"]
    assert (pairs.gaps, units.gaps) == (("2026 Q4",), ("2026 Q4",))
    assert pairs.next_step == "Not covered: 2026 Q4. Import those editions; there is one a quarter."
    import_files(store, small, ncci_files.ptp_parts(tmp_path, "v323r0"), Options(), today=TODAY)
    assert (at_hand(store, "ptp").gaps, at_hand(store, "ptp").next_step) == ((), "")


@needs_posix
def test_the_status_deletes_what_a_killed_import_left(
    tmp_path: Path, store: EditionStore, take: Take
) -> None:
    take(ncci_files.mue_file(tmp_path))
    files = files_of(store)
    in_a_process(store, "filled", ncci_files.ptp_parts(tmp_path))
    assert files_of(store) > files
    at_hand(store, "mue")
    assert files_of(store) == files


def test_the_status_of_a_kind_without_built_in_edition_names_whole_years(
    tmp_path: Path, store: EditionStore, take: Take
) -> None:
    path = tmp_path / "GPCI2026.csv"
    path.write_text(published.gpci(), "utf-8")
    take(path)
    assert at_hand(store, "gpci").gaps == ("2025",)


def test_the_status_names_a_damaged_edition_and_the_way_out(
    tmp_path: Path, store: EditionStore, take: Take
) -> None:
    (kept,) = take(ncci_files.mue_file(tmp_path)).kept
    (store.folder / kept.file).write_bytes(b"SQLite format 3")
    assert "MUE of 2026-07-01" in at_hand(store, "mue").next_step
    assert "rollback" in at_hand(store, "mue").next_step
    take(ncci_files.mue_file(tmp_path))
    assert "damaged" not in at_hand(store, "mue").next_step
