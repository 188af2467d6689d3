"""A signal as steps of a staircase that follows it."""

from engine.model.declaration import Parameter, State, equation
from engine.model.functions import where
from engine.model.sources import EncoderModel


class StepForwardEncoder(EncoderModel):
    """Two trains a channel move a baseline up or down by a threshold whenever the signal has left it by more.

    The staircase stays within one threshold of a signal that moves by less than a threshold a step.

    Source: Kasabov et al. (2016), Evolving spatio-temporal data machines, Neural Networks 78, 1-14,
    10.1016/j.neunet.2015.09.011 (step-forward encoding).
    """

    title = "Step-forward"
    category = "Signal"
    aliases = ("SF", "staircase", "asynchronous delta modulation", "send on delta")
    fan_out = 2
    needs_motion = True

    threshold = Parameter("1", r"\theta", "height of a step", default=0.05, above=0.0)

    B = State("1", "B", "baseline")

    @equation
    def B_start(x):
        return x

    @equation
    def spike(x, B, unit, threshold):
        left = x - B
        return where(unit < 1, left, -left) > threshold

    @equation
    def B_next(x, B, threshold):
        return where(x - B > threshold, B + threshold, where(B - x > threshold, B - threshold, B))
