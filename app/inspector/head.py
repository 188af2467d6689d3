"""The head of the panel: a picture of what is selected, its name (which can be changed) and a few words."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from app.appearance.icons import paint_icon
from app.appearance.theme import theme
from app.document.elements import NodeKind
from app.i18n.translation import tr
from app.inspector.forms.form import Form, Picture
from app.widgets.fields.text_field import TextField
from app.widgets.layout import column, row
from app.widgets.painting import stroke_and_fill
from app.widgets.text import HEADING, SECONDARY, STRONG, Text, shortened
from app.widgets.themed import Role, follow, recolour

SINGLE = (40, 22)
DOUBLE = (54, 22)
SQUARE = 16
RADIUS = {"population": 9, "stimulus": 9, "note": 2}


class FormHead(QWidget):
    """Shows the picture, title and subtitle of a form."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture = HeadPicture()
        self.title = HeadTitleEdit()
        self.subtitle = Text("", size=SECONDARY, tone="text2", elided=True)
        line = row(self, (12, 10, 12, 12), 10)
        line.addWidget(self.picture)
        words = column(spacing=0)
        words.addWidget(self.title)
        words.addWidget(self.subtitle)
        line.addLayout(words, 1)

    def show_form(self, form: Form) -> None:
        """Show another form's head; a title being typed stays."""
        self.picture.show_picture(form.picture)
        self.picture.setVisible(form.picture is not None and bool(form.picture.kinds))
        self.title.show_title(form.title, form.rename)
        self.subtitle.say(form.subtitle)


class HeadTitleEdit(TextField):
    """A heading that turns into a field when it is clicked, where there is something to rename."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._rename: Callable[[str], None] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_title(self, title: str, rename: Callable[[str], None] | None) -> None:
        """Show a name; read-only where ``rename`` is None."""
        self._rename, self._shown = rename, title
        self.setReadOnly(rename is None)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus if rename is None else Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName(tr("Name") if rename else title)
        self.setToolTip(title)
        if not (self.hasFocus() and self.isModified()):
            self._show()

    def _show(self) -> None:
        """The whole name while it is edited, else as much as there is room for."""
        elided = shortened(self._shown, self.fontMetrics(), self.width() - 2)
        text = self._shown if self.hasFocus() or not self.isVisible() else elided
        if self.text() != text:
            self.setText(text)
            self.setCursorPosition(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self.isModified():
            self._show()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._show()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show()

    def _commit(self) -> None:
        wanted = self.text().strip()
        modified = self.isModified()
        self.setModified(False)
        if self._rename is not None and modified and wanted and wanted != self._shown:
            self._rename(wanted)
        else:
            self.setText(self._shown)

    def sizeHint(self) -> QSize:
        return QLineEdit.sizeHint(self)

    def _restyle(self) -> None:
        self.setFont(theme().font(HEADING, STRONG))
        self.setTextMargins(-2, 0, 0, 0)  # a line edit keeps 2 px of its own
        recolour(self, {Role.Text: "text1"})

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.hasFocus():
            painter = QPainter(self)
            painter.fillRect(QRectF(0, self.height() - 2, self.width(), 2), theme().color("focus"))
            painter.end()
        QLineEdit.paintEvent(self, event)


class HeadPicture(QWidget):
    """One shape with the icon of its kind, or two shapes joined by a line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = Picture((), ())
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        follow(self, self.update)

    def show_picture(self, picture: Picture | None) -> None:
        """Paint another picture."""
        picture = picture or Picture((), ())
        if picture != self._picture:
            self._picture = picture
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        width, height = DOUBLE if len(self._picture.kinds) > 1 else SINGLE
        return QSize(theme().px(width), theme().px(height))

    def paintEvent(self, _: QPaintEvent) -> None:
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors = [look.identity(slot) for slot in self._picture.identities]
        if len(colors) == 1:
            self._one(painter, self._picture.kinds[0], colors[0])
        elif colors:
            self._two(painter, colors)

    def _one(self, painter: QPainter, kind: str, color: QColor) -> None:
        look = theme()
        stroke_and_fill(painter, QPen(color, 1.5), None)
        radius = look.px(RADIUS.get(kind, 4))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), radius, radius)
        side = look.px(SQUARE)
        area = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        paint_icon(painter, "neuron" if kind == NodeKind.POPULATION else kind, area, color)

    def _two(self, painter: QPainter, colors: list[QColor]) -> None:
        look = theme()
        side = look.px(SQUARE)
        middle = self.height() / 2
        stroke_and_fill(painter, QPen(colors[0], 1.5), None)
        left = QRectF(1, middle - side / 2, side, side)
        painter.drawRoundedRect(left, look.px(5), look.px(5))
        end = self.width() - side - 2
        painter.drawLine(QPointF(left.right(), middle), QPointF(end, middle))
        painter.setPen(QPen(colors[1], 1.5))
        painter.drawRoundedRect(QRectF(end, middle - side / 2, side, side), look.px(5), look.px(5))
