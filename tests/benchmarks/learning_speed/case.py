"""What is trained: sizes of layers, batches, images, and the bars against each peer."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.circuit.circuit import circuit
from engine.datasets.digits import Digits
from engine.datasets.own_samples import OwnSamples
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.network.description import Dataset, NetworkDescription
from tests.engine.learning.networks import digits

SMALL, LARGE = 8, 28  # pixels of a side
GROWN, BORDER = 3, 2  # each pixel of a small image becomes a square in a large one, within a dark border
TRAINED = 1437  # images of split B
SEED = 0  # of the weights at first
WARM = 2  # epochs that compile and touch everything, the same in all


@dataclass(frozen=True)
class Bar:
    """Our seconds are at most this many times the peer's."""

    peer: str
    most: float
    threads: int = 1


@dataclass(frozen=True)
class Case:
    """A layered network, and how many epochs one turn trains it."""

    name: str
    hidden: int
    batch: int
    epochs: int
    bars: tuple[Bar, ...]

    @property
    def side(self) -> int:
        return SMALL if self.name.startswith("64") else LARGE

    def images(self) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """The training images of split B, values in [0, 1], with their labels."""
        samples = Digits.load({})
        train, _ = Digits.split(samples, {})
        values = samples.values[train]
        if self.side == LARGE:
            grown = np.kron(values.reshape(-1, SMALL, SMALL), np.ones((1, GROWN, GROWN)))
            values = np.pad(grown, ((0, 0), (BORDER, BORDER), (BORDER, BORDER))).reshape(len(values), -1)
        return values, samples.labels[train]

    def start(self) -> dict[str, NDArray[np.float64]]:
        """The weights and biases with which ours begins, and so do the peers, by the names of the peers' layers."""
        learner = SurrogateGradient.learner(circuit(self.description()), SurrogateGradient.complete({}), SEED)
        found = learner.arrays()
        return {
            "first": found["in", "weight"], "first_bias": found["hidden", "bias"],
            "second": found["read", "weight"], "second_bias": found["out", "bias"],
        }  # fmt: skip

    def description(self) -> NetworkDescription:
        """Ours; what is trained on are the images of :meth:`images`, in whatever order."""
        network = digits(hidden=self.hidden)
        if self.side == SMALL:
            return network
        values, labels = self.images()
        own = {"x": np.concatenate([values, values[-1:]]), "labels": np.append(labels, labels[-1]).astype(float)}
        return replace(network, datasets=(Dataset("data", Whole, {**own, "scale": "as they are"}, sample_time=25.0),))


class Whole(OwnSamples):
    """All samples but the last train, which alone is the test."""

    @classmethod
    def split(cls, samples, values):
        everything = np.arange(len(samples.labels))
        return everything[:-1], everything[-1:]


ALONE = (Bar("SpikingJelly", 1.0, threads=2),)
CASES = (
    Case("64-100-10", 100, 64, 8, (Bar("snnTorch", 0.15), Bar("SpikingJelly", 0.25), *ALONE)),
    Case("784-100-10", 100, 64, 4, (Bar("snnTorch", 0.5), *ALONE)),
    Case("784-800-10", 800, 128, 1, (Bar("snnTorch", 0.65), *ALONE)),
)
