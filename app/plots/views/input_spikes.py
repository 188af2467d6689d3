"""The sample that is shown to the network beside what an encoder makes of it: its spikes over time."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.document.elements import Node, NodeKind
from app.i18n.translation import tr, translatable
from app.plots.base.element_choice import is_source_of_spikes
from app.plots.base.one_of_several import OneOfSeveral
from app.plots.base.time_plot import TimePlot
from app.plots.base.time_range import TimeRange
from app.plots.parts.header import Chip
from app.plots.parts.painted import Painted
from app.plots.parts.painting import pen as line_pen
from app.plots.sources.identity import Identity
from app.plots.sources.source import Element, PlotSource, ShownSample
from app.plots.views.raster import Raster
from app.running.record.activity import signal_of
from app.widgets.painting import MIDDLE, paint_text, straight
from app.widgets.pictures.sample_picture import Grey, ValueBars, View, paint_view
from app.widgets.pictures.value_views import image_bytes, signal_view
from engine.model.data import Samples

SHARE = 0.32  # of the view's width that the sample may take
FOOT = 24  # px below the sample for its words, as high as the axis beside it
MARGIN = 12
LEAST = 4  # px of a sample


class InputSpikes(OneOfSeveral[Element], Raster):
    """The sample at the cursor, or the newest in view, and the spikes of its encoder."""

    called = translatable("Input and its spikes")
    also_called = translatable("encoder, stimulus, sample")
    icon_name = "dataset"
    order = 15
    column = 1
    heads_share = 0.3  # beside the sample

    def __init__(self, source: PlotSource, time_range: TimeRange, parent: QWidget | None = None) -> None:
        self._view: tuple[object, View | None] = (None, None)
        self._shown: ShownSample | None = None
        self._moves = False
        super().__init__(source, time_range, parent)

    @classmethod
    def shows(cls, node: Node) -> bool:
        return node.kind == NodeKind.DATASET or (node.kind == NodeKind.ENCODER and is_source_of_spikes(node))

    def view_node(self, node: str, of: str = "") -> None:
        fed = (element.id for element in self.offered() if self.source.dataset_of(element.id) == node)
        self.choose(next(fed, node))

    def offered(self) -> Sequence[Element]:
        return [
            e for e in self.source.elements() if e.kind == NodeKind.ENCODER and self.source.data_of(e.id) is not None
        ]

    def elements(self) -> list[Element]:
        shown = self.one()
        return [] if shown is None else [shown]

    def chips(self) -> list[Chip]:
        shown = self.sample()
        words = [] if shown is None else [(-1, shown.words)]
        return [*((e.slot, e.title) for e in self.elements()), *words]

    def is_empty(self) -> bool:
        return TimePlot.is_empty(self) or not self.offered()

    def nothing_words(self) -> tuple[str, str]:
        return tr("Link data to an encoder that sends spikes to see a sample beside its spikes."), ""

    def time(self) -> float:
        """Of the sample, in ms."""
        return self.time_range.looked_at(self.source.latest)

    def sample(self) -> ShownSample | None:
        """The sample that is shown to the encoder at that time."""
        return next((self.source.shown_at(element.id, self.time()) for element in self.elements()), None)

    def build_items(self) -> None:
        super().build_items()
        self._picture_of_sample = Painted(self._paint_sample)
        self.graph.add_item(self._picture_of_sample, beside=True)
        self._room = -1

    def draw_data(self, start: float, end: float) -> tuple[float, float]:
        room = round(min(SHARE * self.graph.width(), self.graph.height()))
        if room != self._room:
            self._room = room
            self.graph.ci.layout.setColumnFixedWidth(0, room)
            self.graph.apply_layout()
        self._look_at_sample()
        self._picture_of_sample.update()
        return super().draw_data(start, end)

    def _look_at_sample(self) -> None:
        shown = self.sample()
        data = next((self.source.data_of(element.id) for element in self.elements()), None)
        key = None if shown is None or data is None else (Identity(data), shown.index)
        if key != self._view[0]:
            view = None if shown is None or data is None else view_of(data.samples, shown.index)
            self._view = (key, view)
        self._shown, self._moves = shown, data is not None and data.samples.values.ndim == 3

    def _paint_sample(self, painter: QPainter, size: QSizeF) -> None:
        shown, view, px = self._shown, self._view[1], theme().px
        area = QRectF(QPointF(), size).adjusted(px(MARGIN), px(self.top_room), 0, -px(FOOT))
        if shown is None or view is None or min(area.width(), area.height()) < LEAST:
            return
        area = paint_view(painter, view, area)
        if self._moves:
            x = area.left() + min(max((self.time() - shown.begin) / shown.lasts, 0.0), 1.0) * area.width()
            straight(painter, x, area.top(), x, area.bottom(), line_pen(theme().color("accent")))
        paint_text(painter, QRectF(area.left(), area.bottom(), area.width(), px(FOOT)), shown.words, where=MIDDLE)


def view_of(samples: Samples, sample: int) -> View:
    """One sample as there is to see of it."""
    if samples.is_images:
        return Grey(image_bytes(samples.values[sample].reshape(samples.shape)))
    if samples.values.ndim == 3:
        return signal_view(signal_of(samples.values, sample))
    return ValueBars(samples.values[sample])
