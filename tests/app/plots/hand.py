"""What a hand does that pytest-qt has no word for."""

from __future__ import annotations

from pyqtgraph import ImageItem, TextItem
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.plots.base.panel import Panel
from app.plots.base.time_plot import TimePlot
from app.plots.parts.curves import Curve
from app.plots.parts.header import Chip, PlotHeader
from engine.network.values import Floats


def turn_wheel(
    widget: QWidget, at: QPoint, notches: int = 1, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    """As a hand does; upwards looks closer."""
    turned = QPoint(0, 120 * notches)
    buttons = Qt.MouseButton.NoButton
    phase, place = Qt.ScrollPhase.NoScrollPhase, at.toPointF()
    event = QWheelEvent(place, widget.mapToGlobal(place), QPoint(), turned, buttons, keys, phase, False)
    QApplication.sendEvent(widget, event)


def picture(panel: Panel) -> QImage:
    """What the eye sees of a view, once it has drawn what there is now."""
    panel.draw_now()
    return panel.surface.grab().toImage()


def curves(panel: TimePlot) -> list[tuple[Floats, Floats]]:
    """The points of every curve that is drawn, in the order in which they were drawn first."""
    found = (item.getData() for item in panel.view.allChildItems() if isinstance(item, Curve))
    return [(x, y) for x, y in found if x is not None and len(x)]


def words_inside(panel: TimePlot) -> list[str]:
    """What is written among the data of a view."""
    written = (item for item in panel.view.allChildItems() if isinstance(item, TextItem) and item.isVisible())
    return [str(item.toPlainText()) for item in written]


def is_image(panel: TimePlot) -> bool:
    """Whether an image stands for what is shown."""
    return any(isinstance(item, ImageItem) and item.isVisible() for item in panel.view.allChildItems())


def looks_so(header: PlotHeader, chips: list[Chip], dashes: tuple[bool, ...]) -> bool:
    """Whether the head of a view is painted as it is with these."""
    before = header.grab().toImage()
    header.set_chips(chips, dashes)
    return header.grab().toImage() == before
