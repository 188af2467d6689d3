"""A current that swings."""

from engine.model.declaration import Parameter, equation
from engine.model.functions import MS_PER_S, PI, floor, sin
from engine.model.sources import StimulusModel


class SineCurrentStimulus(StimulusModel):
    """A sinusoidal current around an offset.

    Source: NEST's ac_generator; PyNN's ACSource.
    """

    title = "Sine"
    category = "Current"
    aliases = ("AC", "alternating current", "ac_generator", "ACSource", "oscillation")

    offset = Parameter("pA", "I_0", "current around which it swings", default=300.0)
    amplitude = Parameter("pA", "A", "amplitude", default=300.0)
    frequency = Parameter("Hz", "f", "frequency", default=5.0, at_least=0.0)
    phase = Parameter("1", r"\varphi", "phase in degrees", default=0.0)

    @equation
    def current(t, offset, amplitude, frequency, phase):
        turns = frequency * t / MS_PER_S + phase / 360
        return offset + amplitude * sin(2 * PI * (turns - floor(turns)))
