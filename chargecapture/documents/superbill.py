"""The superbill on paper: a Letter page, black on white, that goes on with repeated heads.

Fields and their order follow the CMS-1500 (02/12); the codes stand beside our own plain words.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import partial
from io import BytesIO
from typing import NamedTuple
from unicodedata import category, normalize
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor, black
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    KeepTogether,
    NextPageTemplate,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

from chargecapture.documents.fonts import BOLD, REGULAR, drawable, register_fonts
from chargecapture.domain.practice import Coverage, Patient
from chargecapture.workflow.superbill import BillLine, Superbill

WIDTH, HEIGHT = LETTER
MARGIN = 34.5
INNER = WIDTH - 2 * MARGIN
FOOT = 14
LATER_HEAD = 34

SIZE, LEADING = 9, 11
GREY_NAME = "#555555"
GREY = HexColor(GREY_NAME)
PALE = HexColor("#aaaaaa")
THICK, THIN, HAIR = 1.2, 0.6, 0.4

TEXT = ParagraphStyle("text", fontName=REGULAR, fontSize=SIZE, leading=LEADING, splitLongWords=1)
RIGHT = ParagraphStyle("right", TEXT, alignment=TA_RIGHT)
MUTED = ParagraphStyle("muted", TEXT, textColor=GREY)
BOLD_TEXT = ParagraphStyle("bold", TEXT, fontName=BOLD)
HEADING = ParagraphStyle("heading", BOLD_TEXT, spaceAfter=1.5)
TITLE = ParagraphStyle("title", TEXT, fontName=BOLD, fontSize=13.5, leading=17)
TITLE_RIGHT = ParagraphStyle("title_right", TITLE, alignment=TA_RIGHT)

AMA = "CPT codes are licensed by the AMA; no descriptors printed."
DESCRIBED = "CPT copyright {year} American Medical Association. All rights reserved."
TITLES = {"insurance": "Superbill", "self_pay": "Self-pay statement"}
UNKNOWN = "–"


class CosmeticLineError(Exception):
    """A line that no insurer may see was put on a document for the insurer: our own fault."""


class Column(NamedTuple):
    title: str
    width: float
    right: bool = False


COLUMNS = (
    Column("#", 20),
    Column("Date", 66),
    Column("Code", 94),
    Column("Mod", 68),
    Column("Dx", 32),
    Column("Units", 32, right=True),
    Column("Unit fee", 54, right=True),
    Column("Charge", 62, right=True),
    Column("NDC", 30),
    Column("Lesion", 38),
    Column("Who pays", INNER - 496),
)
_CODE, _FIRST_RIGHT, _LAST_RIGHT = 2, 5, 7
GAP = 5  # between a column and the next
BELOW = "below"  # said in a cell whose text stands under its line


def superbill_pdf(bill: Superbill) -> bytes:
    """Write one superbill; the same bill gives the same bytes.

    Raises:
        CosmeticLineError: the document is for an insurer and one of its lines is not.
    """
    if bill.kind == "insurance" and not all(line.for_insurer for line in bill.lines):
        raise CosmeticLineError("a line that the patient pays is on the insurer's document")
    register_fonts()
    # The number of pages is known once all is laid out, so it is laid out twice.
    pages = _write(bill, BytesIO(), pages=0)
    written = BytesIO()
    _write(bill, written, pages=pages)
    return written.getvalue()


def _write(bill: Superbill, to: BytesIO, *, pages: int) -> int:
    document = BaseDocTemplate(
        to,
        pagesize=LETTER,
        title=TITLES[bill.kind],
        author="",
        subject="",
        creator="Charge Capture",
        lang="en-US",
        invariant=1,
        displayDocTitle=True,
    )
    document.addPageTemplates(
        [
            _page("first", 0, partial(_draw_foot, bill=bill, pages=pages)),
            _page("later", LATER_HEAD, partial(_draw_head_and_foot, bill=bill, pages=pages)),
        ]
    )
    document.build([NextPageTemplate("later"), *_story(bill)])
    return int(document.page)


def _page(name: str, head: float, draw: object) -> PageTemplate:
    frame = Frame(
        MARGIN,
        MARGIN + FOOT,
        INNER,
        HEIGHT - 2 * MARGIN - FOOT - head,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )
    return PageTemplate(name, [frame], onPage=draw)


def _draw_foot(canvas: Canvas, document: BaseDocTemplate, *, bill: Superbill, pages: int) -> None:
    of = f" of {pages}" if pages else ""
    page = f" · {_day(bill)} · page {document.page}{of}"
    canvas.saveState()
    canvas.setLineWidth(HAIR)
    canvas.line(MARGIN, MARGIN + 10, WIDTH - MARGIN, MARGIN + 10)
    canvas.setFont(REGULAR, SIZE)
    canvas.setFillColor(GREY)
    copyright_ = DESCRIBED.format(year=bill.cpt_year) if bill.cpt_year else AMA
    canvas.drawString(MARGIN, MARGIN - 2, copyright_)
    room = INNER - stringWidth(copyright_, REGULAR, SIZE) - stringWidth(page, REGULAR, SIZE) - 16
    canvas.drawRightString(WIDTH - MARGIN, MARGIN - 2, shorten(clean(bill.patient.name), room) + page)
    canvas.setFont(BOLD, SIZE)
    canvas.setFillColor(black)
    canvas.drawString(MARGIN, MARGIN - 13.5, " ".join(_marks(bill)))
    canvas.restoreState()


def _draw_head_and_foot(canvas: Canvas, document: BaseDocTemplate, *, bill: Superbill, pages: int) -> None:
    _draw_foot(canvas, document, bill=bill, pages=pages)
    top = HEIGHT - MARGIN - 10
    title = f"{TITLES[bill.kind]}, continued"
    who = f" · born {bill.patient.born} · account {clean(bill.patient.account)} · visit {_day(bill)}"
    canvas.saveState()
    canvas.setFont(BOLD, SIZE)
    canvas.drawString(MARGIN, top, title)
    canvas.setFont(REGULAR, SIZE)
    room = INNER - stringWidth(title, BOLD, SIZE) - stringWidth(who, REGULAR, SIZE) - 16
    canvas.drawRightString(WIDTH - MARGIN, top, shorten(clean(bill.patient.name), room) + who)
    canvas.setLineWidth(THICK)
    canvas.line(MARGIN, top - 7, WIDTH - MARGIN, top - 7)
    canvas.restoreState()


def _marks(bill: Superbill) -> Iterator[str]:
    """What every page says of a document that is not to be sent."""
    if bill.sample:
        yield "SAMPLE: the practice is invented."
    if not bill.version:
        yield "DRAFT: not signed."


def _day(bill: Superbill) -> str:
    return bill.date_of_service.isoformat()


def shorten(text: str, room: float, font: str = REGULAR) -> str:
    """Shorten a name in its middle until it is at most `room` points wide."""
    if stringWidth(text, font, SIZE) <= room:
        return text
    for kept in range(len(text) - 1, 1, -1):
        start, end = text[: kept - kept // 2], text[len(text) - kept // 2 :]
        if stringWidth(f"{start}…{end}", font, SIZE) <= room:
            return f"{start}…{end}"
    return f"{text[0]}…"


def clean(text: str) -> str:
    """What a page can show of a text: letters are composed, a sign without a shape is named by its number."""
    return "".join(_shown(each) for each in normalize("NFC", text))


def _shown(sign: str) -> str:
    if category(sign) in ("Cc", "Cf", "Zs", "Zl", "Zp"):
        return " "
    return sign if ord(sign) in drawable() else f"[U+{ord(sign):04X}]"


def _p(text: str, style: ParagraphStyle = TEXT) -> Paragraph:
    return Paragraph(escape(clean(text)), style)


def _named(pairs: Iterable[tuple[str, str]]) -> list[Flowable]:
    """Lines such as `Born 1972-03-14`; the value is bold where the label ends in a star."""
    return [Paragraph(_labelled(label, value), TEXT) for label, value in pairs]


def _labelled(label: str, value: str) -> str:
    shown = escape(clean(value)) or "none"
    if label.endswith("*"):
        shown = f"<b>{shown}</b>"
    return f'<font color="{GREY_NAME}">{label.rstrip("*")}</font> {shown}'


def _story(bill: Superbill) -> Iterator[Flowable]:
    yield _head(bill)
    yield _boxes(bill)
    if bill.diagnoses:
        yield from _diagnoses(bill)
    yield _lines(bill)
    yield from _in_words("Lesions", bill.lesions)
    yield from _in_words("Pathology pending", bill.held)
    yield Spacer(0, 4)
    yield KeepTogether([_closing(bill), Spacer(0, 5), _signature(bill)])


def _head(bill: Superbill) -> Flowable:
    practice = bill.practice
    contact = (("Phone", practice.phone), ("Fax", practice.fax), ("Group", practice.group_number))
    left = [
        _p(practice.name, TITLE),
        _p(str(practice.address)),
        _p(" · ".join(f"{label} {value}" for label, value in contact if value)),
    ]
    if practice.pay_to is not None:
        left += _named([("Pay to", str(practice.pay_to))])
    right = [_p(TITLES[bill.kind], TITLE_RIGHT)]
    if bill.sample:
        right.append(Paragraph("<b>SAMPLE</b>", RIGHT))
    right += [
        Paragraph(_version(bill), RIGHT),
        _p(f"Billing NPI {practice.npi}", RIGHT),
        _p(f"Tax id {practice.tax_id} ({practice.tax_id_kind})", RIGHT),
        _p(f"Visit {_day(bill)} · {bill.visit_id}", RIGHT),
    ]
    return _table(
        [[left, right]],
        [INNER * 0.6, INNER * 0.4],
        [("LINEBELOW", (0, 0), (-1, 0), THICK, black), ("BOTTOMPADDING", (0, 0), (-1, -1), 6)],
    )


def _version(bill: Superbill) -> str:
    if not bill.version:
        return "<b>DRAFT</b> · not signed"
    return f"Version {bill.version} · {'original' if bill.version == 1 else 'amended'}"


def _boxes(bill: Superbill) -> Flowable:
    visit_kind = "established patient" if bill.established else "new patient"
    place = f"{bill.place_of_service} {bill.place_name}".strip()
    provider = [("Rendering*", bill.provider.name), ("NPI", bill.provider.npi)]
    provider += [("Taxonomy", bill.provider.taxonomy), ("Referring (DN)", bill.referring)]
    visit = [
        ("Date of service", f"{_day(bill)} · {visit_kind}"),
        ("Place of service", f"{place} · location NPI {bill.location_npi}"),
    ]
    if bill.kind == "insurance":
        visit.append(("Authorization or referral", bill.authorization))
        visit.append(("CLIA", bill.clia or "none, no laboratory test on this claim"))
    boxes = [
        [_box("Patient", _patient(bill.patient)), _box("Insurance", _insurance(bill))],
        [_box("Provider", provider), _box("Visit", visit)],
    ]
    return _table(
        boxes,
        [INNER / 2, INNER / 2],
        [
            ("LINEBELOW", (0, 0), (-1, 0), THIN, black),
            ("LINEBELOW", (0, 1), (-1, 1), THIN, black),
            ("LINEAFTER", (0, 0), (0, -1), HAIR, black),
            ("LEFTPADDING", (1, 0), (1, -1), 9),
            ("RIGHTPADDING", (0, 0), (0, -1), 9),
            ("TOPPADDING", (0, 0), (-1, -1), 5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
        ],
    )


def _box(title: str, pairs: Sequence[tuple[str, str]]) -> list[Flowable]:
    return [_p(title, HEADING), *_named(pairs)]


def _patient(patient: Patient) -> list[tuple[str, str]]:
    return [
        ("Name*", patient.name),
        ("Born", f"{patient.born} · {patient.sex}"),
        ("Account", patient.account),
        ("Address", str(patient.address)),
        ("Phone", patient.phone),
        ("Responsible", patient.responsible or "patient"),
    ]


def _insurance(bill: Superbill) -> list[tuple[str, str]]:
    if bill.kind == "self_pay":
        return [("Self-pay", "the patient pays; no claim is sent for these lines")]
    coverage = bill.coverage
    assignment = "accepted" if coverage.assignment else "not accepted"
    return [
        ("Primary*", " · ".join(part for part in (coverage.payer, coverage.plan) if part)),
        ("Member", coverage.member_id),
        ("Group", f"{coverage.group or 'none'} · relation: {coverage.relation}"),
        ("Secondary", coverage.secondary),
        ("Assignment", f"{assignment} · signature on file {coverage.signature_on_file or 'none'}"),
        ("Effective", _eligibility(coverage)),
    ]


def _eligibility(coverage: Coverage) -> str:
    since = str(coverage.effective_from or "not known")
    if coverage.eligibility_checked is None:
        return f"{since} · eligibility not checked"
    return f"{since} · {coverage.eligibility}, checked {coverage.eligibility_checked}"


def _diagnoses(bill: Superbill) -> Iterator[Flowable]:
    yield Spacer(0, 5)
    yield _p("Diagnoses (ICD-10-CM)", HEADING)
    said = [
        Paragraph(f"<b>{letter}</b> {icd10} {escape(clean(title))}", TEXT)
        for letter, icd10, title in bill.diagnoses
    ]
    said += [_p("")] * (len(said) % 2)
    rows = [said[at : at + 2] for at in range(0, len(said), 2)]
    yield _table(rows, [INNER / 2, INNER / 2], [("RIGHTPADDING", (0, 0), (-1, -1), 9)])
    yield Spacer(0, 4)


def _lines(bill: Superbill) -> Flowable:
    rows: list[list[object]] = [[column.title for column in COLUMNS]]
    style: list[tuple[object, ...]] = [
        ("FONT", (0, 0), (-1, 0), BOLD, SIZE),
        ("FONT", (0, 1), (-1, -1), REGULAR, SIZE),
        ("LINEABOVE", (0, 0), (-1, 0), THIN, black),
        ("LINEBELOW", (0, 0), (-1, 0), THIN, black),
        ("ALIGN", (_FIRST_RIGHT, 0), (_LAST_RIGHT, -1), "RIGHT"),
        ("RIGHTPADDING", (_FIRST_RIGHT, 0), (_LAST_RIGHT, -1), GAP),
        ("TOPPADDING", (0, 0), (-1, 0), 3),
        ("BOTTOMPADDING", (0, 0), (-1, 0), 4),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
    for line in bill.lines:
        first = len(rows)
        rows.append(_cells(bill, line))
        for text in _below(bill, line):
            style.append(("SPAN", (_CODE, len(rows)), (-1, len(rows))))
            rows.append(["", "", _p(text, MUTED), *[""] * (len(COLUMNS) - _CODE - 1)])
        last = len(rows) - 1
        style.append(("TOPPADDING", (0, first), (-1, first), 2))
        style.append(("BOTTOMPADDING", (0, last), (-1, last), 2))
        style.append(("LINEBELOW", (0, last), (-1, last), HAIR, PALE))
        if last > first:
            style.append(("NOSPLIT", (0, first), (0, first + 1)))
    return _table(rows, [column.width for column in COLUMNS], style, repeatRows=1)


def _below(bill: Superbill, line: BillLine) -> Iterator[str]:
    """What stands under a line: its words, what its cells have no room for, its reasons."""
    if line.label:
        yield line.label
    for column, text in zip(COLUMNS, _texts(bill, line), strict=True):
        if not _fits(text, column):
            yield f"{column.title} {text}"
    if bill.show_reasons:
        yield from line.reasons


def _cells(bill: Superbill, line: BillLine) -> list[object]:
    texts = zip(COLUMNS, _texts(bill, line), strict=True)
    cells: list[object] = [text if _fits(text, column) else BELOW for column, text in texts]
    cells[_CODE] = _p(line.code, BOLD_TEXT)
    return cells


def _fits(text: str, column: Column) -> bool:
    return column is COLUMNS[_CODE] or stringWidth(text, REGULAR, SIZE) <= column.width - GAP


def _texts(bill: Superbill, line: BillLine) -> list[str]:
    texts = [
        str(line.number),
        _day(bill),
        line.code,
        " ".join(line.modifiers),
        line.pointers,
        _units(line.units),
        money(line.fee),
        money(line.charge),
        line.ndc,
        ", ".join(line.lesions) or "·",
        line.who_pays,
    ]
    return [clean(text) for text in texts]


def _units(units: Decimal) -> str:
    return f"{units.normalize():f}"


def money(amount: Decimal | None) -> str:
    """Dollars and cents such as `1,475.00`; a dash where nothing is known."""
    if amount is None:
        return UNKNOWN
    return f"{amount:,.2f}".replace("-", "−")


def _in_words(title: str, sentences: Sequence[str]) -> Iterator[Flowable]:
    """Sentences run on in one paragraph, which may go over to the next page."""
    if sentences:
        yield Spacer(0, 4)
        said = " · ".join(escape(clean(sentence)) for sentence in sentences)
        yield Paragraph(f"<b>{title}</b> {said}", TEXT)


def _closing(bill: Superbill) -> Flowable:
    left = [_p("Notices", HEADING), *(_p(notice) for notice in bill.notices)]
    rows = [[_p(label), Paragraph(amount, RIGHT)] for label, amount in _sums(bill)]
    half = INNER / 2
    sums = _table(rows, [half - 95, 86], [("BOTTOMPADDING", (0, 0), (-1, -1), 1)])
    return _table(
        [[left, sums]],
        [half, half],
        [
            ("LINEABOVE", (0, 0), (-1, 0), THIN, black),
            ("LINEBELOW", (0, 0), (-1, 0), THICK, black),
            ("LINEAFTER", (0, 0), (0, -1), HAIR, black),
            ("LEFTPADDING", (1, 0), (1, -1), 9),
            ("RIGHTPADDING", (0, 0), (0, -1), 9),
            ("TOPPADDING", (0, 0), (-1, -1), 5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
        ],
    )


def _sums(bill: Superbill) -> Iterator[tuple[str, str]]:
    """The money of the document; the last row is what is still open."""
    total = "Total charges" + (", without the lines that have no fee" if bill.fees_missing else "")
    yield total, f"<b>{money(bill.total)}</b>"
    if bill.kind == "insurance":
        yield "Insurance part, estimated", money(bill.insurance_part)
        yield "Patient part: copay", money(bill.patient_part)
    yield "Paid", money(bill.paid)
    yield "Balance", f"<b>{money(bill.balance)}</b>"


def _signature(bill: Superbill) -> Flowable:
    if bill.signed_at is None:
        return _p("Not signed. This draft is for review; its charges may still change.")
    by, at = escape(clean(bill.signed_by)), bill.signed_at.strftime("%Y-%m-%d %H:%M")
    return Paragraph(f'Signed electronically by <b>{by}</b> · <font color="{GREY_NAME}">{at}</font>', TEXT)


def _table(
    rows: Sequence[Sequence[object]],
    widths: Sequence[float],
    style: Sequence[tuple[object, ...]],
    *,
    repeatRows: int = 0,  # noqa: N803 -- reportlab's own name
) -> Table:
    plain = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 0),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
        ("FONT", (0, 0), (-1, -1), REGULAR, SIZE, LEADING),
    ]
    return Table(rows, widths, style=[*plain, *style], repeatRows=repeatRows, hAlign="LEFT", splitInRow=1)
