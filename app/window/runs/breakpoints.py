"""A small list above the transport: what makes the run stand still. Esc closes it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.appearance.theme import theme
from app.commands.breaking import add_breakpoint, enable_breakpoint, remove_breakpoint
from app.commands.editor import Editor
from app.document.breakpoints import RATES, Breakpoint, BreakpointKind
from app.document.document import Change, Document
from app.document.meaning.breaking import may_break
from app.document.place_words import link_words
from app.i18n.translation import tr
from app.running.breaking import RATE_WINDOW
from app.widgets.buttons import Button, IconButton
from app.widgets.fields.choice_field import ChoiceField
from app.widgets.fields.value_edit import ValueEdit
from app.widgets.layout import Scrolling, column, empty, fill, laid_at_once, row
from app.widgets.quantities import NotAQuantity, parse_quantity
from app.widgets.text import SECONDARY, STRONG, Text
from app.window.frame.floating_box import MARGIN, FloatingBox

HIGHEST_LIST = 180
FIELD = 96
EXAMPLE = "20 Hz"  # the same in every language


def event_words(kind: BreakpointKind) -> str:
    """The event that has to happen, as it stands in the list of kinds."""
    return {
        BreakpointKind.FIRES: tr("A neuron fires"),
        BreakpointKind.RATE_ABOVE: tr("The rate rises above"),
        BreakpointKind.RATE_BELOW: tr("The rate falls below"),
        BreakpointKind.BOUND: tr("A weight reaches its bound"),
        BreakpointKind.ANSWERS: tr("A decoder answers"),
        BreakpointKind.NOT_FINITE: tr("A number is not finite"),
    }[kind]


def element_words(document: Document, element: str | None) -> str:
    """The title of a node, or both ends of a link; what is gone is said to be."""
    link, node = document.links.get(element or ""), document.nodes.get(element or "")
    if link is not None:
        return link_words(document, link)
    return node.title if node is not None else tr("(deleted)")


def breakpoint_words(document: Document, breakpoint: Breakpoint) -> str:
    """One breakpoint in words, without a full stop."""
    words: dict[str, object] = {"element": element_words(document, breakpoint.element)}
    match breakpoint.kind:
        case BreakpointKind.FIRES if breakpoint.neuron is None:
            return tr("a neuron of {element} fires", **words)
        case BreakpointKind.FIRES:
            return tr("neuron {neuron} of {element} fires", neuron=breakpoint.neuron, **words)
        case BreakpointKind.RATE_ABOVE:
            return tr("the rate of {element} rises above {rate} Hz", rate=f"{breakpoint.rate:g}", **words)
        case BreakpointKind.RATE_BELOW:
            return tr("the rate of {element} falls below {rate} Hz", rate=f"{breakpoint.rate:g}", **words)
        case BreakpointKind.BOUND:
            return tr("a weight of {element} reaches its bound", **words)
        case BreakpointKind.ANSWERS:
            return tr("{element} answers", **words)
    return tr("a number is not finite: stop before it", **words)


class BreakpointsBox(FloatingBox):
    """The breakpoints of the editor's document, each to be enabled, disabled or removed, and a line to add one."""

    WIDTH = 520

    def __init__(self, over: QWidget, editor: Editor) -> None:
        super().__init__(over, "breakpoints")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._editor = editor
        self.boxes: list[QCheckBox] = []
        self.empty = Text(tr("The run stands still where one of these is met. None is set."), size=SECONDARY,
                          tone="text2", wrapped=True)  # fmt: skip
        self.kind = ChoiceField([(kind.value, event_words(kind)) for kind in BreakpointKind])
        self.kind.setAccessibleName(tr("What has to happen"))
        self.element = ChoiceField()
        self.element.setAccessibleName(tr("Where"))
        self.field = ValueEdit()
        self.field.setFixedWidth(theme().px(FIELD))
        self.add_button = Button(tr("Add"), "primary")
        self.objection = Text("", size=SECONDARY, tone="error", wrapped=True)
        self._content = QWidget()
        self._rows = column(self._content, spacing=2)
        self._list = Scrolling(self._content)
        self._lay_out()
        self.kind.chosen.connect(lambda _key: self._suit())
        self.add_button.clicked.connect(self._add_once)
        self.field.returnPressed.connect(self._add)
        editor.changed.connect(self._changed)
        editor.selection.changed.connect(self._selected)
        editor.loaded.connect(self._loaded)
        self.kind.set_value(BreakpointKind.FIRES.value)
        self._fill()

    def _lay_out(self) -> None:
        close = IconButton("close", tr("Close"))
        close.clicked.connect(self.close_box)
        head = fill(row(spacing=8), (Text(tr("Breakpoints"), weight=STRONG), 1), close)
        line = fill(row(spacing=8), (self.kind, 3), (self.element, 3), self.field, self.add_button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        fill(whole, head, self.empty, self._list, line, self.objection)
        self._object("")

    def open(self) -> None:
        """Show the list; the keyboard is at what can be added, first at what is selected."""
        self.element.set_value(None)
        self._turn_to_selection()
        self._fill()
        self.open_at(self.kind)

    def toggle(self) -> None:
        """Close it where the keyboard is at it, else have it there."""
        focus = self.window().focusWidget()
        if self.isVisible() and focus is not None and (focus is self or self.isAncestorOf(focus)):
            self.close_box()
        else:
            self.open()

    def _turn_to_selection(self) -> None:
        """To something that the selection can be stopped at: the kind that is chosen, else the first that fits."""
        document, selected = self._editor.document, set(self._editor.selection.ids)
        kinds = (kind for kind in (self._kind, *BreakpointKind) if not selected.isdisjoint(may_break(document, kind)))
        fitting = next(kinds, None)
        if fitting is not None:
            self.kind.set_value(fitting.value)
            self.element.set_value(None)

    def _selected(self, ids: tuple[str, ...]) -> None:
        """A click on the canvas while the list is open says where, too."""
        if ids and self.isVisible():
            self._turn_to_selection()
            self._suit()

    def _loaded(self, _document: Document) -> None:
        self.field.clear()
        self.element.set_value(None)
        self._fill()

    def _changed(self, _change: Change) -> None:
        if self.isVisible():
            self._fill()

    def _fill(self) -> None:
        """Fill in as many rows as there are breakpoints, and the elements at which one can be."""
        document, focus = self._editor.document, self.window().focusWidget()
        if focus is not None and self._content.isAncestorOf(focus):
            self.setFocus()  # its row is made anew
        with laid_at_once(self._rows):
            empty(self._rows)
            self.boxes = []
            fill(self._rows, *map(self._row, document.breakpoints), 1)
        self.empty.setVisible(not document.breakpoints)
        self._list.setVisible(bool(document.breakpoints))
        self._suit()

    def _row(self, breakpoint: Breakpoint) -> QWidget:
        document = self._editor.document
        words = breakpoint_words(document, breakpoint)
        box = QCheckBox((words[:1].upper() + words[1:]).replace("&", "&&"))
        box.setChecked(breakpoint.enabled)
        is_there = breakpoint.element is None or breakpoint.element in may_break(document, breakpoint.kind)
        box.setEnabled(is_there)
        box.setToolTip(words if is_there else tr("What it is about is not there: it rests."))
        box.toggled.connect(partial(enable_breakpoint, self._editor, breakpoint))
        self.boxes.append(box)
        gone = IconButton("close", tr("Remove: {breakpoint}", breakpoint=words))
        gone.clicked.connect(lambda: remove_breakpoint(self._editor, breakpoint))
        whole = QWidget()
        fill(row(whole, spacing=8), (box, 1), gone)
        return whole

    @property
    def _kind(self) -> BreakpointKind:
        return BreakpointKind(self.kind.value or BreakpointKind.FIRES)

    def _suit(self) -> None:
        """The fields that the chosen kind needs."""
        document, before = self._editor.document, self.element.value
        found = [(id, element_words(document, id)) for id in may_break(document, self._kind)]
        self.element.set_options(found)
        chosen = [id for id in self._editor.selection.ids if id in dict(found)]
        self.element.set_value(before if before in dict(found) else next(iter([*chosen, *dict(found)]), None))
        self.element.setVisible(self._kind is not BreakpointKind.NOT_FINITE)
        self.element.setEnabled(bool(found))
        self.field.setVisible(self._kind in (BreakpointKind.FIRES, *RATES))
        is_rate = self._kind in RATES
        self.field.setPlaceholderText(EXAMPLE if is_rate else tr("any neuron"))
        self.field.setAccessibleName(tr("Rate") if is_rate else tr("Neuron"))
        over = tr("Measured over {window} ms", window=f"{RATE_WINDOW:g}")
        self.field.setToolTip(over if is_rate else tr("Its number, from 0; any neuron where nothing is given"))
        self._object("")

    def _add_once(self) -> None:
        """By its button: what Space does next is to run, and not to add the same again."""
        self._add()
        if not self.objection.words:
            self.setFocus()

    def _add(self) -> None:
        kind, element, neuron, rate = self._kind, self.element.value, None, None
        if kind is BreakpointKind.NOT_FINITE:
            element = None
        elif element is None:
            self._object(tr("Nothing that is drawn can do that: draw it first."))
            return
        given = self.field.text().strip()
        if kind is BreakpointKind.FIRES and given:
            size = self._editor.document.nodes[element or ""].size
            if not given.isdecimal() or int(given) >= size:
                self._object(
                    tr("Give a number from 0 to {last}, or nothing for any neuron.", last=size - 1), in_field=True
                )
                return
            neuron = int(given)
        elif kind in RATES:
            try:
                rate = parse_quantity(given, "Hz")
            except NotAQuantity as reason:
                self._object(str(reason), in_field=True)
                return
            if not rate > 0:
                self._object(tr("Give a rate above 0 Hz, such as 20 Hz."), in_field=True)
                return
        self._object("")
        self.field.clear()
        add_breakpoint(self._editor, Breakpoint(kind, element, neuron, rate))

    def _object(self, sentence: str, in_field: bool = False) -> None:
        self.field.refuse(sentence if in_field else "")
        self.objection.say(sentence)
        self.objection.setVisible(bool(sentence))
        if self.isVisible():
            self.place()

    def place(self) -> None:
        self._list.setFixedHeight(min(self._content.sizeHint().height(), theme().px(HIGHEST_LIST)))
        layout = self.layout()
        assert layout is not None
        layout.activate()
        super().place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_box()
        else:
            super().keyPressEvent(event)
