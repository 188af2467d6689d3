"""A sentence at the top of a page: what happened, what to do, and one button that does it. Never a dialog."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QPushButton, QToolButton, QWidget

from app.appearance.icons import icon, pixmap
from app.appearance.theme import theme
from app.i18n.translation import tr
from app.widgets.banner import LOOKS, Kind
from app.widgets.text import Text
from app.window.frame.workspace import Workspace

WIDTH = 520
SLIM = 400  # from here down its button stands beneath its words
LEAST = 240  # px beside a floating panel in which it can be read
BESIDE = 16  # px between it and the edges
TOP = 56  # beneath the tools of the canvas
GAP = 12  # around a notice that has room of its own
SHOWN_FOR = 6000  # ms, for news that need no answer


class Notice(QFrame):
    """Sits at the top of the widget that it belongs to; news fade by themselves, problems and offers stay.

    It floats over a canvas, which can be moved away under it, beside a panel that floats there, too. A page that
    cannot be moved gives it room: after ``set_apart(True)`` it lies at the very top, and ``room_taken`` tells the
    height that it needs, 0 once it is gone.
    """

    room_taken = Signal(int)

    def __init__(self, over: QWidget, workspace: Workspace | None = None) -> None:
        super().__init__(over)
        self._over, self._workspace = over, workspace
        self.setObjectName("notice")
        self._kind: Kind = "ok"
        self._is_apart = False
        self._callback: Callable[[], object] | None = None
        self._is_refusal = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.hide)
        self._words = Text("", wrapped=True)
        self._button = QPushButton()
        self._button.clicked.connect(self._do)
        self._close = QToolButton()
        self._close.setAccessibleName(tr("Close"))
        self._close.setToolTip(tr("Close"))
        self._close.clicked.connect(self.hide)
        for button in (self._button, self._close):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard where it is
        row = QHBoxLayout(self)
        row.addSpacing(theme().px(26))
        self._said = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._said.addWidget(self._words, 1)
        self._said.addWidget(self._button, 0, Qt.AlignmentFlag.AlignLeft)
        row.addLayout(self._said, 1)
        row.addWidget(self._close)
        over.installEventFilter(self)
        if workspace is not None:
            workspace.room_changed.connect(self._place)
        self.hide()

    @property
    def words(self) -> str:
        """The sentence that is shown, empty while nothing is."""
        return self._words.words if self.isVisibleTo(self._over) else ""

    def say(
        self, words: str, kind: Kind = "ok", button: str = "", callback: Callable[[], object] | None = None
    ) -> None:
        """Show a sentence of a ``kind``."""
        self._kind, self._callback, self._is_refusal = kind, callback, False
        self._words.say(words)
        self._button.setText(button)
        self._button.setVisible(bool(button))
        self._close.setIcon(icon("close", 14))
        self._close.setIconSize(QSize(14, 14))
        self.show()
        self._place()
        self.raise_()
        if kind == "ok":
            self._timer.start(SHOWN_FOR)
        else:
            self._timer.stop()

    def refuse(self, words: str, button: str = "", callback: Callable[[], object] | None = None) -> None:
        """Say why an action was not done, or not unasked; once another is, that is past."""
        self.say(words, "warning", button, callback)
        self._is_refusal = True

    def tell_done(self) -> None:
        """A person has done something since."""
        if self._is_refusal:
            self.hide()

    def set_apart(self, apart: bool) -> None:
        """Take room of its own, or float."""
        self._is_apart = apart
        self._place()

    def _do(self) -> None:
        self.hide()
        if self._callback is not None:
            self._callback()

    def _place(self) -> None:
        t = theme()
        left, room = self._room()
        width = min(t.px(WIDTH), room - 2 * t.px(BESIDE))
        is_slim = width < t.px(SLIM)
        self._said.setDirection(QBoxLayout.Direction.TopToBottom if is_slim else QBoxLayout.Direction.LeftToRight)
        self.resize(width, self.height())
        height = max(self.heightForWidth(width), self.sizeHint().height(), t.px(44))
        top = t.px(GAP if self._is_apart else TOP)
        self.setGeometry(left + (room - width) // 2, top, width, height)
        self._tell_room()

    def _room(self) -> tuple[int, int]:
        """The left edge and the width of what it floats over."""
        if self._workspace is not None and not self._is_apart:
            left, room = self._workspace.open_room
            if room >= theme().px(LEAST + 2 * BESIDE):
                return left, room
        return 0, self._over.width()

    def _tell_room(self) -> None:
        self.room_taken.emit(self.height() + theme().px(GAP) if self._is_apart and not self.isHidden() else 0)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._tell_room()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        t, painter = theme(), QPainter(self)
        picture, tone, ground = LOOKS[self._kind]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(t.color("lineStrong" if self._kind == "ok" else tone), 1))
        painter.setBrush(t.color(ground))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), t.px(8), t.px(8))
        side = t.px(16)
        painter.drawPixmap(t.px(13), (self.height() - side) // 2, side, side, pixmap(picture, side, tone))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.end()
