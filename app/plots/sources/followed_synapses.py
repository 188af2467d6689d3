"""The synapses of each projection that are followed in time, and the recordings of their weights."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np

from app.running.run import Run
from engine.model.link_variables import WEIGHT
from engine.network.description import Recording

AT_FIRST = 5
MOST = 8
EVERY = 1.0  # ms between two samples: weights move more slowly than membranes
OWN = "weights:"  # begins the names of these recordings


class FollowedSynapses:
    """``changed`` is called when others are followed. Recorded while at least one view ``wants`` it."""

    def __init__(self, run: Run, changed: Callable[[], object]) -> None:
        self._run, self._changed = run, changed
        self._chosen: dict[str, tuple[int, ...]] = {}
        self._wanted: Counter[str] = Counter()
        self._turn = 0

    def of(self, projection: str) -> tuple[int, ...]:
        """Numbers of the synapses, at first some that are spread over all; none before the weights are known."""
        weights, chosen = self._run.frames.weights(projection), self._chosen.get(projection, ())
        if weights is None or not len(weights):
            return chosen
        if not chosen or max(chosen) >= len(weights):
            spread = np.linspace(0, len(weights) - 1, min(AT_FIRST, len(weights)))
            self._put(projection, tuple(int(synapse) for synapse in spread))
        return self._chosen[projection]

    def recording(self, projection: str) -> str:
        """The name of the recording: a column each, in the order of :meth:`of`."""
        return OWN + projection

    def want(self, projection: str, wanted: bool) -> None:
        """A view begins or ends to follow."""
        self._wanted[projection] += 1 if wanted else -1
        if not self._wanted[projection]:
            self._run.unwatch(self.recording(projection))
        elif wanted and self._wanted[projection] == 1 and projection in self._chosen:
            self._put(projection, self._chosen[projection])

    def follow(self, projection: str, synapse: int) -> None:
        """This one too; the one that was chosen first goes where there are many."""
        chosen = self.of(projection)
        if synapse not in chosen:
            self._put(projection, (*chosen, synapse)[-MOST:])
            self._changed()

    def follow_others(self, projection: str) -> None:
        """Follow others by chance, as many as at first."""
        weights = self._run.frames.weights(projection)
        if weights is not None and len(weights):
            self._turn += 1
            count = min(AT_FIRST, len(weights))
            drawn = np.random.default_rng(self._turn).choice(len(weights), count, replace=False)
            self._put(projection, tuple(sorted(drawn.tolist())))
            self._changed()

    def forget(self) -> None:
        """Another document."""
        for projection in self._chosen:
            self._run.unwatch(self.recording(projection))
        self._chosen.clear()

    def _put(self, projection: str, synapses: tuple[int, ...]) -> None:
        self._chosen[projection] = synapses
        if self._wanted[projection]:
            interval = max(round(EVERY / self._run.resolution), 1) * self._run.resolution
            self._run.watch(Recording(self.recording(projection), projection, WEIGHT, synapses, interval))
