"""The path to where the person is: the network's name in the upper left corner, then the groups that are entered."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QMouseEvent, QPainter

from app.appearance.theme import theme
from app.canvas.overlays.overlay import Overlay
from app.canvas.scene.surface import Surface
from app.document.grouping import TOP, path_to
from app.i18n.translation import tr
from app.widgets.painting import MIDDLE, paint_text

PADDING = 12
HEIGHT = 32
LONGEST = 260  # of one name
BETWEEN = " › "


class Breadcrumb(Overlay):
    """A click on a name goes there; on the top level there is nowhere to go, and the mouse falls through."""

    def __init__(self, view: Surface) -> None:
        super().__init__(view.viewport())
        self._view = view
        self._shown: list[tuple[str, str]] = []
        self.setAccessibleName(tr("Where you are"))
        self.show_path()

    @property
    def words(self) -> str:
        """The document's own title, else the name of its file."""
        editor = self._view.editor
        if editor.document.settings.title:
            return editor.document.settings.title
        return editor.path.stem if editor.path is not None else tr("Untitled")

    def path(self) -> list[tuple[str, str]]:
        """Levels and their names, the whole network first, the entered group last."""
        editor = self._view.editor
        around = path_to(editor.document, editor.level)
        return [(TOP, self.words), *((group.id, group.title) for group in around)]

    def show_path(self) -> None:
        """The path or a name on it may have changed."""
        path = self.path()
        if path == self._shown:
            return
        self._shown = path
        nowhere = self._view.editor.level == TOP
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, nowhere)
        self.setCursor(Qt.CursorShape.ArrowCursor if nowhere else Qt.CursorShape.PointingHandCursor)
        self.setAccessibleDescription(BETWEEN.join(words for _, words in path))
        self.update()

    def sizeHint(self) -> QSize:
        _, area = self._places()[-1]
        return QSize(round(area.right()) + theme().px(PADDING), theme().px(HEIGHT))

    def area(self, level: str) -> QRectF:
        """The place of a level's name on the path."""
        return dict(self._places())[level]

    def _places(self) -> list[tuple[str, QRectF]]:
        x, places, height = float(theme().px(PADDING)), [], theme().px(HEIGHT)
        path = self.path()
        for level, words in path:
            wide = QFontMetrics(self._font(level == path[-1][0])).horizontalAdvance(words)
            width = min(wide + 2, theme().px(LONGEST))
            places.append((level, QRectF(x, 0, width, height)))
            x += width + self._gap()
        return places

    def _font(self, is_here: bool) -> QFont:
        return theme().font(13, 600 if is_here else 400, tabular=True)

    def _gap(self) -> int:
        return QFontMetrics(self._font(False)).horizontalAdvance(BETWEEN)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for level, area in self._places():
            if area.contains(event.position()):
                self._go(level)

    def _go(self, level: str) -> None:
        """To a level on the path; the group that was left on it is selected."""
        editor = self._view.editor
        levels = [known for known, _ in self.path()]
        if level != editor.level:
            left = levels[levels.index(level) + 1]
            editor.enter(level)
            editor.selection.set((left,))
            self._view.setFocus()

    def paint_content(self, painter: QPainter) -> None:
        names = dict(self.path())
        for level, area in self._places():
            is_here = level == self._view.editor.level
            paint_text(painter, area, names[level], *(("text1", 13, 600) if is_here else ("text2", 13, 400)))
            if not is_here:
                gap = QRectF(area.right(), 0, self._gap(), self.height())
                paint_text(painter, gap, BETWEEN, "text3", 13, where=MIDDLE)
