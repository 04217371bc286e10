"""The charge table as a person reads it: who pays in its place, rows that stay where they are."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt

from chargecapture.desktop.models.charge_lines import ChargeLineModel, money, rows_of
from chargecapture.desktop.views.charges import ChargesTable
from chargecapture.domain.charges import ChargeLine, Reason
from chargecapture.domain.practice import FeeSchedule
from chargecapture.domain.procedures import Cosmetic
from tests.desktop.fakes import table_text
from tests.helpers.encounters import biopsy, encounter, keratoses, visit
from tests.helpers.rules import coder

FEES = FeeSchedule({"17000": Decimal(110), "17003": Decimal("12.50"), "99213": Decimal(1140)})


def coded(*lesions, **facts) -> tuple[ChargeLine, ...]:
    return coder().code(encounter(*lesions, **facts), FEES).lines


def line(code: str, **facts) -> ChargeLine:
    base = {
        "units": Decimal(1),
        "modifiers": (),
        "icd10": (),
        "lesions": ("A",),
        "responsibility": "insurance",
        "charge": None,
        "why": (Reason(f"why {code}", "a.rule", "a source"),),
    }
    return ChargeLine(code=code, **(base | facts))


@pytest.fixture
def model(qtmodeltester):
    made = ChargeLineModel()
    yield made
    qtmodeltester.check(made, force_py=True)


@pytest.fixture
def table(qtbot, theme):
    view = ChargesTable(ChargeLineModel())
    qtbot.addWidget(view)
    view.resize(640, 400)
    with qtbot.waitActive(view):
        view.show()
        view.activateWindow()
    return view


def test_a_visit_with_keratoses_reads_line_by_line(table):
    table.model().show_lines(coded(keratoses("A", 7), visit=visit()))
    assert table_text(table) == [
        "Insurance claim",
        "99213 | 25 | 1 | A L40.0 | Visit | 1,140.00 | Insurance",
        "17000 |  | 1 | B L57.0 | A | 110.00 | Insurance",
        "17003 |  | 6 | B L57.0 | A | 75.00 | Insurance",
    ]


def test_what_is_cosmetic_stands_in_the_patients_section_without_code_or_diagnosis(table):
    toxin = Cosmetic(service="botulinum_toxin", units=Decimal(20), price=Decimal(14))
    table.model().show_lines(coded(keratoses("A", 1), services=(toxin,)))
    assert table_text(table) == [
        "Insurance claim",
        "17000 |  | 1 | A L57.0 | A | 110.00 | Insurance",
        "Patient pays, not sent to the insurer",
        "Cosmetic |  | 20 | not on the claim | – | 280.00 | Patient",
    ]


def test_a_line_without_a_fee_has_a_dash():
    assert [money(amount) for amount in (None, Decimal("0"), Decimal("1475"), Decimal("12.5"))] == [
        "–", "0.00", "1,475.00", "12.50",
    ]  # fmt: skip


LINES = st.builds(
    line,
    st.sampled_from(["17000", "99213", "COS-facial"]),
    responsibility=st.sampled_from(["insurance", "patient", "practice"]),
    cosmetic=st.booleans(),
)


@given(st.lists(LINES, max_size=6))
def test_no_cosmetic_or_patient_line_ever_stands_under_insurance(lines):
    rows = rows_of(lines)
    shown = [row.line for row in rows if row.line]
    assert sorted(map(id, shown)) == sorted(map(id, lines))
    for row in rows:
        if row.line and row.section == "insurance":
            assert not row.line.cosmetic and row.line.responsibility != "patient"


@given(before=st.lists(LINES, max_size=5), after=st.lists(LINES, max_size=5))
def test_the_model_tells_every_change_of_its_rows(before, after):
    model = ChargeLineModel()
    model.show_lines(before)
    resets, changes = [], []
    model.modelReset.connect(lambda: resets.append(True))
    model.dataChanged.connect(lambda *_: changes.append(True))
    shape = [(row.section, row.line is None) for row in rows_of(before)]
    model.show_lines(after)
    if rows_of(after) == rows_of(before):
        assert (bool(resets), bool(changes)) == (False, False)
    elif [(row.section, row.line is None) for row in rows_of(after)] == shape:
        assert (bool(resets), bool(changes)) == (False, True)
    else:
        assert (bool(resets), bool(changes)) == (True, False)


def test_a_new_value_changes_in_place_and_nothing_flickers(qtbot, model):
    model.show_lines(coded(keratoses("A", 7)))
    with qtbot.waitSignal(model.dataChanged), qtbot.assertNotEmitted(model.modelReset):
        model.show_lines(coded(keratoses("A", 9)))


def test_the_same_lines_again_say_nothing(qtbot, model):
    model.show_lines(coded(keratoses("A", 7)))
    with qtbot.assertNotEmitted(model.modelReset), qtbot.assertNotEmitted(model.dataChanged):
        model.show_lines(coded(keratoses("A", 7)))


def test_a_heading_that_moves_has_its_own_height_and_span(table):
    on_claim = [line("17000"), line("17003"), line("17004")]
    table.model().show_lines(on_claim)
    table.model().show_lines([on_claim[0], line("COS-facial", responsibility="patient", cosmetic=True)])
    headings = [row for row in range(4) if table.model().row(row).line is None]
    assert headings == [0, 2]
    assert [table.rowHeight(row) < table.rowHeight(1) for row in range(4)] == [True, False, True, False]
    assert [table.columnSpan(row, 0) for row in range(4)] == [7, 1, 7, 1]


def test_a_heading_cannot_be_chosen(qtbot, table):
    table.model().show_lines(coded(keratoses("A", 1)))
    assert table.model().flags(table.model().index(0, 0)) == Qt.ItemFlag.ItemIsEnabled


def test_each_line_carries_its_reason_and_its_plain_words(model):
    model.show_lines(coded(keratoses("A", 1)))
    index = model.index(1, 0)
    shown = index.data(ChargeLineModel.LineRole)
    assert index.data(ChargeLineModel.ReasonRole) == shown.why[0].text
    assert index.data(Qt.ItemDataRole.ToolTipRole) == (shown.label or None)
    assert model.index(0, 0).data(ChargeLineModel.LineRole) is None


def test_figures_stand_at_the_right_with_their_heads(model):
    model.show_lines(coded(keratoses("A", 1)))
    role = Qt.ItemDataRole.TextAlignmentRole
    way = Qt.Orientation.Horizontal
    right = [
        column for column in range(7) if model.headerData(column, way, role) & Qt.AlignmentFlag.AlignRight
    ]
    assert [model.headerData(column, way) for column in right] == ["Units", "Fee $"]
    assert all(model.index(1, column).data(role) & Qt.AlignmentFlag.AlignRight for column in right)


# Choosing


def row_of(table, code: str) -> int:
    return next(n for n, text in enumerate(table_text(table)) if text.startswith(code))


def click(qtbot, table, code: str) -> None:
    at = table.visualRect(table.model().index(row_of(table, code), 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_choosing_a_line_says_which(qtbot, table):
    table.model().show_lines(coded(keratoses("A", 7), biopsy("B")))
    with qtbot.waitSignal(table.line_chosen) as told:
        click(qtbot, table, "17003")
    assert told.args[0].code == "17003"


def test_the_first_line_of_a_lesion_is_chosen_in_silence(qtbot, table):
    table.model().show_lines(coded(biopsy("B"), keratoses("A", 7), visit=visit()))
    with qtbot.assertNotEmitted(table.line_chosen):
        table.choose_lesion("A")
        assert table.current_line().code == "17000"
        table.choose_lesion("visit")
        assert table.current_line().is_visit
        table.choose_lesion("claim")
        assert table.current_line() is None


def test_the_line_that_was_chosen_stays_while_its_lesion_is_at_hand(qtbot, table):
    table.model().show_lines(coded(keratoses("A", 7)))
    click(qtbot, table, "17003")
    table.choose_lesion("A")
    assert table.current_line().code == "17003"


def test_two_clicks_on_a_line_ask_why(qtbot, table):
    table.model().show_lines(coded(keratoses("A", 7)))
    at = table.visualRect(table.model().index(row_of(table, "17003"), 0)).center()
    click(qtbot, table, "17003")
    with qtbot.waitSignal(table.why_asked) as told:
        qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert told.args[0].code == "17003"


def test_two_clicks_on_a_heading_ask_nothing(qtbot, table):
    table.model().show_lines(coded(keratoses("A", 7)))
    with qtbot.assertNotEmitted(table.why_asked):
        qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, 8))


def test_the_charge_lines_are_a_sound_model_with_and_without_rows(qtmodeltester):
    model = ChargeLineModel()
    qtmodeltester.check(model, force_py=True)
    model.show_lines(coded(keratoses("A", 7), visit=visit()))
    qtmodeltester.check(model, force_py=True)
