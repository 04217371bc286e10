"""Builds the window on a record file, and the sample day that needs none."""

import base64
import os
import re
import secrets
import signal
import sys
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from socket import AF_UNIX, socket
from tempfile import TemporaryDirectory
from types import SimpleNamespace, TracebackType
from typing import TYPE_CHECKING

from platformdirs import user_config_path, user_data_path
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from chargecapture import settings
from chargecapture.codesets.acts import load_acts, load_services, load_starters
from chargecapture.desktop.language import language_for, speak
from chargecapture.desktop.presenters.bills import Bill, BillsPresenter, Made
from chargecapture.desktop.presenters.day import DayPresenter
from chargecapture.desktop.presenters.favourites import Beginning, FavouritesPresenter
from chargecapture.desktop.presenters.pathology import PathologyPresenter
from chargecapture.desktop.presenters.practice import PracticePresenter
from chargecapture.desktop.presenters.visit import VisitPresenter
from chargecapture.desktop.prompts import Prompts
from chargecapture.desktop.tasks import CollectsHere, Progress, Tasks
from chargecapture.desktop.theme import Theme
from chargecapture.desktop.views.day_view import DayView
from chargecapture.desktop.views.main_window import MainWindow, Presenters
from chargecapture.desktop.views.pages import Pages
from chargecapture.domain.charges import IN_HOUSE, Answer, ChargeLine
from chargecapture.domain.codes import Uncovered
from chargecapture.domain.encounter import Encounter, Nature, PatientFacts
from chargecapture.domain.explained import Explanation
from chargecapture.domain.practice import FeeSchedule
from chargecapture.errors import KnownError
from chargecapture.storage.records import SqlRecords, open_records
from chargecapture.workflow.office import move_in, schedule_day
from chargecapture.workflow.records import Records, VisitRecord
from chargecapture.workflow.typed_line import LineFacts
from chargecapture.workflow.visits import Visits, printable

if TYPE_CHECKING:
    from chargecapture.bootstrap import Built

APP = "chargecapture"
TITLE = "Charge Capture"
ID_BYTES = 10
BETWEEN_PAGES_MS = 50
SOMEBODY = LineFacts(date(2026, 1, 1), "commercial", PatientFacts(age=50, sex="X", established=True), "")
BILL_TITLES = {"insurance": "Insurance superbill", "self_pay": "Self-pay statement"}


def _write_document(encounter: Encounter) -> str:
    from chargecapture.exchange.encounter_json import write_encounter  # noqa: PLC0415 -- the first screen reads none

    return write_encounter(encounter)


def _read_document(text: str | bytes) -> Encounter:
    from chargecapture.exchange.encounter_json import read_encounter  # noqa: PLC0415 -- as above

    return read_encounter(text)


DOCUMENTS = SimpleNamespace(write=_write_document, read=_read_document)
"""How drafts stand in the record file: as encounter documents."""


def _now() -> datetime:
    return datetime.now().astimezone()


def _new_id() -> str:
    """A name no other record has, short enough to be read out from a page."""
    return base64.b32encode(secrets.token_bytes(ID_BYTES)).decode("ascii").rstrip("=")


class _CoderWhenAsked:
    """The coder, whose tables are read when the first visit is opened, or behind the window before that."""

    def __init__(self, built: "Built") -> None:
        self._built = built

    def code(self, encounter: Encounter, fees: FeeSchedule | None = None) -> Answer:
        return self._built.coder.code(encounter, fees)

    def explain(self, encounter: Encounter, answer: Answer, only: ChargeLine | None = None) -> Explanation:
        return self._built.coder.explain(encounter, answer, only)

    def uncovered(self, day: date) -> tuple[Uncovered, ...]:
        return self._built.coder.uncovered(day)

    def natures(self, encounter: Encounter) -> dict[str, Nature | None]:
        return self._built.coder.natures(encounter)


def _visits(built: "Built", records: Records) -> Visits:
    return Visits(records, _CoderWhenAsked(built), clock=_now, new_id=_new_id)


def open_record_path(path: Path) -> SqlRecords:
    return open_records(path, DOCUMENTS, now=_now)


def _sample_records(built: "Built", path: Path) -> SqlRecords:
    """The sample practice in a file of its own, with its visits on today."""
    records = open_record_path(path)
    today = _now().date()
    if records.practice().name and records.visits_on(today):
        return records
    from chargecapture.exchange.office_toml import read_office  # noqa: PLC0415 -- a file that is there needs none

    office, visits = read_office(built.resources / "sample" / "office.toml"), _visits(built, records)
    if records.practice().name:
        schedule_day(office, records, visits, day=today)
    else:
        move_in(office, records, visits, day=today)
    return records


