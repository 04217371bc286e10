"""What the window stacks. A page is made when it is first wanted: the first screen needs one of them."""

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from chargecapture.desktop.views.day_view import DayView
    from chargecapture.desktop.views.pathology_view import PathologyView
    from chargecapture.desktop.views.patient_view import PatientView
    from chargecapture.desktop.views.practice_view import PracticeView
    from chargecapture.desktop.views.visit_view import VisitView

Make = Callable[[], QWidget]


class Pages:
    """The pages by name. `take_in` is told of each one when it is made."""

    def __init__(self, **makers: Make) -> None:
        self._makers = makers
        self._made: dict[str, QWidget] = {}
        self.take_in: Callable[[str, QWidget], None] = lambda _name, _page: None

    def page(self, name: str) -> QWidget:
        if name not in self._made:
            self._made[name] = self._makers[name]()
            self.take_in(name, self._made[name])
        return self._made[name]

    def is_made(self, name: str) -> bool:
        return name in self._made

    def name_of(self, page: QWidget | None) -> str:
        """The name of a page; empty for none of them."""
        return next((name for name, made in self._made.items() if made is page), "")

    def in_sight(self, name: str) -> bool:
        return name in self._made and self._made[name].isVisible()

    @property
    def not_made(self) -> tuple[str, ...]:
        return tuple(name for name in self._makers if name not in self._made)

    @property
    def day(self) -> "DayView":
        return cast("DayView", self.page("day"))

    @property
    def visit(self) -> "VisitView":
        return cast("VisitView", self.page("visit"))

    @property
    def practice(self) -> "PracticeView":
        return cast("PracticeView", self.page("practice"))

    @property
    def pathology(self) -> "PathologyView":
        return cast("PathologyView", self.page("pathology"))

    @property
    def patient(self) -> "PatientView":
        return cast("PatientView", self.page("patient"))
