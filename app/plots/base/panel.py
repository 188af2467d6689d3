"""The base of every view: a header, a surface to paint on, an empty state, and ways to take its data away."""

from __future__ import annotations

import sys
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import msgspec
from PySide6.QtCore import QPoint, QPointF, QSize, QTimer, Signal
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from app.appearance.theme import borrowed, signals
from app.document.document import Document
from app.document.elements import Node
from app.document.mini_plot import Shows
from app.experiments.shown_experiment import ShownExperiment
from app.faults import fault_words
from app.i18n.translation import tr
from app.plots.base.empty_state import EmptyState
from app.plots.base.time_range import TimeRange
from app.plots.exports.exportable import Exportable
from app.plots.exports.spans import Interval, spans_of
from app.plots.exports.taking_away import taking_away
from app.plots.parts.header import NOTE, Chip, PlotHeader, marks
from app.plots.parts.reading_plate import ReadingPlate
from app.plots.sources.source import Element, PlotSource
from app.preferences import ViewContent
from app.running.trainings.known_trainings import Trainings
from app.widgets.actions import callback
from app.widgets.layout import column, fill

if TYPE_CHECKING:
    from app.plots.parts.graph import GraphWidget
    from engine.learning.components.figures import Metric

OF_A_RUN, OF_TRAININGS, OF_EXPERIMENTS = "run", "trainings", "experiments"
"""What a view is about: those of one subject come and go together."""


@dataclass(frozen=True)
class Sources:
    """All that views can be about."""

    source: PlotSource
    time_range: TimeRange
    trainings: Trainings
    experiment: ShownExperiment


