"""The confidence of answers: the probability that softmax gives each, of what its decoder's loss compares."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.circuit.circuit import Circuit
from engine.learning.components.losses import SCORES, natural_loss
from engine.model.declaration import Payload
from engine.network.values import Floats


def confidences(found: Circuit, fired: NDArray[Any], scores: Floats) -> Floats:
    """The confidence (batch,), 0 to 1, of the answers that have the largest ``scores`` (batch, answers).

    Where each neuron of the read-out is an answer, it is that of its spikes ``fired`` (steps, batch, neurons), compared
    as the loss does that trains such a decoder: counts, or the steps before the first of them. Else it is that of the
    scores themselves: a membrane, or the evidence for each class.

    Source: Bridle (1990), 10.1007/978-3-642-76153-9_28 (softmax); how far it may be trusted, Guo, Pleiss, Sun &
    Weinberger (2017), arXiv 1706.04599.
    """
    decoder = found.decoder.model
    is_neuron_an_answer = decoder.hears is Payload.SPIKES and not decoder.labels_neurons
    compared = SCORES[natural_loss(decoder)](np.asarray(fired, np.float64)) if is_neuron_an_answer else scores
    odds = np.exp(compared - compared.max(axis=1, keepdims=True))
    answered = np.take_along_axis(odds, scores.argmax(axis=1)[:, None], axis=1)
    result: Floats = answered[:, 0] / odds.sum(axis=1)
    return result
