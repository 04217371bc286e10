"""Every setting once: its name, default, allowed values, label and help."""

from typing import NamedTuple


class Setting(NamedTuple):
    """One setting. An empty `allowed` takes any value of the default's type; `least` and `most` bound it."""

    name: str
    default: object
    label: str
    help: str
    allowed: tuple[object, ...] = ()
    least: int | None = None
    most: int | None = None

    def read(self, stored: object) -> object:
        """A stored value as the program may use it; what does not fit gives the default."""
        if isinstance(self.default, int) and not isinstance(self.default, bool):
            try:
                number = int(str(stored))
            except ValueError:
                return self.default
            low = self.least if self.least is not None else number
            high = self.most if self.most is not None else number
            return number if low <= number <= high else self.default
        return stored if not self.allowed or stored in self.allowed else self.default


THEME = Setting(
    "theme",
    "system",
    "Theme",
    "Light, dark, high contrast, or as the system has it",
    allowed=("system", "light", "dark", "high_contrast"),
)
TEXT_PERCENT = Setting("text_percent", 100, "Text size", "From 100 to 200 percent", least=100, most=200)
WINDOW = Setting("window", "", "Window", "Where the window stood last and how large it was")
PANES = Setting("panes", "", "Panes", "How wide the panes of the visit were")
PROVIDER = Setting(
    "provider", "", "Provider", "Who treats at this seat: visits of patients found by name are theirs"
)
LANGUAGE = Setting(
    "language",
    "system",
    "Language",
    "English, Spanish, or as the system has it; taken up at the next start",
    allowed=("system", "en", "es"),
)
COMMANDS_USED = Setting("commands_used", "", "Commands used", "Which commands were chosen last by Ctrl+K")
TOUR_SEEN = Setting("tour_seen", "", "Tour", "Whether the first tour was shown", allowed=("", "yes"))
EDITIONS_HIDDEN = Setting(
    "editions_hidden", "", "Editions", "On which day the note on missing code editions was put away"
)
SETTINGS = (THEME, TEXT_PERCENT, LANGUAGE, WINDOW, PANES, PROVIDER, COMMANDS_USED, TOUR_SEEN, EDITIONS_HIDDEN)