class Panel(Exportable):
    """One kind of view. A subclass builds the items of the graph, fills them, and says what it shows.

    ``redraw`` is called at display rate while visible and draws only when something moved. Several changes
    of one moment are drawn once.
    """

    called: ClassVar[str]
    also_called: ClassVar[str] = ""
    icon_name: ClassVar[str] = "views"
    order: ClassVar[int] = 100  # place in menus
    subject: ClassVar[str] = OF_A_RUN
    shows_trainings: ClassVar[bool] = False  # beside a run: it stays when a training begins
    quantities: ClassVar[tuple[Shows, ...]] = ()  # of a node, which a view of this kind can be of

    neuron_chosen = Signal(str, int)
    run_wanted = Signal()
    refused = Signal(str)

    graph: GraphWidget
    surface: QStackedWidget

    def __init__(self, parent: QWidget | None = None) -> None:
        from app.plots.parts.graph import GraphWidget  # pyqtgraph takes 0.4 s to import; the window opens without it

        super().__init__(parent)
        self.header = PlotHeader(self.title, self.menu_actions, self)
        self.graph = GraphWidget()
        self.graph.hovered.connect(self._hover)
        self.graph.clicked.connect(self.click)
        self.graph.moved.connect(self.look)
        self.graph.autoscaled.connect(self.autoscale)
        self.graph.resized.connect(self.refresh)
        self.graph.painting.connect(self._draw_what_is_due)
        self.graph.menu_wanted.connect(self._open_menu)
        self.empty_state = EmptyState()
        self.empty_state.acted.connect(self.act_when_empty)
        self.surface = QStackedWidget(self)
        self.surface.addWidget(self.empty_state)
        self.surface.addWidget(self.graph)
        self.plate = ReadingPlate(self.surface)
        self.header.without_room.connect(self.plate.say)
        self.surface.currentChanged.connect(self.plate.raise_)
        fill(column(self), self.header, (self.surface, 1))
        self._mouse: QPointF | None = None  # where it rests over the graph
        self._at_mouse = ""  # what was read there
        self._drawn: object = None
        self._has_failed = False
        self.is_on_paper = False  # what is drawn need not be quick, and no pixel is the smallest thing
        self.dots = 1.0  # of an image on a pixel of the view: more than one on paper
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self.draw_now)
        self.build_items()
        signals.theme_changed.connect(self._rebuild_items)

    @classmethod
    def name(cls) -> str:
        """Name this kind of view in the window's language."""
        return tr(cls.called)

    @classmethod
    def also(cls) -> str:
        """Other words by which people look for it, in the window's language."""
        return tr(cls.also_called) if cls.also_called else ""

    @classmethod
    @abstractmethod
    def of(cls, sources: Sources) -> Panel:
        """A view of the one among ``sources`` that it is about."""

    @classmethod
    def shows(cls, node: Node) -> bool:
        """Tell whether a view of this kind can be of this node of a drawing."""
        return False

    @classmethod
    def fits(cls, document: Document) -> bool:
        """Tell whether a view of this kind has something to show of a drawing."""
        return any(cls.shows(node) for node in document.nodes.values())

    @classmethod
    def tells_of(cls, merit: Metric) -> bool:
        """Tell whether a view of this kind has something to show of a training whose accuracies are ``merit``."""
        return False

    def view_node(self, node: str, of: str = "") -> None:
        """Be of the node with this id, which :meth:`shows` has agreed to; ``of`` as in a ``MiniPlot``."""

    def view_node_too(self, node: str, of: str = "") -> None:
        """Be of it beside what is shown already, where a view of this kind can be of several quantities."""
        self.view_node(node, of)

    def content(self) -> ViewContent:
        """Give what it shows, to be kept."""
        return ViewContent()

    def show_content(self, content: ViewContent) -> None:
        """Show what was kept; what this drawing does not have is passed over."""

    def leave(self) -> None:
        """It was closed: what only it has asked for is asked for no longer."""

    @property
    def title(self) -> str:
        """The title of this view."""
        return self.name()

    # What a subclass says

    def chips(self) -> list[Chip]:
        """List what is shown: identity slots and words."""
        return []

    def legend(self) -> list[Chip]:
        """The chips of the header."""
        return self.chips()

    def empty_words(self) -> tuple[str, str]:
        """The sentence and the button of the empty state."""
        return tr("There is nothing to show yet."), ""

    def act_when_empty(self) -> None:
        """Do what the button of the empty state says."""
        self.run_wanted.emit()

    def shown_state(self) -> object:
        """Something that differs whenever the picture would; the panel draws anew only then."""
        return None

    @abstractmethod
    def build_items(self) -> None:
        """Put plots, axes and items of the present theme into the graph, which is bare."""

    @abstractmethod
    def draw(self) -> None:
        """Fill the items with what is to be seen now."""

    def own_actions(self) -> Sequence[QAction]:
        """Choices that only this kind has."""
        return ()

    def hover(self, position: QPointF | None) -> None:
        """The mouse is over the graph, or left it."""

    def click(self, position: QPointF) -> None:
        """The graph was clicked."""

    def look(self) -> None:
        """A hand has panned or zoomed."""

    def autoscale(self) -> None:
        """Show everything that is of interest."""

    # What all share

    def redraw(self) -> None:
        """Draw if the picture would differ; a view in which the program made a mistake waits for another one."""
        if self._has_failed:
            return
        with self._failing_alone():
            state = self.shown_state()
            if state != self._drawn or state is None:
                self._draw()

    def refresh(self) -> None:
        """Draw in any case, once, when all that happens in this moment has happened."""
        self._drawn, self._has_failed = None, False
        if self.isVisible():
            self._soon.start(0)

    def draw_now(self) -> None:
        """Draw without delay."""
        with self._failing_alone():
            self._draw()

    def _draw_what_is_due(self) -> None:
        """Before the graph is painted in another size: else a picture of the one before would be stretched into it."""
        is_due = self._soon.isActive() and self.surface.currentWidget() is self.graph and not self.is_on_paper
        with self._failing_alone():
            if is_due and not self.is_empty():
                self._draw(shows=False)

    @contextmanager
    def _failing_alone(self) -> Iterator[None]:
        """Within, a mistake of the program is told once and stands in this view, while the others go on."""
        try:
            yield
        except Exception as error:  # the border of a view: whatever it is, the same would come thirty times a second
            self._has_failed = True
            self._soon.stop()
            self.surface.setCurrentWidget(self.empty_state)
            self.empty_state.say(fault_words(error), "")
            sys.excepthook(type(error), error, error.__traceback__)
        else:
            self._has_failed = False

    def _draw(self, shows: bool = True) -> None:
        """Fill the graph; ``shows`` has it painted, which it is already being else."""
        state = self.shown_state()  # before: what is recorded while this is drawn is drawn next
        self.refresh_chips()
        empty = self.is_empty()
        self.surface.setCurrentWidget(self.empty_state if empty else self.graph)
        if empty:
            self.empty_state.say(*self.empty_words())
        else:
            self.graph.apply_layout()
            self.draw()
            if self.header.value == self._at_mouse and not self.is_on_paper:
                self.read_again()
            if shows:
                self.graph.show_now()
        self._drawn = state
        self._soon.stop()  # what placing the items has asked for is drawn too

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def _rebuild_items(self) -> None:
        self.graph.bare()
        self.build_items()
        self.refresh()

    @contextmanager
    def on_paper(self, size: QSize, dark: bool, dots: float) -> Iterator[None]:
        """Furnished for paper and laid out in ``size`` pixels, with images of so many ``dots`` a pixel."""
        before, self.is_on_paper, self.dots = self.graph.size(), True, dots
        try:
            with borrowed(dark), self.graph.whole_paths():
                self._lay_out_anew(size)
                yield
        finally:
            self.is_on_paper, self.dots = False, 1.0
            self._lay_out_anew(before)

    def _lay_out_anew(self, size: QSize) -> None:
        self.graph.bare()
        self.build_items()
        self.graph.take_size(size)
        self.draw_now()

    def _hover(self, position: QPointF | None) -> None:
        self._mouse = None if self.is_empty() else position
        self.hover(self._mouse)

    def refresh_chips(self) -> None:
        chips = self.chips()
        if self.is_empty():
            chips = [chip for chip in chips if chip[0] != NOTE]  # nothing was counted
        self.header.set_chips(chips, self.dashes(marks(chips)))
        self.header.set_title(self.title)

    def say(self, words: str, is_refusal: bool = False) -> None:
        """Words in the header, until there are others; why something was not done stays until it was read."""
        if is_refusal:
            self.refused.emit(words)
        else:
            self.header.set_value(words)

    def read(self, *reading: str) -> None:
        """Show in the header what is at the cursor, the longest of these that has room, or else in the view."""
        self._at_mouse = reading[0] if reading else ""
        self.header.set_value(*reading)

    def read_again(self) -> None:
        """Read again under a mouse that rests: what is shown has changed."""
        if self._mouse is not None:
            self.hover(self._mouse)

    def _open_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.addActions(self.menu_actions())
        menu.popup(place)

    def menu_actions(self) -> list[QAction]:
        """The actions behind the three dots."""
        actions = list(self.own_actions())
        if actions:
            separator = QAction(self)
            separator.setSeparator(True)
            actions.append(separator)
        of_data = [callback(tr("Fit to the data"), self.autoscale, self), *taking_away(self)]
        for action in of_data:
            action.setEnabled(not self.is_empty())  # the view itself says why
        if self.header.detach_button.isHidden():
            of_data.append(callback(self.header.detach_button.toolTip(), self.header.detaching.emit, self))
        return [*actions, *of_data]


