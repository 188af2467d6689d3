"""A current whose frequency rises."""

from engine.model.declaration import Parameter, equation
from engine.model.functions import MS_PER_S, PI, floor, sin
from engine.model.sources import StimulusModel


class ChirpCurrentStimulus(StimulusModel):
    """A sinusoidal current whose frequency sweeps in a straight line, again and again: it finds resonances.

    Source: Puil, Gimbarzevsky & Miura (1986), Journal of Neurophysiology 55, 995-1016,
    10.1152/jn.1986.55.5.995 (the impedance amplitude profile).
    """

    title = "Chirp"
    category = "Current"
    aliases = ("ZAP", "frequency sweep", "swept sine")

    offset = Parameter("pA", "I_0", "current around which it swings", default=300.0)
    amplitude = Parameter("pA", "A", "amplitude", default=200.0)
    first = Parameter("Hz", "f_0", "frequency at first", default=1.0, at_least=0.0)
    last = Parameter("Hz", "f_1", "frequency at last", default=40.0, at_least=0.0)
    sweep = Parameter("ms", "T", "time of one sweep", default=2000.0, above=0.0)

    @equation
    def current(t, offset, amplitude, first, last, sweep):
        passed = t - sweep * floor(t / sweep + 1e-9)
        turns = (first + (last - first) * passed / (2 * sweep)) * passed / MS_PER_S
        return offset + amplitude * sin(2 * PI * (turns - floor(turns)))
