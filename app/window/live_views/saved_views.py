"""The live views of a project as they were left: which are open, where, and what each of them shows."""

from __future__ import annotations

from msgspec.structs import replace

from app.commands.editor import Editor
from app.plots.base.panel import OF_TRAININGS
from app.preferences import Preferences
from app.window.live_views.view_dock import SEPARATOR
from app.window.live_views.views import LiveViews


class SavedViews:
    """Kept in the preferences with every recent file, and once for drawings that have no file."""

    def __init__(self, preferences: Preferences, editor: Editor, views: LiveViews) -> None:
        self._preferences, self._editor, self._views = preferences, editor, views
        self._is_anew = False

    def keep(self) -> None:
        """The drawing is left; where no view was opened they are as an earlier window left them."""
        if self._views.were_opened:
            self._preferences.keep_desk(self._editor.path, self._views.arrangement)

    def take_up(self) -> None:
        """Another drawing is on the canvas: its own views stand in the place of those that are open.

        Where it has none, those stay that have something to show of it, or of its training that was just taken back.
        """
        self._is_anew = False
        own = self._preferences.desk_of(self._editor.path)
        if self._views.names and own is not None:
            self._views.arrange(own)
        elif own is None:
            for dock in list(self._views.docks()):
                if not self._fits(dock.kind):
                    dock.close()

    def begin_anew(self) -> None:
        """A lesson has begun: no view of another drawing stands beside it, and its runs open the first ones."""
        self._is_anew = True
        self._views.close_all()

    def lay_out(self, subject: str) -> None:
        """Open the views of this drawing, else those of the last but in a lesson, where none is open.

        Of those of the last, only such as are of the ``subject`` that begins or have something to show of this drawing.
        Which neurons of another drawing they showed, and how much time, says nothing about this one.
        """
        desk = self._preferences.choices.desk
        fitting = tuple(name for name in desk.views if self._fits(name.partition(SEPARATOR)[0], subject))
        last = None if self._is_anew else replace(desk, views=fitting, contents=(), span=0.0)
        kept = self._preferences.desk_of(self._editor.path) or last
        if kept is not None and kept.views and not self._views.names:
            self._views.arrange(kept)

    def _fits(self, kind: str, subject: str = "") -> bool:
        """Tell whether a view has something to show; of a drawing without nodes nothing is known yet."""
        view, document, training = self._views.kinds().get(kind), self._editor.document, self._views.trainings.first
        if view is None or not document.nodes:
            return True
        if training is not None:
            return view.fits(document) or view.tells_of(training.merit)
        return view.fits(document) or view.subject == subject == OF_TRAININGS
