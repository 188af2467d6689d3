"""Spikes at equal intervals."""

from engine.model.declaration import Parameter, equation
from engine.model.functions import MS_PER_S, floor
from engine.model.sources import StimulusModel


class RegularStimulus(StimulusModel):
    """A clock: spikes at equal intervals from a first one on.

    Source: Rieke, Warland, de Ruyter van Steveninck & Bialek (1997), Spikes (a perfectly regular
    train, the limit without noise).
    """

    title = "Regular"
    category = "Fixed"
    aliases = ("clock", "periodic", "metronome")

    rate = Parameter("Hz", "r", "spikes per second", default=50.0, at_least=0.0)
    phase = Parameter("ms", r"t_0", "first spike at", default=0.0, at_least=0.0)

    @equation
    def spike(t, h, rate, phase):
        before = floor((t - phase) * rate / MS_PER_S + 1e-6)
        after = floor((t + h - phase) * rate / MS_PER_S + 1e-6)
        return (after > before) & (t + 1.5 * h > phase)
