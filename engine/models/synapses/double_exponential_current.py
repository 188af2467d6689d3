"""The current that rises with one time constant and decays with another."""

from engine.model.declaration import Parameter, State, SynapseModel, Weight, equation
from engine.model.functions import exp, exprel, log


class DoubleExponentialCurrent(SynapseModel):
    """A spike starts a current that rises fast to its weight and decays slowly.

    Source: Roth & van Rossum (2009), Modeling synapses, in De Schutter (ed.), Computational Modeling Methods for
    Neuroscientists, chapter 6, 10.7551/mitpress/9780262013277.003.0007. The current of one spike is
    w (exp(-t / tau_d) - exp(-t / tau_r)) over its peak, so that its peak is the weight; equal time constants
    give the alpha current.
    """

    title = "Double-exponential current"
    category = "Current"
    aliases = ("biexponential PSC", "difference of exponentials", "biexponential current")
    weight = Weight("pA", default=100.0)

    tau_rise = Parameter("ms", r"\tau_r", "rise of the current", default=1.0, above=0.0)
    tau_decay = Parameter("ms", r"\tau_d", "decay of the current", default=5.0, above=0.0)
    I_syn = State("pA", "I_s", "synaptic current")
    x = State("pA/ms", "x", "rise of the current")

    @equation
    def dI_syn_dt(I_syn, x, tau_decay):
        return x - I_syn / tau_decay

    @equation
    def dx_dt(x, tau_rise):
        return -x / tau_rise

    @equation
    def current(I_syn):
        return I_syn

    @equation
    def x_after_arrival(x, weight, tau_rise, tau_decay):
        r = log(tau_rise / tau_decay)
        return x + weight / tau_decay * exp(1 / exprel(r))
