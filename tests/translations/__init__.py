"""Keeps the Spanish of the window: `python -m tests.translations`.

Finds every text that passes through `tr()`, keeps the translations there are, writes `chargecapture_es.ts`
anew, names what lacks a translation, and compiles it to the `.qm` beside it. That is kept as data: nothing is
compiled at set-up or packaging. Translate in the `.ts`, by hand or with Qt Linguist, then run it again.
"""
