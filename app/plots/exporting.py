"""A view's data and picture as text, CSV, PNG and SVG."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect, QSize
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QFileDialog, QWidget

from app.running.background import Background
from app.translation import tr

if TYPE_CHECKING:
    from app.plots.panel import Panel

PNG_SCALE = 2  # sharp in print and on dense displays


@dataclass(frozen=True)
class Table:
    """Column names with their units, and rows of numbers or words."""

    columns: Sequence[str]
    rows: Iterable[Sequence[object]]

    def text(self, separator: str) -> str:
        """Names and rows, one line each."""
        out = io.StringIO()
        writer = csv.writer(out, delimiter=separator, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows(self.rows)
        return out.getvalue()


def copy_data(panel: Panel) -> None:
    """To the clipboard, as a spreadsheet takes it; a million rows take a second, in the background."""
    table = panel.table()

    def put(text: object) -> None:
        QGuiApplication.clipboard().setText(str(text))
        panel.say(tr("Copied."))

    def refuse(error: object) -> None:
        panel.say(str(error))

    in_background(panel, lambda: table.text("\t"), put, refuse)


def in_background(
    owner: QObject, work: Callable[[], object], then: Callable[[object], None], failed: Callable[[object], None]
) -> None:
    """Do ``work``, which knows nothing of Qt, and hand its result to the window's thread while ``owner`` lives."""
    background = Background("export", owner)
    for signal, act in ((background.ended, then), (background.failed, failed)):
        signal.connect(act)
        signal.connect(background.deleteLater)
    background.start(lambda _tell: work())


def export(panel: Panel, path: Path) -> None:
    """Write picture or data as the ending asks; anything but ``.svg`` and ``.csv`` becomes a PNG.

    Raises ``OSError`` where the file cannot be written.
    """
    ending = path.suffix.lower()
    if ending == ".csv":
        write_csv(panel.table(), path)
    elif ending == ".svg":
        _write_svg(panel, path)
    elif not image(panel).save(str(path)):
        raise OSError(tr("{path} could not be written.", path=path))


def write_csv(table: Table, path: Path) -> None:
    """Names and rows, separated by commas."""
    path.write_text(table.text(","), encoding="utf-8")


def image(panel: Panel) -> QImage:
    """The view as a picture at twice its size."""
    picture = QImage(panel.surface.size() * PNG_SCALE, QImage.Format.Format_ARGB32_Premultiplied)
    picture.setDevicePixelRatio(PNG_SCALE)
    painter = QPainter(picture)
    _paint(panel, painter)
    painter.end()
    return picture


def _paint(panel: Panel, painter: QPainter) -> None:
    """What is to be seen now, whether the screen shows it already or not."""
    panel.draw_now()
    if panel.is_empty():
        panel.empty_state.render(painter, QPoint())
    else:
        panel.graph.picture(painter, panel.surface.size())


def _write_svg(panel: Panel, path: Path) -> None:
    size: QSize = panel.surface.size()
    generator = QSvgGenerator()
    generator.setFileName(str(path))
    generator.setSize(size)
    generator.setViewBox(QRect(0, 0, size.width(), size.height()))
    generator.setTitle(panel.title)
    painter = QPainter(generator)
    if not painter.isActive():
        raise OSError(tr("{path} could not be written.", path=path))
    _paint(panel, painter)
    painter.end()


def choose_and_export(panel: Panel) -> None:
    """Ask where to, and write."""
    kinds = tr("Picture (*.png);;Drawing (*.svg);;Data (*.csv)")
    parent: QWidget = panel
    name, kind = QFileDialog.getSaveFileName(parent, tr("Export this view"), panel.title, kinds)
    if not name:
        return
    path = Path(name)
    if not path.suffix:
        path = path.with_suffix("." + kind.rpartition("*.")[2].rstrip(")"))
    if path.suffix.lower() == ".csv":
        table = panel.table()

        def tell(error: object) -> None:
            panel.say(said(error, path))

        in_background(panel, lambda: write_csv(table, path), tell, tell)
        return
    try:
        export(panel, path)
    except OSError as error:
        panel.say(said(error, path))
    else:
        panel.say(said(None, path))


def said(error: object, path: Path) -> str:
    """What came of writing: where it is, or what went wrong."""
    return tr("Written: {name}", name=path.name) if error is None else str(error)
