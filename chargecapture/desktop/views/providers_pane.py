"""Who treats in the practice: one provider's details at a time, chosen from a list that can grow."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from chargecapture.desktop.views.fields import FieldEditor, LineField
from chargecapture.desktop.views.record_form import (
    Rows,
    by_name,
    checked,
    editor_grid,
    first_unread,
    text_field,
)
from chargecapture.desktop.views.widgets import GAP, INSIDE, Pane, StillBox
from chargecapture.domain.identifiers import npi_fault
from chargecapture.domain.practice import Provider

PREFIX = "provider_"


class ProvidersPane(Pane):
    """The providers as they are typed. One that was added and left blank is not there."""

    edited = Signal()
    refused = Signal(str)  # why another provider cannot be shown yet

    def __init__(self, new_provider: Callable[[], Provider]) -> None:
        super().__init__(self.tr("Providers"))
        self._new_provider = new_provider
        self._providers: list[Provider] = []
        self._on_file: frozenset[str] = frozenset()
        self._at = 0
        self.chooser = StillBox()
        self.chooser.setObjectName("provider")
        self.chooser.setAccessibleName(self.tr("Provider shown"))
        self.chooser.setMinimumContentsLength(24)
        self.chooser.activated.connect(self._choose)
        self.add = QPushButton(self.tr("Add provider"))
        self.add.setObjectName("add_provider")
        self.add.clicked.connect(self._add)
        head = QHBoxLayout()
        head.setContentsMargins(INSIDE, INSIDE, INSIDE, 0)
        head.setSpacing(GAP)
        head.addWidget(self.chooser)
        head.addWidget(self.add)
        head.addStretch()
        self.body.addLayout(head)
        rows = self._rows()
        self.editors: dict[str, FieldEditor] = by_name(rows)
        self.body.addLayout(editor_grid(rows, self._edited))

    def _rows(self) -> Rows:
        tr = self.tr
        return (
            (
                text_field("provider_first_name", tr("First name"), 20),
                text_field("provider_last_name", tr("Last name"), 20),
                text_field("provider_credentials", tr("Credentials"), 8),
            ),
            (
                text_field("provider_npi", tr("Own NPI"), 14, checked(npi_fault)),
                text_field("provider_taxonomy", tr("Taxonomy"), 14),
            ),
        )

    def show_providers(self, providers: Sequence[Provider]) -> None:
        """Show who is on file, a blank one where nobody is; the one that was shown stays."""
        before = self._providers[self._at].id if self._providers else ""
        self._on_file = frozenset(provider.id for provider in providers)
        self._providers = list(providers) or [self._new_provider()]
        self.chooser.clear()
        self.chooser.addItems([self._called(provider) for provider in self._providers])
        self._show(self._place_of(before))

    def show_provider(self, provider_id: str) -> None:
        """Show one provider's details; the first one's where the provider is not there."""
        self._choose(self._place_of(provider_id))

    def told_kept(self) -> None:
        """What is typed is on file from now on."""
        self._on_file = frozenset(provider.id for provider in self.named())

    def named(self) -> tuple[Provider, ...]:
        return tuple(provider for provider in self._providers if provider.last_name)

    def nameless(self) -> FieldEditor | None:
        """The last name that is still missing, of a provider who is then shown; `None` where none is."""
        for at, provider in enumerate(self._providers):
            if not provider.last_name and (provider.id in self._on_file or not _is_blank(provider)):
                self._show(at)
                return self.editors["provider_last_name"]
        return None

    def _place_of(self, provider_id: str) -> int:
        ids = [provider.id for provider in self._providers]
        return ids.index(provider_id) if provider_id in ids else 0

    def _called(self, provider: Provider) -> str:
        return provider.name or self.tr("New provider")

    def _add(self) -> None:
        if not _is_blank(self._providers[-1]):
            if not self._may_leave():
                return
            self._providers.append(self._new_provider())
            self.chooser.addItem(self._called(self._providers[-1]))
        self._choose(len(self._providers) - 1)
        self.editors["provider_first_name"].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _choose(self, at: int) -> None:
        if at != self._at and self._may_leave():
            self._show(at)
        self.chooser.setCurrentIndex(self._at)

    def _may_leave(self) -> bool:
        """What cannot be read is not lost by showing another provider."""
        unread = first_unread(self.editors)
        if unread is not None:
            self.refused.emit(self.tr("{} cannot be right.").format(unread.label_text))
            unread.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return unread is None

    def _show(self, at: int) -> None:
        self._at = at
        self.chooser.setCurrentIndex(at)
        for name, editor in self.editors.items():
            assert isinstance(editor, LineField)
            editor.start_over(getattr(self._providers[at], name.removeprefix(PREFIX)))

    def _edited(self, name: str, value: object) -> None:
        changed = replace(self._providers[self._at], **{name.removeprefix(PREFIX): value})
        self._providers[self._at] = changed
        self.chooser.setItemText(self._at, self._called(changed))
        self.edited.emit()


def _is_blank(provider: Provider) -> bool:
    return provider == Provider(id=provider.id, first_name="", last_name="")
