"""The activity of a run on the canvas: at display rate, every node gets that of its kind."""

from __future__ import annotations

from collections.abc import Hashable

from PySide6.QtCore import QObject, QTimer

from app.canvas.painting.activity import Activity
from app.canvas.view import CanvasView
from app.commands.editor import Editor
from app.document.document import Change, Document
from app.document.elements import Node, NodeKind
from app.document.grouping import members
from app.document.mini_plot import Shows
from app.document.vocabulary import model_of
from app.i18n.translation import tr
from app.running.record.activity import (
    answer_activity,
    sample_activity,
    spike_activity,
    trace_activity,
    window_at,
)
from app.running.report import RunState
from app.running.run import Run
from app.window.runs.badge_weights import BadgeWeights
from app.window.runs.chosen_plots import ChosenPlots
from app.window.runs.first_samples import FirstSamples
from app.window.runs.viewed_moment import ViewedMoment
from engine.model.declaration import NeuronModel
from engine.model.decoding import DecoderModel, Gives
from engine.network.description import Recording

EVERY = 66  # ms: fifteen pictures a second in every node leave the time to the plots
SOON = 150  # ms after an edit, or once a drawing is shown, before data are read for it
PREFIX = "canvas:"
NOTHING: tuple[int, int, Hashable, int | None] = (-1, -1, None, None)


