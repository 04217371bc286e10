"""NCCI files in the layouts that CMS publishes, with rows made up for the tests."""

import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

PTP_HEADER = (
    "CPT only copyright 2025 American Medical Association.  All rights reserved.\t\t\t\t\t\t\r\n"
    "Column1/Column2 Edits\t\t\t\t\t\t\r\n"
    "Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale\r\n"
    "\t\tprior to 1996\tDate\tDate\t0=not allowed\t\r\n"
    "\t\t\t\t*=no data\t1=allowed\t\r\n"
    "\t\t\t\t\t9=not applicable\t\r\n"
)
PTP_SHEET_HEADER = (
    ["CPT only copyright 2025 American Medical Association.  All rights reserved."],
    ["Column1/Column2 Edits"],
    [
        "Column 1",
        "Column 2",
        "*=in existence\nprior to 1996",
        "Effective\nDate",
        "Deletion \nDate\n*=no data",
        "Modifier\n0=not allowed\n1=allowed\n9=not applicable",
        "PTP Edit Rationale",
    ],
)
MUTUAL = "Mutually exclusive procedures"
# column 1, column 2, first day, last day, indicator
EDITS = (
    ("11042", "11102", "20200101", "*", "1"),
    ("11102", "17000", "20190101", "20260630", "1"),  # ended in the second quarter
    ("11102", "17000", "20260701", "*", "0"),  # and holds anew, never to be parted
    ("11102", "17110", "20190101", "20190101", "9"),  # deleted as of its first day
    ("11642", "17000", "20200101", "20251231", "1"),  # ended with last year
    ("13121", "13120", "19960101", "19960101", "9"),
    ("13121", "13120", "19960101", "*", "0"),
    ("17000", "11900", "20100101", "*", "1"),
)
PARTS = (EDITS[:2], EDITS[2:4], EDITS[4:7], EDITS[7:])
MUE_HEADER = (
    '"Current Procedural Terminology (CPT) codes are copyright 2025. All rights reserved. \r\n\r\n'
    'CPT® is a registered trademark.",,,\r\n'
    '"HCPCS/\r\nCPT Code",Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale\r\n'
)
UNITS = (
    ("11102", "1", "2 Date of Service Edit: Policy", "Code Descriptor / CPT Instruction"),
    ("11103", "4", "3 Date of Service Edit: Clinical", "Clinical: Data"),
    ("17003", "13", "2 Date of Service Edit: Policy", "Code Descriptor / CPT Instruction"),
)
ADD_ON_COLUMNS = (
    "AOC_Edit_Type", "Add-On_Code", "AOC_DelDT", "Primary_Code", "Primary_Code_DelDT", "AOC_Edit_EffDT",
    "AOC_Edit_DelDT", "Special_Instruction_Notes",
)  # fmt: skip
ADD_ONS = (
    ("1", "11103", "", "11102", "", "2019001", "", ""),
    ("1", "11103", "", "11104", "", "2019001", "2026181", ""),  # until 30 June 2026
    ("2", "15853", "", "CCCCC", "", "2023001", "", "Contractor Defined Primary Codes"),
)


def ptp_row(edit: Sequence[str], rationale: str = MUTUAL) -> str:
    column1, column2, first, last, indicator = edit
    existed = "*" if first == "19960101" and last == "*" else ""
    return f"{column1}\t{column2}\t{existed}\t{first}\t{last}\t{indicator}\t{rationale}\r\n"


def ptp(edits: Iterable[Sequence[str]] = EDITS) -> str:
    return PTP_HEADER + "".join(map(ptp_row, edits))


def ptp_parts(
    folder: Path, version: str = "v322r0", parts: Sequence[Sequence[Sequence[str]]] = PARTS
) -> list[Path]:
    """The four files of an edition, named as CMS names them."""
    paths = [folder / f"ccipra-{version}-f{at}.TXT" for at in range(1, len(parts) + 1)]
    for path, edits in zip(paths, parts, strict=True):
        path.write_text(ptp(edits), "cp1252", newline="")
    return paths


def mue(rows: Iterable[Sequence[str]] = UNITS) -> str:
    return MUE_HEADER + "".join(",".join(row) + "\r\n" for row in rows)


def mue_file(folder: Path, rows: Iterable[Sequence[str]] = UNITS, day: str = "07-01-2026") -> Path:
    path = folder / f"MCR_MUE_PractitionerServices_Eff_{day}.csv"
    path.write_text(mue(rows), "cp1252", newline="")
    return path


def add_on_file(folder: Path, rows: Iterable[Sequence[str]] = ADD_ONS, name: str = "AOC_V2026Q3-MCR") -> Path:
    notice = ["CPT codes, descriptions and other data only are copyright 2025."]
    return sheet(folder / f"{name}.xlsx", [notice, ADD_ON_COLUMNS, *rows])


def ptp_sheet(path: Path, edits: Iterable[Sequence[str]] = EDITS) -> Path:
    rows = (ptp_row(edit).rstrip("\r\n").split("\t") for edit in edits)
    return sheet(path, [*PTP_SHEET_HEADER, *rows])


def sheet(path: Path, rows: Iterable[Sequence[str]]) -> Path:
    """A workbook of one sheet; whole numbers are numbers, as a spreadsheet program would save them."""
    cells = "".join(
        f'<row r="{at}">{"".join(_cell(at, column, text) for column, text in enumerate(row))}</row>'
        for at, row in enumerate(rows, start=1)
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    of_office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    of_package = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{of_package}"><Relationship Id="r1" '
        f'Type="{of_office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{of_office}"><sheets>'
        '<sheet name="1" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{of_package}"><Relationship Id="r1" '
        f'Type="{of_office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
    }
    with zipfile.ZipFile(path, "w") as book:
        for name, content in parts.items():
            book.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{content}')
    return path


def _cell(row: int, column: int, text: str) -> str:
    twenty_sixths, letter = divmod(column, 26)
    place = f"{chr(ord('A') + twenty_sixths - 1) if twenty_sixths else ''}{chr(ord('A') + letter)}{row}"
    if not text:
        return ""
    if text.isdigit() and not text.startswith("0"):
        return f'<c r="{place}"><v>{text}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
