"""A value as a firing rate."""

from engine.model.declaration import Parameter, equation
from engine.model.functions import MS_PER_S
from engine.model.sources import EncoderModel


class PoissonEncoder(EncoderModel):
    """A brighter value fires more often, at random times: a spike a step at most, with the rate's probability.

    Source: Gerstner, Kistler, Naud & Paninski (2014), Neuronal Dynamics, chapter 7.
    """

    title = "Poisson"
    category = "Rate"
    aliases = ("rate code", "Bernoulli", "random")
    code = "rate"

    max_rate = Parameter("Hz", r"r_{max}", "rate of the value 1", default=200.0, at_least=0.0)

    @equation
    def spike(x, u, max_rate, h):
        return u < x * max_rate * h / MS_PER_S
