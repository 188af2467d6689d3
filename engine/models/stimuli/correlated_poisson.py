"""Random spikes that several trains share."""

from engine.model.declaration import Parameter, equation
from engine.model.functions import MS_PER_S
from engine.model.sources import StimulusModel


class CorrelatedPoissonStimulus(StimulusModel):
    """Trains that each keep a random part of the spikes of one common mother train.

    The correlation of any two trains, counted per step, is exactly the given one; each train for itself is
    a Poisson train on the grid, one spike a step at most.

    Source: Kuhn, Aertsen & Rotter (2003), Neural Computation 15, 67-101, 10.1162/089976603321043702 (multiple
    interaction process); NEST's mip_generator.
    """

    title = "Correlated Poisson"
    category = "Random"
    aliases = ("mip_generator", "multiple interaction process", "mother process", "synchrony", "common input")
    usual_size = 10

    rate = Parameter("Hz", "r", "rate of each train", default=50.0, at_least=0.0)
    c = Parameter("1", "c", "correlation of two trains", default=0.3, at_least=0.0, at_most=1.0)

    @equation
    def spike(u, u_common, rate, c, h):
        p = rate * h / MS_PER_S
        kept = c + (1 - c) * p
        return (u_common * kept < p) & (u < kept)
