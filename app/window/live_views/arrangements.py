"""Arrangements of live views by name: saved, brought back, renamed and deleted in the menu View."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtWidgets import QMenu

from app.i18n.translation import tr
from app.preferences import Arrangement, Preferences
from app.window.frame.menu_actions import as_written
from app.window.frame.notice import Notice
from app.window.frame.workspace import Workspace
from app.window.live_views.views import LiveViews
from app.window.project.shelf_keeping import NameBox, NameWords


class Arrangements:
    """Kept in the preferences, for every project. What goes can be brought back as long as that is offered."""

    def __init__(self, preferences: Preferences, views: LiveViews, workspace: Workspace, notice: Notice) -> None:
        self._preferences, self._views, self._notice = preferences, views, notice
        self._newest = ""  # saved or shown
        asked, missing, over = tr("Name of the arrangement"), tr("Give the arrangement a name."), workspace.frame
        taken = tr("There is an arrangement of this name; these views take its place.")
        words = NameWords(asked, missing, taken, tr("Save"))
        self.box = NameBox(over, "name of an arrangement", self.names, words, self.keep)
        other = tr("There is another arrangement of this name: give it a name of its own.")
        words = NameWords(asked, missing, other, tr("Rename"))
        self.rename_box = NameBox(over, "new name of an arrangement", self.names, words, self._rename, refuses=True)

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

    def _rename(self, wanted: str) -> None:
        name = self.rename_box.begun_with
        self._put({wanted if other == name else other: kept for other, kept in self._known.items()})

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
        for words, callback in ((tr("Rename"), self.rename_box.ask), (tr("Delete"), self.delete)):
            listed = menu.addMenu(words)
            for name in names:
                listed.addAction(as_written(name)).triggered.connect(lambda _on, do=callback, name=name: do(name))
