"""A value as a steady current."""

from engine.model.declaration import Parameter, equation
from engine.model.sources import EncoderModel


class ConstantCurrentEncoder(EncoderModel):
    """A brighter value injects more, all through its sample; the link's weight gives it a unit.

    Source: Rueckauer, Lungu, Hu, Pfeiffer & Liu (2017), Frontiers in Neuroscience 11, 682,
    10.3389/fnins.2017.00682 (analog input as a constant current).
    """

    title = "Constant current"
    category = "Current"
    aliases = ("direct", "analog", "static")

    gain = Parameter("1", "G", "current of the value 1", default=1.0)

    @equation
    def current(x, gain):
        return gain * x
