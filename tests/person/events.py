"""A hand that sends Qt the events of a mouse and a keyboard, for stories that need no display."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget

from app.palette.rows import ModelRow
from app.widgets.model_drag import mime_of
from app.window.project.questions import Unsaved
from tests.person.eyes import Place

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


class Answers:
    """Saves to and opens the one file of the story."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def unsaved(self, title: str, also: str, then: Callable[[Unsaved], object]) -> None:
        then(Unsaved.DISCARD)

    def changed_elsewhere(self, name: str, over: Callable[[], object], elsewhere: Callable[[], object]) -> None:
        over()

    def stop_training(self, then: Callable[[], object], go_on: Callable[[], object] | None, others: int) -> None:
        then()

    def unapplied_script(self, apply: Callable[[], object], discard: Callable[[], object]) -> None:
        apply()

    def file_to_open(self, folder: str, then: Callable[[Path], object]) -> None:
        then(self._path)

    def file_to_save(self, suggested: Path, then: Callable[[Path], object]) -> None:
        then(self._path)


class TestHand:
    """Sends the events that a mouse and a keyboard would."""

    __test__ = False

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._chosen: tuple[QComboBox, int] | None = None

    def _at(self, place: Place) -> tuple[QWidget, QPoint]:
        self._activate()
        point = QPoint(round(place[0]), round(place[1]))
        over = QApplication.activePopupWidget() or self._window
        widget = over.childAt(over.mapFromGlobal(point)) or over
        return widget, widget.mapFromGlobal(point)

    def _activate(self) -> None:
        """Without a window manager the card of a model takes the keyboard from the window."""
        if QApplication.activePopupWidget() is None and not self._window.isActiveWindow():
            self._window.activateWindow()
            QApplication.processEvents()

    def click(self, x: float, y: float, times: int = 1, button: int = 1) -> None:
        widget, point = self._at((x, y))
        QTest.mouseMove(widget, point)
        for _ in range(times):
            QTest.mouseClick(widget, LEFT, NONE, point)

    def drag(self, start: Place, end: Place) -> Iterator[float]:
        widget, point = self._at(start)
        if isinstance(widget, ModelRow):
            self._drop(widget.model.key, end)
            yield 0.01
            return
        QTest.mousePress(widget, LEFT, NONE, point)
        for share in (0.2, 0.6, 1.0):
            x, y = (start[i] + (end[i] - start[i]) * share for i in (0, 1))
            QTest.mouseMove(widget, widget.mapFromGlobal(QPoint(round(x), round(y))))
            yield 0.02
        QTest.mouseRelease(widget, LEFT, NONE, widget.mapFromGlobal(QPoint(round(end[0]), round(end[1]))))
        yield 0.01

    def _drop(self, key: str, end: Place) -> None:
        """What Qt sends to the widget under a drag, whose own loop cannot be driven from inside."""
        widget, point = self._at(end)
        mime, copy = mime_of(key), Qt.DropAction.CopyAction
        QApplication.sendEvent(widget, QDragEnterEvent(point, copy, mime, LEFT, NONE))
        QApplication.sendEvent(widget, QDragMoveEvent(point, copy, mime, LEFT, NONE))
        QApplication.sendEvent(widget, QDropEvent(QPointF(point), copy, mime, LEFT, NONE))

    def key(self, *keys: str) -> None:
        for name in keys:
            words = {"ctrl": "Ctrl", "shift": "Shift", "space": "Space"}
            sequence = "+".join(words.get(part, part) for part in name.split("+"))
            if name == "Return" and self._chosen is not None:
                combo, index = self._chosen
                self._chosen = None
                combo.hidePopup()
                combo.setCurrentIndex(index)
                combo.activated.emit(index)
            else:
                QTest.keySequence(self._focus(), QKeySequence(sequence))

    def type(self, text: str) -> None:
        lists = [box for box in self._window.findChildren(QComboBox) if box.view().isVisible()]
        if lists:  # keys for an open list cannot be sent without a window system
            index = lists[0].findText(text, Qt.MatchFlag.MatchStartsWith)
            lists[0].view().setCurrentIndex(lists[0].model().index(index, lists[0].modelColumn()))
            self._chosen = (lists[0], index)
        else:
            QTest.keyClicks(self._focus(), text)

    def _focus(self) -> QWidget:
        self._activate()
        return QApplication.focusWidget() or self._window
