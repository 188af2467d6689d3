"""Watches whether populations of a run fire at all, and not without pause."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from app.running.report import RunState
from app.running.run import Run
from engine.analysis.firing import Fired, firing_problems, span_of
from engine.network.description import NetworkDescription, Population
from engine.problems import Problem

PAUSE = 1000  # ms between two looks at a run


class FiringWatch(QObject):
    """``found`` tells the warnings of the present run when they have changed; a reset forgets them."""

    found = Signal(object)  # tuple[Problem, ...]

    def __init__(self, run: Run, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run = run
        self._problems: tuple[Problem, ...] = ()
        self._since: dict[str, tuple[Population, int]] = {}  # from which step on a population is as it is
        self._timer = QTimer(self, interval=PAUSE)
        self._timer.timeout.connect(self.look)
        run.state_changed.connect(self._state_changed)
        run.restarted.connect(self._begin_anew)

    def look(self) -> None:
        """Count the spikes of the newest span of the run; of what has not run for so long, nothing is said."""
        network = self._run.description
        found = () if network is None else self._looked_at(network)
        if found != self._problems:
            self._problems = found
            self.found.emit(found)

    def _looked_at(self, network: NetworkDescription) -> tuple[Problem, ...]:
        frames, span = self._run.frames, span_of(network)
        end = frames.latest_step
        begin = end - round(span / network.resolution)
        for population in network.populations:
            known = self._since.get(population.id)
            if known is None or known[0] != population or known[1] > end:
                self._since[population.id] = population, end

        def fired(id: str) -> Fired | None:
            """Count as many spikes as there would be if none of the span were dropped."""
            since, kept = self._since[id][1], frames.kept_since(id)
            first = max(begin, kept)
            if since > begin or first >= end:
                return None
            spikes = frames.count_spikes(id, first, end) * (end - begin) / (end - first)
            return Fired(spikes, kept > since or frames.count_spikes(id, since, begin) > 0)

        return tuple(firing_problems(network, fired, span))

    def _begin_anew(self) -> None:
        self._since.clear()
        self.look()

    def _state_changed(self, state: RunState) -> None:
        if state == RunState.RUNNING:
            self._timer.start()
        else:
            self._timer.stop()
        self.look()
