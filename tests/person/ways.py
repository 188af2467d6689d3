"""Networks that somebody draws from nothing and runs, each by another part of the palette."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator

import numpy as np
from PySide6.QtWidgets import QAbstractButton

from app.application import Composition
from app.canvas.painting.activity import AnswerActivity
from app.inspector.panel import InspectorPanel
from tests.person.doing import Doing, Hand, Wait
from tests.person.eyes import centre

LIF = "neurons/leaky_integrate_and_fire"
LEFT, MIDDLE, RIGHT = (0.14, 0.3), (0.48, 0.3), (0.82, 0.3)
RUNS_ON = 400.0  # ms that every network runs before it is looked at


class Ways(Doing):
    """``ways`` names them all; each begins on an empty canvas and leaves what was found in ``told``."""

    def __init__(
        self, composition: Composition, hand: Hand, photograph: Callable[[str], None], runs_on: float = RUNS_ON
    ) -> None:
        super().__init__(composition, hand)
        self._photograph, self._runs_on = photograph, runs_on
        self.told: dict[str, object] = {}

    @property
    def ways(self) -> dict[str, Callable[[], Iterator[Wait]]]:
        return {
            "conductances": self.conductances,
            "equations": self.equations,
            "convolution": self.convolution,
            "plasticity": self.plasticity,
            "burst code": self.burst_code,
            "gap junction": self.gap_junction,
            "short-term": self.short_term,
            "pooling": self.pooling,
            "reward": self.reward,
            "read-out": self.read_out,
            "mistake": self.mistake,
        }

    def steps(self, way: str) -> Iterator[Wait]:
        """One of them, from the start page on."""
        yield from self.begin()
        yield from self.ways[way]()

    def begin(self) -> Iterator[Wait]:
        """From the start page to an empty canvas."""
        yield lambda: self.window.window.isVisible()
        yield 0.3
        new = self.window.start_page.begin.findChild(QAbstractButton, "begin add")
        self.hand.click(*centre(new))
        yield lambda: self.window.window.is_working
        yield 0.2

    def conductances(self) -> Iterator[Wait]:
        """Adaptive neurons under Poisson spikes through a conductance."""
        noise = yield from self._put("stimuli/poisson", LEFT)
        neurons = yield from self._put("neurons/adaptive_exponential_integrate_and_fire", RIGHT)
        link = yield from self._wire(noise, neurons)
        yield from self._drag_model("synapses/exponential_conductance", self.eyes.badge(link))
        yield lambda: self._synapses(link).synapse == "synapses/exponential_conductance"
        yield from self._select(neurons, self.eyes.title(neurons))
        yield from self._write("size", "10")
        yield from self._select(noise, self.eyes.title(noise))
        yield from self._write("parameters:rate", "12000")
        yield from self._run()
        yield lambda: self._count(neurons) > 0
        self._photograph("conductances")

    def equations(self) -> Iterator[Wait]:
        """A neuron whose equations somebody changes while looking at them as mathematics."""
        neuron = yield from self._put("neurons/equations", MIDDLE)
        yield from self._select(neuron, self.eyes.title(neuron))
        area = self.window.inspector.equations.area
        before = self.editor.document.nodes[neuron].model
        self.hand.click(*centre(area))
        self.hand.key("ctrl+End")
        self.hand.key("Return")
        self.hand.type("k = 3 : 1")
        yield lambda: self.editor.document.nodes[neuron].model not in ("", before)
        yield lambda: bool(self.window.inspector.equations.lines)
        yield lambda: "parameters:k" in self.window.inspector.rows
        yield 0.2
        yield from self._write("parameters:bias", "600")
        yield from self._run()
        self._photograph("equations")

    def convolution(self) -> Iterator[Wait]:
        """Digits through a shared kernel onto a grid of neurons."""
        digits = yield from self._put("datasets/digits", (0.1, 0.3))
        code = yield from self._put("encoders/poisson", (0.38, 0.3))
        grid = yield from self._put(LIF, RIGHT)
        yield from self._wire(digits, code, "values", "values")
        link = yield from self._wire(code, grid)
        yield from self._drag_model("positions/grid", self.eyes.title(grid))
        yield lambda: self.editor.document.nodes[grid].arrangement == "positions/grid"
        yield from self._select(grid, self.eyes.title(grid))
        yield from self._write("places:rows", "6")
        yield from self._write("places:columns", "6")
        yield from self._drag_model("wiring/convolution", self.eyes.badge(link))
        yield lambda: self._synapses(link).wiring == "wiring/convolution"
        yield from self._select(link, self.eyes.badge(link))
        yield from self._write("weight", "uniform 100 .. 300")
        yield from self._run()
        yield lambda: self._count(grid) > 0
        self.told["places"] = self.editor.document.nodes[grid].size
        self._photograph("convolution")

    def plasticity(self) -> Iterator[Wait]:
        """Spike-timing dependent weights, looked at as they learn."""
        noise = yield from self._put("stimuli/poisson", LEFT)
        first = yield from self._put(LIF, MIDDLE)
        second = yield from self._put(LIF, RIGHT)
        yield from self._wire(noise, first)
        link = yield from self._wire(first, second)
        yield from self._select(noise, self.eyes.title(noise))
        yield from self._write("parameters:rate", "8000")
        for node in (first, second):
            yield from self._select(node, self.eyes.title(node))
            yield from self._write("size", "20")
        yield from self._drag_model("plasticity/pair_stdp", self.eyes.badge(link))
        yield lambda: self._synapses(link).plasticity == "plasticity/pair_stdp"
        yield from self._select(link, self.eyes.badge(link))
        yield from self._run()
        yield from self._command("weight matrix")
        yield lambda: any(name.startswith("weight_matrix") for name in self.window.views.names)
        yield lambda: (weights := self.window.run.frames.weights(link)) is not None and np.ptp(weights) > 0
        yield 0.4
        self._photograph("plasticity")

    def burst_code(self) -> Iterator[Wait]:
        """Digits as bursts, through neurons, to an answer."""
        digits = yield from self._put("datasets/digits", (0.08, 0.3))
        code = yield from self._put("encoders/burst", (0.34, 0.3))
        neurons = yield from self._put(LIF, (0.62, 0.3))
        answer = yield from self._put("decoders/spike_count", (0.9, 0.3))
        yield from self._wire(digits, code, "values", "values")
        link = yield from self._wire(code, neurons)
        yield from self._wire(neurons, answer)
        yield from self._select(neurons, self.eyes.title(neurons))
        yield from self._write("size", "10")
        yield from self._select(link, self.eyes.badge(link))
        yield from self._write("weight", "uniform 20 .. 200")
        yield from self._run()
        yield lambda: isinstance(self.eyes.canvas.drawing.nodes[answer].face.activity, AnswerActivity)
        yield lambda: self._count(neurons) > 0
        self._photograph("burst code")

    def gap_junction(self) -> Iterator[Wait]:
        """A driven neuron pulls its neighbour along through a gap junction."""
        first = yield from self._put(LIF, LEFT)
        second = yield from self._put(LIF, RIGHT)
        link = yield from self._wire(first, second)
        yield from self._drag_model("synapses/gap_junction", self.eyes.badge(link))
        yield lambda: self._synapses(link).synapse == "synapses/gap_junction"
        yield from self._select(first, self.eyes.title(first))
        yield from self._write("parameters:bias", "600")
        yield from self._select(link, self.eyes.badge(link))
        yield from self._write("weight", "20")
        inspector: InspectorPanel = self.window.inspector
        self.told["head"] = inspector.head.title.toolTip()
        yield from self._run()
        yield lambda: self._count(first) > 0
        self._photograph("gap junction")

    def short_term(self) -> Iterator[Wait]:
        """A synapse that learns and tires, with a recorder that shows what it releases."""
        beat = yield from self._put("stimuli/regular", LEFT)
        neuron = yield from self._put(LIF, RIGHT)
        link = yield from self._wire(beat, neuron)
        yield from self._drag_model("short_term/tsodyks_markram", self.eyes.badge(link))
        yield lambda: self._synapses(link).short_term == "short_term/tsodyks_markram"
        yield from self._drag_model("plasticity/pair_stdp", self.eyes.badge(link))
        yield lambda: self._synapses(link).plasticity == "plasticity/pair_stdp"
        self.told["released"] = self._synapses(link).short_term
        recorder = yield from self._put("recorders/weights", (0.48, 0.75))
        yield from self._select(recorder, self.eyes.title(recorder))
        yield from self._choose("parameters:projection", "Regular")
        yield lambda: "parameters:quantity" in self.window.inspector.rows
        yield 0.2
        yield from self._choose("parameters:quantity", "u")
        self.told["kept"] = self.editor.document.nodes[recorder].parameters["quantity"]
        yield from self._run()
        yield lambda: any(trace.recording == recorder for trace in self.window.source.traces())
        self._photograph("short-term")

    def pooling(self) -> Iterator[Wait]:
        """Digits, found by the alias of their data, through windows of four places each onto a smaller grid."""
        digits = yield from self._put("datasets/digits", (0.1, 0.3))
        code = yield from self._put("encoders/poisson", (0.38, 0.3))
        grid = yield from self._put(LIF, RIGHT)
        yield from self._wire(digits, code, "values", "values")
        link = yield from self._wire(code, grid)
        yield from self._drag_model("positions/grid", self.eyes.title(grid))
        yield from self._select(grid, self.eyes.title(grid))
        for side in ("rows", "columns"):
            yield from self._write(f"places:{side}", "4")
        yield from self._drag_model("wiring/pooling", self.eyes.badge(link))
        yield lambda: self._synapses(link).wiring == "wiring/pooling"
        yield from self._select(link, self.eyes.badge(link))
        yield from self._choose("wiring:how", "sum")
        yield from self._write("weight", "400")
        yield from self._run()
        yield lambda: self._count(grid) > 0
        self.told["places"] = self.editor.document.nodes[grid].size
        self._photograph("pooling")

    def reward(self) -> Iterator[Wait]:
        """Weights that move only while a reward comes, from an element chosen by its title."""
        noise = yield from self._put("stimuli/poisson", LEFT)
        first = yield from self._put(LIF, MIDDLE)
        second = yield from self._put(LIF, RIGHT)
        yield from self._wire(noise, first)
        link = yield from self._wire(first, second)
        yield from self._put("stimuli/regular", (0.3, 0.75))
        yield from self._select(noise, self.eyes.title(noise))
        yield from self._write("parameters:rate", "8000")
        yield from self._drag_model("plasticity/reward_modulated_stdp", self.eyes.badge(link))
        yield lambda: self._synapses(link).plasticity == "plasticity/reward_modulated_stdp"
        yield from self._select(link, self.eyes.badge(link))
        yield from self._write("weight", "2000")
        yield from self._write("plasticity:w_max", "4000")  # below it weights are free to move
        yield from self._choose("plasticity:reward", "Regular")
        self.window.control.set_speed(0.1)  # which NumPy keeps up with
        yield from self._run()
        before = self._synapses(link).weight
        self.window.run.watch_weights(link)
        yield lambda: (weights := self.window.run.frames.weights(link)) is not None and bool(np.any(weights != before))
        self._photograph("reward")

    def read_out(self) -> Iterator[Wait]:
        """A read-out that is fitted, by its button, to the current that drives the neurons."""
        sine = yield from self._put("stimuli/sine_current", LEFT)
        neurons = yield from self._put(LIF, MIDDLE)
        answer = yield from self._put("decoders/linear_read_out", RIGHT)
        yield from self._wire(sine, neurons)
        yield from self._wire(neurons, answer)
        yield from self._select(neurons, self.eyes.title(neurons))
        yield from self._write("size", "20")
        yield from self._write("parameters:bias", "uniform 250 .. 600")
        yield from self._select(answer, self.eyes.title(answer))
        yield from self._write("parameters:fit_duration", "300")
        yield from self._choose("parameters:fit_target", "current")
        fit = self.window.inspector.parts["fit"].button
        self.window.inspector.bring_into_sight(fit)
        yield 0.1
        self.hand.click(*centre(fit))
        yield lambda: "W" in self.editor.document.nodes[answer].parameters
        yield lambda: (banner := self.window.inspector.banner) is not None and banner.kind != "note"
        self.told["step"] = self.editor.undo_stack.undo_text
        self._photograph("read-out")

    def mistake(self) -> Iterator[Wait]:
        """Equations with a mistake: underlined, said in one sentence, mended; then they run."""
        neuron = yield from self._put("neurons/equations", MIDDLE)
        yield from self._select(neuron, self.eyes.title(neuron))
        equations = self.window.inspector.equations
        self.hand.click(*centre(equations.area))
        yield equations.area.hasFocus
        self.hand.key("ctrl+End")
        self.hand.key("Return")
        self.hand.type("k = 3 mV + 2 ms : 1")
        yield equations.objection.isVisible
        self.told["sentences"] = equations.objection.words.count(".")
        yield 0.2
        self._photograph("mistake")
        self.hand.key("shift+Home", "BackSpace")
        self.hand.type("k = 3 : 1")
        yield lambda: not equations.objection.isVisible()
        yield lambda: "parameters:k" in self.window.inspector.rows
        yield from self._write("parameters:bias", "600")
        yield from self._run()

    def _put(self, key: str, place: tuple[float, float]) -> Generator[Wait, None, str]:
        """Drag a model onto the canvas; gives the node's id."""
        before = set(self.editor.document.nodes)
        yield from self._drag_model(key, self.eyes.on_canvas(*place))
        yield lambda: len(self.editor.document.nodes) == len(before) + 1
        (made,) = set(self.editor.document.nodes) - before
        return made

    def _wire(self, source: str, target: str, leaving: str = "out", entering: str = "in") -> Generator[Wait, None, str]:
        """Drag from port to port; gives the link's id."""
        known = set(self.editor.document.links)
        yield from self.hand.drag(self.eyes.port(source, leaving), self.eyes.port(target, entering))
        yield lambda: len(self.editor.document.links) == len(known) + 1
        yield lambda: self.eyes.canvas.drawing.is_settled
        (made,) = set(self.editor.document.links) - known
        return made

    def _run(self) -> Iterator[Wait]:
        self.hand.click(*centre(self.window.transport.run_button))
        yield lambda: self.window.run.state == "running"
        yield lambda: self.window.run.status().time_ms > self._runs_on
        yield 0.2

    def _count(self, node: str) -> int:
        return len(self.window.run.frames.spikes(node, 0, self.window.run.frames.latest_step + 1).steps)
