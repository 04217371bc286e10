"""Every command of the program once: words, key, help. Menus, buttons and the key sheet read this."""

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication


class Command(NamedTuple):
    """`menu` is empty where a command stands in no menu; `text` has its mnemonic."""

    id: str
    menu: str
    text: str
    key: str
    help: str

    @property
    def words(self) -> str:
        return QCoreApplication.translate("Commands", self.text)

    @property
    def helped(self) -> str:
        return QCoreApplication.translate("Commands", self.help)


MENUS = (
    ("file", "&File"),
    ("edit", "&Edit"),
    ("visit", "&Visit"),
    ("view", "Vie&w"),
    ("help", "&Help"),
)

COMMANDS = (
    Command("new_patient", "file", "&New patient", "Ctrl+Shift+N", "Add a patient and open a visit"),
    Command(
        "find_patient", "file", "&Find patient", "Ctrl+F", "Find a patient by name, account or birth date"
    ),
    Command("practice", "file", "&Practice details", "Ctrl+6", "Practice, providers and fees"),
    Command(
        "superbill", "file", "Print &superbill", "Ctrl+P", "Look at the superbill of this visit and print it"
    ),
    Command(
        "print_day",
        "file",
        "Print si&gned superbills",
        "Ctrl+Shift+P",
        "Print what was signed on the day shown and is not printed yet",
    ),
    Command("save", "file", "Save no&w", "Ctrl+S", "Save now; it saves by itself"),
    Command("quit", "file", "&Quit", "Ctrl+Q", "End the program"),
    Command("undo", "edit", "&Undo", "Ctrl+Z", "Take the last step back"),
    Command("redo", "edit", "&Redo", "Ctrl+Shift+Z", "Take it again"),
    Command(  # Ctrl+Del deletes a word in a line of text
        "remove", "edit", "Re&move lesion", "Ctrl+Shift+Del", "Remove the lesion, service or visit at hand"
    ),
    Command("where_line", "visit", "&Type a line", "Ctrl+I", "Chart by typing: a site, or all that was done"),
    Command("body_map", "visit", "&Body map", "Ctrl+M", "Go to the body map"),
    Command("new_lesion", "visit", "New &lesion", "Ctrl+N", "Add a lesion"),
    Command("add_act", "visit", "Add a&ct", "Ctrl+Shift+I", "Say what was done to the lesion"),
    Command(
        "add_service", "visit", "Add ser&vice", "Ctrl+Shift+V", "Add a service that is tied to no lesion"
    ),
    Command(
        "next_empty", "visit", "Next empt&y field", "Ctrl+Return", "Go to the next field that is still needed"
    ),
    Command(
        "favourites",
        "visit",
        "Bundles and &favorites",
        "Ctrl+B",
        "Chart a bundle or a favorite, or keep what is charted as a bundle",
    ),
    Command(
        "copy_last", "visit", "Last v&isit", "F9", "Copy lesions, acts, diagnoses and drugs of the last visit"
    ),
    Command("visit_level", "visit", "Visit l&evel", "F7", "Go to the visit and its level"),
    Command("previous_lesion", "visit", "&Previous lesion", "Ctrl+PgUp", "Go to the lesion before"),
    Command("next_lesion", "visit", "Ne&xt lesion", "Ctrl+PgDown", "Go to the lesion after"),
    Command("why", "visit", "&Why", "F2", "Facts, rule and source of the charge line"),
    Command("open_source", "visit", "&Open source", "Alt+O", "Table and published source of the charge line"),
    Command("next_alert", "visit", "Next &alert", "F8", "Go to what the next alert is about"),
    Command("previous_alert", "visit", "Previous alert", "Shift+F8", "Go to what the alert before is about"),
    Command("amend", "visit", "Amend", "Alt+A", "Change a signed visit, or take a pathology result over"),
    Command("sign", "visit", "&Sign", "F12", "Sign the visit: its charges are frozen"),
    Command(
        "sign_next", "visit", "Sign and open next", "Shift+F12", "Sign, and open the next visit to be charted"
    ),
    Command("visit_facts", "visit", "Time and reason…", "", "Change the time and the reason of the visit"),
    Command("no_charge", "visit", "No charge…", "", "Say why nothing is charged for the visit"),
    Command("no_show", "visit", "No-show…", "", "Say that the patient did not come"),
    Command("cancelled", "visit", "Cancelled…", "", "Say that the visit was called off"),
    Command("reopen_visit", "visit", "Take back no charge", "", "The visit is to be charged after all"),
    Command("day", "view", "&Day", "Ctrl+1", "The day's visits"),
    Command("visit", "view", "&Visit", "Ctrl+2", "The visit at hand"),
    Command("pathology", "view", "Patholo&gy", "Ctrl+4", "Lesions that wait for a result"),
    Command("today", "view", "&Today", "Ctrl+T", "Today's visits"),
    Command("day_before", "view", "Day &before", "Alt+Left", "The visits of the day before"),
    Command("day_after", "view", "Day &after", "Alt+Right", "The visits of the day after"),
    Command("next_pane", "view", "Next &pane", "F6", "Go to the next pane"),
    Command("previous_pane", "view", "Previous pane", "Shift+F6", "Go to the pane before"),
    Command("larger", "view", "&Larger text", "Ctrl++", "Larger text"),
    Command("smaller", "view", "&Smaller text", "Ctrl+-", "Smaller text"),
    Command("normal_size", "view", "&Normal text", "Ctrl+0", "Text at 100 %"),
    Command("full_screen", "view", "&Full screen", "F11", "Full screen and back"),
    Command("palette", "help", "&Find a command", "Ctrl+K", "Find any command by its words, and do it"),
    Command("keys", "help", "&Keys", "F1", "All keys"),
    Command("tour", "help", "&Tour", "", "Two minutes through the window"),
    Command("about", "help", "&About", "", "Version, licences and the CPT notice"),
)
THEMES = (("system", "&System"), ("light", "&Light"), ("dark", "&Dark"), ("high_contrast", "&High contrast"))
# Keys that belong to no command: the key, and what it does where it does it.
ELSEWHERE = (
    ("Enter", "Accept a field, choose the marked entry of a list, open a visit of the day"),
    ("Tab", "Go to the next field in the order of charting; on the body map, turn it"),
    ("Esc", "Close a list or a panel; what was typed stays"),
    ("Alt+1 … Alt+9", "Settle the alert of that place in the list"),
    ("Arrows", "Go from region to region on the body map, from entry to entry in a list"),
    ("Letters", "In the day's list: filter. On the body map: find a site, such as l che"),
    ("+, −, 0", "On the body map: larger, smaller, all of the view; the wheel does it too"),
    ("Shift+Arrows", "On the body map: move the lesion at hand to the region beside; a disc may be dragged"),
    ("Space", "In the day's list: look at what a visit is charged and lacks"),
    ("Del", "In the day's list: say why nothing is charged"),
    ("PgUp, PgDown", "In the calendar: month before, month after"),
    ("PgUp, PgDown", "On the body map: the lesions of today, then those of earlier visits"),
    ("Ins", "Among bundles and favorites: pin a favorite, or let go of it"),
)
BY_ID = {command.id: command for command in COMMANDS}


def key_of(command_id: str) -> str:
    return BY_ID[command_id].key
