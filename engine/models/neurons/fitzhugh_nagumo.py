"""The spike reduced to a cubic and a line."""

from engine.model.declaration import Input, NeuronModel, Parameter, State, equation
from engine.model.functions import ms


class FitzHughNagumo(NeuronModel):
    """A cubic for the spike and a slow line for recovery: excitability that can be drawn in a plane.

    Source: FitzHugh (1961), 10.1016/S0006-3495(61)86902-6; Nagumo, Arimoto & Yoshizawa (1962),
    10.1109/JRPROC.1962.288235. Numbers without units, one unit of time to a millisecond.
    """

    title = "FitzHugh-Nagumo"
    category = "Conductance-based"
    aliases = ("FHN", "Bonhoeffer-van der Pol", "phase plane")
    upward_crossing = True

    a = Parameter("1", "a", "shift of recovery", default=0.7)
    b = Parameter("1", "b", "slope of recovery", default=0.8)
    tau = Parameter("1", r"\tau", "slowness of recovery", default=12.5, above=0.0)
    V_th = Parameter("1", r"v_{th}", "level of a spike", default=1.0)

    V = State("1", "v", "fast variable, the membrane", start=-1.1994080)
    w = State("1", "w", "recovery", start=-0.6242600)
    I = Input("1", "I", "summed input")

    @equation
    def dV_dt(V, w, I):
        return (V - V**3 / 3 - w + I) / ms

    @equation
    def dw_dt(V, w, a, b, tau):
        return (V + a - b * w) / (tau * ms)

    @equation
    def spike(V, V_th):
        return V >= V_th
