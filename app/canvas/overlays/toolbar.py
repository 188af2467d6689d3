"""The small bar over the canvas: add, arrange, fit, zoom."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolButton

from app.appearance.icons import icon
from app.appearance.theme import signals, theme
from app.canvas.interaction.arranging import put_in_layers
from app.canvas.overlays.overlay import Overlay
from app.canvas.painting.numbers import NO_BREAK
from app.canvas.scene.surface import Surface
from app.i18n.translation import per_cent, tr
from app.widgets.actions import callback
from app.widgets.naming import named

ICON = 16
LEVELS = (2.0, 1.5, 1.0, 0.75, 0.5, 0.25)


class CanvasToolbar(Overlay):
    """Floats over the canvas: buttons to zoom, to show all and to arrange."""

    def __init__(self, view: Surface) -> None:
        super().__init__(view.viewport())
        self._view = view
        self._icons: list[tuple[QToolButton, str]] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 3, 6, 3)
        row.setSpacing(2)
        row.addWidget(self._button("add", tr("Add a node"), "/", lambda: view.quick_add(self._middle())))
        row.addWidget(self._button("layout", tr("Arrange in layers"), "Ctrl+Shift+L", partial(put_in_layers, view)))
        row.addWidget(self._button("search", tr("Find a node"), "Ctrl+F", view.find_node))
        row.addWidget(self._button("fit", tr("Show the whole network"), "Ctrl+0", view.fit))
        row.addSpacing(13)
        self.zoom = named(QToolButton(self), tr("Zoom"), tr("Zoom"))
        self.zoom.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.zoom.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.zoom.setMenu(self._zoom_menu())
        row.addWidget(self.zoom)
        view.zoom_changed.connect(self._show_zoom)
        signals.theme_changed.connect(self._refresh_theme)
        self._refresh_theme()
        self._show_zoom(view.zoom)

    def paint_content(self, painter: QPainter) -> None:
        left = self.zoom.x() - 7
        painter.setPen(theme().color("line"))
        painter.drawLine(left, 8, left, self.height() - 8)

    def _button(self, name: str, words: str, shortcut: str, callback: Callable[[], None]) -> QToolButton:
        button = named(QToolButton(self), words, f"{words}  ({shortcut})")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: callback())
        self._icons.append((button, name))
        return button

    def _zoom_menu(self) -> QMenu:
        menu = QMenu(self)
        for level in LEVELS:
            menu.addAction(callback(self._percent(level), partial(self._view.set_zoom, level), menu))
        menu.addSeparator()
        menu.addAction(tr("Show the whole network"), self._view.fit)
        return menu

    def _middle(self) -> QPointF:
        return self._view.visible_area().center()

    def _percent(self, zoom: float) -> str:
        return per_cent(f"{round(zoom * 100)}").replace(" ", NO_BREAK)

    def _show_zoom(self, zoom: float) -> None:
        self.zoom.setText(self._percent(zoom))

    def _refresh_theme(self) -> None:
        size = theme().px(ICON)
        for button, name in self._icons:
            button.setIcon(icon(name, size))
            button.setIconSize(QSize(size, size))
        font = theme().font(13, tabular=True)
        self.zoom.setFont(font)
        self.zoom.setFixedWidth(self.zoom.fontMetrics().horizontalAdvance(self._percent(4.0)) + theme().px(12))
        self.adjustSize()
