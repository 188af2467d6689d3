"""A current without memory."""

from engine.model.declaration import Parameter, State, equation
from engine.model.functions import floor, where
from engine.model.sources import StimulusModel


class WhiteNoiseCurrentStimulus(StimulusModel):
    """A normal current that is drawn anew in equal intervals and held in between.

    Its variance is that of one draw whatever the resolution, so its spectral density grows with the interval.

    Source: NEST's noise_generator; PyNN's NoisyCurrentSource.
    """

    title = "White noise"
    category = "Noise"
    aliases = ("Gaussian noise", "noise_generator", "NoisyCurrentSource", "fluctuating current")

    mean = Parameter("pA", r"\mu", "mean current", default=350.0)
    std = Parameter("pA", r"\sigma", "standard deviation", default=200.0, at_least=0.0)
    interval = Parameter("ms", r"\Delta", "time between two draws", default=1.0, above=0.0)

    n = State("1", r"\xi", "the present draw")

    @equation
    def current(n, mean, std):
        return mean + std * n

    @equation
    def n_start(z):
        return z

    @equation
    def n_next(n, z, t, h, interval):
        return where(floor((t + h) / interval + 1e-6) > floor(t / interval + 1e-6), z, n)