def bills_of(built: "Built", records: Records, visit: VisitRecord, *, reasons: bool, sample: bool) -> Made:
    """The documents of a visit, or what must be entered first."""
    from chargecapture.documents.superbill import superbill_pdf  # noqa: PLC0415 -- the window opens without it

    sources = _visits(built, records).bill_sources(visit, reasons=reasons, sample=sample)
    bills, missing = printable(sources, built.wording)
    made = [
        Bill(
            bill.kind,
            BILL_TITLES[bill.kind],
            f"superbill-{visit.day}-{visit.id}-{bill.kind.replace('_', '-')}",
            superbill_pdf(bill),
        )
        for bill in bills
    ]
    return made, missing


def sample_day(built: "Built", folder: Path) -> Sequence[Path]:
    """Chart the sample day without a window: sign what is ready, and leave the superbills in a folder."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory() as kept:
            records = _sample_records(built, Path(kept) / "sample.db")
            try:
                return _print_day(built, records, folder)
            finally:
                records.close()
    except OSError as problem:
        raise KnownError(
            f"{folder} cannot be written: {problem.strerror}.", "Name another folder."
        ) from problem


def _print_day(built: "Built", records: SqlRecords, folder: Path) -> list[Path]:
    visits = _visits(built, records)
    written = []
    for number, row in enumerate(records.visits_on(_now().date()), start=1):
        visit = records.visit(row.id)
        if not visit.encounter.lesions and visit.encounter.visit is None and not visit.encounter.services:
            continue
        answer = visits.coder_for(visit.day)(visit.encounter)
        if not visits.why_not_sign(answer):
            visit = visits.sign(visit, visit.encounter, by=visits.provider_of(visit).name)
        bills, _ = bills_of(built, records, visit, reasons=True, sample=True)
        for bill in bills:
            # By the place in the day's list: ids are new each time, and the folder would fill up.
            path = folder / f"superbill-{visit.day}-{number:02}-{bill.kind.replace('_', '-')}.pdf"
            path.write_bytes(bill.pdf)
            written.append(path)
    return written


def _favourites(built: "Built", records: SqlRecords, visit: VisitPresenter) -> FavouritesPresenter:
    def begin() -> Beginning:
        acts = load_acts(built.resources)
        return Beginning(acts, load_starters(built.resources, acts))

    return FavouritesPresenter(records, visit, begin, new_id=_new_id)


def _priced(built: "Built") -> Mapping[str, str]:
    """What may have a fee: each code in licensed words, else in ours, and each service for looks by name."""
    services = {f"{IN_HOUSE}{service}": label for service, label in load_services(built.resources)}
    licensed = built.descriptors_today.words
    described = {code: licensed[code] for code in built.library.labels if code in licensed}
    return services | built.library.labels | described


def _visit_page(
    built: "Built", visit: VisitPresenter, favourites: FavouritesPresenter, prompts: Prompts
) -> QWidget:
    from chargecapture.bootstrap_visit import visit_page  # noqa: PLC0415 -- the first screen needs none of it

    return visit_page(built, visit, favourites, prompts)


def _practice_page(built: "Built", practice: PracticePresenter) -> QWidget:
    from chargecapture.desktop.views.practice_view import PracticeView  # noqa: PLC0415 -- as above

    return PracticeView(
        practice,
        lambda: _priced(built) if built.has_library else {},
        lambda: built.descriptors_today.notice if built.has_library else "",
    )


def _pathology_page(built: "Built", pathology: PathologyPresenter) -> QWidget:
    from chargecapture.desktop.views.pathology_view import PathologyView  # noqa: PLC0415 -- as above

    return PathologyView(
        pathology,
        lambda text: built.library.suggest(text) if built.has_library else (),
        lambda lesion: built.sites[lesion.site].named(lesion.side),
    )


def _patient_page() -> QWidget:
    from chargecapture.desktop.views.patient_view import PatientView  # noqa: PLC0415 -- as above

    return PatientView()


def build_window(
    built: "Built", records: SqlRecords, prompts: Prompts, stored: QSettings, *, sample: bool
) -> MainWindow:
    """The window on a record file, with all its parts."""
    tasks = Tasks()
    visits = _visits(built, records)
    visit = VisitPresenter(visits)
    favourites = _favourites(built, records, visit)
    presenters = Presenters(
        DayPresenter(records, visits, tasks, clock=_now, new_id=_new_id),
        visit,
        PracticePresenter(records, clock=_now, new_id=_new_id),
        BillsPresenter(
            lambda visit, reasons: bills_of(built, records, visit, reasons=reasons, sample=sample), tasks
        ),
        favourites,
        PathologyPresenter(visits, tasks),
    )
    pages = Pages(
        day=lambda: DayView(presenters.day),
        visit=lambda: _visit_page(built, visit, favourites, prompts),
        practice=lambda: _practice_page(built, presenters.practice),
        pathology=lambda: _pathology_page(built, presenters.pathology),
        patient=_patient_page,
    )
    title = f"{TITLE}, sample practice" if sample else TITLE
    window = MainWindow(presenters, pages, prompts, stored, title=title)
    for presenter in presenters:
        presenter.setParent(window)
    tasks.setParent(window)
    CollectsHere(window)  # after the tasks: it goes when they have ended
    return window


def open_window(built: "Built", path: Path | None, *, sample: bool) -> int:
    """Open the program and run it until its window is closed."""
    if sys.platform.startswith("linux") and not _has_display():
        way_out = "`chargecapture sample-day FOLDER` charts the sample day without a window."
        raise KnownError("There is no display here.", way_out)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    app.setApplicationName(TITLE)
    stored = QSettings(
        str(_made(user_config_path(APP, appauthor=False)) / "settings.ini"), QSettings.Format.IniFormat
    )
    speak(app, built.resources, language_for(settings.LANGUAGE.read(stored.value(settings.LANGUAGE.name))))
    Theme.install(
        app,
        built.resources,
        choice=settings.THEME.read(stored.value(settings.THEME.name)),
        percent=settings.TEXT_PERCENT.read(stored.value(settings.TEXT_PERCENT.name)),
    )
    prompts = Prompts()
    sys.excepthook = lambda kind, _, trace: _crashed(prompts, kind, trace)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    folder = user_data_path(APP, appauthor=False)
    records_path = path or _made(folder) / ("sample.db" if sample else "practice.db")
    try:
        _ = built.office_payers
        records = _sample_records(built, records_path) if sample else open_record_path(records_path)
    except KnownError as problem:
        prompts.tell(None, problem)  # whoever started it by a click sees no terminal
        raise
    window = build_window(built, records, prompts, stored, sample=sample)
    window.show()
    window.offer_tour()
    make_ready(built, records, window, prompts)
    status = app.exec()
    records.close()
    return status


def make_ready(built: "Built", records: SqlRecords, window: MainWindow, prompts: Prompts) -> None:
    """Behind the window: open the code library, building it the first time, then the paper's type; look
    through the record file, which opening does only while it is small."""
    tasks = window.findChild(Tasks)
    work = Progress(window)
    built.tell_building = work.told.emit
    work.told.connect(window.show_building)

    def ready() -> None:
        import chargecapture.bootstrap_visit  # noqa: PLC0415
        import chargecapture.desktop.views.patient_view  # noqa: PLC0415
        import chargecapture.desktop.views.practice_view  # noqa: F401, PLC0415

        _ = built.coder, built.library
        built.shorthand.read("scalp", SOMEBODY)  # it makes its grammar at the first line
        _ = built.completer
        from chargecapture.documents.fonts import register_fonts  # noqa: PLC0415 -- the window opens without it

        register_fonts()

    def failed(problem: Exception) -> None:
        if not isinstance(problem, KnownError):
            raise problem
        prompts.tell(window, problem)

    def is_ready(_: object) -> None:
        window.show_building(1, 1)
        make_pages(window)

    tasks.run(ready, done=is_ready, failed=failed)
    tasks.run(records.check, done=lambda _: None, failed=failed)


def make_pages(window: MainWindow) -> None:
    """Make the pages that nobody has asked for yet, one whenever there is nothing else to do."""
    idle = QTimer(window, interval=BETWEEN_PAGES_MS)
    idle.timeout.connect(lambda: window.make_next_page() or idle.stop())
    idle.start()


def _has_display() -> bool:
    """Whether a window can be shown; Qt itself ends the process where none can."""
    if os.environ.get("QT_QPA_PLATFORM") or os.environ.get("WAYLAND_DISPLAY"):
        return True
    display = os.environ.get("DISPLAY", "")
    local = re.fullmatch(r"(?:unix)?:(\d+)(?:\.\d+)?", display)
    return bool(display) if local is None else _answers(f"/tmp/.X11-unix/X{local[1]}")


def _answers(screen: str) -> bool:
    """Whether a screen of this machine listens, at its socket's path or at its abstract name."""
    for name in (screen, f"\0{screen}"):
        with socket(AF_UNIX) as line, suppress(OSError):
            line.connect(name)
            return True
    return False


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise KnownError(
            f"{folder} cannot be made: {problem.strerror}.", "Give the record file's path."
        ) from problem
    return folder


def _crashed(prompts: Prompts, kind: type[BaseException], trace: TracebackType | None) -> None:
    """Say that the program failed. The report has places in the code and no values: they may name people."""
    report = "".join([f"{kind.__name__}\n", *traceback.format_tb(trace)])
    sys.stderr.write(report)
    prompts.crashed(QApplication.activeWindow(), report)
