"""All kinds of official files that can be imported, each a module with one `LAYOUT`."""

from chargecapture.codesets.official.layout import Layout

LAYOUTS: tuple[Layout, ...] = ()
