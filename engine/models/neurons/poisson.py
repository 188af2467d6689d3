"""The Poisson neuron, which fires by chance at the rate that its input asks for."""

from engine.model.declaration import Input, NeuronModel, Parameter, State, equation
from engine.model.functions import MS_PER_S, exp, maximum


class PoissonNeuron(NeuronModel):
    """Fires by chance at a rate that follows its input, and forgets each spike at once.

    Every target of a neuron sees the same train. With spikes as input through delta synapses it is a linear Hawkes
    process.

    Source: Hawkes (1971), Spectra of some self-exciting and mutually exciting point processes, Biometrika 58, 83-90,
    10.1093/biomet/58.1.83; Gerstner, Kistler, Naud & Paninski (2014), Neuronal Dynamics, section 7.2,
    10.1017/CBO9781107447615.
    """

    title = "Poisson neuron"
    category = "Escape noise"
    aliases = ("stochastic neuron", "Hawkes", "pp_psc_delta", "SpikeSourcePoisson", "PoissonGroup")
    membrane = "r"

    rate = Parameter("Hz", "r_0", "rate without input", default=20.0, at_least=0.0)
    gain = Parameter("Hz/pA", "k", "rise of the rate with the input", default=0.1)
    tau_r = Parameter("ms", r"\tau_r", "time constant with which the rate follows", default=10.0, above=0.0)

    r = State("Hz", "r", "rate", start="rate")
    I = Input("pA", "I", "summed input current")

    @equation
    def dr_dt(r, I, rate, gain, tau_r):
        return (rate + gain * I - r) / tau_r

    @equation
    def spike(r, u, h):
        return 1 - exp(-maximum(r, 0) * h / MS_PER_S) > u
