"""Live views and their arrangements among the commands that are found by their words."""

from __future__ import annotations

from functools import partial

from app.i18n.translation import tr
from app.plots.exports.exporting import export_data
from app.plots.exports.taking_away import export_picture
from app.window.frame.chooser import ChooserEntry
from app.window.live_views.arrangements import Arrangements
from app.window.live_views.views import LiveViews


def view_commands(views: LiveViews, arrangements: Arrangements) -> list[ChooserEntry]:
    """One to open each kind of view, for each arrangement that has a name, for each open view that is hidden, and for
    what each view in sight can be taken away as."""
    entries = [
        ChooserEntry(dock.panel.title, tr("Go to the open view"), partial(views.show, dock), icon="views")
        for dock in views.elsewhere()
    ]
    entries += [
        ChooserEntry(panel.name(), tr("Add a live view"), partial(views.add, kind), icon="views", also=panel.also())
        for kind, panel in views.kinds().items()
    ]
    for panel in views.panels_in_sight():
        data, picture = partial(export_data, panel), partial(export_picture, panel)
        entries.append(
            ChooserEntry(tr("Export data…"), panel.title, data, icon="export", also=tr("CSV, NPZ, table, save"))
        )
        entries.append(
            ChooserEntry(tr("Export picture…"), panel.title, picture, icon="image", also=tr("figure, SVG, PDF, PNG"))
        )
    for name in arrangements.names():
        entries.append(ChooserEntry(name, tr("Arrangements"), partial(arrangements.show, name), icon="views"))
    return entries
