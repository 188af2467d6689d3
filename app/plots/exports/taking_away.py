"""Actions behind the three dots of every view and answer: its data and its picture, copied or written."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QAction

from app.i18n.translation import tr
from app.plots.exports.exportable import Exportable
from app.plots.exports.exporting import copy_table, export_data
from app.widgets.above import open_above
from app.widgets.actions import callback


def taking_away(panel: Exportable) -> list[QAction]:
    """Actions that copy or write what is in view."""
    return [
        callback(tr("Copy data"), lambda: copy_table(panel, panel.say, panel.table()), panel),
        callback(tr("Export picture…"), lambda: export_picture(panel), panel),
        callback(tr("Export data…"), lambda: export_data(panel), panel),
    ]


def export_picture(panel: Exportable) -> None:
    """Ask for its size on paper and where to write it."""
    from app.plots.exports.paper_dialog import PaperDialog

    dialog = PaperDialog(panel, Path(), panel.window())  # begins in the folder of the last file
    dialog.written.connect(lambda path: panel.say(tr("Written: {name}", name=Path(path).name)))
    open_above(dialog)
