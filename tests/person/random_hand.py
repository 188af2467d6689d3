"""A hand without a plan: it clicks, drags, types and presses what there is, as often as is wanted."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QAction, QContextMenuEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QMenu, QMenuBar, QWidget

from app.application import Composition
from app.document.file.consistency import require_consistent
from tests.person.far_actions import FarActions

PAUSE = 15  # ms between two actions
LOOKS = 20  # actions between two looks at the drawing
LEAVES = 0.3  # how often a popup or a dialog is left at once
ELSEWHERE = 0.15  # how often a hand goes to another window than the largest
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
WORDS = ("20 ms", "0", "-5", "abc", "3", "100", "1e3", "", "0.5", "lif", "poisson", "x" * 60, "1/0", "nan", "2 nA")
WORDS += ("normal(1, 0.2)", "uniform(0, 1)")
KEYS = (Qt.Key.Key_Space, Qt.Key.Key_Delete, Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Left)
KEYS += (Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_F2, Qt.Key.Key_F6, Qt.Key.Key_Slash)
KEYS += (Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Comma, Qt.Key.Key_PageDown, Qt.Key.Key_Plus, Qt.Key.Key_Minus)
WITH_CONTROL = tuple(getattr(Qt.Key, f"Key_{letter}") for letter in "ZYACVDGLKXBF123456")
LEFT_ALONE = ("quit", "new window", "open", "save", "export", "import", "record", "language", "dark and light", "start")
"""What takes the hand out of the window, onto the disk, or for half a second out of its way; some are far actions."""


class RandomHand:
    """Acts ``actions`` times in a window, each time by the numbers of ``seed``; ``done`` tells what it did."""

    def __init__(self, composition: Composition, seed: int, actions: int) -> None:
        self._window, self._canvas, self._editor = composition.window, composition.canvas, composition.editor
        self._random, self.left = random.Random(seed), actions
        self.done: list[str] = []
        self._ways: tuple[tuple[int, Callable[[], None]], ...] = (
            (22, self._touch_canvas),
            (18, self._press_button),
            (15, self._click),
            (8, self._type),
            (5, self._choose),
            (12, self._press_key),
            (10, self._press_with_control),
            (10, self._act),
            *FarActions(composition, self._random, self._say).ways,
        )
        QTimer.singleShot(PAUSE, self._go_on)

    def _go_on(self) -> None:
        popup = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if self.left <= 0 and popup is None:
            return
        QTimer.singleShot(PAUSE, self._go_on)  # also while a menu or a dialog has the events
        if self.left <= 0 and popup is not None:
            popup.close()  # which may hold up the action that opened it
            return
        self.left -= 1
        if self.left % LOOKS == 0:
            drawn = self._editor.document
            require_consistent(list(drawn.nodes.values()), list(drawn.links.values()))  # else no file of it would open
        if popup is not None and self._random.random() < LEAVES:
            self._say("leave", popup)
            QTest.keyClick(popup, Qt.Key.Key_Escape)
            return
        weights, ways = zip(*self._ways, strict=True)
        self._random.choices(ways, weights)[0]()

    def _say(self, action: str, widget: QWidget | None, more: object = "") -> None:
        name = f"{type(widget).__name__} {widget.objectName() or widget.accessibleName()}" if widget else ""
        self.done.append(f"{action} {name} {more}".rstrip())

    def _top(self) -> QWidget:
        before = QApplication.activeModalWidget() or QApplication.activePopupWidget()
        others = [w for w in QApplication.topLevelWidgets() if w.isVisible() and w.width() > 50]
        if before is None and others and self._random.random() < ELSEWHERE:
            return self._random.choice(others)
        return before or self._window

    def _some(self, kind: type[QWidget] = QWidget) -> QWidget | None:
        found = [w for w in self._top().findChildren(kind) if w.isVisible() and w.width() > 3 and w.height() > 3]
        return self._random.choice(found) if found else None

    def _point(self, widget: QWidget) -> QPoint:
        return QPoint(self._random.randrange(max(widget.width(), 1)), self._random.randrange(max(widget.height(), 1)))

    def _touch_canvas(self) -> None:
        viewport = self._canvas.viewport()
        if not viewport.isVisible() or QApplication.activePopupWidget() or QApplication.activeModalWidget():
            return
        items = [item for item in self._canvas.items() if item.isVisible()]
        place = self._point(viewport)
        if items and self._random.random() < 0.8:
            place = self._canvas.mapFromScene(self._random.choice(items).sceneBoundingRect().center())
        held = self._random.choice((NONE, NONE, NONE, NONE, SHIFT, CONTROL))
        gesture = self._random.choices(("click", "drag", "double", "wheel", "menu"), (44, 35, 13, 4, 4))[0]
        self._say(f"{gesture} at {place.x()}, {place.y()}", viewport)
        match gesture:
            case "click":
                QTest.mouseClick(viewport, LEFT, held, place)
            case "double":
                QTest.mouseDClick(viewport, LEFT, held, place)
            case "drag":
                QTest.mousePress(viewport, LEFT, held, place)
                for _ in range(self._random.randrange(1, 5)):
                    place = self._point(viewport)
                    QTest.mouseMove(viewport, place)
                QTest.mouseRelease(viewport, LEFT, held, place)
            case "wheel":
                turn = QPoint(0, self._random.choice((-120, 120)))
                spot, phase = viewport.mapToGlobal(place), Qt.ScrollPhase.NoScrollPhase
                event = QWheelEvent(
                    QPointF(place), QPointF(spot), QPoint(), turn, Qt.MouseButton.NoButton, held, phase, False
                )
                QApplication.sendEvent(viewport, event)
            case "menu":
                reason = QContextMenuEvent.Reason.Mouse
                QApplication.postEvent(viewport, QContextMenuEvent(reason, place, viewport.mapToGlobal(place)))

    def _press_button(self) -> None:
        button = self._some(QAbstractButton)
        if not isinstance(button, QAbstractButton) or _leaves(
            f"{button.text()} {button.toolTip()} {button.accessibleName()} {button.objectName()}"
        ):
            return
        self._say("press", button, button.text())
        QTest.mouseClick(button, LEFT, NONE, button.rect().center())

    def _click(self) -> None:
        widget = self._some()
        if widget is None or (isinstance(widget, QAbstractButton) and _leaves(widget.toolTip() + widget.text())):
            return
        place = self._point(widget)
        self._say(f"click at {place.x()}, {place.y()}", widget)
        QTest.mouseClick(widget, LEFT, NONE, place)

    def _type(self) -> None:
        field = self._some(QLineEdit)
        if not isinstance(field, QLineEdit):
            return
        words = self._random.choice(WORDS)
        self._say("type", field, words)
        QTest.mouseClick(field, LEFT)
        field.selectAll()
        for key in words:
            QTest.keyClick(QApplication.focusWidget() or field, key)
        QTest.keyClick(QApplication.focusWidget() or self._window, Qt.Key.Key_Return)

    def _choose(self) -> None:
        choice = self._some(QComboBox)
        if choice is None:
            return
        self._say("choose", choice)
        choice.setFocus()
        QTest.keyClick(choice, self._random.choice((Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_End)))

    def _press_key(self) -> None:
        widget, key = QApplication.focusWidget() or self._top(), self._random.choice(KEYS)
        self._say(f"key {key.name}", widget)
        QTest.keyClick(widget, key, self._random.choice((NONE, NONE, NONE, NONE, SHIFT)))

    def _press_with_control(self) -> None:
        widget, key = QApplication.focusWidget() or self._top(), self._random.choice(WITH_CONTROL)
        self._say(f"control {key.name}", widget)
        QTest.keyClick(widget, key, CONTROL | SHIFT if self._random.random() < 0.2 else CONTROL)

    def _act(self) -> None:
        if QApplication.activePopupWidget() or QApplication.activeModalWidget():
            return
        listed = [action for bar in self._window.findChildren(QMenuBar) for action in _all_of(bar)]
        able = [action for action in listed if action.isEnabled() and not _leaves(action.text())]
        if able:
            action = self._random.choice(able)
            self._say("act", None, action.text())
            action.trigger()


def _all_of(menu: QMenuBar | QMenu) -> Iterator[QAction]:
    """What a menu can do, its submenus too."""
    for action in menu.actions():
        below = action.menu()
        if isinstance(below, QMenu):
            yield from _all_of(below)
        elif action.text():
            yield action


def _leaves(words: str) -> bool:
    return any(word in words.lower() for word in LEFT_ALONE)
