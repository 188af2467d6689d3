"""Random spikes at a steady rate."""

from engine.model.declaration import SharedParameter, equation
from engine.model.functions import MS_PER_S
from engine.model.sources import StimulusModel


class PoissonStimulus(StimulusModel):
    """Every target receives its own random train; several spikes may fall into one step.

    Source: Gerstner, Kistler, Naud & Paninski (2014), Neuronal Dynamics, chapter 7,
    10.1017/CBO9781107447615; NEST's poisson_generator.
    """

    title = "Poisson"
    category = "Random"
    aliases = ("noise", "background", "poisson_generator", "SpikeSourcePoisson", "PoissonGroup", "PoissonInput")

    rate = SharedParameter("Hz", "r", "rate at each target", default=1000.0, at_least=0.0)

    @equation
    def expected_spikes(rate, h):
        return rate * h / MS_PER_S
