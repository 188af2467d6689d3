"""The live views of a project as they were left: which are open, where, and what each of them shows."""

from __future__ import annotations

from msgspec.structs import replace

from app.commands.editor import Editor
from app.document.elements import NodeKind
from app.document.signals import wanted_of
from app.plots.base.panel import OF_TRAININGS
from app.preferences import Arrangement, Preferences
from app.window.live_views.view_dock import SEPARATOR
from app.window.live_views.views import LiveViews
from engine.learning.components.figures import Metric
from engine.model.declaration import Payload

MERITS = {Payload.LABELS: Metric.ACCURACY, Payload.VALUES: Metric.EXPLAINED, Payload.SPIKES: Metric.CORRELATION}
"""What a training counts, by what the data want."""


class SavedViews:
    """Kept in the preferences with every recent file, and once for drawings that have no file."""

    def __init__(self, preferences: Preferences, editor: Editor, views: LiveViews) -> None:
        self._preferences, self._editor, self._views = preferences, editor, views
        self._is_anew = False

    def keep(self) -> None:
        """The drawing is left; where no view was opened, or nothing drawn, they are as they were left before."""
        if self._views.were_opened and (self._views.names or self._editor.document.nodes):
            self._preferences.keep_desk(self._editor.path, self._views.arrangement)

    def take_up(self) -> None:
        """Another drawing is on the canvas: its own views stand in the place of those that are open.

        Where it has none, those stay that have something to show of it, or of its training that was just taken back.
        """
        self._is_anew = False
        own = self._own()
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
        fitting = self._fitting(self._preferences.choices.desk, subject)
        kept = self._own() or (None if self._is_anew else replace(fitting, contents=(), span=0.0))
        if kept is not None and kept.views and not self._views.names:
            self._views.arrange(kept)

    def _own(self) -> Arrangement | None:
        """The views of this drawing as they were left, but those that could not even show a training of it."""
        own = self._preferences.desk_of(self._editor.path)
        return None if own is None else self._fitting(own, OF_TRAININGS)

    def _fitting(self, desk: Arrangement, subject: str) -> Arrangement:
        kept = [place for place, name in enumerate(desk.views) if self._fits(name.partition(SEPARATOR)[0], subject)]
        contents = tuple(desk.contents[place] for place in kept if place < len(desk.contents))
        return replace(desk, views=tuple(desk.views[place] for place in kept), contents=contents)

    def _fits(self, kind: str, subject: str = "") -> bool:
        """Tell whether a view has something to show, or will have once the ``subject`` begins."""
        view, document, training = self._views.kinds().get(kind), self._editor.document, self._views.trainings.first
        if view is None or view.fits(document):
            return True
        if training is not None:
            return view.tells_of(training.merit)
        data = [node for node in document.nodes.values() if node.kind == NodeKind.DATASET]
        return subject == OF_TRAININGS and any(view.tells_of(MERITS[wanted_of(node)]) for node in data)
