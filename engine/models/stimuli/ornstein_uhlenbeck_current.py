"""A current that fluctuates with a memory."""

from engine.model.declaration import Parameter, State, equation
from engine.model.functions import exp, exprel, sqrt
from engine.model.sources import StimulusModel


class OrnsteinUhlenbeckCurrentStimulus(StimulusModel):
    """Coloured noise: a normal current whose correlation decays exponentially, stationary from the first step.

    The update is exact, so mean, variance and correlation hold at any resolution.

    Source: Uhlenbeck & Ornstein (1930), Physical Review 36, 823-841, 10.1103/PhysRev.36.823; the update of
    Gillespie (1996), Physical Review E 54, 2084-2091, 10.1103/PhysRevE.54.2084.
    """

    title = "Ornstein-Uhlenbeck noise"
    category = "Noise"
    aliases = ("OU", "coloured noise", "colored noise", "synaptic noise", "fluctuating current")

    mean = Parameter("pA", r"\mu", "mean current", default=350.0)
    std = Parameter("pA", r"\sigma", "standard deviation", default=150.0, at_least=0.0)
    tau = Parameter("ms", r"\tau", "correlation time", default=5.0, above=0.0)

    n = State("1", r"\eta", "fluctuation in standard deviations")

    @equation
    def current(n, mean, std):
        return mean + std * n

    @equation
    def n_start(z):
        return z

    @equation
    def n_next(n, z, h, tau):
        passed = h / tau
        fresh = 2 * passed * exprel(-2 * passed)
        return n * exp(-passed) + sqrt(fresh) * z
