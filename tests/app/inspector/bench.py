"""An inspector as a person has it before them: an editor, two linked populations, keys and mouse."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.commands.editor import Editor
from app.document.elements import Link, Node
from app.inspector.panel import InspectorPanel
from app.widgets.fields.choice_field import ChoiceField
from app.widgets.fields.value_field import ValueField
from tests.activation import activate

LIF = "neurons/leaky_integrate_and_fire"


class Bench:
    """An editor with two linked populations, and the panel on it in an active window."""

    def __init__(self, qtbot: QtBot) -> None:
        self.editor = Editor()
        self.first = intentions.add_node(self.editor, LIF, (0, 0))
        self.second = intentions.add_node(self.editor, LIF, (300, 0))
        self.link = intentions.connect(self.editor, self.first, "out", self.second, "in")
        self.editor.undo_stack.clear()
        self.panel = InspectorPanel(self.editor)
        self.panel.resize(304, 760)
        qtbot.addWidget(self.panel)
        self.panel.show()
        activate(qtbot, self.panel)

    def node(self, node_id: str) -> Node:
        return self.editor.document.nodes[node_id]

    def the_link(self) -> Link:
        return self.editor.document.links[self.link]

    def select(self, *ids: str) -> None:
        self.editor.selection.set(ids)

    def field(self, key: str) -> ValueField:
        field = self.panel.rows[key].field
        assert isinstance(field, ValueField)
        return field

    def type(self, key: str, text: str) -> None:
        QTest.qWait(1)  # a form that was rebuilt shows itself in the event loop
        number = self.field(key).number
        QTest.mouseClick(number, Qt.MouseButton.LeftButton)
        QTest.keyClick(number, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(number, text)
        QTest.keyClick(number, Qt.Key.Key_Return)

    def choose(self, field: ChoiceField, key: str) -> None:
        """Choose by arrow keys, as a person without a mouse does."""
        field.setFocus()
        QTest.keyClick(field, Qt.Key.Key_Down)
        listed = field.view()
        assert listed.isVisible(), "arrows open the list"
        QTest.keyClick(listed, Qt.Key.Key_Home)
        for _ in range(field.count()):
            if listed.currentIndex().data(Qt.ItemDataRole.UserRole) == key:
                QTest.keyClick(listed, Qt.Key.Key_Return)
                return
            QTest.keyClick(listed, Qt.Key.Key_Down)
        raise AssertionError(f"{key} is not offered")

    @property
    def steps(self) -> int:
        return self.editor.undo_stack.count()

    def undo(self) -> None:
        self.editor.undo_stack.undo()
