"""All kinds of official files that can be imported, each a module with one `LAYOUT`."""

from chargecapture.codesets.official import descriptors, gpci, hcpcs, icd10cm_order, pfs, places
from chargecapture.codesets.official.layout import Layout

LAYOUTS: tuple[Layout, ...] = (
    pfs.LAYOUT,
    gpci.LAYOUT,
    hcpcs.LAYOUT,
    icd10cm_order.LAYOUT,
    places.LAYOUT,
    descriptors.LAYOUT,
)
