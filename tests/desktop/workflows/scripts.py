"""The workflows: where each begins, its keys, and what must come of it.

A key is written as menus write it; what is typed in one go begins with a quotation mark. Each is one input.
In a typed line each word counts, with the Enter that charts it. A step that begins with a question mark waits
for something, and is no input.
"""

from collections.abc import Callable
from typing import NamedTuple

from tests.helpers.screen import Person


def _nothing(*_: object) -> None:
    return None


def opened(name: str) -> Callable[[object, Person], None]:
    """Begins in the visit of this patient of the sample day."""

    def begin(window: object, person: Person) -> None:
        person.types(name.lower())
        person.presses("Return")
        person.wait_for(window.pages.visit.isVisible, "the visit")  # type: ignore[attr-defined]

    return begin


def seen_before(window: object, person: Person) -> None:
    """Begins in today's visit of a patient whose warts were treated and signed three weeks ago."""
    window._presenters.day.move(-21)  # type: ignore[attr-defined]
    for step in ("Ctrl+F", '"brien', "Return", '"ln2 wart x4 r hand', "Return", "F12", "Ctrl+T"):
        if step.startswith('"'):
            person.types(step[1:])
        else:
            person.presses(step)
    opened("brien")(window, person)


class Workflow(NamedTuple):
    name: str
    keys: tuple[str, ...]
    lines: tuple[str, ...] = ()
    state: str = "Ready to sign"
    page: str = "visit"
    at_most: int | None = None  # inputs
    words_at_most: int | None = None  # words typed and keys
    signed: bool = False
    before: Callable[[object, Person], None] = _nothing
    more: Callable[[object], object] = _nothing
    more_is: object = None

    @property
    def inputs(self) -> int:
        return len([step for step in self.keys if not step.startswith("?")])

    @property
    def words(self) -> int:
        """Words typed, and keys."""
        return sum(len(step.split()) if step.startswith('"') else step[0] != "?" for step in self.keys)

    @property
    def strokes(self) -> int:
        """Keys pressed, one a letter."""
        return sum(len(step) - 1 if step.startswith('"') else step[0] != "?" for step in self.keys)


KERATOSES = ("17000 |  | 1 | A L57.0 | Insurance", "17003 |  | 4 | A L57.0 | Insurance")
REFERENCE = (
    "11102 |  | 1 | A D49.2 | Insurance",
    "99213 | 25 | 1 | B L40.0 | Insurance",
    "17000 | 59 | 1 | C L57.0 | Insurance",
    "17003 |  | 2 | C L57.0 | Insurance",
)
SAMPLE = (*REFERENCE[:3], "17003 |  | 6 | C L57.0 | Insurance")
SIGNED = "Signed by Lena Hartmann, MD · 2026-11-24 09:00 · version 1"

