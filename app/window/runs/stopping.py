"""Says which breakpoint a run has met, and where, until it goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from app.commands.editor import Editor
from app.document import signals, vocabulary
from app.document.document import Document
from app.i18n.translation import listed, problem_words, sentences, tr
from app.plots.parts.numbers import seconds
from app.plots.sources.chosen_neurons import ChosenNeurons
from app.running.breaking import Stopped
from app.running.run import Run, RunStatus
from app.widgets.quantities import quantity_words
from app.window.frame.notice import Notice
from app.window.runs.breakpoints import breakpoint_words, element_words

MOST_NAMED = 4  # neurons that fired in one step


def stopped_words(document: Document, stopped: Stopped, resolution: float) -> str:
    """Say where a run stands still, and why."""
    time = seconds(stopped.step * resolution, 4)
    if stopped.failure is not None:
        where = tr("Stopped at {time}, before a number goes wrong.", time=time)
        return sentences(where, problem_words(stopped.failure))
    return tr("Stopped at {time}: {what}.", time=time, what=_met(document, stopped))


def _met(document: Document, stopped: Stopped) -> str:
    breakpoint, element = stopped.breakpoint, element_words(document, stopped.breakpoint.element)
    if stopped.answer:
        return tr("{element} answers {answer}", element=element, answer=stopped.answer)
    if len(stopped.neurons) == 1:
        return tr("neuron {neuron} of {element} fires", neuron=stopped.neurons[0], element=element)
    if stopped.neurons:
        named = listed(map(str, stopped.neurons[:MOST_NAMED]))
        more = len(stopped.neurons) - MOST_NAMED
        if more <= 0:
            return tr("neurons {neurons} of {element} fire", neurons=named, element=element)
        return tr("neurons {neurons} and {more} more of {element} fire", neurons=named, more=more, element=element)
    synapse, link = stopped.synapse, document.links.get(breakpoint.element or "")
    if synapse is None or link is None:
        return breakpoint_words(document, breakpoint)
    unit = signals.weight_unit(vocabulary.part_model(link, "synapse"), document.nodes[link.target])
    return tr(
        "the weight from neuron {pre} to neuron {post} of {element} reaches its bound, {weight}",
        pre=synapse.pre, post=synapse.post, element=element, weight=quantity_words(synapse.weight, unit),
    )  # fmt: skip


class Stopping(QObject):
    """A click on what is said brings the element into view that it is about, and has the views mark its neurons."""

    def __init__(
        self, run: Run, editor: Editor, notice: Notice, show: Callable[[str], object], chosen: ChosenNeurons
    ) -> None:
        super().__init__(notice)
        self._run, self._editor, self._notice, self._bring, self._chosen = run, editor, notice, show, chosen
        self._words, self._step = "", 0
        run.stopped.connect(self._say)
        run.ticked.connect(self._look)

    def _say(self, stopped: Stopped) -> None:
        place = stopped.breakpoint.element or (stopped.failure.place if stopped.failure is not None else "")
        self._words, self._step = stopped_words(self._editor.document, stopped, self._run.resolution), stopped.step
        if self._editor.document.element(place) is None:
            self._notice.say(self._words, "warning")
        else:
            self._notice.say(self._words, "warning", tr("Show"), lambda: self._show(place, stopped.neurons))

    def _show(self, place: str, neurons: Sequence[int]) -> None:
        self._bring(place)
        if neurons:
            self._chosen.choose(place, neurons)

    def _look(self, status: RunStatus) -> None:
        """Hide what was said once the run goes on, goes back, or is given up."""
        if status.step != self._step and self._words and self._notice.words == self._words:
            self._notice.hide()
