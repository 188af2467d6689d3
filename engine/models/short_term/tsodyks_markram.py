"""Synapses that tire and warm up."""

from engine.model.declaration import SharedParameter, ShortTermModel, State, equation


class TsodyksMarkram(ShortTermModel):
    """Spikes in quick succession first do more, as release becomes likelier, then less, as what is ready runs out.

    The weight stays as it is: a spike delivers u x of it. Release u grows with each spike and falls back; x is the
    share that has recovered since earlier spikes. All synapses of one source neuron share that history.

    Source: Tsodyks, Pawelzik & Markram (1998), Neural Computation 10, 821-835, 10.1162/089976698300017502;
    the same as NEST's tsodyks2_synapse. Its facilitating example has U = 0.03.
    """

    title = "Short-term facilitation and depression"
    category = "Short term"
    aliases = ("STP", "STF", "Tsodyks-Markram", "tsodyks2_synapse", "dynamic synapse", "TsodyksMarkramSynapse")

    U = SharedParameter("1", "U", "release of a first spike", default=0.15, above=0.0, at_most=1.0)
    tau_rec = SharedParameter("ms", r"\tau_{rec}", "time of recovery", default=130.0, above=0.0)
    tau_fac = SharedParameter("ms", r"\tau_{fac}", "time of facilitation", default=530.0, above=0.0)
    u = State("1", "u", "share that a spike releases", start=0.0)
    x = State("1", "x", "share that is ready", start=1.0)

    @equation
    def du_dt(u, tau_fac):
        return -u / tau_fac

    @equation
    def dx_dt(x, tau_rec):
        return (1 - x) / tau_rec

    @equation
    def u_before_sending(u, U):
        return u + U * (1 - u)

    @equation
    def sent(w, u, x):
        return w * u * x

    @equation
    def x_after_sending(x, u):
        return x - u * x
