"""A current that never changes."""

from engine.model.declaration import Parameter, equation
from engine.model.sources import StimulusModel


class DirectCurrentStimulus(StimulusModel):
    """A steady current from the first step on.

    Source: NEST's dc_generator; Gerstner, Kistler, Naud & Paninski (2014), Neuronal Dynamics, chapter 1,
    10.1017/CBO9781107447615.
    """

    title = "DC"
    category = "Current"
    aliases = ("direct current", "constant current", "dc_generator", "DCSource")

    amplitude = Parameter("pA", "I_0", "current", default=500.0)

    @equation
    def current(amplitude):
        return amplitude
