"""Arrangements of live views by name: saved, brought back and deleted in the menu View."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QInputDialog, QMenu, QPushButton, QWidget

from app.preferences import Preferences
from app.translation import tr
from app.widgets.above import open_above
from app.window.live_views import LiveViews
from app.window.menu_actions import as_written
from app.window.notice import Notice
from app.window.workspace import Workspace


class Arrangements:
    """Kept in the preferences, for every project."""

    def __init__(self, preferences: Preferences, views: LiveViews, workspace: Workspace, notice: Notice) -> None:
        self._preferences, self._views, self._workspace = preferences, views, workspace
        self._notice = notice

    def save(self) -> None:
        """Ask for a name and keep what is open; one of the same name is replaced."""
        ask_for_name(self._workspace, self.names(), self._keep)

    def _keep(self, name: str) -> None:
        known = self._preferences.choices.arrangements
        self._preferences.set(arrangements={**known, name: self._views.arrangement})
        self._notice.say(tr("Saved as “{name}”; the menu View brings it back.", name=name))

    def names(self) -> list[str]:
        """Of all that are kept, in the order of menus."""
        return sorted(self._preferences.choices.arrangements, key=str.casefold)

    def show(self, name: str) -> None:
        """These views in the place of those that are open."""
        kept = self._preferences.choices.arrangements.get(name)
        if kept is not None:
            self._views.arrange(kept)

    def delete(self, name: str) -> None:
        """Keep it no longer; what is open stays."""
        known = self._preferences.choices.arrangements
        self._preferences.set(arrangements={other: kept for other, kept in known.items() if other != name})

    def fill(self, menu: QMenu) -> None:
        """One line each, and a list of what to delete."""
        names = self.names()
        for name in names:
            menu.addAction(as_written(name)).triggered.connect(lambda _on, name=name: self.show(name))
        if not names:
            menu.addAction(tr("None yet")).setEnabled(False)
            return
        menu.addSeparator()
        doomed = menu.addMenu(tr("Delete"))
        for name in names:
            doomed.addAction(as_written(name)).triggered.connect(lambda _on, name=name: self.delete(name))


def ask_for_name(over: QWidget, known: Sequence[str], then: Callable[[str], object]) -> None:
    """What this arrangement of views is called: ``then`` hears of it; one of the ``known`` is replaced by it."""
    dialog = QInputDialog(over.window())
    dialog.setWindowTitle(tr("Save this arrangement"))
    dialog.setLabelText(tr("A name for this arrangement of views; one that is chosen from the list is replaced."))
    dialog.setComboBoxItems([*known])
    dialog.setComboBoxEditable(True)
    dialog.setOkButtonText(tr("Save"))
    dialog.setCancelButtonText(tr("Cancel"))
    for button in dialog.findChildren(QPushButton):
        button.setIcon(QIcon())  # some desktops put pictures there
    dialog.textValueSelected.connect(lambda text: then(text.strip()) if text.strip() else None)
    open_above(dialog)
