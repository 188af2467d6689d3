"""Fresh weights of a read-out whose values begin about those that are wanted.

A leaky integrator adds up what arrives over its time constant, so weights that let spikes fire lift it far beyond what
is wanted of it, and a training would first have to bring it back.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.circuit.circuit import Circuit
from engine.circuit.weights import Weights
from engine.network.values import Floats

SHARE = 0.2  # of the standard deviation of what is wanted: that of the values at first


def begin_near(circuit: Circuit, weights: Weights, unit: float, shown: Callable[[], Floats], wanted: Floats) -> None:
    """Have the read-out begin with the mean of what is ``wanted`` (steps, batch, values), and near to it.

    ``shown`` gives its values of these samples (steps, batch, values) by the present weights, ``unit`` is what counts
    as one of its bias. Values are linear in both; of synapses with conductances that is nearly so.
    """
    output = circuit.output
    links = [(p.id, "weight") for p in circuit.into(output.id)]
    if any(key in weights.fixed for key in links):
        return
    bias, fresh = weights.values[output.id, "bias"], {key: weights.values[key].copy() for key in links}
    bias[...] = 0
    by_weights = shown()
    for key in links:
        weights.values[key][...] = 0
    rest = shown()
    bias[...] = unit
    gain = (shown() - rest).mean(axis=(0, 1))
    by_weights -= rest
    spread = float(by_weights.std(axis=(0, 1)).mean())
    factor = SHARE * float(wanted.std(axis=(0, 1)).mean()) / spread if spread > 0.0 else 1.0
    for key, weight in fresh.items():
        weights.values[key][...] = weight * factor
    missing = (wanted - rest).mean(axis=(0, 1)) - factor * by_weights.mean(axis=(0, 1))
    each = np.divide(missing, gain, out=np.zeros_like(missing), where=gain != 0.0) * unit
    places = weights.sharing[output.id]
    weights.put((output.id, "bias"), each.reshape(-1, places).mean(axis=1))
