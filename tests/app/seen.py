"""What a person sees of a window, found by the words and the names that it says of itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec.structs import asdict
from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QMenu, QScrollArea, QWidget

from app.document.document import Document
from app.document.elements import Link, Node
from app.palette.panel import PalettePanel
from app.palette.rows import CategoryRow
from app.running.background import Background
from app.widgets.text import Text
from app.window.frame.chooser import ChooserEntry
from app.window.frame.notice import Notice
from app.window.main_window import MainWindow


def button(part: QWidget, words: str) -> QAbstractButton:
    """The one button in a part of the window that is seen and says this, or is so called where it has a picture."""
    buttons = [found for found in part.findChildren(QAbstractButton) if found.isVisible()]
    said = [(found.text() or found.accessibleName(), found) for found in buttons]
    (found,) = (found for text, found in said if text == words)
    return found


def press(part: QWidget, words: str) -> None:
    """Click a button by its words."""
    QTest.mouseClick(button(part, words), Qt.MouseButton.LeftButton)


def offered(notice: Notice) -> str:
    """What the button of a notice says that it does, "" where there is none."""
    buttons = [each.text() for each in notice.findChildren(QAbstractButton) if each.isVisible() and each.text()]
    return "".join(buttons)


def sentences(part: QWidget) -> list[str]:
    """The words that can be read in a part of the window."""
    return [text.words for text in part.findChildren(Text) if text.isVisible() and text.words]


def commands(window: MainWindow, typed: str) -> list[ChooserEntry]:
    """What the command palette lists once this was typed; it is closed again."""
    window.show_commands()
    field = window.chooser.findChild(QLineEdit)
    QTest.keyClicks(field, typed)
    listed = list(window.chooser.shown)
    QTest.keyClick(field, Qt.Key.Key_Escape)
    return listed


def submenu(window: MainWindow, id: str) -> QMenu:
    """A submenu of the menu bar, as it is written when it opens."""
    menu = window.findChild(QMenu, id)
    menu.aboutToShow.emit()
    return menu


def scroll_area(part: QWidget) -> QScrollArea:
    """That in which a part of the window is moved."""
    above = part.parentWidget()
    while not isinstance(above, QScrollArea):
        above = above.parentWidget()
    return above


def computes(part: QObject) -> bool:
    """Whether something is still computed beside the window for a part of it."""
    return any(work.is_running for work in part.findChildren(Background))


def categories(palette: PalettePanel) -> list[CategoryRow]:
    """The heads of the categories of models, from top to bottom; modules are none."""
    heads = [head for head in palette.findChildren(CategoryRow) if head is not palette.modules.head]
    return sorted(heads, key=lambda head: head.mapTo(palette, QPoint()).y())


def category(palette: PalettePanel, kind: str) -> CategoryRow:
    """The head of a category."""
    return next(head for head in palette.findChildren(CategoryRow) if head.category.kind == kind)


def unlike(document: Document, ids: Iterable[str], seen: set[object]) -> list[str]:
    """Those of these elements whose forms say what no form in ``seen`` did, to which they are added.

    What a form says goes by models, by what is set at all and as which kind of value, and by the ends of a link.
    """
    new = []
    for id in ids:
        if (looks := _looks(document, document.element(id))) not in seen:
            seen.add(looks)
            new.append(id)
    return new


def _looks(document: Document, element: object) -> object:
    if isinstance(element, Node):
        words = (
            element.kind,
            element.model,
            element.arrangement,
            element.sign,
            element.size > 1,
            bool(element.text),
            element.sliders,
        )
        return words, _kinds(element.parameters), _kinds(element.start), _kinds(element.places)
    assert isinstance(element, Link)
    ends = document.nodes[element.source].model, document.nodes[element.target].model
    return (
        ends,
        element.source_port,
        element.target_port,
        None if element.synapses is None else _kinds(asdict(element.synapses)),
    )


def _kinds(values: Mapping[str, object]) -> object:
    """Names with words as they are, and with the types of other values."""
    return tuple(
        (name, _kinds(value) if isinstance(value, Mapping) else value if isinstance(value, str) else type(value))
        for name, value in sorted(values.items())
    )
