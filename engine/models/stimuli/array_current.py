"""A current by a list of values."""

from engine.model.declaration import Parameter, Sampled, SharedParameter, equation
from engine.model.sources import StimulusModel


class ArrayCurrentStimulus(StimulusModel):
    """A listed or recorded current, one value after another; the last one is held.

    Source: NEST's step_current_generator; PyNN's StepCurrentSource; Brian2's TimedArray.
    """

    title = "Array"
    category = "Current"
    aliases = ("recorded current", "step_current_generator", "StepCurrentSource", "TimedArray", "waveform", "file")

    gain = Parameter("1", "G", "factor of every value", default=1.0)
    interval = SharedParameter("ms", r"\Delta", "time between two values", default=50.0, above=0.0)
    signal = Sampled(
        "pA", "I", "values of the current", interval="interval",
        default=(0.0, 150.0, 300.0, 450.0, 600.0, 450.0, 300.0, 150.0, 0.0),
    )  # fmt: skip

    @equation
    def current(signal, gain):
        return gain * signal
