"""Losses: how wrong the spikes of the read-out are, and which way each spike should have gone.

A loss takes the spikes of one batch, 0 or 1, of shape (steps, batch, neurons), the labels (batch,) and the
smoothing of labels; it returns the mean loss and its derivative by every spike, shaped like the spikes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.functions.elementary_numpy import exp
from engine.learning.components.correlation import low_passed
from engine.model.decoding import DecoderModel

Array = NDArray[Any]
STEP_SCORE = 0.25  # score of firing one step earlier: a whole point a step makes a network too sure of itself
LEAD = 1.0  # steps by which the right neuron should be first: of two in the same step the wrong one may be taken
Loss = Callable[[Array, NDArray[np.int64], float], tuple[float, Array]]
Score = Callable[[Array], tuple[Array, Array]]
"""From a membrane (steps, batch, neurons): scores (batch, neurons), and the derivative of each by every step's."""


class LossNotFinite(ArithmeticError):
    """A typed loss or its slope is no finite number of finite values of the read-out."""


def softmax_cross_entropy(scores: Array, labels: NDArray[np.int64], smoothing: float = 0.0) -> tuple[float, Array]:
    """Mean cross-entropy of ``scores`` (batch, neurons) and its derivative by them.

    With ``smoothing`` that share of certainty is spread over all classes, so that a network that is right
    need not become ever surer: Szegedy et al. (2016), 10.1109/CVPR.2016.308, section 7.
    """
    shifted = scores - scores.max(axis=1, keepdims=True)
    exponentials = np.exp(shifted)
    total = exponentials.sum(axis=1, keepdims=True)
    rows = np.arange(len(labels))
    wanted = np.full_like(shifted, smoothing / shifted.shape[1])
    wanted[rows, labels] += 1 - smoothing
    loss = float(np.mean(np.log(total[:, 0]) - (wanted * shifted).sum(axis=1)))
    return loss, (exponentials / total - wanted) / len(labels)


def count_scores(spikes: Array) -> Array:
    """The sum of each neuron's spikes (batch, neurons)."""
    scores: Array = spikes.sum(axis=0)
    return scores


def first_spike_scores(spikes: Array) -> Array:
    """Minus the steps of silence before each neuron's first spike, in units of the loss (batch, neurons)."""
    scores: Array = -STEP_SCORE * np.cumprod(1 - spikes, axis=0, dtype=spikes.dtype).sum(axis=0)
    return scores


def count_cross_entropy(spikes: Array, labels: NDArray[np.int64], smoothing: float = 0.0) -> tuple[float, Array]:
    """The neuron that fires most is the answer: cross-entropy on spike counts."""
    loss, slope = softmax_cross_entropy(count_scores(spikes), labels, smoothing)
    return loss, np.broadcast_to(slope, spikes.shape)


def first_spike_cross_entropy(spikes: Array, labels: NDArray[np.int64], smoothing: float = 0.0) -> tuple[float, Array]:
    """The neuron that fires first is the answer: cross-entropy on minus the steps of silence, -t / tau.

    The right neuron must lead: its silence counts as :data:`LEAD` steps longer. Both constants were chosen on held-back
    training samples: ``python -m tests.benchmarks.first_spike_loss``.
    The silence before the first spike is ``sum_t prod_{k <= t} (1 - s_k)``, a polynomial in the spikes whose
    derivative is exact: a spike at step k cuts the silence that would otherwise have followed it.
    """
    steps = len(spikes)
    quiet = np.cumprod(1 - spikes, axis=0, dtype=spikes.dtype)
    silence = quiet.sum(axis=0)
    silence[np.arange(len(labels)), labels] += LEAD
    loss, slope = softmax_cross_entropy(-STEP_SCORE * silence, labels, smoothing)
    # after[k]: length of the silence that would follow step k if step k itself stayed silent
    after = np.empty_like(spikes)
    run = np.zeros_like(spikes[0])
    for step in range(steps - 1, -1, -1):
        after[step] = 1 + run
        run = (1 - spikes[step]) * (1 + run)
    before = np.concatenate([np.ones_like(quiet[:1]), quiet[:-1]])
    return loss, STEP_SCORE * slope * before * after  # less silence, more score


