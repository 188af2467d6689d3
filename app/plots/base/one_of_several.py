"""The base of views of one of several things of a drawing, which a person chooses in the menu."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

from PySide6.QtGui import QAction

from app.plots.base.panel import PlotPanel
from app.preferences import ViewContent
from app.widgets.actions import checkable


class Offered(Protocol):
    """Something that a view can be of, by its id and its name."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...


One = TypeVar("One", bound=Offered)


class OneOfSeveral(Generic[One], PlotPanel):  # in this order: Qt would keep the news of a subclass from Generic
    """Shows the chosen one, else the first."""

    _chosen = ""

    @abstractmethod
    def offered(self) -> Sequence[One]:
        """List those that there are to choose from."""

    def one(self) -> One | None:
        """The one that is shown."""
        offered = self.offered()
        return next((one for one in offered if one.id == self._chosen), next(iter(offered), None))

    def choose(self, id: str) -> None:
        """Show another one."""
        self._chosen = id
        self.refresh()

    def content(self) -> ViewContent:
        shown = self.one()
        return ViewContent(subject=self.source.title_of(self._chosen) if shown is None else shown.title)

    def show_content(self, content: ViewContent) -> None:
        self.choose(next(iter(self.source.titled(content.subject)), ""))

    def own_actions(self) -> Sequence[QAction]:
        shown = self.one()
        return [
            checkable(one.title, one == shown, lambda _on, id=one.id: self.choose(id), self) for one in self.offered()
        ]
