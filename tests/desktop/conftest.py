"""The window and its parts on the sample practice, on a day that does not move."""

import gc
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings

from chargecapture import bootstrap_visit, bootstrap_window
from chargecapture.bootstrap import Built
from chargecapture.desktop.presenters.visit import Opened, VisitPresenter
from chargecapture.desktop.tasks import CollectsHere
from chargecapture.desktop.theme import Theme
from chargecapture.desktop.views.body_map import BodyMapView, Drawing
from chargecapture.desktop.views.card_form import CardParts
from chargecapture.desktop.views.main_window import MainWindow
from chargecapture.desktop.views.visit_view import VisitView
from chargecapture.storage.records import SqlRecords
from chargecapture.workflow.records import VisitRecord
from chargecapture.workflow.visits import Visits
from tests.desktop.fakes import FakePrompts, FakeRecords, clock
from tests.helpers.encounters import encounter
from tests.helpers.library import whole_library
from tests.helpers.records import sample_coverage, sample_patient, sample_provider, sample_visit
from tests.helpers.rules import coder

MORNING = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_teardown() -> Iterator[None]:
    """Have Qt delete the test's windows now. The garbage collector would do it in the midst of another test,
    and take their Python halves first."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return (yield)


@pytest.fixture(autouse=True)
def collects_in_the_main_thread() -> Iterator[None]:
    """No worker of a test collects the widgets of another, as in the program."""
    gc.disable()
    yield
    gc.disable()  # a window that was closed in the test has set it going again
    CollectsHere.collect_due()


@pytest.fixture(autouse=True, scope="session")
def collects_after_the_tests() -> Iterator[None]:
    yield
    gc.enable()


@pytest.fixture
def theme(qapp, resources: Path) -> Iterator[Theme]:
    yield Theme.install(qapp, resources, choice="light")
    Theme.install(qapp, resources, choice="light")


@pytest.fixture(scope="session")
def built() -> Built:
    """The program's parts with the library of all codes."""
    parts = Built()
    parts.library = whole_library()
    return parts


@pytest.fixture
def records() -> FakeRecords:
    return FakeRecords()


@pytest.fixture
def visits(records: FakeRecords) -> Visits:
    return Visits(records, coder(), clock=clock, new_id=lambda: "V9")


@pytest.fixture
def presenter(qapp, visits: Visits) -> Iterator[VisitPresenter]:
    made = VisitPresenter(visits)
    yield made
    made.end()


def opened(visit: VisitRecord | None = None) -> Opened:
    """The sample patient's visit; nothing is charted where none is given."""
    blank = sample_visit(encounter(rendering="D1"), state="scheduled")
    return Opened(visit or blank, sample_patient(), sample_coverage(), sample_provider())


@pytest.fixture
def open_visit(presenter: VisitPresenter, records: FakeRecords):
    """Opens a visit with these lesions and facts, as a draft."""

    def open_it(*lesions, **facts) -> VisitPresenter:
        visit = sample_visit(encounter(*lesions, rendering="D1", **facts))
        records.drafts[visit.id] = visit
        presenter.open(opened(visit))
        return presenter

    return open_it


@pytest.fixture
def parts(built: Built, presenter: VisitPresenter) -> CardParts:
    return bootstrap_visit.card_parts(built, presenter)


@pytest.fixture(scope="session")
def drawing(resources: Path) -> Drawing:
    return Drawing(resources / "bodymap" / "bodymap.svg")


@pytest.fixture
def visit_view(qtbot, theme, presenter: VisitPresenter, parts: CardParts, drawing: Drawing) -> VisitView:
    """The visit's screen, shown and active."""
    labels = {site: facts.label for site, facts in parts.sites.items()}
    view = VisitView(presenter, parts, BodyMapView(drawing, labels), lambda lesion: lesion.diagnosis)
    qtbot.addWidget(view)
    view.resize(1440, 860)
    with qtbot.waitActive(view):
        view.show()
        view.activateWindow()
    return view


@pytest.fixture
def chart(qtbot, visit_view, open_visit):
    """Opens a visit with these lesions and facts on the screen, with a card at hand."""

    def show(*lesions, at: str = "A", **facts):
        presenter = open_visit(*lesions, **facts)
        presenter.choose(at)
        qtbot.waitUntil(lambda: visit_view.cards.open_form is None or visit_view.cards.open_form.isVisible())
        return presenter

    return show


@pytest.fixture(scope="session")
def sample_file(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The record file of the sample practice, with its visits on the day."""
    path = tmp_path_factory.mktemp("sample") / "sample.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bootstrap_window, "_now", lambda: MORNING)
        bootstrap_window._sample_records(built, path).close()
    return path


@pytest.fixture
def morning(monkeypatch) -> datetime:
    """The day and hour that the window goes by."""
    monkeypatch.setattr(bootstrap_window, "_now", lambda: MORNING)
    return MORNING


@pytest.fixture
def record_file(sample_file: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(sample_file, tmp_path / "practice.db"))


@pytest.fixture
def sql_records(record_file: Path, morning: datetime) -> Iterator[SqlRecords]:
    opened_file = bootstrap_window.open_record_path(record_file)
    yield opened_file
    opened_file.close()


@pytest.fixture
def prompts() -> FakePrompts:
    return FakePrompts()


@pytest.fixture
def stored(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def make_window(qtbot, theme, built: Built, sql_records: SqlRecords, prompts: FakePrompts, stored: QSettings):
    """Opens a window on the sample practice's file, shown and active."""

    def make() -> MainWindow:
        window = bootstrap_window.build_window(built, sql_records, prompts, stored, sample=False)
        qtbot.addWidget(window)
        if not stored.contains("window"):
            window.resize(1440, 900)  # the screen of the tests is 800 wide
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        return window

    return make


@pytest.fixture
def window(make_window) -> MainWindow:
    return make_window()
