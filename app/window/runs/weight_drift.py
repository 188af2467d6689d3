"""The drift of the selected link's weights by plasticity from those of the document: measured, not assumed."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from app.commands.editor import Editor
from app.document import signals, vocabulary
from app.document.elements import Link
from app.i18n.translation import tr
from app.running.report import RunState
from app.running.run import Run
from app.widgets.quantities import quantity_words
from engine.network.description import Projection
from engine.network.values import ByDistance, Floats

TICK = 500  # ms between two measurements


class WeightDrift(QObject):
    """``measured(link, words)`` while a plastic link is selected; the words are empty where nothing has moved."""

    measured = Signal(str, str)

    def __init__(self, editor: Editor, run: Run, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._editor, self._run = editor, run
        self._told: dict[str, str] = {}
        self._meant: tuple[Projection, int, Floats] | None = None
        self._timer = QTimer(self, interval=TICK)
        self._timer.timeout.connect(self.look)
        editor.selection.changed.connect(lambda _ids: self.look())
        editor.changed.connect(lambda _change: self.look())
        run.state_changed.connect(lambda _state: self.look())

    def look(self) -> None:
        """Measure the selected link now, and go on for as long as there is something to measure."""
        link = self._plastic_link()
        if link is None or self._run.state not in (RunState.RUNNING, RunState.PAUSED):
            self._timer.stop()
            for id in list(self._told):
                self._show_words(id, "")
            return
        self._run.watch_weights(link.id)
        self._show_words(link.id, self._words(link))
        if not self._timer.isActive():
            self._timer.start()

    def _plastic_link(self) -> Link | None:
        ids = tuple(self._editor.selection.ids)
        link = self._editor.document.links.get(ids[0]) if len(ids) == 1 else None
        return link if link is not None and vocabulary.learns(link) else None

    def _show_words(self, id: str, words: str) -> None:
        if self._told.get(id, "") != words:
            self._told[id] = words
            self.measured.emit(id, words)

    def _words(self, link: Link) -> str:
        weights = self._run.frames.weights(link.id)
        meant = self._meant_weights(link.id)
        if weights is None or meant is None:
            return ""
        moved = np.abs(weights - meant)
        moved = moved[moved > 0]
        if not moved.size:
            return ""
        synapse = vocabulary.part_model(link, "synapse")
        unit = signals.weight_unit(synapse, self._editor.document.nodes[link.target])
        return tr(
            "{count} of {total} differ from the drawing’s, by {amount} on average.",
            count=f"{moved.size:,}",
            total=f"{weights.size:,}",
            amount=quantity_words(float(f"{moved.mean():.2g}"), unit),
        )

    def _meant_weights(self, id: str) -> Floats | None:
        """The document's weights: drawn once for as long as it says the same, all in the precision of the run."""
        description, connections = self._run.description, self._run.frames.connections(id)
        if description is None or connections is None:
            return None
        seed = self._run.settings.seed
        projection = next((p for p in description.projections if p.id == id), None)
        if projection is None:
            return None
        if self._meant is None or self._meant[0] is not projection or self._meant[1] != seed:
            from engine.sampling.resolving import projection_weights
            from engine.sampling.space import drawn_ends

            fire = self._run.frames.size_of
            ends = drawn_ends(description, projection, seed, size=fire(projection.source) or 0)
            ids = (projection.source, projection.target)
            fits = all(fire(id) in (None, end.size) for id, end in zip(ids, ends, strict=True))
            if not fits or (isinstance(projection.weight, ByDistance) and ends[0].places is None):
                return None  # another network is asked for than runs, or only the run knows where pixels are
            drawn = projection_weights(projection, connections, ends, seed)
            exact = np.asarray(drawn, np.float64)
            rounded = exact.astype(np.float32).astype(np.float64)
            self._meant = (projection, seed, rounded if self._run.settings.precision == "float32" else exact)
        return self._meant[2]
