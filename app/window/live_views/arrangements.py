"""Arrangements of live views by name: saved, brought back, renamed and deleted in the menu View."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtWidgets import QMenu, QWidget

from app.i18n.translation import tr
from app.preferences import Arrangement, Preferences
from app.window.frame.ask_box import AskBox
from app.window.frame.menu_actions import as_written
from app.window.frame.notice import Notice
from app.window.frame.workspace import Workspace
from app.window.live_views.views import LiveViews


class Arrangements:
    """Kept in the preferences, for every project. What goes can be brought back as long as that is offered."""

    def __init__(self, preferences: Preferences, views: LiveViews, workspace: Workspace, notice: Notice) -> None:
        self._preferences, self._views, self._notice = preferences, views, notice
        self._newest = ""  # saved or shown
        self.box = ArrangementNameBox(workspace.frame, self)

    def save(self) -> None:
        """Ask for a name and keep what is open; one of the same name is replaced."""
        self.box.ask(self._newest if self._newest in self.names() else "")

    def keep(self, name: str) -> None:
        """Keep what is open under a name."""
        known, self._newest = self._known, name
        self._put({**known, name: self._views.arrangement})
        if name in known:
            words = tr("Saved as “{name}”, in the place of the one before.", name=name)
            self._notice.say(words, "note", tr("Bring the one before back"), partial(self._put, known))
        else:
            self._notice.say(tr("Saved as “{name}”; the menu View brings it back.", name=name))

    @property
    def _known(self) -> Mapping[str, Arrangement]:
        return self._preferences.choices.arrangements

    def _put(self, arrangements: Mapping[str, Arrangement]) -> None:
        self._preferences.set(arrangements=dict(arrangements))

    def names(self) -> list[str]:
        """Of all that are kept, in the order of menus."""
        return sorted(self._known, key=str.casefold)

    def show(self, name: str) -> None:
        """These views in the place of those that are open."""
        kept = self._known.get(name)
        if kept is not None:
            self._newest = name
            self._views.arrange(kept)

    def rename(self, name: str, wanted: str) -> str:
        """Call it otherwise; "", or in one sentence why that cannot be."""
        if wanted != name and wanted in self._known:
            return tr("There is another arrangement of this name: give it a name of its own.")
        self._put({wanted if other == name else other: kept for other, kept in self._known.items()})
        return ""

    def delete(self, name: str) -> None:
        """Keep it no longer; what is open stays."""
        known = self._known
        self._put({other: kept for other, kept in known.items() if other != name})
        words = tr("The arrangement “{name}” is deleted; the views that are open stay.", name=name)
        self._notice.say(words, "note", tr("Bring it back"), partial(self._put, known))

    def fill(self, menu: QMenu) -> None:
        """One line each, and lists of what to rename and to delete."""
        names = self.names()
        for name in names:
            menu.addAction(as_written(name)).triggered.connect(lambda _on, name=name: self.show(name))
        if not names:
            menu.addAction(tr("None yet")).setEnabled(False)
            return
        menu.addSeparator()
        callbacks: tuple[tuple[str, Callable[[str], object]], ...]
        callbacks = ((tr("Rename"), self.box.rename), (tr("Delete"), self.delete))
        for words, callback in callbacks:
            listed = menu.addMenu(words)
            for name in names:
                listed.addAction(as_written(name)).triggered.connect(partial(_of, callback, name))


def _of(callback: Callable[[str], object], name: str, _on: bool = False) -> None:
    callback(name)


class ArrangementNameBox(AskBox):
    """The name of an arrangement; one that is taken is named, and the button says that it will be replaced."""

    def __init__(self, over: QWidget, arrangements: Arrangements) -> None:
        super().__init__(over, "name of an arrangement", tr("Name"), tr("Save"))
        self._arrangements, self._renamed = arrangements, ""
        self.field.setAccessibleName(tr("Name of the arrangement"))
        self.field.textChanged.connect(self._look)

    def ask(self, suggested: str) -> None:
        """Ask for the name of the views that are open."""
        self._begin(suggested, "")

    def rename(self, name: str) -> None:
        """Ask for another name of one that is kept."""
        self._begin(name, name)

    def _begin(self, typed: str, renamed: str) -> None:
        self._renamed = renamed
        self.field.setText(typed)
        self.open()
        self._look()

    def _look(self) -> None:
        taken = self.field.text().strip() in self._arrangements.names() and not self._renamed
        self.button.setText(tr("Rename") if self._renamed else tr("Replace") if taken else tr("Save"))
        self.say(tr("There is an arrangement of this name; these views take its place.") if taken else "", "text2")

    def answer(self, typed: str) -> str:
        name = typed.strip()
        if not name:
            return tr("Give the arrangement a name.")
        if self._renamed:
            return self._arrangements.rename(self._renamed, name)
        self._arrangements.keep(name)
        return ""
