"""Writing in place: a node's name in a field, a note's text and a comment in a small editor, over the drawing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from app.appearance.theme import theme
from app.canvas.nodes.node_item import NodeItem
from app.canvas.painting import ink
from app.canvas.painting.kind import PADDING
from app.canvas.scene.surface import Surface
from app.commands import intentions
from app.document.elements import NodeKind
from app.i18n.translation import tr

LEAST_WIDTH, LEAST_HEIGHT = 120, 26
COMMENT_SIZE = 280, 92  # px at the usual density
EDGE = 8  # px between a comment that is written and the edge of the canvas


def rename_selected(view: Surface) -> None:
    """Edit the name of the node that was chosen last (or the words of a note) in its place."""
    chosen = [i for i in view.editor.selection.ids if i in view.drawing.nodes]
    if chosen:
        edit_words(view, chosen[-1])


def comment_selected(view: Surface) -> None:
    """Write the comment of the node or link that was chosen last."""
    chosen = [i for i in view.editor.selection.ids if i in view.drawing.nodes or i in view.drawing.links]
    if chosen:
        edit_comment(view, chosen[-1])


def edit_words(view: Surface, node_id: str) -> None:
    """Write in place the title of a node, or what a note says."""
    view.write_in(lambda: _words_field(view, view.drawing.nodes[node_id]))


def edit_comment(view: Surface, element_id: str) -> None:
    """Write about a node or a link, above the sign of a comment; a note is itself a comment."""
    node = view.drawing.nodes.get(element_id)
    if node is not None and node.node.kind == NodeKind.NOTE:
        edit_words(view, element_id)
        return
    item = node or view.drawing.links[element_id]
    view.bring_into_sight(item.comment_place())
    view.write_in(lambda: _comment_field(view, element_id, item.comment_place()))


def _comment_field(view: Surface, element_id: str, at: QRectF) -> QWidget:
    element = view.editor.document.element(element_id)
    text = "" if element is None else element.text
    field = NoteEdit(view, text, lambda text: intentions.set_text(view.editor, element_id, text.strip()))
    field.setAccessibleName(tr("Comment"))
    field.setPlaceholderText(tr("Write a comment"))
    field.setFont(theme().font())
    width, height = (theme().px(side) for side in COMMENT_SIZE)
    area, room = QRect(0, 0, width, height), view.viewport().rect().adjusted(EDGE, EDGE, -EDGE, -EDGE)
    area.moveBottomLeft(view.mapFromScene(at.topLeft()))  # what is written about stays in sight
    area.moveLeft(max(room.left(), min(area.left(), room.right() - width)))
    area.moveTop(max(room.top(), min(area.top(), room.bottom() - height)))
    return _begin(field, area)


def _words_field(view: Surface, item: NodeItem) -> QWidget:
    """Opened; it closes by itself on Enter, Escape or when the focus goes."""
    node_id = item.node.id
    if item.node.kind == NodeKind.NOTE:
        note = NoteEdit(view, item.node.text, lambda text: intentions.set_text(view.editor, node_id, text))
        note.setFont(_scaled_font(view))
        return _begin(note, _on_screen(view, item.scene_area()))
    row = QRectF(item.scene_area().left() + PADDING - 6, item.scene_area().top() + 4, item.area.width() - 16, 26)
    title = TitleEdit(view, item.node.title, lambda text: _keep_title(view, node_id, text))
    title.setFont(_scaled_font(view))
    title.selectAll()
    return _begin(title, _on_screen(view, row))


def _begin(field: QWidget, area: QRect) -> QWidget:
    field.setGeometry(area)
    field.show()
    field.setFocus()
    return field


def _keep_title(view: Surface, node_id: str, title: str) -> None:
    if node_id in view.editor.document.nodes:  # an undo may have taken it away meanwhile
        intentions.rename(view.editor, node_id, title)


def _on_screen(view: Surface, area: QRectF) -> QRect:
    rect = view.mapFromScene(area).boundingRect()
    return QRect(rect.left(), rect.top(), max(rect.width(), LEAST_WIDTH), max(rect.height(), LEAST_HEIGHT))


def _scaled_font(view: Surface) -> QFont:
    font = ink.look().font(13)
    font.setPixelSize(max(round(13 * view.zoom * theme().scale), 11))
    return font


class _Writing(QObject):
    """Ends once: keeps what was written where it is another text, and takes the ``field`` away."""

    def __init__(self, view: Surface, field: QWidget, words: Callable[[], str], keep: Callable[[str], None]) -> None:
        super().__init__(field)
        self._view, self._field, self._words, self._keep = view, field, words, keep
        self._before, self._done = words(), False
        field.installEventFilter(self)

    def end(self, keeps: bool = True) -> None:
        """The words as they are written, or as they were before."""
        if self._done:
            return
        self._done = True
        if keeps and self._words() != self._before:
            self._keep(self._words())
        self._view.editing_ended(self._field)
        self._field.hide()
        self._field.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Close:
            self.end()
        return False


class TitleEdit(QLineEdit):
    """Enter or leaving keeps the name, Escape gives the old one back."""

    def __init__(self, view: Surface, text: str, keep: Callable[[str], None]) -> None:
        super().__init__(text, view.viewport())
        self._writing = _Writing(view, self, lambda: self.text().strip() or text, keep)
        self.setAccessibleName(tr("Name"))
        self.editingFinished.connect(self._writing.end)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._writing.end(keeps=False)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._writing.end()  # Qt would hand the key on to the canvas, which begins to write at Enter
        else:
            super().keyPressEvent(event)


class NoteEdit(QPlainTextEdit):
    """Escape, Ctrl+Enter or leaving keeps the text, which undo takes back."""

    def __init__(self, view: Surface, text: str, keep: Callable[[str], None]) -> None:
        super().__init__(view.viewport())
        self.setPlainText(text)
        self._writing = _Writing(view, self, self.toPlainText, keep)
        self.setAccessibleName(tr("Note"))
        self.setPlaceholderText(tr("Write a note"))
        self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enters = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Escape or (enters and event.modifiers() & Qt.KeyboardModifier.ControlModifier):
            self._writing.end()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:  # its own menu
            self._writing.end()
