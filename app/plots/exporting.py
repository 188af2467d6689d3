"""A view's data and picture as text, CSV, PNG and SVG."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QFileDialog, QWidget

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


def copy_table(table: Table) -> None:
    """To the clipboard, as a spreadsheet takes it."""
    QGuiApplication.clipboard().setText(table.text("\t"))


def export(panel: Panel, path: Path) -> None:
    """Write picture or data as the ending asks; anything but ``.svg`` and ``.csv`` becomes a PNG.

    Raises ``OSError`` where the file cannot be written.
    """
    ending = path.suffix.lower()
    if ending == ".csv":
        path.write_text(panel.table().text(","), encoding="utf-8")
    elif ending == ".svg":
        _write_svg(panel, path)
    elif not image(panel).save(str(path)):
        raise OSError(tr("{path} could not be written.", path=path))


def image(panel: Panel) -> QImage:
    """The view as a picture at twice its size."""
    size = panel.surface.size()
    picture = QImage(size * PNG_SCALE, QImage.Format.Format_ARGB32_Premultiplied)
    picture.setDevicePixelRatio(PNG_SCALE)
    painter = QPainter(picture)
    panel.paint(painter, size)
    painter.end()
    return picture


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
    panel.paint(painter, size)
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
    try:
        export(panel, path)
    except OSError as error:
        panel.say(str(error))
