"""A value as the time at which a leaky neuron would reach its threshold."""

from engine.model.declaration import Parameter, equation
from engine.model.functions import floor, log, maximum
from engine.model.sources import EncoderModel


class LogarithmicLatencyEncoder(EncoderModel):
    """A brighter value fires earlier, once per sample, as a leaky neuron under that current; below threshold never.

    Source: Gerstner & Kistler (2002), Spiking Neuron Models, section 1.6; the latency code of snnTorch
    (Eshraghian et al. 2023, Proceedings of the IEEE 111, 1016-1054, 10.1109/JPROC.2023.3308088).
    """

    title = "Latency, logarithmic"
    category = "Timing"
    aliases = ("time to first spike", "TTFS", "temporal code", "log latency")

    tau = Parameter("ms", r"\tau", "time constant", default=5.0, above=0.0)
    threshold = Parameter("1", r"x_{th}", "value below which nothing fires", default=0.01, above=0.0, below=1.0)

    @equation
    def spike(x, t, h, tau, threshold):
        above = maximum(x - threshold, 1e-9)
        onset = h * floor(tau * log((above + threshold) / above) / h + 0.5)
        return (onset - h / 2 <= t) & (t < onset + h / 2) & (x > threshold)
