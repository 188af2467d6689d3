"""Training in a loop of a script's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import Any

from numpy.typing import ArrayLike, NDArray

from engine.api.arguments import model_of
from engine.api.network import Network
from engine.api.samples import Pair, with_samples
from engine.circuit.trained import with_arrays
from engine.learning.components.figures import Epoch
from engine.learning.components.method import Batch, LearningMethod
from engine.learning.components.own_terms import OwnLoss, OwnPenalty, OwnTerms
from engine.learning.training.batches import Given, TrainingBatch
from engine.learning.training.fitting import under_way
from engine.learning.training.training_progress import Callback, all_hear
from engine.learning.training.training_result import TrainingResult
from engine.model.declaration import Model

Array = NDArray[Any]


class TrainingLoop:
    """A training whose loop is a script's: its batches come one after another, and each is learnt as the script says.

    Arguments are those of :func:`train`, and ``for batch in training: batch.learn()`` ends with the weights of
    :func:`train`, bit for bit. An epoch ends with its last batch: the validation part is answered, the best weights are
    kept, and ``callbacks`` hear of it. Who leaves the loop earlier has cancelled the training: no test.

    The loss, its gradient and the step in one's own hands, here with a penalty of large weights:

    >>> from engine import TrainingLoop, load
    >>> net = load("digits.spikeloom")
    >>> training = TrainingLoop(net, epochs=1, batch=64, seed=1)
    >>> for batch in training:
    ...     outcome, gradients = batch.backward()
    ...     gradients["Hidden → Output", "weight"] += 1e-3 * training.values["Hidden → Output", "weight"]
    ...     batch.step(gradients)
    >>> outcome.loss < 2.0, batch.x.shape, sorted(gradients)[:2]
    (True, (29, 64), [('Hidden', 'bias'), ('Hidden → Output', 'weight')])
    >>> result = training.result()  # puts the weights into the network, and answers the test
    >>> result.accuracy > 0.6, net.projections["Hidden → Output"].weight.shape
    (True, (10, 100))

    ``loss(shown, batch)`` takes the place of the method's: of the spikes of the read-out (steps, batch, neurons), or of
    its membrane where it never fires, it gives the mean loss and its slope by each of them. ``penalty(counts, batch)``
    is added: of the spikes (batch, neurons) of each population before the read-out, by name, it gives what they cost,
    and the slopes by name. Both slopes are compared once with differences, unless ``check=False``; spikes are moved a
    little for that, so write for numbers, not for zeros and ones alone. The surrogate gradient and the smoothed model
    take them.

    >>> def few_spikes(counts, batch):
    ...     hidden = counts["Hidden"]
    ...     return 1e-4 * (hidden**2).sum() / len(hidden), {"Hidden": 2e-4 * hidden / len(hidden)}
    >>> fewer = TrainingLoop(net, epochs=1, seed=1, penalty=few_spikes)
    >>> for batch in fewer:
    ...     outcome = batch.learn()
    >>> fewer.result().spikes_per_sample < result.spikes_per_sample
    True

    ``batches`` are learnt in the place of the dataset's: pairs of values (batch, channels) in [0, 1] and labels
    (batch,), or (batch, times) where it labels every step, or wanted values (batch, times, values) where it wants some,
    of anything that begins anew in each epoch, such as a list or a loader of PyTorch. The dataset still tells the
    channels and classes, and its validation and test parts choose and test.
    """

    def __init__(
        self, network: Network, x: ArrayLike | None = None, labels: ArrayLike | None = None, *,
        method: type[Model] | str = "surrogate_gradient", dataset: str = "", scale: str = "as they are",
        classes: Sequence[str] = (), validation: float | Pair = 0.0, test: Pair | None = None,
        groups: ArrayLike | None = None, wanted: ArrayLike | None = None, batches: Given | None = None,
        callbacks: Sequence[Callback] = (),
        loss: OwnLoss | None = None, penalty: OwnPenalty | None = None, check: bool = True,
        on_progress: Callback | None = None, **options: Any,
    ) -> None:  # fmt: skip
        self._network = network
        share = float(validation) if isinstance(validation, int | float) else 0.0
        self._description = with_samples(
            network, x, labels, dataset, scale, classes, test=test, groups=groups, wanted=wanted,
            validation=None if isinstance(validation, int | float) else validation,
        )  # fmt: skip
        names = network.names
        own = None
        if loss is not None or penalty is not None:
            own = OwnTerms(loss, None if penalty is None else _by_names(penalty, names), check)
        self._opened = ExitStack()
        self._loop = self._opened.enter_context(
            under_way(
                self._description, model_of("method", LearningMethod, method), validation=share, batches=batches,
                own=own,
                on_progress=all_hear((*callbacks, *(() if on_progress is None else (on_progress,)))), **options,
            )
        )  # fmt: skip
        self._loop.names = names

    def __repr__(self) -> str:
        loop = self._loop
        last = f", loss {loop.history[-1].loss:.4f}" if loop.history else ""
        return f"<TrainingLoop: {loop.method.title}, {len(loop.history)} of {loop.epochs} epochs{last}>"

    def __enter__(self) -> TrainingLoop:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.close()

    def __iter__(self) -> Iterator[TrainingBatch]:
        return iter(self._loop)

    def close(self) -> None:
        """Let go of the checkpoint's file; :meth:`result` does so too."""
        self._opened.close()

    @property
    def history(self) -> tuple[Epoch, ...]:
        """Figures of the epochs that have ended."""
        return tuple(self._loop.history)

    @property
    def values(self) -> dict[tuple[str, str], Array]:
        """All that is trained as it is now, by element and quantity, shaped as gradients are; changed in place.

        Weights are (post, pre), a kernel, or, of windows whose weights are not shared, one a connection (synapses,).

        Raises ``TypeError`` of a method without gradients.
        """
        names = self._loop.names
        return {(names.get(id, id), name): array for (id, name), array in self._loop.values.items()}

    @property
    def feedback(self) -> dict[str, Array]:
        """The weights (read-out, neurons) by which errors come back to each population, by name; changed in place.

        Raises ``TypeError`` of a method without fixed feedback: e-prop with random or adaptive, and DECOLLE have some.
        """
        names = self._loop.names
        return {names.get(id, id): matrix for id, matrix in self._loop.feedback.items()}

    def result(self) -> TrainingResult:
        """Put what was learnt into the network, and tell how good it is; call it after the loop."""
        with self._loop.quietly():
            found = self._loop.result()
        self.close()
        self._network.description = with_arrays(self._description, found.arrays)
        return found


def _by_names(penalty: OwnPenalty, names: Mapping[str, str]) -> OwnPenalty:
    """The same penalty of ids, where a script writes it by names."""
    ids = {name: id for id, name in names.items()}

    def by_ids(counts: Mapping[str, Array], batch: Batch) -> tuple[float, dict[str, Array]]:
        value, slopes = penalty({names[id]: array for id, array in counts.items()}, batch)
        return value, {ids.get(name, name): slope for name, slope in slopes.items()}

    return by_ids
