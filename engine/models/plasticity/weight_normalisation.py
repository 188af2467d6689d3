"""Weights onto a neuron share what there is."""

from engine.model.declaration import Interval, Parameter, PlasticityModel, equation
from engine.model.functions import where


class WeightNormalisation(PlasticityModel):
    """The weights of a link onto each neuron are scaled to a sum.

    Source: Diehl & Cook (2015), Frontiers in Computational Neuroscience 9, 99, 10.3389/fncom.2015.00099; von der
    Malsburg (1973), Kybernetik 14, 85-100, 10.1007/BF00288907.
    """

    title = "Weight normalisation"
    category = "Homeostasis"
    aliases = ("normalization", "sum of weights", "competition", "von der Malsburg")

    w_total = Parameter(
        "", r"w_\Sigma", "sum of the weights onto a neuron", default=1000.0, above=0.0,
        per_element=False, per_weight=10.0,
    )  # fmt: skip
    interval = Interval(
        "ms", r"\Delta t", "time between two changes", default=100.0, above=0.0, per_element=False,
    )  # fmt: skip

    @equation
    def weight_next(w, total, w_total):
        return where(total > 0, w * (w_total / total), w)
