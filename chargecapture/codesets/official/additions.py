"""The imported codes for the library that searches run on."""

from collections.abc import Iterator

from chargecapture.codesets.library_file import AddedDiagnosis, Additions
from chargecapture.codesets.official import hcpcs, icd10cm_order
from chargecapture.codesets.official.in_use import ImportedEditions


def imported_codes(editions: ImportedEditions) -> Additions:
    """All diagnoses of the imported editions with their newest titles, and the codes of the HCPCS list.

    Raises:
        DamagedEditionError: the list of imported editions is damaged; an edition's file, when it is read.
    """
    kept = (*editions.state.of(icd10cm_order.KIND), *editions.state.of(hcpcs.KIND))
    key = " ".join(each.file for each in kept)
    return Additions(key, lambda: _diagnoses(editions), lambda: _procedures(editions))


def _diagnoses(editions: ImportedEditions) -> Iterator[AddedDiagnosis]:
    found: dict[str, AddedDiagnosis] = {}
    for kept in editions.state.of(icd10cm_order.KIND):
        for code, billable, title in editions.file(kept).rows("SELECT code, billable, title FROM icd10cm"):
            first = found[code].first if code in found else kept.edition.effective_from
            found[code] = AddedDiagnosis(code, title, bool(billable), first)
    yield from found.values()


def _procedures(editions: ImportedEditions) -> Iterator[tuple[str, str]]:
    for kept in editions.state.of(hcpcs.KIND)[-1:]:
        for code, text, ended in editions.file(kept).rows("SELECT code, text, ended FROM hcpcs"):
            yield code, f"{text} (ended {ended})" if ended else text
