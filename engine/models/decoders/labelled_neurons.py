"""Neurons that learnt without labels, read by the classes that they answer."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.declaration import Choice, Series
from engine.model.decoding import CountingDecoder, Memory

ALL_ACTIVITY, PROPORTIONS, LIKELIHOOD = "all activity", "proportions", "likelihood"
SURPRISE = 0.05  # spikes: what a neuron that never answered a class may fire for it all the same


class LabelledNeurons(CountingDecoder):
    """Each neuron stands for the class to which it fired most while it was watched with labels.

    All activity: the mean spikes of the neurons of a class. Proportions: the same, each spike weighted by the share of
    the neuron's responses that its class has. Likelihood: every neuron speaks for every class, by the logarithm of the
    probability of its spikes if they are Poisson with the mean in M. Until M is known each neuron stands for itself.

    Source: Diehl & Cook (2015), Frontiers in Computational Neuroscience 9, 99, 10.3389/fncom.2015.00099 (all activity);
    Hazan et al. (2018), BindsNET, Frontiers in Neuroinformatics 12, 89, 10.3389/fninf.2018.00089 (proportions); Dayan
    & Abbott (2001), Theoretical Neuroscience, section 3.3 (likelihood of independent Poisson neurons).
    """

    title = "Labelled neurons"
    category = "Rate"
    aliases = ("all activity", "proportion weighting", "assigned labels", "unsupervised", "votes", "maximum likelihood")
    labels_neurons = True

    reading = Choice((ALL_ACTIVITY, PROPORTIONS, LIKELIHOOD), "reading", default=LIKELIHOOD)
    M = Series("1", "M", "mean spikes of each neuron, class after class", per_neuron=True, per_class=True)

    @classmethod
    def heard(cls, memory: Memory, t: float, values: Mapping[str, Any]) -> NDArray[np.float64]:
        """Spikes of each neuron (..., neurons)."""
        return memory["n"].copy()

    @classmethod
    def scores(cls, memory: Memory, t: float, duration: float, values: Mapping[str, Any]) -> NDArray[np.float64]:
        """The evidence for each class."""
        counts = memory["n"]
        given = np.asarray(values.get("M", ()), np.float64)
        if not given.size:
            return counts.copy()
        means = given.reshape(-1, counts.shape[-1])
        if values["reading"] == LIKELIHOOD:
            expected = means + SURPRISE
            return np.asarray(counts @ np.log(expected).T - expected.sum(axis=1), np.float64)
        return np.asarray(counts @ _votes(means, str(values["reading"])).T, np.float64)

    @classmethod
    def labelled(
        cls, heard: NDArray[np.float64], labels: NDArray[np.int64], classes: int
    ) -> dict[str, NDArray[np.float64]]:
        """M for what was ``heard`` (samples, neurons) of samples with these ``labels``."""
        sums = np.zeros((classes, heard.shape[1]))
        np.add.at(sums, labels, heard)
        counts = np.bincount(labels, minlength=classes)
        return {"M": (sums / np.maximum(counts, 1)[:, None]).reshape(-1)}


def _votes(means: NDArray[np.float64], reading: str) -> NDArray[np.float64]:
    """The votes of a spike of each neuron for each class (classes, neurons): nothing for a class not its own."""
    total = means.sum(axis=0)
    label = np.where(total > 0, np.argmax(means, axis=0), -1)
    own = label == np.arange(len(means))[:, None]
    weight = means / np.where(total > 0, total, 1.0) if reading == PROPORTIONS else 1.0
    result: NDArray[np.float64] = own * weight / np.maximum(own.sum(axis=1), 1)[:, None]
    return result