WORKFLOWS = (
    # The reference visit of the issue: 99213, tangential biopsy of the left cheek, 3 keratoses of the scalp
    Workflow(
        "the reference visit by the typed line",
        ('"tbx L cheek r/o BCC; LN2 AK x3 scalp; 99213 psoriasis', "Return"),
        REFERENCE,
        before=opened("brien"),
        words_at_most=12,
    ),
    Workflow(
        "the reference visit by fields",
        (
            *('"l cheek', "Return", '"r/o bcc', "Return", '"tangential', "Return"),
            *("Ctrl+I", '"scalp', "Return", '"actinic keratosis', "Return", '"freeze', "Return"),
            *("Shift+Tab", "Shift+Tab", '"3'),
            *("F7", '"2131', '"psoriasis', "Return"),  # low, minimal, moderate; 25: yes
        ),
        REFERENCE,
        before=opened("brien"),
        at_most=20,
    ),
    # Destruction
    Workflow(
        "five actinic keratoses by the typed line",
        ('"ln2 ak x5 scalp', "Return"),
        KERATOSES,
        before=opened("brien"),
        at_most=8,
    ),
    Workflow(
        "fifteen keratoses are one code",
        ('"ln2 ak x15 face', "Return"),
        ("17004 |  | 1 | A L57.0 | Insurance",),
        before=opened("brien"),
        at_most=8,
    ),
    Workflow(
        "a wart found on the body map by letters",
        ("Ctrl+M", '"che', "Return", '"wart', "Return", '"freeze', "Return"),
        ("17110 |  | 1 | A B07.9 | Insurance",),
        before=opened("brien"),
    ),
    Workflow(
        "the warts of three weeks ago again, by copy",
        ("F9", "Alt+1", "F12"),
        ("17110 |  | 1 | A B07.8 | Insurance",),
        SIGNED,
        before=seen_before,
        signed=True,
        at_most=4,
    ),
    # Bundles and favorites
    Workflow(
        "a wart by the provider's favorite",
        ('"back of hand r', "Return", "Ctrl+B", '"wart', "Return"),
        ("17110 |  | 1 | A B07.9 | Insurance",),
        before=opened("brien"),
        at_most=8,
    ),
    Workflow(
        "a bundle kept, charted again, and its count said",
        (
            *('"ln2 ak x3 scalp', "Return", "Ctrl+B", '"scalp', "Down", "Return"),
            *("Ctrl+F", '"reyes', "Return", "Ctrl+B", "Return", '"5'),
        ),
        KERATOSES,
        before=opened("brien"),
    ),
    # Biopsy
    Workflow(
        "two punch biopsies are a first and a further one",
        ('"punch bx r forearm rash; punch bx l thigh rash', "Return"),
        ("11104 |  | 1 | A R21 | Insurance", "11105 |  | 1 | A R21 | Insurance"),
        before=opened("brien"),
    ),
    Workflow(
        "a biopsy whose method is asked for",
        ('"bx l cheek r/o bcc', "Return", '"tang', "Return"),
        ("11102 |  | 1 | A D49.2 | Insurance",),
        before=opened("brien"),
    ),
    # Excision and repair
    Workflow(
        "an excision with its repair by the typed line",
        ('"exc bcc nose 8 mm margin 4 mm, intermediate repair 4.2 cm', "Return"),
        ("12052 |  | 1 | A C44.311 | Insurance", "11642 |  | 1 | A C44.311 | Insurance"),
        before=opened("papad"),
    ),
    Workflow(
        "an excision by fields, in millimetres and centimetres",
        (
            *('"nose', "Return", '"basal cell carcinoma', "Return", '"excision', "Return"),
            *('"8 mm', "Return", '"0.4', "Return"),
        ),
        ("11642 |  | 1 | A C44.311 | Insurance",),
        before=opened("papad"),
    ),
    Workflow(
        "what an alert misses is typed where Alt+1 leads",
        (
            *('"nose', "Return", '"basal cell carcinoma', "Return", '"excision', "Return"),
            *("Ctrl+I", "Alt+1", '"8 mm', "Ctrl+I", "Alt+1", '"4 mm', "Return"),
        ),
        ("11642 |  | 1 | A C44.311 | Insurance",),
        before=opened("papad"),
    ),
    Workflow(
        "Mohs surgery in two stages",
        ('"mohs bcc l cheek stage 1 3 blocks stage 2 2 blocks', "Return"),
        ("17311 |  | 1 | A C44.319 | Insurance", "17312 |  | 1 | A C44.319 | Insurance"),
        before=opened("papad"),
    ),
    # Other acts
    Workflow(
        "triamcinolone into a keloid",
        ('"kenalog 10 mg/ml 0.3 ml intralesional keloid chest', "Return"),
        ("11900 |  | 1 | A L91.0 | Insurance", "J3301 |  | 1 | A L91.0 | Insurance"),
        before=opened("brien"),
    ),
    Workflow(
        "inflamed skin tags",
        ('"snip skin tags x5 neck inflamed', "Return"),
        ("11200 |  | 1 | A L91.8 | Insurance",),
        before=opened("brien"),
    ),
    Workflow(
        "an abscess is drained",
        ('"i&d abscess upper back simple', "Return"),
        ("10060 |  | 1 | A L02.212 | Insurance",),
        before=opened("brien"),
    ),
    Workflow(
        "an ingrown nail of the great toe",
        ('"matrixectomy r great toe ingrown nail', "Return"),
        ("11750 | T5 | 1 | A L60.0 | Insurance",),
        before=opened("brien"),
    ),
    Workflow(
        "toxin that the patient pays",
        ("Ctrl+Shift+V", '"botulinum toxin for facial', "Return", '"20', "Return", '"14', "Return"),
        ("Cosmetic |  | 20 | not on the claim | Patient",),
        before=opened("brien"),
    ),
    # The visit's level
    Workflow(
        "a new patient's acne by problems, data and risk",
        ("F7", '"213', '"acne vulgaris', "Return"),
        ("99203 |  | 1 | A L70.0 | Insurance",),
        before=opened("kowal"),
    ),
    Workflow(
        "a visit by its minutes",
        ("F7", '"t', '"25', "Return", '"psoriasis', "Return"),
        ("99213 |  | 1 | A L40.0 | Insurance",),
        before=opened("brien"),
    ),
    # Taking back
    Workflow(
        "a typed line is taken back and charted again",
        ('"ln2 ak x5 scalp', "Return", "Ctrl+Z", "Ctrl+Shift+Z"),
        KERATOSES,
        before=opened("brien"),
    ),
    Workflow(
        "a typed line that is taken back leaves nothing",
        ('"ln2 ak x5 scalp', "Return", "Ctrl+Z"),
        (),
        "Nothing is charged yet",
        before=opened("brien"),
    ),
    Workflow(
        "a lesion that is removed comes back",
        ('"ln2 ak x5 scalp; punch bx r forearm rash', "Return", "Ctrl+Shift+Del", "Ctrl+Z"),
        (
            "11104 |  | 1 | A R21 | Insurance",
            "17000 | 59 | 1 | B L57.0 | Insurance",
            "17003 |  | 4 | B L57.0 | Insurance",
        ),
        before=opened("brien"),
    ),
    Workflow(
        "what is not understood stays in the line and is mended",
        ('"ln2 ak x5 sclp', "Return", "Ctrl+I", '"scalp', "Return"),
        KERATOSES,
        before=opened("brien"),
    ),
    # Signing, printing, finding the way
    Workflow(
        "a visit that is ready is signed by one key",
        ("F12",),
        SAMPLE,
        SIGNED,
        signed=True,
        before=opened("okafor"),
    ),
    Workflow(
        "a command is found by its words",
        ("Ctrl+K", '"sign', "Return"),
        SAMPLE,
        SIGNED,
        signed=True,
        before=opened("okafor"),
    ),
    Workflow(
        "why a line is charged is read and left",
        ("F2", "Down", "Esc", "F12"),
        SAMPLE,
        SIGNED,
        signed=True,
        before=opened("okafor"),
    ),
    Workflow(
        "the superbill is looked at and closed",
        ("Ctrl+P", "?preview", "Esc", "?window", "Ctrl+1"),
        SAMPLE,
        page="day",
        before=opened("okafor"),
    ),
    Workflow(
        "a new patient is entered and charted",
        (
            *("Ctrl+Shift+N", '"Novak', "Tab", '"Vera', "Tab", '"1980-02-03', "Tab", '"f'),
            *("Tab",) * 9,
            '"self',
            *("Tab",) * 13,
            *("Space", '"ln2 ak x5 scalp', "Return"),
        ),
        tuple(line.replace("Insurance", "Patient") for line in KERATOSES),
    ),
    Workflow(
        "a day's list is filtered and the day before is looked at",
        ('"medic', "Esc", "Down", "Alt+Left", "Ctrl+T", '"tanaka', "Return", "Ctrl+1"),
        ("99214 | 25 | 1 | A L20.9 | Insurance", "17110 |  | 1 | B B07.9 | Insurance"),
        page="day",
    ),
)
