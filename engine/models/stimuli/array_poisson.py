"""Random spikes by a list of rates."""

from engine.model.declaration import Sampled, SharedParameter, equation
from engine.model.functions import MS_PER_S, maximum
from engine.model.sources import StimulusModel


class ArrayPoissonStimulus(StimulusModel):
    """Every target receives its own random train; the rate follows a list of values, the last one is held.

    Source: NEST's inhomogeneous_poisson_generator; Gerstner, Kistler, Naud & Paninski (2014), Neuronal Dynamics,
    section 7.2, 10.1017/CBO9781107447615 (inhomogeneous Poisson process).
    """

    title = "Poisson, array"
    category = "Random"
    aliases = ("inhomogeneous Poisson", "inhomogeneous_poisson_generator", "rate series", "recorded rate", "PSTH")

    interval = SharedParameter("ms", r"\Delta", "time between two rates", default=50.0, above=0.0)
    rates = Sampled(
        "Hz", "r", "rates at each target", interval="interval",
        default=(0.0, 500.0, 1000.0, 1500.0, 2000.0, 1500.0, 1000.0, 500.0, 0.0),
    )  # fmt: skip

    @equation
    def expected_spikes(rates, h):
        return maximum(rates, 0.0) * h / MS_PER_S

    @equation
    def most_expected_spikes(rates, h):
        return maximum(rates, 0.0) * h / MS_PER_S
