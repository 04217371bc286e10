"""The language of the window: English as written here, Spanish from `resources/i18n`.

The rules' own sentences (reasons, alerts, what follows from a field) come as the engine says them: in
English, as they are also printed and kept with the signed visit.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QDate, QLibraryInfo, QLocale, QTranslator

FILE = "chargecapture_{}.qm"
QT_FILE = "qtbase_{}.qm"
SPOKEN = ("en", "es")
LANGUAGES = (("system", "&System"), ("en", "&English"), ("es", "E&spañol"))


def language_for(choice: object) -> str:
    """The language of a choice: for `system`, the first of the user's that the program speaks."""
    if choice in SPOKEN:
        return str(choice)
    wanted = (tag.partition("-")[0] for tag in _wanted())
    return next((tag for tag in wanted if tag in SPOKEN), "en")


def _wanted() -> Sequence[str]:
    """The user's languages in their order, as the system has them."""
    return QLocale.system().uiLanguages()


def speak(app: QCoreApplication, resources: Path, language: str) -> tuple[QTranslator, ...]:
    """Have the application speak a language, before its first widget is made.

    Returns the translators, to be taken out again by `app.removeTranslator`.
    """
    if language == "en":
        return ()
    qt_words = QTranslator(app)
    words = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    installed = []
    for translator, path in (
        (qt_words, Path(folder) / QT_FILE.format(language)),
        (words, resources / "i18n" / FILE.format(language)),
    ):
        if translator.load(str(path)):
            app.installTranslator(translator)
            installed.append(translator)
    return tuple(installed)


def in_words(text: str) -> str:
    """A label, a choice or a kind of act, which are named in the records they come from."""
    return QCoreApplication.translate("Forms", text) if text else text


def day_in_words(day: date) -> str:
    """A day as a heading says it, such as `Tuesday, 24 November 2026`."""
    # The form is translated, and with it whose names of days and months it takes.
    tag, form = QCoreApplication.translate("Days", "en|dddd, d MMMM yyyy").split("|")
    return QLocale(tag).toString(QDate(day.year, day.month, day.day), form)


def month_in_words(day: date) -> str:
    """A month as a heading says it, such as `November 2026`."""
    tag, form = QCoreApplication.translate("Days", "en|MMMM yyyy").split("|")
    words = QLocale(tag).toString(QDate(day.year, day.month, day.day), form)
    return words[:1].upper() + words[1:]
