"""The neuron whose equations a person writes; the text below is what it begins with."""

from engine.model.typed.neuron import neuron

Equations = neuron(
    """about: A neuron whose equations are written by hand.
source: the person who wrote it

dv/dt = (E_L - v + R*I)/tau : mV  # membrane potential
threshold: v >= V_th
reset: v = V_r
refractory: t_ref = 2 ms
v(0) = E_L

tau = 10 ms (> 0)  # membrane time constant
R = 40 MOhm (> 0)  # membrane resistance
E_L = -70 mV  # resting potential
V_th = -55 mV  # spike threshold
V_r = -70 mV  # reset potential
I : pA  # summed input current
""",
    module=__name__,
)