def rate_penalty(spikes: Array, target: float) -> tuple[float, Array]:
    """Mean over neurons of (spikes a sample - ``target``) squared, and its derivative (neurons,) by every spike.

    Spikes a sample are the mean over the batch. Source: Zenke & Vogels (2021), 10.1162/neco_a_01367, whose bounds of
    the rate from below and from above meet here.
    """
    batch, neurons = spikes.shape[1:]
    off = spikes.sum(axis=(0, 1), dtype=np.float64) / batch - target
    return float(np.mean(off**2)), 2 * off / (neurons * batch)


def sample_rate_penalty(counts: Array, target: float) -> tuple[float, Array]:
    """Mean over batch and neurons of (spikes - ``target``) squared, and its derivative by every spike.

    ``counts`` (batch, neurons) are the spikes of each sample, for which the derivatives hold: half of it, times a
    coefficient, is the firing rate regularisation of Bellec et al. (2020), 10.1038/s41467-020-17236-y.
    """
    off = np.subtract(counts, target, dtype=np.float64)
    return float(np.mean(off**2)), 2 * off / off.size


def van_rossum_distance(spikes: Array, wanted: Array, h: float, tau: float) -> tuple[float, Array]:
    """Mean over the batch of 1 / (2 tau) sum_t h f_t^2, summed over neurons, and its derivative by every spike.

    ``spikes`` and ``wanted`` are (steps, batch, neurons); f is their difference, filtered by exp(-t / tau), with
    ``h`` and ``tau`` in ms. One spike too many, and nothing more, costs 1/4 where h << tau. The derivative by
    a spike is the same filter of f, backward in time, times h / tau.

    Source: van Rossum (2001), A novel spike distance, 10.1162/089976601300014321, halved, as the loss of Zenke &
    Ganguli (2018), SuperSpike, 10.1162/neco_a_01086.
    """
    kept = float(exp(-h / tau))
    filtered = low_passed(np.subtract(spikes, wanted, dtype=np.float64), kept)
    scale = h / (tau * spikes.shape[1])
    loss = scale / 2 * float(np.square(filtered).sum())
    return loss, (scale * low_passed(filtered[::-1], kept)[::-1]).astype(spikes.dtype)


def last_membrane(membrane: Array) -> tuple[Array, Array]:
    """The membrane after the last step."""
    share = np.zeros_like(membrane)
    share[-1] = 1.0
    return membrane[-1], share


def mean_membrane(membrane: Array) -> tuple[Array, Array]:
    """The mean of the membrane over all steps."""
    return membrane.mean(axis=0), np.full_like(membrane, 1.0 / len(membrane))


def largest_membrane(membrane: Array) -> tuple[Array, Array]:
    """The membrane where it was largest, of equal steps the first."""
    share = np.zeros_like(membrane)
    np.put_along_axis(share, membrane.argmax(axis=0)[None], 1.0, axis=0)
    return membrane.max(axis=0), share


def membrane_cross_entropy(score: Score) -> Loss:
    """Cross-entropy on one score of the membrane (steps, batch, neurons) of a read-out that never fires.

    Source: Neftci, Mostafa & Zenke (2019), 10.1109/MSP.2019.2931595 (the largest membrane of leaky read-outs).
    """

    def loss_of(membrane: Array, labels: NDArray[np.int64], smoothing: float = 0.0) -> tuple[float, Array]:
        scores, share = score(membrane)
        loss, slope = softmax_cross_entropy(scores, labels, smoothing)
        return loss, (slope * share).astype(membrane.dtype)

    return loss_of


def stepwise_cross_entropy(membrane: Array, labels: NDArray[np.int64], smoothing: float = 0.0) -> tuple[float, Array]:
    """Cross-entropy on the membrane (steps, batch, neurons) after each step, summed over time and divided by it.

    The read-out is to be right at every moment, from the first on. ``labels`` are (batch,), or (steps, batch) where
    each step has one.

    Source: Eshraghian et al. (2023), Training spiking neural networks using lessons from deep learning,
    10.1109/JPROC.2023.3308088, whose sum over time this is, divided by the steps.
    """
    neurons, every = membrane.shape[2], np.broadcast_to(labels, membrane.shape[:2])
    loss, slope = softmax_cross_entropy(membrane.reshape(-1, neurons), every.reshape(-1), smoothing)
    return loss, slope.reshape(membrane.shape).astype(membrane.dtype)


