"""The points of a search, kept in the folder of its experiment as they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from app.document.experiment import Experiment
from app.experiments.design import Point, points_at
from app.experiments.experiment_folder import ExperimentFolder
from app.experiments.search import costs, search_of
from engine.network.values import Floats


class SearchedPoints:
    """The ``points`` so far of the search of an ``experiment``: those that its folder holds, and ``more``.

    A search that is gone on with is told again, from its first batch on, what came of the points that the folder holds,
    and so asks for what it would have asked for. Raises ``ImportError``, and what reading the folder raises.
    """

    def __init__(self, experiment: Experiment, whole: Sequence[bool], folder: ExperimentFolder) -> None:
        self._experiment, self._whole, self._folder = experiment, whole, folder
        self._search = search_of(experiment)
        self._batches = folder.batches()
        self._asked = self._told = 0
        self.points: list[Point] = list(searched_points(experiment, whole, self._batches))

    def more(self, measured: Callable[[int], float]) -> Sequence[Point]:
        """Ask for the next batch, and keep it; none where there are as many as wanted. Raises ``OSError``.

        ``measured`` gives the value of the objective's measure at each point so far, NaN where it is not known.
        """
        left = self._experiment.points - len(self.points)
        if left <= 0:
            return ()
        while self._told < len(self._batches):
            self._tell_again(measured)
        batch = self._search.ask()[:left].tolist()
        self._asked += 1
        self._batches.append(batch)
        self._folder.put_batches(self._batches)
        found = searched_points(self._experiment, self._whole, [batch])
        self.points.extend(found)
        return found

    def _tell_again(self, measured: Callable[[int], float]) -> None:
        """Tell the search of the next of the batches that are known."""
        if self._asked == self._told:
            self._search.ask()  # one that was asked before the program began anew
            self._asked += 1
        batch = self._batches[self._told]
        first = sum(map(len, self._batches[: self._told]))
        values: Floats = np.array([measured(first + place) for place in range(len(batch))])
        self._search.tell(np.array(batch), costs(self._experiment.objective, values))
        self._told += 1


def searched_points(
    experiment: Experiment, whole: Sequence[bool], batches: Sequence[Sequence[Sequence[float]]]
) -> tuple[Point, ...]:
    """The points of batches, whose numbers are shares of each range."""
    shares = [point for batch in batches for point in batch]
    return points_at(experiment, whole, np.array(shares)) if shares else ()
