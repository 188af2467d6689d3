"""A value as the time of one spike."""

from engine.model.declaration import equation
from engine.model.functions import floor
from engine.model.sources import EncoderModel


class LatencyEncoder(EncoderModel):
    """A brighter value fires earlier, once per sample; the value 0 never fires.

    Source: Thorpe, Delorme & Van Rullen (2001), Neural Networks 14, 715-725, 10.1016/S0893-6080(01)00083-1,
    here with a time that falls linearly with the value.
    """

    title = "Latency"
    category = "Timing"
    aliases = ("time to first spike", "TTFS", "temporal code")
    code = "latency"

    @equation
    def spike(x, t, h, duration):
        onset = floor((1 - x) * duration / h + 1e-6) * h
        return (onset - h / 2 <= t) & (t < onset + h / 2) & (x > 0)
