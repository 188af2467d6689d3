"""The menu *View*."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from app.appearance.theme import theme
from app.canvas.view import CanvasView
from app.commands.actions import Action
from app.i18n.translation import tr
from app.preferences import Preferences
from app.window.frame.densities import density_titles
from app.window.frame.menu import LINE, Menu, Submenu
from app.window.frame.workspace import Workspace
from app.window.live_views.arrangements import Arrangements
from app.window.live_views.views import LiveViews


def view_menu(
    canvas: CanvasView,
    workspace: Workspace,
    views: LiveViews,
    arrangements: Arrangements,
    preferences: Preferences,
    *,
    toggle_problems: Callable[[], object],
    reset_layout: Callable[[], object],
    record: Callable[[], object],
    switch_full_screen: Callable[[], object],
    next_region: Callable[[int], object],
    show_commands: Callable[[], object],
) -> Menu:
    """Parts of the window that are seen, and their size."""
    show = workspace.show_side
    return Menu(
        "view",
        tr("View"),
        (
            Action(
                "view.fit",
                tr("Show the whole network"),
                canvas.fit,
                ("Ctrl+0",),
                "fit",
                also=tr("zoom to fit, show all"),
            ),
            Action("view.zoom_in", tr("Zoom in"), canvas.zoom_in, ("Ctrl++", "Ctrl+=")),
            Action("view.zoom_out", tr("Zoom out"), canvas.zoom_out, ("Ctrl+-",)),
            Action("view.actual_size", tr("Actual size"), canvas.actual_size, ("Ctrl+1",)),
            LINE,
            Action("view.palette", tr("Palette"), workspace.toggle_palette, ("Ctrl+Shift+P",), "palette"),
            Action(
                "view.properties",
                tr("Properties"),
                partial(show, "properties"),
                ("Ctrl+2",),
                "inspector",
                also=tr("inspector, parameters"),
            ),
            Action(
                "view.equations",
                tr("Equations"),
                partial(show, "equations"),
                ("Ctrl+4",),
                "equations",
                also=tr("f-I curve, f–I curve, phase plane, nullclines, step response"),
            ),
            Action("view.code", tr("Code"), partial(show, "code"), ("Ctrl+6",), "code", also=tr("script, Python")),
            Action("view.statistics", tr("Statistics"), partial(show, "statistics"), ("Ctrl+5",), "statistics"),
            Action(
                "view.experiments",
                tr("Experiments"),
                partial(show, "experiments"),
                ("Ctrl+7",),
                "experiments",
                also=tr("parameter sweep, vary, seeds, scan"),
            ),
            Action(
                "view.problems",
                tr("Problems"),
                toggle_problems,
                ("Ctrl+Shift+M",),
                "problems",
                also=tr("errors, warnings"),
            ),
            Submenu("view.add", tr("Add a live view"), partial(_fill_views, views)),
            Submenu("view.arrangements", tr("Arrangements"), arrangements.fill),
            Action("view.save_arrangement", tr("Save this arrangement…"), arrangements.save),
            Action("view.reset_layout", tr("Reset the arrangement of panels"), reset_layout),
            LINE,
            Action(
                "view.film",
                tr("Record a video, or stop recording"),
                record,
                ("Ctrl+Shift+F",),
                also=tr("movie, animation, GIF, MP4"),
            ),
            Action(
                "view.theme",
                tr("Switch between dark and light"),
                partial(_switch_theme, preferences),
                ("Ctrl+Shift+T",),
                "theme",
                also=tr("dark mode, night, appearance"),
                anywhere=True,
            ),
            Submenu("view.density", tr("Density"), partial(_fill_densities, preferences)),
            Action(
                "view.full_screen",
                tr("Full screen, or back"),
                switch_full_screen,
                ("F11",),
                also=tr("presentation, projector, beamer"),
                anywhere=True,
            ),
            LINE,
            Action("view.next_region", tr("Next region"), partial(next_region, 1), ("F6",)),
            Action("view.previous_region", tr("Previous region"), partial(next_region, -1), ("Shift+F6",)),
            Action("view.commands", tr("Search commands…"), show_commands, ("Ctrl+K",), "search", anywhere=True),
        ),
    )


def _switch_theme(preferences: Preferences) -> None:
    preferences.set(theme="light" if theme().dark else "dark")


def _fill_views(views: LiveViews, menu: QMenu) -> None:
    for kind, panel in views.kinds().items():
        action = menu.addAction(panel.name())
        action.triggered.connect(lambda _checked=False, kind=kind: views.add(kind))


def _fill_densities(preferences: Preferences, menu: QMenu) -> None:
    for density, title in density_titles().items():
        action: QAction = menu.addAction(title)
        action.setCheckable(True)
        action.setChecked(density == preferences.choices.density)
        action.triggered.connect(lambda _checked=False, density=density: preferences.set(density=density))
