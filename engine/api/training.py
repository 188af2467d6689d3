"""Training and evaluation on a person's own arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from numpy.typing import ArrayLike

from engine.api.arguments import model_of
from engine.api.network import Network
from engine.api.own_loop import TrainingLoop
from engine.api.samples import with_samples
from engine.circuit.circuit import circuit
from engine.learning.components.method import LearningMethod
from engine.learning.training.evaluation import Evaluation
from engine.learning.training.evaluation import evaluate as answered
from engine.learning.training.step_costs import StepCosts
from engine.learning.training.step_costs import step_costs as measured
from engine.learning.training.training_result import TrainingResult
from engine.model.declaration import Model
from engine.network.description import NetworkDescription


def train(
    network: Network, x: ArrayLike | None = None, labels: ArrayLike | None = None, *,
    method: type[Model] | str = "surrogate_gradient", dataset: str = "", scale: str = "as they are",
    classes: Sequence[str] = (), wanted: ArrayLike | None = None, **options: Any,
) -> TrainingResult:  # fmt: skip
    """Train a network on arrays, put the weights into it, and tell how good they are.

    ``x`` is (samples, channels), or (samples, times, channels) where the network's dataset moves in time, or of moving
    pictures (samples, times, rows, columns) or (samples, times, rows, columns, channels), and
    ``labels`` (samples,) are whole numbers from 0; (samples, times) of a network that moves in time, they tell what a
    leaky read-out is to answer at every step. Values lie in [0, 1], or ``scale="from lowest to highest"`` brings
    them there. They take the place of what ``dataset`` holds, the only one where none is named; without ``x`` its own
    samples are learnt. ``classes`` names the classes, where some have no sample here. The last fifth of each label's
    samples is the test, unless ``test`` is a pair of samples and labels; so may ``validation`` be, else it is a share
    of the training samples. Of ``groups`` (samples,), such as speakers, none is divided between the parts: the last
    of them are the test. ``wanted`` (samples, times, values), in the place of labels, are values that a leaky read-out
    is to take while ``x`` is shown. ``method`` is one of ``models("learning")``. ``epochs``, ``batch``, ``seed``,
    ``settings``, ``validation`` and what else :func:`fit` takes go on to it, and so do its errors; ``callbacks``,
    ``batches``, ``loss``, ``penalty`` and ``check`` are those of :class:`TrainingLoop`. A callback that gives False
    cancels it, and one that gives ``TrainingEnd.EARLY`` ends it as if its patience were over.

    >>> import numpy as np
    >>> from engine import Network, Normal, evaluate, train
    >>> random = np.random.default_rng(1)
    >>> labels = np.arange(100) % 2
    >>> x = np.clip(0.2 + 0.6 * (labels[:, None] == [0, 0, 1, 1]) + random.normal(0.0, 0.05, (100, 4)), 0.0, 1.0)
    >>> net = Network(resolution=1.0)
    >>> data = net.add_dataset("data", x=x, labels=labels, sample_time=20.0)
    >>> pixels = net.add_encoder("pixels", "poisson", "data", max_rate=500.0)
    >>> hidden = net.add_population("hidden", "discrete_leaky_integrate_and_fire", 10)
    >>> output = net.add_population("output", "discrete_leaky_integrate_and_fire", 2)
    >>> answer = net.add_decoder("answer", "spike_count", "output", labels="data")
    >>> learnt = {"sign": "mixed", "delay": 0.0}
    >>> first = net.connect("pixels", "hidden", "delta", weight=Normal(0.0, 0.6), **learnt)
    >>> second = net.connect("hidden", "output", "delta", weight=Normal(0.0, 0.6), **learnt)
    >>> result = train(net, x, labels, epochs=8, batch=10)
    >>> result.accuracy > 0.8, len(result.history)
    (True, 8)
    >>> net.projections["pixels -> hidden"].weight.shape  # (post, pre), as learnt
    (10, 4)

    Other samples are answered by the weights that were learnt:

    >>> answered = evaluate(net, x[:20], labels[:20])
    >>> answered.answers.shape, answered.accuracy > 0.8
    ((20,), True)
    """
    training = TrainingLoop(
        network, x, labels, method=method, dataset=dataset, scale=scale, classes=classes, wanted=wanted, **options,
    )  # fmt: skip
    with training:
        for batch in training:
            batch.learn()
        return training.result()


def evaluate(
    network: Network | NetworkDescription, x: ArrayLike | None = None, labels: ArrayLike | None = None, *,
    dataset: str = "", scale: str = "as they are", classes: Sequence[str] = (), split: str = "",
    wanted: ArrayLike | None = None, **options: Any,
) -> Evaluation:  # fmt: skip
    """Answer samples as a run would show them, and tell how right, how sure and how costly the answers are.

    ``x`` and ``labels`` are given as :func:`train` takes them, and all of them are answered. Without them it is the
    part ``split`` of what the network's dataset holds: ``"test"`` (the usual), ``"train"``, ``"validation"`` or
    ``"all"``. ``seed``, ``precision`` and ``on_progress`` are the seed of a run (1), ``"float64"`` or ``"float32"``,
    and what hears the share that is done. Populations go by their names, of a description by their ids. Raises
    :class:`NetworkError` where no labelled read-out is found.

    >>> from engine import evaluate, load
    >>> net = load("digits.spikeloom")
    >>> found = evaluate(net)
    >>> len(found.samples), found.confusion.shape, len(found.by_class)
    (360, (10, 10), 10)
    >>> list(found.spikes_of)  # spikes (samples,) of each population
    ['Hidden', 'Output']

    What an inference costs stands layer by layer, priced by a model of energy whose numbers may be changed:

    >>> from engine import EnergyModel
    >>> [layer.id for layer in found.costs.spiking]
    ['Pixels → Hidden', 'Hidden', 'Hidden → Output', 'Output']
    >>> smaller = EnergyModel(add=0.1, multiply=3.1, weight_bits=8)
    >>> sum(layer.energy(smaller) < layer.energy(EnergyModel()) for layer in found.costs.spiking)
    4
    """
    named = network if isinstance(network, Network) else Network(network)
    names = named.names if isinstance(network, Network) else {}
    description = with_samples(named, x, labels, dataset, scale, classes, wanted=wanted)
    found = answered(description, split=split or ("test" if x is None else "all"), **options)
    costs = None if found.costs is None else found.costs.named(names)
    return replace(
        found, spikes_of={names.get(id, id): spikes for id, spikes in found.spikes_of.items()}, costs=costs
    )  # fmt: skip


def step_costs(
    network: Network | NetworkDescription, *, method: type[Model] | str = "surrogate_gradient",
    settings: Mapping[str, float | str] | None = None, seed: int = 1,
) -> StepCosts:  # fmt: skip
    """Measure where the time and memory of a training step go, on a copy that learns a few batches.

    ``settings`` are the method's, such as ``batch``. Elements go by their names, of a description by their ids. Raises
    :class:`NetworkError` where the method does not fit, or does not go back through time layer by layer.

    >>> from engine import load, step_costs
    >>> found = step_costs(load("digits.spikeloom"), settings={"batch": 32})
    >>> [share.id for share in found.shares]
    ['Pixels', 'Pixels → Hidden', 'Hidden', 'Hidden → Output', 'Output']
    >>> found.batch, 0 < found.shares[1].backward < found.seconds
    (32, True)
    """
    description, names = (network.description, network.names) if isinstance(network, Network) else (network, {})
    found = measured(circuit(description), model_of("method", LearningMethod, method), settings, seed)
    assert found is not None  # nothing gives it up
    return replace(found, shares=tuple(replace(share, id=names.get(share.id, share.id)) for share in found.shares))