def rate_error(spikes: Array, labels: NDArray[np.int64], right: float, wrong: float) -> tuple[float, Array]:
    """Mean over batch and neurons of ((spikes - wanted) / ``right``) squared, and its derivative by every spike.

    The neuron of the label is to fire ``right`` times, above 0, and all others ``wrong`` times: a mean squared error of
    rates, as in Fang et al. (2021), 10.1109/ICCV48922.2021.00266, where they are 1 and 0 a step.
    """
    wanted = np.full(spikes.shape[1:], wrong)
    wanted[np.arange(len(labels)), labels] = right
    off = (spikes.sum(axis=0, dtype=np.float64) - wanted) / right
    slope = 2 * off / (right * off.size)
    return float(np.mean(off**2)), np.broadcast_to(slope.astype(spikes.dtype), spikes.shape)


def series_error(membrane: Array, wanted: Array) -> tuple[float, Array]:
    """Mean over steps, batch and neurons of (membrane - ``wanted``) squared, and its derivative by the membrane."""
    off = np.subtract(membrane, wanted, dtype=np.float64)
    return float(np.mean(off**2)), (2 * off / off.size).astype(membrane.dtype)


def from_step(
    first: int, loss: Callable[[Array, Array], tuple[float, Array]], shown: Array, wanted: Array
) -> tuple[float, Array]:
    """The ``loss`` of what is ``shown`` (steps, batch, neurons) from the step ``first`` on, and its slope by all of it.

    ``wanted`` has a row for each of these steps or more. Where none counts yet, the loss is 0.
    """
    if not first:
        return loss(shown, wanted[: len(shown)])
    slope = np.zeros_like(shown)
    if len(shown) <= first:
        return 0.0, slope
    value, slope[first:] = loss(shown[first:], wanted[first : len(shown)])
    return value, slope


SPIKE_COUNTS = "spike counts"
SPIKE_RATES = "spike rates"
FIRST_SPIKES = "first spikes"
VAN_ROSSUM = "van Rossum distance"  # from wanted spikes in place of labels
WANTED_VALUES = "wanted values"  # at every step, in place of labels
LAST_MEMBRANE = "last membrane"
EVERY_MEMBRANE = "membrane of every step"
TYPED = "typed equation"

SCORES: dict[str, Callable[[Array], Array]] = {SPIKE_COUNTS: count_scores, FIRST_SPIKES: first_spike_scores}
"""What each loss compares with the labels: the largest score is the answer, of smooth spikes too."""
LOSSES: dict[str, Loss] = {SPIKE_COUNTS: count_cross_entropy, FIRST_SPIKES: first_spike_cross_entropy}
MEMBRANES: dict[str, Loss] = {
    LAST_MEMBRANE: membrane_cross_entropy(last_membrane),
    "mean membrane": membrane_cross_entropy(mean_membrane),
    "largest membrane": membrane_cross_entropy(largest_membrane),
    EVERY_MEMBRANE: stepwise_cross_entropy,
}
"""What losses of a read-out that never fires compare with the labels."""
OF_MEMBRANES = (*MEMBRANES, WANTED_VALUES)


def natural_loss(decoder: type[DecoderModel]) -> str:
    """The loss that trains what a decoder reads, found by asking it: do its scores move with the counts?"""
    values = {**decoder.with_defaults({}), "h": 1.0}
    count = 2 * decoder.trains(values)  # one that makes a value of several trains is told whole values
    memory, last = decoder.memory((count,), values), np.array([count - 1])
    decoder.add_spikes(memory, (np.arange(count),), 1.0, values)
    before = decoder.scores(memory, 3.0, 10.0, values)
    decoder.add_spikes(memory, (last,), 2.0, values)
    decoder.add_spikes(memory, (last,), 3.0, values)
    return FIRST_SPIKES if np.array_equal(before, decoder.scores(memory, 3.0, 10.0, values)) else SPIKE_COUNTS
