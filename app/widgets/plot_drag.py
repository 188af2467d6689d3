"""A quantity being dragged onto the canvas, where a node is to show it: the mime type on which both sides agree."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from PySide6.QtCore import QMimeData

from app.document.mini_plot import Shows

PLOT_MIME = "application/x-spikeloom-plot"


@dataclass(frozen=True)
class CarriedPlot:
    """A carried plot: its kind, and of what; ``node`` is the one that it was taken from."""

    node: str
    shows: Shows
    of: str = ""


def plot_mime(carried: CarriedPlot) -> QMimeData:
    """Pack a plot as the data of a drag."""
    data = QMimeData()
    data.setData(PLOT_MIME, msgspec.json.encode(carried))
    return data


def carried_plot(data: QMimeData) -> CarriedPlot | None:
    """The plot that is dragged, None where the drag carries something else."""
    if not data.hasFormat(PLOT_MIME):
        return None
    try:
        return msgspec.json.decode(bytes(data.data(PLOT_MIME).data()), type=CarriedPlot)
    except msgspec.DecodeError:
        return None
