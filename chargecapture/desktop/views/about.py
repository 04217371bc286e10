"""What the program is and under which licences."""

from importlib.metadata import version

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from chargecapture.desktop.views.widgets import label

CPT_NOTICE = (
    "CPT is copyright and a registered trademark of the American Medical Association. This program ships no "
    "CPT descriptor: the labels beside code numbers are its own plain words. A practice that uses CPT codes "
    "needs its own CPT licence from the AMA."
)


class AboutDialog(QDialog):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("about_dialog")
        self.setWindowTitle(self.tr("About Charge Capture"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(label(f"Charge Capture {version('chargecapture')}", "title"))
        for text in (
            self.tr("Charge capture for dermatology. Apache License 2.0."),
            self.tr(CPT_NOTICE),
            self.tr("ICD-10-CM: CDC/NCHS, public domain. NCCI edits and relative values: CMS."),
            self.tr("Qt under the LGPL; Inter under the SIL Open Font License; Remix Icon."),
        ):
            shown = label(text, wraps=True)
            shown.setMinimumWidth(460)
            column.addWidget(shown)
        column.addWidget(buttons)
