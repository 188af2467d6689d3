"""What a newcomer does on an empty canvas, step by step: draw, wire, run, change, learn, keep, undo, save, reopen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog

from app.application import Composition
from engine.analysis.intervals import coefficients_of_variation, known_mean
from engine.network.values import Floats
from tests.person.doing import Doing, Hand, Wait
from tests.person.eyes import centre

POISSON, NEURON = "stimuli/poisson", "neurons/leaky_integrate_and_fire"
FIXED_PROBABILITY, PAIR_STDP = "wiring/fixed_probability", "plasticity/pair_stdp"
EXCITATORY, INHIBITORY = 320, 80
COMPARED = 3000  # steps of which every spike must come again
SETTLED = 2000.0  # ms after which rates and intervals are measured


class Story(Doing):
    """``steps`` yields what to wait for: seconds, or something that must become true."""

    def __init__(self, composition: Composition, hand: Hand, path: Path, photograph: Callable[[str], None]) -> None:
        super().__init__(composition, hand)
        self._path, self._photograph = path, photograph
        self.told: dict[str, object] = {}

    def steps(self) -> Iterator[Wait]:
        """The whole story."""
        yield lambda: self.window.window.isVisible()
        yield 0.3
        self._photograph("01-start-page")
        yield from self._draw()
        yield from self._wire()
        yield from self._name_values()
        self._photograph("02-drawn")
        yield from self._run()
        yield from self._change_while_running()
        yield from self._learn_and_keep()
        yield from self._undo_and_redo()
        yield from self._save_and_reopen()

    # What it does

    def _draw(self) -> Iterator[Wait]:
        new = self.window.start_page.begin.findChild(QAbstractButton, "begin add")
        self.hand.click(*centre(new))
        yield lambda: self.window.window.is_working
        yield 0.2
        for model, place in ((POISSON, (0.15, 0.42)), (NEURON, (0.5, 0.2)), (NEURON, (0.5, 0.6))):
            before = len(self.editor.document.nodes)
            yield from self._drag_model(model, self.eyes.on_canvas(*place))
            yield lambda before=before: len(self.editor.document.nodes) == before + 1
        self.source, self.excitatory, self.inhibitory = self.editor.document.nodes

    def _wire(self) -> Iterator[Wait]:
        source, e, i = self.source, self.excitatory, self.inhibitory
        self.links: dict[tuple[str, str], str] = {}
        for pair in ((source, e), (source, i), (e, e), (e, i), (i, e), (i, i)):
            known = set(self.editor.document.links)
            yield from self.hand.drag(self.eyes.port(pair[0], "out"), self.eyes.port(pair[1], "in"))
            yield lambda known=known: len(self.editor.document.links) == len(known) + 1
            (self.links[pair],) = set(self.editor.document.links) - known
        self.hand.key("ctrl+0")
        yield 0.4
        for pair, link in self.links.items():
            if pair[0] != source:
                yield from self._drag_model(FIXED_PROBABILITY, self.eyes.badge(link))
                yield lambda link=link: self._synapses(link).wiring == FIXED_PROBABILITY

    def _name_values(self) -> Iterator[Wait]:
        for node, size in ((self.excitatory, EXCITATORY), (self.inhibitory, INHIBITORY)):
            yield from self._select(node, self.eyes.title(node))
            yield from self._write("size", str(size))
            yield from self._write("start:V", "uniform -70 .. -55")
        yield from self._select(self.source, self.eyes.title(self.source))
        yield from self._write("parameters:rate", "400")
        for (source, _), link in self.links.items():
            yield from self._select(link, self.eyes.badge(link))
            if source == self.inhibitory:
                yield from self._choose("sign", "inhibitory"[:3])
                yield from self._write("weight", "-600")
            else:
                yield from self._write("weight", "200" if source == self.source else "60")

    def _run(self) -> Iterator[Wait]:
        self.drawn = self.editor.undo_stack.index()
        self.hand.click(*centre(self.window.transport.run_button))
        yield lambda: self.window.run.state == "running"
        yield lambda: self.window.run.status().time_ms > SETTLED
        self._photograph("03-irregular")
        resolution = self.window.run.resolution
        steps, neurons = self.eyes.spikes(self.excitatory, round(SETTLED / resolution))
        seconds = SETTLED / 1000
        self.told["rate"] = len(steps) / EXCITATORY / seconds
        self.told["variation"] = known_mean(coefficients_of_variation(steps * resolution, neurons, EXCITATORY))
        self.first_spikes = self.eyes.spikes(self.excitatory, COMPARED)

    def _change_while_running(self) -> Iterator[Wait]:
        link = self.links[self.source, self.excitatory]
        yield from self._select(link, self.eyes.badge(link))
        before = self._synapses(link).weight
        undo_steps = self.editor.undo_stack.count()
        quiet = self._recent_rate()
        yield from self.hand.drag(self.eyes.slider("weight", 0.75), self.eyes.slider("weight", 0.97))
        yield lambda: self._synapses(link).weight != before
        self.told["slider steps"] = self.editor.undo_stack.count() - undo_steps
        yield lambda: self._recent_rate() > 1.2 * quiet
        self._photograph("04-weight-by-slider")

    def _learn_and_keep(self) -> Iterator[Wait]:
        link = self.links[self.excitatory, self.inhibitory]
        yield from self._drag_model(PAIR_STDP, self.eyes.badge(link))
        yield lambda: self._synapses(link).plasticity == PAIR_STDP
        yield lambda: self.window.run.state == "running"
        self.window.run.watch_weights(link)
        yield from self._command("weight histogram")
        yield lambda: any(name.startswith("weight_histogram") for name in self.window.views.names)
        yield lambda: self._weights(link) is not None
        before = self._weights(link)
        yield lambda: not np.array_equal(before, self._weights(link))
        yield 1.0
        self._photograph("05-stdp")
        self.hand.click(*centre(self.window.transport.run_button))
        yield lambda: self.window.run.state == "paused"
        yield from self._select(link, self.eyes.badge(link))
        self.hand.key("ctrl+shift+k")
        yield lambda: self._synapses(link).trained
        yield 0.3
        self._photograph("06-kept")

    def _undo_and_redo(self) -> Iterator[Wait]:
        stack = self.editor.undo_stack
        self.told["undo steps"] = stack.count()
        while stack.can_undo:
            index = stack.index()
            self.hand.key("ctrl+z")
            yield lambda index=index: stack.index() < index
        self.told["nodes after undo"] = len(self.editor.document.nodes)
        yield 0.3
        self._photograph("07-undone")
        while stack.index() < self.drawn:
            index = stack.index()
            self.hand.key("ctrl+shift+z")
            yield lambda index=index: stack.index() > index

    def _save_and_reopen(self) -> Iterator[Wait]:
        self.hand.key("ctrl+s")
        yield from self._answer_file_dialog()
        yield lambda: self._path.exists() and not self.editor.is_modified
        self.hand.key("ctrl+shift+h")
        yield lambda: not self.window.window.is_working
        self._photograph("08-start-page-again")
        self.hand.key("ctrl+n")
        yield lambda: not self.editor.document.nodes
        self.hand.key("ctrl+o")
        yield from self._answer_file_dialog()
        yield lambda: len(self.editor.document.nodes) == 3
        yield 0.3
        self.hand.key("space")
        yield lambda: self.window.run.state == "running"
        yield lambda: self.window.run.frames.latest_step > COMPARED
        again = self.eyes.spikes(self.excitatory, COMPARED)
        self.told["same spikes"] = all(np.array_equal(a, b) for a, b in zip(self.first_spikes, again, strict=True))
        self.told["spikes compared"] = len(again[0])
        self._photograph("09-reopened")
        self.hand.key("space")
        yield lambda: self.window.run.state == "paused"

    def _answer_file_dialog(self) -> Iterator[Wait]:
        """Type the path into the dialog that a real window opens; answers given beforehand need none."""
        yield 0.6
        dialog = QApplication.activeWindow()
        if isinstance(dialog, QFileDialog):
            self.hand.key("ctrl+a")
            self.hand.type(str(self._path))
            self.hand.key("Return")
            yield lambda: QApplication.activeWindow() is not dialog

    def _weights(self, link: str) -> Floats | None:
        return self.window.run.frames.weights(link)

    def _recent_rate(self) -> float:
        frames = self.window.run.frames
        window = round(400 / self.window.run.resolution)
        spikes = frames.spikes(self.excitatory, max(0, frames.latest_step - window))
        return len(spikes.steps) / EXCITATORY / 0.4
