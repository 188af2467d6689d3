"""What chance alone hardly ever brings about in a window: trainings, lessons, groups, the past, another project."""

from __future__ import annotations

import random
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from app.application import Composition
from app.document.elements import NodeKind
from app.document.example import examples
from app.document.networks.lessons import lessons
from app.i18n.translation import LANGUAGES
from app.preferences import DENSITIES

STORM = 25  # undone and redone at most at once
LONG = 30  # ms for which a hand lets the window go on between two strokes
RIBBON_KEYS = (
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
)
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier

Say = Callable[[str, QWidget | None, object], None]


class FarActions:
    """``ways`` gives each with how often it is to be done beside the others of a hand."""

    def __init__(self, composition: Composition, chance: random.Random, say: Say) -> None:
        self._all, self._window, self._canvas = composition, composition.window, composition.canvas
        self._editor, self._random, self._say = composition.editor, chance, say
        self.ways: tuple[tuple[int, Callable[[], None]], ...] = (
            (1, self._open_another),
            (3, self._learn),
            (3, self._look_back),
            (2, self._storm),
            (3, self._group),
            (2, self._module),
            (2, self._detach),
            (1, self._change_look),
        )

    def _trigger(self, name: str) -> None:
        action = self._window.actions_[name]
        if action.isEnabled():
            self._say("far", None, name)
            action.trigger()

    def _open_another(self) -> None:
        """Whatever runs or is trained meanwhile; now and then a saved one, an empty one, a lesson or the start page."""
        match self._random.choices(("example", "lesson", "new", "save", "open", "start"), (4, 3, 1, 1, 1, 1))[0]:
            case "example":
                example = self._random.choice(examples())
                self._say("open", None, example.path.stem)
                self._window.open_example(example)
            case "lesson":
                lesson = self._random.choice(lessons())
                self._say("lesson", None, lesson.id)
                self._all.course.begin(lesson)
            case "new":
                self._trigger("file.new")
            case "save":
                self._trigger("file.save")
            case "open":
                self._trigger("file.open")
            case _:
                self._trigger("file.start_page")

    def _learn(self) -> None:
        """A button of *Learn* that says what is to become of the training."""
        if self._window.is_working and self._all.side.current != "learn":
            self._window.workspace.open_side("learn")
        buttons = [b for b in self._all.learn.status.findChildren(QAbstractButton) if b.isVisible() and b.isEnabled()]
        if buttons:
            button = self._random.choice(buttons)
            self._say("learn", button, button.text())
            QTest.mouseClick(button, Qt.MouseButton.LeftButton, NONE, button.rect().center())

    def _look_back(self) -> None:
        ribbon = self._all.transport.ribbon
        if not ribbon.isVisible():
            return
        ribbon.setFocus()
        for _ in range(self._random.randrange(1, 5)):
            key = self._random.choice(RIBBON_KEYS)
            self._say(f"far {key.name}", ribbon, "")
            QTest.keyClick(ribbon, key, self._random.choice((NONE, NONE, SHIFT)))
        if self._random.random() < 0.4:
            self._trigger(self._random.choice(("run.return", "run.step_back", "run.step", "run.toggle")))

    def _storm(self) -> None:
        """Undone and redone, many at once, with and without a look of the window in between."""
        for _ in range(self._random.randrange(1, 4)):
            name = self._random.choice(("edit.undo", "edit.undo", "edit.redo"))
            for _ in range(self._random.randrange(1, STORM)):
                self._trigger(name)
            if self._random.random() < 0.3:
                QTest.qWait(LONG)

    def _group(self) -> None:
        """Some nodes become a group, or one is entered, left or resolved."""
        nodes = self._editor.document.nodes
        groups = [node.id for node in nodes.values() if node.kind == NodeKind.GROUP]
        here = sorted(node.id for node in nodes.values() if node.group == self._editor.level)
        action = self._random.choice(("make", "enter", "leave", "resolve"))
        if action == "make" and here:
            self._editor.selection.set(self._random.sample(here, min(2, len(here))))
            self._trigger("arrange.group")
        elif action == "enter" and groups:
            self._enter(self._random.choice(groups))
        elif action == "resolve" and groups:
            self._editor.selection.set([self._random.choice(groups)])
            self._trigger("arrange.ungroup")
        elif action == "leave":
            self._trigger("arrange.leave")

    def _enter(self, group: str) -> None:
        if not self._canvas.viewport().isVisible():
            return
        self._canvas.show_element(group)
        self._editor.selection.set([group])
        self._say("enter", self._canvas.viewport(), group)
        self._canvas.setFocus()
        QTest.keyClick(QApplication.focusWidget() or self._canvas, Qt.Key.Key_Return)

    def _module(self) -> None:
        """A group is kept as a module, renewed from it, put on the canvas again, or its module deleted."""
        groups = [node.id for node in self._editor.document.nodes.values() if node.kind == NodeKind.GROUP]
        rows = self._all.palette.modules.rows
        action = self._random.choices(("keep", "renew", "take", "delete"), (3, 2, 3, 1))[0]
        if action in ("keep", "renew") and groups:
            self._editor.selection.set([self._random.choice(groups)])
            self._trigger("arrange.keep_module" if action == "keep" else "arrange.renew")
        elif action == "take" and rows and self._window.is_working:
            key = self._random.choice(rows).key
            self._say("take", None, key)
            self._canvas.add_at_centre(key)
        elif action == "delete" and rows:
            row = self._random.choice(rows)
            self._say("delete", row, row.name)
            row.unwanted.emit(row.name)

    def _detach(self) -> None:
        """A view becomes a window of its own, or comes back."""
        panels = list(self._all.views.panels())
        if panels:
            panel = self._random.choice(panels)
            self._say("detach", panel, "")
            panel.header.detaching.emit()

    def _change_look(self) -> None:
        action = self._random.choice(("theme", "density", "language"))
        self._say("look", None, action)
        if action == "theme":
            self._window.actions_["view.theme"].trigger()
        elif action == "density":
            self._all.preferences.set(density=self._random.choice(DENSITIES))
        else:
            self._all.preferences.set(language=self._random.choice(tuple(LANGUAGES)))
