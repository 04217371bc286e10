"""All kinds of official files that can be imported, each a module with one `LAYOUT`."""

from chargecapture.codesets.official import (
    add_on,
    descriptors,
    gpci,
    hcpcs,
    icd10cm_order,
    mue,
    pfs,
    places,
    ptp,
)
from chargecapture.codesets.official.layout import Layout

LAYOUTS: tuple[Layout, ...] = (
    ptp.LAYOUT,
    mue.LAYOUT,
    add_on.LAYOUT,
    pfs.LAYOUT,
    gpci.LAYOUT,
    hcpcs.LAYOUT,
    icd10cm_order.LAYOUT,
    places.LAYOUT,
    descriptors.LAYOUT,
)
