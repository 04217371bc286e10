"""The checklist as a person reads it."""

from chargecapture.cli.listing import listed
from chargecapture.domain.charges import Place
from chargecapture.domain.checklist import Item
from tests.cli.test_main import DOCUMENT, real


def _item(label: str, state: str, said: str, place: Place) -> Item:
    return Item(label, "doc.any", label, state, said, place, "source")  # type: ignore[arg-type]


def test_items_stand_under_what_they_are_asked_of_with_what_is_said() -> None:
    items = (
        _item("Consent", "to_confirm", "", Place()),
        _item("Total minutes", "charted", "25", Place(field="visit")),
        _item("Side", "missing", "", Place("A")),
        _item("Method", "charted", "punch", Place("A", 0)),
        _item("Light", "charted", "uvb", Place("", 1)),
    )
    assert listed("V1", items).splitlines() == [
        "Encounter V1 · 5 items, 1 missing",
        "All that was done",
        "  in the note?  Consent",
        "Visit",
        "  charted       Total minutes: 25",
        "Lesion A",
        "  missing       Side",
        "Lesion A, act 1",
        "  charted       Method: punch",
        "Service 2",
        "  charted       Light: uvb",
    ]


def test_the_real_command_lists_what_the_note_must_hold() -> None:
    done = real("code", "--checklist", "-", given=DOCUMENT.encode())
    shown = done.stdout.decode("utf-8")
    assert (done.returncode, done.stderr) == (0, b"")
    assert "Consent, spoken or written" in shown
    assert "Lesion A, act 1\n  charted       Tangential, punch or incisional: tangential" in shown


def test_a_checklist_and_an_explanation_are_not_asked_for_at_once() -> None:
    done = real("code", "--checklist", "--explain", "-", given=DOCUMENT.encode())
    assert done.returncode == 2 and b"not allowed with" in done.stderr
