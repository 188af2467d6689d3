"""The small bar over the canvas: add, arrange, fit, zoom."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolButton

from app.appearance.theme import signals, theme
from app.canvas.interaction.arranging import put_in_layers
from app.canvas.overlays.overlay import Overlay
from app.canvas.painting.numbers import NO_BREAK
from app.canvas.scene.surface import Surface
from app.i18n.translation import per_cent, tr
from app.widgets.actions import callback
from app.widgets.buttons import ToolButton
from app.widgets.layout import Gap, fill, row
from app.widgets.naming import named

LEVELS = (2.0, 1.5, 1.0, 0.75, 0.5, 0.25)


class CanvasToolbar(Overlay):
    """Floats over the canvas: buttons to zoom, to show all and to arrange."""

    def __init__(self, view: Surface, find: Callable[[], None]) -> None:
        super().__init__(view.viewport())
        self._view = view
        buttons = (
            self._button("add", tr("Add a node"), "/", lambda: view.quick_add(view.visible_area().center())),
            self._button("layout", tr("Arrange in layers"), "Ctrl+Shift+L", partial(put_in_layers, view)),
            self._button("search", tr("Find a node"), "Ctrl+F", find),
            self._button("fit", tr("Show the whole network"), "Ctrl+0", view.fit),
        )
        self.zoom = named(QToolButton(self), tr("Zoom"), tr("Zoom"))
        self.zoom.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.zoom.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.zoom.setMenu(self._zoom_menu())
        fill(row(self, (6, 3, 6, 3), 2), *buttons, Gap(13), self.zoom)
        view.zoom_changed.connect(self._show_zoom)
        signals.theme_changed.connect(self._refresh_theme)
        self._refresh_theme()
        self._show_zoom(view.zoom)

    def paint_content(self, painter: QPainter) -> None:
        left = self.zoom.x() - 7
        painter.setPen(theme().color("line"))
        painter.drawLine(left, 8, left, self.height() - 8)

    def _button(self, name: str, words: str, shortcut: str, act: Callable[[], None]) -> QToolButton:
        button = ToolButton(name, words, f"{words}  ({shortcut})")
        button.clicked.connect(lambda: act())
        return button

    def _zoom_menu(self) -> QMenu:
        menu = QMenu(self)
        for level in LEVELS:
            menu.addAction(callback(self._percent(level), partial(self._view.set_zoom, level), menu))
        menu.addSeparator()
        menu.addAction(tr("Show the whole network"), self._view.fit)
        return menu

    def _percent(self, zoom: float) -> str:
        return per_cent(f"{round(zoom * 100)}").replace(" ", NO_BREAK)

    def _show_zoom(self, zoom: float) -> None:
        self.zoom.setText(self._percent(zoom))

    def _refresh_theme(self) -> None:
        font = theme().font(13, tabular=True)
        self.zoom.setFont(font)
        self.zoom.setFixedWidth(self.zoom.fontMetrics().horizontalAdvance(self._percent(4.0)) + theme().px(12))
        self.adjustSize()
