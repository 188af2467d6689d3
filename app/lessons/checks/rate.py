"""Check of the rate of a population: in Hz, or against the rate when the step began."""

from __future__ import annotations

from dataclasses import dataclass

from app.i18n.translation import tr
from app.lessons.check import DONE, Check, CheckOutcome, Observed, Unchanged
from app.widgets.quantities import number_words, quantity_words
from engine.analysis.rates import mean_rates

DIGITS = 3


@dataclass(frozen=True)
class _Begun:
    """The rate when the step began, and since when the run has been what is drawn."""

    rate: float
    unchanged: Unchanged


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
        return _Begun(self._measured(seen, 0) or self.usual, Unchanged(seen))

    def look(self, seen: Observed, begun: object) -> CheckOutcome:
        before = begun if isinstance(begun, _Begun) else _Begun(self.usual, Unchanged(seen))
        name, rate = seen.node(self.population).title, self._measured(seen, before.unchanged.since(seen))
        if rate is None:
            return CheckOutcome(False, tr("Let it run until {span} have passed.", span=quantity_words(self.span, "ms")))
        one = before.rate if self.times else 1.0
        words = {"name": name, "rate": number_words(rate, digits=DIGITS)}
        if self.at_least is not None and rate < self.at_least * one:
            words["wanted"] = number_words(self.at_least * one, digits=DIGITS)
            return CheckOutcome(False, tr("{name} fires at {rate} Hz; at least {wanted} Hz is wanted.", **words))
        if self.at_most == 0.0 and rate > 0.0:
            return CheckOutcome(False, tr("{name} fires at {rate} Hz; it should be silent.", **words))
        if self.at_most is not None and rate > self.at_most * one:
            words["wanted"] = number_words(self.at_most * one, digits=DIGITS)
            return CheckOutcome(False, tr("{name} fires at {rate} Hz; at most {wanted} Hz is wanted.", **words))
        return DONE

    def _measured(self, seen: Observed, since: int) -> float | None:
        """Hz per neuron, None before a whole span has passed ``since`` a step."""
        frames, node = seen.run.frames, seen.node(self.population)
        steps = round(self.span / seen.run.resolution)
        if frames.latest_step - max(frames.first_step, since) < steps:
            return None
        spikes = frames.spikes(node.id, frames.latest_step - steps + 1, frames.latest_step + 1)
        return float(mean_rates(spikes.neurons, node.size, self.span).mean())
