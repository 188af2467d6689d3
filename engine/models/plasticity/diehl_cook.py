"""The rule with which Diehl and Cook learnt digits."""

from engine.model.declaration import (
    Dendritic,
    Interval,
    PlasticityModel,
    SharedParameter,
    Trace,
    equation,
    largest_weight,
    weight_parameter,
)
from engine.model.functions import exp, log, maximum, where


class DiehlCook(PlasticityModel):
    """A target's spike strengthens sources that have just fired and weakens the others.

    The weights of the link onto each neuron are scaled to a sum from time to time, so that they compete.

    Source: Diehl & Cook (2015), Frontiers in Computational Neuroscience 9, 99, 10.3389/fncom.2015.00099.
    """

    title = "Diehl and Cook"
    category = "Spike timing"
    aliases = ("unsupervised", "digits", "BindsNET", "post-synaptic STDP", "x_tar")

    tau_x = SharedParameter("ms", r"\tau_x", "memory of source spikes", default=20.0, above=0.0)
    eta = SharedParameter("1", r"\eta", "size of a step", default=0.01, at_least=0.0)
    x_tar = SharedParameter("1", r"x_{tar}", "trace that leaves a weight as it is", default=0.4)
    mu = SharedParameter("1", r"\mu", "power of what is left of the weight", default=1.0, at_least=0.0)
    w_max = largest_weight(200.0, per_weight=2.0)
    w_total = weight_parameter(r"w_\Sigma", "sum of the weights onto a neuron", 2000.0, per_weight=20.0)
    interval = Interval(meaning="time between two scalings", default=500.0)
    dendritic_fraction = Dendritic()

    x = Trace("1", "x", "trace of source spikes", tau="tau_x", side="pre")

    @equation
    def weight_after_post(w, x, eta, x_tar, mu, w_max):
        left = (w_max - w) / w_max
        power = where(left > 0, exp(mu * log(maximum(left, 1e-30))), where(mu > 0, 0, 1))
        return w + eta * w_max * (x - x_tar) * power

    @equation
    def weight_next(w, total, w_total):
        return where(total > 0, w * (w_total / total), w)
