"""How fast a population fires: in Hz, or against what it fired when the step began."""

from __future__ import annotations

from app.lessons.checks.check import DONE, Check, Observed, Outcome
from app.translation import tr
from app.widgets.quantities import number, shown
from engine.analysis.rates import mean_rates

DIGITS = 3


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

    def begin(self, seen: Observed) -> object:
        return self._measured(seen) or self.usual

    def look(self, seen: Observed, begun: object) -> Outcome:
        name, rate = seen.node(self.population).title, self._measured(seen)
        if rate is None:
            return Outcome(False, tr("Let it run until {span} have passed.", span=shown(self.span, "ms")))
        one = float(begun) if self.times and isinstance(begun, float) else 1.0
        words = {"name": name, "rate": number(rate, digits=DIGITS)}
        if self.at_least is not None and rate < self.at_least * one:
            words["wanted"] = number(self.at_least * one, digits=DIGITS)
            return Outcome(False, tr("{name} fires at {rate} Hz; at least {wanted} Hz is wanted.", **words))
        if self.at_most is not None and rate > self.at_most * one:
            words["wanted"] = number(self.at_most * one, digits=DIGITS)
            return Outcome(False, tr("{name} fires at {rate} Hz; at most {wanted} Hz is wanted.", **words))
        return DONE

    def _measured(self, seen: Observed) -> float | None:
        """Hz per neuron, None before a whole span has passed."""
        frames, node = seen.run.frames, seen.node(self.population)
        steps = round(self.span / seen.run.resolution)
        if frames.latest_step - frames.first_step < steps:
            return None
        spikes = frames.spikes(node.id, frames.latest_step - steps + 1, frames.latest_step + 1)
        return float(mean_rates(spikes.neurons, node.size, self.span).mean())
