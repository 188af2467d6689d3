"""A current that rises or falls along a line."""

from engine.model.declaration import Parameter, equation
from engine.model.functions import maximum, minimum
from engine.model.sources import StimulusModel


class RampCurrentStimulus(StimulusModel):
    """A current that moves in a straight line from one value to another, and holds each outside that time.

    Source: Gerstner, Kistler, Naud & Paninski (2014), Neuronal Dynamics, chapter 1,
    10.1017/CBO9781107447615 (ramp current as a clamp).
    """

    title = "Ramp"
    category = "Current"
    aliases = ("linear current", "ramp current", "current ramp")

    first = Parameter("pA", "I_0", "current before the ramp", default=0.0)
    last = Parameter("pA", "I_1", "current after the ramp", default=800.0)
    onset = Parameter("ms", r"t_{on}", "ramp begins at", default=50.0, at_least=0.0)
    end = Parameter("ms", r"t_{off}", "ramp ends at", default=550.0, at_least=0.0)

    @equation
    def current(t, h, first, last, onset, end):
        share = (t - onset) / maximum(end - onset, h)
        return first + (last - first) * minimum(maximum(share, 0.0), 1.0)
