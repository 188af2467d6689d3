"""Weights onto a neuron share what there is."""

from engine.model.declaration import Interval, PlasticityModel, equation, weight_parameter
from engine.model.functions import where


class WeightNormalisation(PlasticityModel):
    """The weights of a link onto each neuron are scaled to a sum.

    Source: Diehl & Cook (2015), Frontiers in Computational Neuroscience 9, 99, 10.3389/fncom.2015.00099; von der
    Malsburg (1973), Kybernetik 14, 85-100, 10.1007/BF00288907.
    """

    title = "Weight normalisation"
    category = "Homeostasis"
    aliases = ("normalization", "sum of weights", "competition", "von der Malsburg")

    w_total = weight_parameter(r"w_\Sigma", "sum of the weights onto a neuron", 1000.0, per_weight=10.0)
    interval = Interval(default=100.0)

    @equation
    def weight_next(w, total, w_total):
        return where(total > 0, w * (w_total / total), w)
