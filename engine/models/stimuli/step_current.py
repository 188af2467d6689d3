"""A current that is switched on and off."""

from engine.model.declaration import Parameter, equation
from engine.model.functions import where
from engine.model.sources import StimulusModel


class StepCurrentStimulus(StimulusModel):
    """A steady current between two times, both rounded to the grid.

    Source: Hodgkin & Huxley (1952), Journal of Physiology 117, 500-544, 10.1113/jphysiol.1952.sp004764
    (the current clamp); NEST's dc_generator with a start and a stop.
    """

    title = "Step current"
    category = "Current"
    aliases = ("current clamp", "pulse", "DC between two times")

    amplitude = Parameter("pA", "I_0", "current while it is on", default=500.0)
    onset = Parameter("ms", r"t_{on}", "switched on at", default=50.0, at_least=0.0)
    end = Parameter("ms", r"t_{off}", "switched off at", default=500.0, at_least=0.0)

    @equation
    def current(t, h, amplitude, onset, end):
        middle = t + h / 2
        return where((middle >= onset) & (middle < end), amplitude, 0.0)
