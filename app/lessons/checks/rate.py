"""Check of the rate of a population: in Hz, or against the rate when the step began."""

from __future__ import annotations

from functools import partial

from app.i18n.translation import tr, translatable
from app.lessons.check import Check, Look, Observed, Unchanged, out_of_bounds
from app.widgets.quantities import number_words, quantity_words
from engine.analysis.rates import mean_rates

TEXTS = (
    translatable("{name} fires at {rate} Hz; at least {wanted} Hz is wanted."),
    translatable("{name} fires at {rate} Hz; at most {wanted} Hz is wanted."),
)
shown = partial(number_words, digits=3)


class Rate(Check, frozen=True, kw_only=True):
    """``at_least`` and ``at_most`` in Hz per neuron, over the last ``span`` ms.

    With ``times`` they are multiples of the rate of the run in which the step began; ``usual`` is that rate where
    nothing had run yet.
    """

    population: str
    at_least: float | None = None
    at_most: float | None = None
    span: float = 400.0
    times: bool = False
    usual: float = 0.0

    def begin(self, seen: Observed) -> Look:
        return partial(self._look, self._measured(seen, 0) or self.usual, Unchanged(seen))

    def _look(self, before: float, unchanged: Unchanged, seen: Observed) -> str:
        name, rate = seen.node(self.population).title, self._measured(seen, unchanged.since(seen))
        if rate is None:
            return tr("Let it run until {span} have passed.", span=quantity_words(self.span, "ms"))
        if self.at_most == 0.0 and rate > 0.0:
            return tr("{name} fires at {rate} Hz; it should be silent.", name=name, rate=shown(rate))
        one = before if self.times else 1.0
        low, high = (None if bound is None else bound * one for bound in (self.at_least, self.at_most))
        return out_of_bounds(rate, (low, high), TEXTS, shown, name=name, rate=shown(rate))

    def _measured(self, seen: Observed, since: int) -> float | None:
        """Hz per neuron, None before a whole span has passed ``since`` a step."""
        frames, node = seen.run.frames, seen.node(self.population)
        steps = round(self.span / seen.run.resolution)
        if frames.latest_step - max(frames.first_step, since) < steps:
            return None
        spikes = frames.spikes(node.id, frames.latest_step - steps + 1, frames.latest_step + 1)
        return float(mean_rates(spikes.neurons, node.size, self.span).mean())