class PlotPanel(Panel):
    """A view of a run; all that look at time share one range and one cursor."""

    def __init__(self, source: PlotSource, time_range: TimeRange, parent: QWidget | None = None) -> None:
        self.source = source
        self.time_range = time_range
        super().__init__(parent)
        source.changed.connect(self.refresh)
        source.replaced.connect(self._begin_anew)
        self.refresh_chips()

    @classmethod
    def of(cls, sources: Sources) -> PlotPanel:
        return cls(sources.source, sources.time_range)

    @property
    def pointed(self) -> float | None:
        """The ms at the cursor; None on paper, where no hand points at anything."""
        return None if self.is_on_paper else self.time_range.cursor

    def spans_around(self, view: Interval) -> dict[str, Interval]:
        """Of a view of this time."""
        begin = self.source.frames.first_step * self.source.resolution
        return spans_of(view, self.time_range.selected, (begin, self.source.latest))

    def kept_spikes(self, elements: Sequence[Element], span: Interval) -> list[tuple[str, float]]:
        """The result of :meth:`no_longer_kept` for these elements."""
        until = [(e.title, self.source.frames.kept_since(e.id) * self.source.resolution) for e in elements]
        return [(title, min(ms, span[1])) for title, ms in until if ms > span[0]]

    def _begin_anew(self) -> None:
        """Ids that were chosen or left out mean other elements now, and what was said was of another drawing."""
        self.say("")
        self.show_content(msgspec.structs.replace(self.content(), left_out=(), subject="", traces=()))

    def nothing_words(self) -> tuple[str, str] | None:
        """Say why there is nothing to show though the run has begun, and what a button does; None for nothing more."""
        return None

    def empty_words(self) -> tuple[str, str]:
        if self.source.frames.latest_step and (words := self.nothing_words()):
            return words
        if not self.source.is_prepared:
            return tr("The network is being prepared."), ""
        if self.source.is_running:
            return tr("The first steps are being simulated."), ""
        return tr("Nothing was simulated yet."), tr("Run")
