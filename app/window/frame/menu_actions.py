"""The actions of the window as Qt has them: menus, shortcuts, and which of them can act now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from app.appearance.icons import icon
from app.appearance.theme import signals
from app.commands.actions import Action
from app.window.frame.chooser import ChooserEntry
from app.window.frame.menu import Again, Menu, Submenu

LONGEST_NAME = 48  # letters of a step or a title in a menu
LONGEST_PATH = 72
OF_A_STEP = ("edit.undo", "edit.redo")  # whose words go on with what a person has done
NATIVE = QKeySequence.SequenceFormat.NativeText


class MenuActions(QObject):
    """One QAction for every action of the menus, whose ``rows`` are by id.

    ``changed`` tells that one has other words now, or can act where it could not.
    """

    changed = Signal()

    def __init__(self, window: QWidget, menus: Sequence[Menu]) -> None:
        super().__init__(window)
        self._window, self._menus = window, menus
        self.rows = {action.id: action for menu in menus for action in menu.actions()}
        self._actions = {id: self._made(action) for id, action in self.rows.items()}
        self._said: dict[str, tuple[str, str]] = {}  # why each cannot act, and its words then
        self._paint_icons()
        signals.theme_changed.connect(self._paint_icons)

    def __getitem__(self, id: str) -> QAction:
        return self._actions[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._actions)

    def by_menu(self) -> list[tuple[str, list[Action]]]:
        """The title of each menu, left to right, and its actions."""
        return [(menu.title, list(menu.actions())) for menu in self._menus]

    def commands(self) -> list[ChooserEntry]:
        """Every action, to be found by its words; one that cannot act says why."""
        entries = []
        for title, rows in self.by_menu():
            for declared in rows:
                action = self._actions[declared.id]
                keys, able = action.shortcut().toString(NATIVE), action.isEnabled()
                text = action.text().replace("&&", "&")
                name = declared.text if declared.id in OF_A_STEP else ""
                reason, _ = self._said.get(declared.id, ("", ""))
                entries.append(
                    ChooserEntry(
                        text, title, action.trigger, keys, declared.icon,
                        able=able, also=declared.also, name=name, reason=reason,
                    )
                )  # fmt: skip
        return entries

    def refuse(self, id: str, reason: str) -> None:
        """Disable an action that cannot act, for the reason; "" enables it."""
        action = self._actions[id]
        said = reason, action.text()
        if self._said.get(id) == said:
            return  # a tooltip is written for each of many actions at every edit
        self._said[id] = said
        action.setEnabled(not reason)
        action.setToolTip(f"{action.text()} · {reason}" if reason else tip(action))

    def build(self, bar: QMenuBar) -> None:
        """Write the menus into the bar."""
        for menu in self._menus:
            shown = bar.addMenu(menu.title)
            shown.setToolTipsVisible(True)
            for item in menu.items:
                if isinstance(item, Action | Again):
                    shown.addAction(self._actions[item.id])
                elif isinstance(item, Submenu):
                    _add_submenu(shown, item)
                else:
                    shown.addSeparator()

    def _made(self, declared: Action) -> QAction:
        action = QAction(declared.text, self._window)
        action.setObjectName(declared.id)
        action.setShortcuts([QKeySequence(shortcut) for shortcut in declared.shortcuts])
        action.setIconVisibleInMenu(False)
        action.setToolTip(tip(action))
        action.changed.connect(self.changed)
        action.triggered.connect(lambda _checked=False: declared.do())
        self._window.addAction(action)
        return action

    def _paint_icons(self) -> None:
        for id, declared in self.rows.items():
            if declared.icon:
                self._actions[id].setIcon(icon(declared.icon))


def _add_submenu(menu: QMenu, submenu: Submenu) -> None:
    shown = menu.addMenu(submenu.text)
    shown.setObjectName(submenu.id)

    def write() -> None:
        shown.clear()
        submenu.fill(shown)

    shown.aboutToShow.connect(write)


def as_written(words: str, longest: int = LONGEST_NAME) -> str:
    """A person's own words for a menu: shortened in the middle, and an & stays an &."""
    if len(words) > longest:
        half = (longest - 1) // 2
        words = f"{words[:half].rstrip()}…{words[-half:].lstrip()}"
    return words.replace("&", "&&")


def tip(action: QAction) -> str:
    """Words of a button without words: its action and its first shortcut."""
    shortcut = action.shortcut().toString(NATIVE)
    return f"{action.text().replace('&&', '&')}  {shortcut}".strip()