class NodeActivity(QObject):
    """Reads the frames of a run and hands each node in sight its part; a lone neuron shows its membrane.

    All show the moment that is looked at, and what a person chose for them; others once they come into sight.
    """

    def __init__(
        self,
        editor: Editor,
        run: Run,
        canvas: CanvasView,
        looked_at: ViewedMoment,
        chosen: ChosenPlots,
        badges: BadgeWeights,
        first: FirstSamples,
    ) -> None:
        super().__init__()
        self._editor = editor
        self._run = run
        self._canvas = canvas
        self._looked_at, self._chosen, self._badges = looked_at, chosen, badges
        self._first = first
        self._at: int | None = None
        self._shown: set[str] = set()
        self._watched: dict[str, str] = {}
        self._seen = NOTHING
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self.show)
        self._soon = QTimer(self, singleShot=True, interval=SOON)
        self._soon.timeout.connect(self._look_at_data)
        first.found.connect(self._show_first)
        run.state_changed.connect(self._state_changed)
        run.ticked.connect(lambda _status: self._moved())  # also by a single step
        run.restarted.connect(self._forget)
        editor.changed.connect(self._changed)
        editor.entered.connect(self._entered)
        editor.loaded.connect(self._loaded)
        looked_at.moved.connect(self._moved)
        canvas.sight_changed.connect(self._look_anew)

    def show(self) -> None:
        """Hand out what is new since the last time."""
        frames = self._run.frames
        self._at = self._looked_at.step()
        seen = (frames.number, frames.latest_step, self._chosen.weights_state, self._at)
        if seen == self._seen:
            if self._run.state in (RunState.PAUSED, RunState.FAILED, RunState.IDLE):
                self._timer.stop()
            return
        self._seen = seen
        self._say_moment()
        in_sight = self._canvas.nodes_in_sight()
        for node in members(self._editor.document, self._editor.level):
            if node.id in in_sight:
                self._show_node(node)
        for link_id, moments in self._badges.means_and_deviations(self._at).items():
            self._canvas.drawing.set_weight(link_id, moments)

    def show_everywhere(self) -> None:
        """Also in nodes out of sight, for a picture of the whole drawing."""
        self._at = self._looked_at.step()
        for node in members(self._editor.document, self._editor.level):
            self._show_node(node)

    def show_trained(self) -> None:
        """A training has other weights, also where nothing runs."""
        self._chosen.watch(self._editor.document)
        self.show()

    def _show_node(self, node: Node) -> None:
        """In the node what was chosen, else what suits it; beside it what was chosen to stand there."""
        inside = node.plot.is_inside and node.plot.shows is not Shows.AUTOMATIC
        if node.plot.shows in (Shows.AUTOMATIC, Shows.NOTHING):
            chosen = None
        else:
            chosen = self._chosen.activity(self._editor.document, node, self._at)
        activity = chosen if inside else self._automatic(node)
        if activity is not None or node.id in self._shown:
            self._canvas.set_activity(node.id, activity)
            self._shown.add(node.id)
        if node.plot.stands_beside is not None:
            self._canvas.set_plot(node.id, chosen)
            self._shown.add(node.id)

    def _automatic(self, node: Node) -> Activity | None:
        is_group = node.kind == NodeKind.GROUP
        return self._chosen.spikes(self._editor.document, node, self._at) if is_group else self._activity(node)

    def _say_moment(self) -> None:
        time = None if self._at is None else f"{self._at * self._run.resolution / 1000:.3f}"
        self._canvas.overlays.moment.say(tr("At {time} s, not the newest", time=time) if time is not None else "")

    def _activity(self, node: Node) -> Activity | None:
        frames, resolution = self._run.frames, self._run.resolution
        window = window_at(self._run.settings.speed)
        if node.id in self._watched:
            return trace_activity(frames, PREFIX + node.id, resolution, _unit(node), window, self._at)
        size = frames.size_of(node.id)
        if size is not None:
            return spike_activity(frames, node.id, size, resolution, window, self._at)
        if node.kind == NodeKind.DATASET:
            sample = sample_activity(frames, node.id, self._at)
            return sample if sample is not None or frames.presentations(node.id) else self._first.of(node.id)
        if node.kind == NodeKind.DECODER:
            return answer_activity(frames, node.id, self._labels_of(node), _answers_with_a_class(node), self._at)
        return None

    def _labels_of(self, decoder: Node) -> str | None:
        links = self._editor.document.links_of(decoder.id)
        return next((link.source for link in links if link.target_port == "labels"), None)

    def _state_changed(self, state: RunState) -> None:
        if state == RunState.PREPARING:
            self._watch()
        if state != RunState.IDLE:
            self._timer.start()

    def _watch(self) -> None:
        """Record the current of its sources, and the first state of neurons that are alone or never fire."""
        wanted = {n.id: state for n in self._editor.document.nodes.values() if (state := _traced(n))}
        for gone in self._watched.keys() - wanted.keys():
            self._run.unwatch(PREFIX + gone)
        for node_id, state in wanted.items():
            if self._watched.get(node_id) != state:
                resolution = self._editor.document.settings.resolution
                self._run.watch(Recording(PREFIX + node_id, node_id, state, (0,), resolution))
        self._watched = wanted
        self._chosen.watch(self._editor.document)
        self._badges.watch(self._editor.document)

    def _forget(self) -> None:
        self._seen = NOTHING
        for node_id in self._shown:
            if node_id in self._editor.document.nodes:
                self._canvas.set_activity(node_id, None)
                self._canvas.set_plot(node_id, None)
        for link_id in self._editor.document.links:
            self._canvas.drawing.set_weight(link_id, None)
        self._shown.clear()
        self._look_at_data()

    def _changed(self, change: Change) -> None:
        self._shown -= set(change.removed)
        if self._run.state != RunState.IDLE:
            self._chosen.watch(self._editor.document)
            self._badges.watch(self._editor.document)
        self._look_again()
        self._soon.start()

    def _entered(self, _level: str) -> None:
        self._look_again()
        self._soon.start()

    def _look_at_data(self) -> None:
        """In datasets that have shown nothing yet stands what they would show first."""
        data = [node for node in members(self._editor.document, self._editor.level) if node.kind == NodeKind.DATASET]
        for node in data:
            if node.id not in self._shown:
                self._show_first(node.id)
        self._first.look(node for node in data if not self._run.frames.presentations(node.id))

    def _show_first(self, node_id: str) -> None:
        node = self._editor.document.nodes.get(node_id)
        if node is not None and node.group == self._editor.level:
            self._show_node(node)

    def _moved(self) -> None:
        """Also while the run stands still; a drag through the past is shown at the rate of the timer."""
        if self._run.state != RunState.IDLE and not self._timer.isActive():
            self._timer.start()

    def _look_again(self) -> None:
        """Nodes may be drawn anew that show nothing yet, while the run stands still."""
        if self._shown:
            self._look_anew()

    def _look_anew(self) -> None:
        self._seen = NOTHING
        if not self._timer.isActive():
            self._timer.start()

    def _loaded(self, document: Document) -> None:
        for gone in self._watched:
            self._run.unwatch(PREFIX + gone)
        self._watched = {}
        self._chosen.forget()
        self._badges.watch(Document())
        self._shown.clear()
        self._soon.start()


def _answers_with_a_class(decoder: Node) -> bool:
    model = model_of(decoder.model)
    return model is not None and issubclass(model, DecoderModel) and model.gives is Gives.CLASS


def _unit(node: Node) -> str:
    """Of the state whose trace the node shows."""
    model = model_of(node.model)
    state = None if model is None else model.recordable().get(_traced(node))
    return "" if state is None else state.unit


def _traced(node: Node) -> str:
    """The state whose trace the node shows; empty when it shows spikes."""
    model = model_of(node.model)
    if model is not None and node.kind in (NodeKind.STIMULUS, NodeKind.ENCODER):
        return next(iter(model.recordable()), "")
    if node.kind != NodeKind.POPULATION or model is None or not issubclass(model, NeuronModel):
        return ""
    if node.size > 1 and model.fires():
        return ""
    return next(iter(model.states()), "")
