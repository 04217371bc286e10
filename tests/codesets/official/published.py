"""Files in the layouts that CMS, NCHS and the AMA publish, with few rows made up for the tests."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from chargecapture.codesets.official.hcpcs import COLUMNS as HCPCS_COLUMNS
from chargecapture.codesets.official.importing import Options, import_files
from chargecapture.codesets.official.in_use import ImportedEditions
from chargecapture.codesets.official.layouts import LAYOUTS
from chargecapture.codesets.official.source import SourceFile
from chargecapture.codesets.official.store import EditionStore, State
from chargecapture.codesets.rule_tables import load_built_in
from tests.helpers.rules import RESOURCES

CMS_FILES = Path(__file__).resolve().parents[3].parent / "shared" / "data"

PFS_HEADER = """\
,,{title},,,,,,,,,,,,,,,,,,,,,,,,,,,,,
,,CPT codes and descriptions only are copyright. All Rights Reserved. Applicable FARS/DFARS Apply.,,,,,,,,,,,,,,,,,,,,,,,,,,,,,
,,Dental codes (D codes) are copyright American Dental Association. All Rights Reserved.,,,,,,,,,,,,,,,,,,,,,,,,,,,,,
,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,
,,RELEASED 06/30/2026,,,,,,,,,,,,,,,,,,,,,,,,,,,,,
,,,,,,,,,,,,,,,,,,,,,,,,,,,,,NON-FACILITY,FACILITY,
,,,,NOT USED,,,,,,,,,,,,,,,,,,,,,,PHYSICIAN,,DIAGNOSTIC,PE USED,PE USED,MP USED
,,,,FOR,,,NON-FAC,,FACILITY,,,,,,,,,,,,,,,,,SUPERVISION OF,,IMAGING,FOR OPPS,FOR OPPS,FOR OPPS
,,,STATUS,MEDICARE,WORK,NON-FAC,NA,FACILITY,NA,MP,NON-FACILITY,FACILITY,PCTC,GLOB,PRE,INTRA,POST,MULT,BILAT,ASST,CO-,TEAM,PRIC,ENDO,CONV,DIAGNOSTIC,CALCULATION,FAMILY,PAYMENT,PAYMENT,PAYMENT
HCPCS,MOD,DESCRIPTION,CODE,PAYMENT,RVU,PE RVU,INDICATOR,PE RVU,INDICATOR,RVU,TOTAL,TOTAL,IND,DAYS,OP,OP,OP,PROC,SURG,SURG,SURG,SURG,IND,BASE,FACTOR,PROCEDURES,FLAG,INDICATOR,AMOUNT,AMOUNT,AMOUNT
"""  # noqa: E501 -- as CMS writes it
NO_IMAGING = "09,0,99,0.00,0.00,0.00"
BIOPSY = "11102,,,A,,0.66,2.32,,0.37,,0.07,3.05,1.10,0,000,0.00,0.00,0.00,2,0,1,0,0,,,33.4009," + NO_IMAGING
FLAP = "14040,,,A,,8.60,12.68,,8.53,,1.06,22.34,18.19,0,090,0.10,0.71,0.19,2,0,1,0,0,,,33.4009," + NO_IMAGING
SLIDE = "88305,,,A,,0.75,1.31,,1.31,NA,0.02,2.08,2.08,1,XXX,0.00,0.00,0.00,0,0,0,0,0,,,33.4009," + NO_IMAGING
SLIDE_26 = (
    "88305,26,,A,,0.75,0.32,,0.32,,0.01,1.08,1.08,1,XXX,0.00,0.00,0.00,0,0,0,0,0,,,33.4009," + NO_IMAGING
)


def pfs(
    *rows: str, title: str = "2026 National Physician Fee Schedule Relative Value File July Release"
) -> str:
    """The layout of 32 columns, as from 2026 on."""
    return PFS_HEADER.format(title=title) + "".join(
        f"{row}\n" for row in rows or (BIOPSY, FLAP, SLIDE, SLIDE_26)
    )


def gpci(*rows: str, year: int = 2026) -> str:
    head = (
        f"ADDENDUM E. FINAL CY {year} GEOGRAPHIC PRACTICE COST INDICES (GPCIs) "
        "BY STATE AND MEDICARE LOCALITY,,,,,,\n"
        ",,,,,,\n"
        "Medicare Administrative Contractor (MAC),State,Locality Number,Locality Name,"
        f"{year} PW GPCI (with 1.0 Floor)***,{year} PE GPCI,{year} MP GPCI\n"
    )
    body = rows or ("10112,AL,00,ALABAMA,1.000,0.875,0.566", "02102,AK,01,ALASKA*,1.500,1.065,0.551")
    return head + "".join(f"{row}\n" for row in body) + ',,,,,,\n"*A note, with a comma.",,,,,,\n'


def hcpcs_row(
    code: str, record: str, text: str, added: str = "", ended: str = "", sequence: str = "00100"
) -> str:
    cells = dict.fromkeys(HCPCS_COLUMNS, "")
    cells |= {"HCPC": code, "SEQNUM": sequence, "RECID": record, "LONG DESCRIPTION": f'"{text}"', "COV": "C"}
    cells |= {"SHORT DESCRIPTION": f'"{text[:28]}"', "ADD DT": added, "ACT EFF DT": added, "TERM DT": ended}
    return ",".join(cells.values())


HCPCS_ROWS = (
    hcpcs_row("   A1", "7", "Dressing for one wound", "20020701"),
    hcpcs_row("D0120", "3", "A dental code", "19820101"),
    hcpcs_row("J1100", "3", "Injection, dexamethasone sodium", "20020101"),
    hcpcs_row("J1100", "4", "phosphate, 1 mg", sequence="00200"),
    hcpcs_row("J9999", "3", "A drug that ended", "20200101", "20260331"),
    hcpcs_row("Q4999", "3", "A sheet that begins", "20260401"),
)


def hcpcs(*rows: str) -> str:
    return "".join(f"{row}\n" for row in (",".join(HCPCS_COLUMNS), *(rows or HCPCS_ROWS)))


def icd10cm(codes: Iterable[tuple[str, int, str]] | None = None) -> str:
    listed = codes or (
        ("C44", 0, "Other malignant neoplasm of skin"),
        ("C4431", 0, "Basal cell carcinoma of skin of face"),
        ("C44311", 1, "Basal cell carcinoma of skin of nose"),
        ("L570", 1, "Actinic keratosis"),
    )
    return "".join(
        f"{at:05} {code:<7} {billable} {title[:60]:<60} {title}\n"
        for at, (code, billable, title) in enumerate(listed, start=1)
    )


def places(*rows: str) -> str:
    head = "Place of Service Code Set (updated May 2, 2024),,\n"
    head += "Place of Service Code(s),Place of Service Name,Place of Service Description\n"
    body = rows or ("11,Office,A place of a practitioner", "12,Home,A private home", "28-30,Unassigned,N/A")
    return head + "".join(f"{row}\n" for row in body)


CONSOLIDATED = (
    "Concept Id\tCPT Code\tLong\tMedium\tShort\tConsumer\tSpanish Consumer\t"
    "Current Descriptor Effective Date\tTest Name\tLab Name\tManufacturer Name"
)
OWN_WORDS = (("11102", "The practice's words for a biopsy"), ("17000", "The practice's words for freezing"))


def consolidated(rows: Sequence[tuple[str, str]] = OWN_WORDS) -> str:
    """The AMA's consolidated list with words that are not the AMA's."""
    body = "".join(
        f"{at}\t{code}\t{text}\t\t\t\t\t\t\t\t\n" for at, (code, text) in enumerate(rows, start=100)
    )
    return f"CPT copyright. A notice of some lines.\n\n{CONSOLIDATED}\n{body}"


def listed() -> str:
    """One of the AMA's lists without a header."""
    notice = "CPT is a trademark of the American Medical Association.\n\n"
    return notice + "".join(f"{code}\t{text}\n" for code, text in OWN_WORDS)


def own_table() -> str:
    """What a practice may make of its licensed file by itself."""
    return "Code,Descriptor\n" + "".join(f"{code},{text}\n" for code, text in OWN_WORDS)


def source(name: str, text: str | bytes, *, starts: date | None = None) -> SourceFile:
    data = text if isinstance(text, bytes) else text.encode()
    return SourceFile(name, lambda: data, len(data), starts=starts)


def take(folder: Path, files: Mapping[str, str], *, starts: date | None = None) -> ImportedEditions:
    """Import files by their names, and give the editions as the rules ask for them."""
    folder.mkdir(exist_ok=True)
    paths = []
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
        paths.append(folder / name)
    store = EditionStore(folder / "editions")
    options = Options(starts=starts, partial=True, older=True)
    import_files(store, LAYOUTS, paths, options, today=date(2026, 11, 24))
    return ImportedEditions(store, load_built_in(RESOURCES / "rules"))


def as_whole(editions: ImportedEditions) -> ImportedEditions:
    """The same, as if the few rows of a test were a whole edition."""
    whole = State(tuple(replace(kept, lacks="") for kept in editions.state.kept))
    editions.__dict__["state"] = whole
    return editions
