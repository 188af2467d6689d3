"""A network that runs: in chunks, with live changes, and the same spikes for the same seed and edits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType

import numpy as np

from engine.backends import FASTEST
from engine.backends.choosing import backend
from engine.backends.kernels.kernel import GoesOn
from engine.checking.memory import chunk_of, refuse_large_recording
from engine.checking.network import refuse_fatal
from engine.model.data import Samples
from engine.network.description import Connections, NetworkDescription, Recording
from engine.network.seeds import seed_of
from engine.network.values import Floats
from engine.progress import Cancelled, Progress, Work
from engine.simulation import chunk as chunks
from engine.simulation.arrays.layout import AUTOMATIC
from engine.simulation.arrays.network_arrays import NetworkArrays, SimulationSettings
from engine.simulation.arrays.plastic_link import PlasticLink
from engine.simulation.arrays.presentation import Presentation
from engine.simulation.arrays.probes import SPIKES, RecordingProbe, UnknownQuantity, blocks, probe_values, rooms_of
from engine.simulation.arrays.programs import programs
from engine.simulation.changes import apply_live, changed_description
from engine.simulation.chunk import Answer, Chunk, Record, ShownPresentation
from engine.simulation.connections.compiled_wiring import have_kernels
from engine.simulation.edit_log import Change, LoggedEdit
from engine.simulation.failure import keep_finite, raise_if_not_finite
from engine.simulation.operations.spike_log import SpikeBlock, block_of
from engine.simulation.record_size import refuse_large_record, steps_of_run
from engine.simulation.state import SimulationState, put_back, put_state, restore_refusal, size_of_state, taken
from engine.simulation.under_way import History

RIGHT, WRONG = 1.0, -1.0  # reward of an answer, in spikes of the element that a rule hears


class Simulation:
    """A network ready to run from step 0; ``threads`` are the most that it uses, fewer where more would not gain.

    :data:`~engine.simulation.arrays.layout.AUTOMATIC` are all of the machine: what gains is reckoned, and timed as it
    runs.

    Raises :class:`engine.problems.NetworkError` on fatal problems, ``BackendMissing`` where the backend cannot
    run here, and ``Cancelled`` when ``progress`` answers False: it is called with the share done, after each piece
    of the work of building.
    """

    def __init__(
        self, network: NetworkDescription, *, seed: int = 1, backend: str = FASTEST, precision: str = "float64",
        threads: int = 1, progress: Progress | None = None,
    ) -> None:  # fmt: skip
        self._progress = progress
        Work(progress).run_in_thread(lambda: refuse_fatal(network, precision))
        self._settings = SimulationSettings(
            seed_of(seed), precision, 1 if backend == "cupy" else max(threads, AUTOMATIC), chunk_of(network)
        )
        self._backend_name = backend
        self._step = 0
        self._events = 0
        self._history = History()
        self._edits: list[LoggedEdit] = []
        self._recordings = {r.id: r for r in network.recordings}
        self._build(network, Work(progress))

    @property
    def description(self) -> NetworkDescription:
        """The network as it stands, with all live changes."""
        return self._arrays.network

    @property
    def step(self) -> int:
        """The next step to run."""
        return self._step

    @property
    def time(self) -> float:
        """Time so far in ms."""
        return self._step * self.description.resolution

    @property
    def seed(self) -> int:
        return self._settings.seed

    @property
    def backend(self) -> str:
        """The name of what computes now; while :attr:`is_compiling`, ``numpy`` in the place of a faster one."""
        return self._backend.name

    @property
    def is_compiling(self) -> bool:
        """True while a faster backend waits for its kernels to be compiled."""
        return self._backend.is_compiling

    @property
    def edit_log(self) -> tuple[LoggedEdit, ...]:
        """Every change so far with the step before which it acted."""
        return tuple(self._edits)

    @property
    def synaptic_events(self) -> int:
        """Spikes times the connections that they travelled along, so far (without Poisson drive)."""
        return self._events

    def advance(self, steps: int, goes_on: GoesOn | None = None, progress: Progress | None = None) -> Chunk:
        """Run ``steps`` steps and give what happened; where they take long, ``goes_on`` is asked meanwhile.

        ``progress`` hears the share that is done. Raises ``Cancelled`` where either answers False, after which the
        simulation cannot go on; :class:`NumericalFailure`, and :class:`NetworkError` where memory has no room.
        """
        if steps > self._settings.chunk:
            refuse_large_record(self._arrays, self._probes.values(), steps)
        pieces: list[Chunk] = []
        end = self._step + steps
        while self._step < end or not pieces:
            pieces.append(self._piece(min(self._settings.chunk, end - self._step), goes_on))
            if progress is not None and not progress(1.0 - (end - self._step) / max(steps, 1)):
                raise Cancelled
        return chunks.joined(pieces)

    @property
    def threads(self) -> int:
        """The number of threads that it may use: fewer than were asked for where more would not gain."""
        return self._arrays.threads

    def run(self, duration_ms: float, progress: Progress | None = None) -> Record:
        """Run for a while and give the whole record; raises as :meth:`advance`, and for times that cannot be run."""
        whole = self.advance(steps_of_run(duration_ms, self.description.resolution, self._step), progress=progress)
        network = self.description
        sizes = {p.id: p.size for p in network.populations} | {s.id: s.size for s in network.stimuli}
        return Record(**vars(whole), resolution=network.resolution, sizes=sizes)

    def apply(self, change: Change) -> None:
        """Change the running network from the next step on; what cannot change in place is compiled again.

        Raises ``KeyError`` for an unknown element or name, :class:`NetworkError` where the changed network is fatal.
        """
        network = changed_description(self.description, change)
        refuse_fatal(network, self._settings.precision)
        if apply_live(self._arrays, network, change):
            self._arrays.network = network
        else:
            self._recompile(network)
        self._edits.append(LoggedEdit(self._step, change))

    def record(self, recording: Recording) -> None:
        """Attach a recording; no spike changes by it.

        Raises :class:`UnknownQuantity`, and :class:`NetworkError` where its samples will not fit into memory.
        """
        refuse_large_recording(self.description, recording, self._settings.precision)
        self._probe(recording)
        self._recordings[recording.id] = recording
        self._order()

    def stop_recording(self, id: str) -> None:
        """Take a recording away."""
        del self._recordings[id]
        self._probes.pop(id, None)
        self._order()

    def state(self) -> SimulationState:
        """A copy of everything that running changes."""
        return taken(self._arrays, self._step, self._history.recent(), self._events, self.edit_log)

    @property
    def state_size(self) -> int:
        """Bytes that a state takes, known before it is taken (but for spikes under way)."""
        return size_of_state(self._arrays)

    def refusal(self, state: SimulationState) -> str:
        """The reason why this simulation cannot go on from a state, in one sentence; empty where it can."""
        return restore_refusal(self._arrays, state)

    def restore(self, state: SimulationState) -> None:
        """Go back, or forth, to a state of this network; parameters stay as they are now, and with them what follows.

        Raises ``ValueError`` with one sentence for a state of another network, and then changes nothing.
        """
        put_back(self._arrays, state)
        self._go_on_from(state)

    def carry_from(self, other: Simulation) -> None:
        """Go on where ``other`` stands, after the network has been compiled again: matched by element id.

        Elements that are new or of another shape keep what they have. Raises ``ValueError`` on another resolution.
        """
        state = other.state()
        put_state(self._arrays, state)
        self._go_on_from(state)

    def weights(self, projection_id: str) -> Floats:
        """Weights (synapses,) as they are now, in the order of :meth:`connections`."""
        return self._arrays.links[projection_id].wired_weights()

    def connections(self, projection_id: str) -> Connections:
        """The neurons that the synapses of a projection connect."""
        return self._arrays.connections[projection_id]

    def values(self, element: str, name: str) -> Floats:
        """A state (neurons,) of a population, or a variable of a projection, as it is now.

        What each synapse has is in the order of :meth:`connections`.
        """
        return probe_values(self._arrays, element, name)

    def samples(self, dataset_id: str) -> Samples:
        """The samples that a dataset shows."""
        return self._arrays.presentations[dataset_id].samples

    def present(self, dataset_id: str, values: Floats, label: int, number: int) -> None:
        """Show ``values`` (channels,) or (times, channels) from the next step on, as presentation ``number``.

        The order of the dataset has ended with it: what comes next must be given as well.
        """
        given = np.atleast_2d(np.asarray(values, np.float64))
        self._arrays.presentations[dataset_id].give(given, label, self._step, number)

    def start_from(self, population_id: str, state: str) -> None:
        """Make what a state (neurons,) of a population is now its start, to which resets return."""
        population = self._arrays.populations[population_id]
        population.starts[state][:] = population.states[state]

    def heard(self, decoder_id: str) -> Floats | None:
        """The values (neurons,) that a fittable decoder has heard since its window opened; None while it is closed."""
        window = self._arrays.windows[decoder_id]
        steps = self._open(decoder_id)[0]
        return (
            None
            if steps is None
            else window.model.heard(window.memory, steps * self.description.resolution, window.values)
        )

    def encoded(self, encoder_id: str) -> Floats | None:
        """The values (channels,) that an encoder was shown in the last step; None in a gap between two samples."""
        encoder = next(e for e in self.description.encoders if e.id == encoder_id)
        presentation = self._arrays.presentations[encoder.dataset]
        steps, whole = self._step - int(presentation.state[0]), presentation.sample_steps
        if not 0 < steps <= whole:
            return None
        signal = presentation.signal()
        row: Floats = signal[(steps - 1) * len(signal) // whole]
        return row

    def _open(self, decoder_id: str) -> tuple[int | None, int]:
        """Steps since a decoder's window opened, None while it is closed, and how many it has."""
        dataset, steps = self._arrays.window_dataset[decoder_id], max(self._step, 1)
        if not dataset:
            return steps, steps
        presentation = self._arrays.presentations[dataset]
        steps, whole = self._step - int(presentation.state[0]), presentation.sample_steps
        return (steps if steps <= whole else None), whole

    def close(self) -> None:
        """Give back threads and device memory; the simulation cannot go on."""
        self._backend.close()

    def _build(self, network: NetworkDescription, work: Work) -> None:
        self._backend = backend(self._backend_name)
        self._arrays = NetworkArrays(network, self._settings, work)
        keep_finite(self._arrays)
        self._probes: dict[str, RecordingProbe] = {}
        for recording in self._recordings.values():
            work.part(1.0, 1.0).run_in_thread(partial(self._probe, recording))
        self._order(work)

    def _recompile(self, network: NetworkDescription) -> None:
        state = self.state()
        self._backend.close()
        self._build(replace(network, recordings=()), Work(self._progress))
        put_state(self._arrays, state)
        self._go_on_from(state)
        self._arrays.network = network

    def _go_on_from(self, state: SimulationState) -> None:
        """Everything beside the arrays that a state knows."""
        self._step, self._events, self._edits = state.step, state.events, list(state.edits)
        self._history.replace(state.step, state.recent)
        for id, presentation in self._arrays.presentations.items():
            presentation.go_on(state.step)
            if presentation.state[1] >= 0:
                self._arrays.show(id)
        keep_finite(self._arrays)

    def _probe(self, recording: Recording) -> None:
        if recording.quantity != SPIKES:
            self._probes[recording.id] = RecordingProbe(recording, self._arrays)
        elif recording.element not in self._arrays.train_ids():
            raise UnknownQuantity(recording.element, recording.quantity)

    def _order(self, work: Work | None = None) -> None:
        work = work or Work()
        made, window = work.part(1.0, 1.0).run_in_thread(lambda: programs(self._arrays, self._probes.values()))
        self._rooms = rooms_of(self._probes)
        if work.can_be_cancelled and self._backend_name in ("numba", FASTEST):
            have_kernels(made, work, wait=self._backend_name == "numba")
        self._backend.prepare(made, window)

    def _piece(self, steps: int, goes_on: GoesOn | None) -> Chunk:
        arrays, first = self._arrays, self._step
        arrays.now[0] = first
        shown: dict[str, list[ShownPresentation]] = {id: [] for id in arrays.presentations}
        answers: dict[str, list[Answer]] = {id: [] for id in arrays.windows}
        while self._step < first + steps:
            for id, presentation in arrays.presentations.items():
                if presentation.begins_at(self._step):
                    shown[id].append(self._begin(id, presentation))
            end = min([first + steps, *(p.next_boundary(self._step) for p in arrays.presentations.values())])
            self._backend.drive(first, self._step, end, goes_on)
            self._listen(first, self._step, end)
            self._step = end
            for id, presentation in arrays.presentations.items():
                if presentation.ends_at(self._step):
                    self._end(id, presentation, answers)
        return self._collected(first, steps, shown, answers)

    def _listen(self, chunk: int, first: int, last: int) -> None:
        """Decoders hear what fired in the steps from ``first`` to ``last``, or see what is sent now."""
        arrays = self._arrays
        for id, window in arrays.windows.items():
            dataset, source = arrays.window_dataset[id], window.decoder.source
            clock = arrays.presentations[dataset].state if dataset else (0, 0, 1)
            if clock[2]:
                window.add_spikes(arrays.logs(source), chunk, first, last, int(clock[0]), self.description.resolution)
                if source in arrays.populations:
                    window.see(arrays.populations[source].sent)

    def _begin(self, id: str, presentation: Presentation) -> ShownPresentation:
        arrays = self._arrays
        if presentation.dataset.reset_between:
            for population in arrays.downstream[id]:
                arrays.populations[population].reset(self._step)
            for link in arrays.links.values():
                if link.projection.target in arrays.downstream[id]:
                    link.forget()
        sample = presentation.begin(self._step)
        arrays.show(id)
        arrays.restart(id)
        for view in self._windows_of(id):
            arrays.windows[view].clear()
        return ShownPresentation(self._step, sample, presentation.label(sample))

    def _windows_of(self, dataset: str) -> list[str]:
        return [id for id, owner in self._arrays.window_dataset.items() if owner == dataset]

    def _end(self, id: str, presentation: Presentation, answers: dict[str, list[Answer]]) -> None:
        duration = presentation.sample_steps * self.description.resolution
        sample = presentation.sample(int(presentation.state[1]))
        for view in self._windows_of(id):
            window = self._arrays.windows[view]
            scores = window.scores(duration, duration)
            answer = window.answer(scores)
            label = presentation.label(sample) if window.decoder.labels == id and answer >= 0 else -1
            answers[view].append(Answer(self._step, sample, scores, answer, label))
            if label >= 0:
                self._reward(view, RIGHT if answer == label else WRONG)
        presentation.end()

    def _reward(self, decoder: str, amount: float) -> None:
        """Tell what hears the decoder how good its answer was."""
        for link in self._arrays.links.values():
            if isinstance(link, PlasticLink):
                for name in (name for name, id in link.heard.items() if id == decoder):
                    link.reward(name, amount)

    def _partial(self) -> dict[str, Floats]:
        result: dict[str, Floats] = {}
        for id, window in self._arrays.windows.items():
            (steps, whole), h = self._open(id), self.description.resolution
            result[id] = window.scores((whole if steps is None else steps) * h, whole * h)
        return result

    def _collected(
        self, first: int, steps: int, shown: Mapping[str, list[ShownPresentation]], answers: Mapping[str, list[Answer]]
    ) -> Chunk:
        arrays = self._arrays
        raise_if_not_finite(arrays, first, first + steps)
        spikes: dict[str, SpikeBlock] = {id: block_of(arrays.logs(id), first, steps) for id in arrays.train_ids()}
        self._history.add(first + steps, arrays.depth, spikes)
        for id, degrees in arrays.out_degrees.items():
            if len(spikes[id]):
                self._events += int(degrees.take(spikes[id].neurons).sum())
        return Chunk(
            first,
            steps,
            MappingProxyType(spikes),
            blocks(self._rooms, first, steps),
            {id: tuple(s) for id, s in shown.items()},
            {id: tuple(a) for id, a in answers.items()},
            self._partial(),
        )
