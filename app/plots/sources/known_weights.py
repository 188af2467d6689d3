"""The weights that are known of a drawing: of a training that is under way or done last, else of the run."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from app.document.document import Document
from app.running.record.fields import Known, Pixels, ways_to
from app.running.record.known_samples import KnownSamples
from app.running.record.weight_past import WeightSnapshot
from app.running.run import Run
from app.running.trainings.trained_weights import TrainedWeights
from engine.network.description import Connections
from engine.network.values import Floats


class KnownWeights:
    """Asked by views of weights and by the plots of nodes, so that both show the same."""

    def __init__(
        self,
        run: Run,
        document: Callable[[], Document],
        data_of: Callable[[str], KnownSamples | None],
        trained: TrainedWeights | None,
    ) -> None:
        self._run, self._document, self._data_of, self._trained = run, document, data_of, trained

    @property
    def state(self) -> Hashable:
        """Differs whenever weights do."""
        frames = self._run.frames
        return frames.number, frames.weights_version, self._trained.version if self._trained is not None else 0

    def of(self, projection: str, at: int | None = None) -> tuple[Floats, Connections] | None:
        """Weights (synapses,) and between which neurons they are; None before they are known.

        They are those of the step ``at``, where they are kept of then, else the newest.
        """
        then = self._then(projection, at)
        if then is not None:
            return then.weights, then.connections
        trained = self._trained.of(projection) if self._trained is not None else None
        if trained is not None:
            return trained
        frames = self._run.frames
        weights, connections = frames.weights(projection), frames.connections(projection)
        return (weights, connections) if weights is not None and connections is not None else None

    def are_trained(self, projection: str) -> bool:
        """Tell whether a training has them, under way or done last."""
        return self._trained is not None and self._trained.of(projection) is not None

    @property
    def are_awaited(self) -> bool:
        """Tell whether a training is in its first epoch, before it has shown any."""
        return self._trained is not None and self._trained.are_awaited

    def size_of(self, element: str) -> int | None:
        """Neurons or trains of an element that fires, in the run or in the training; None before either."""
        size = self._run.frames.size_of(element)
        return size if size or self._trained is None else self._trained.size_of(element)

    def image_of(self, projection: str) -> Pixels | None:
        """The image that a projection's source sends, None where that is no encoder of images or is not built yet."""
        link = self._document().links.get(projection)
        if link is None:
            return None
        known = self._data_of(link.source)
        trains = self._run.frames.size_of(link.source)
        grid = None if known is None else known.samples.grid
        if known is not None and grid is not None and grid[0] == 1 and trains:
            return Pixels(grid[1], grid[2], trains // known.samples.channels)
        return self._trained.pixels_of(link.source) if self._trained is not None else None

    def taken(self, projection: str, at: int | None) -> int | None:
        """The last step by ``at`` of which it is known that weights were what :meth:`of` gives; None for the newest."""
        then = self._then(projection, at)
        return None if then is None or at is None else min(then.last, at)

    def _then(self, projection: str, at: int | None) -> WeightSnapshot | None:
        """Give what is kept of a run; of a training nothing is."""
        return None if at is None or self.are_trained(projection) else self._run.frames.weights_at(projection, at)

    def known(self, projection: str, at: int | None = None) -> Known | None:
        """A projection with its weights, as of a step, and its ends; None before they are known."""
        document, found = self._document(), self.of(projection, at)
        link = document.links.get(projection)
        if link is None or found is None or len(found[0]) != len(found[1].pre):
            return None
        sources, targets = (self.size_of(end) or document.nodes[end].size for end in (link.source, link.target))
        return Known(projection, link.source, link.target, *found, sources, targets, self.image_of(projection))

    def ways_to(self, projection: str) -> tuple[tuple[str, ...], ...]:
        """The projections on all ways from images through a projection, the last layer first; empty where none is."""
        drawn = [link for link in self._document().links.values() if link.synapses is not None]
        ends = {link.id: (link.source, link.target) for link in drawn}
        if projection not in ends:
            return ()
        return ways_to(projection, ends, {link.source for link in drawn if self.image_of(link.id) is not None})
