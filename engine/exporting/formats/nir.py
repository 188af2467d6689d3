"""NIR as snnTorch, Norse and SpikingJelly all read it: the same spikes in each, without feedback.

One step is 1e-4 s, tau = step / (1 - beta), r = 1, and weights and biases are divided by (1 - beta), so that Euler's
rule gives V = beta V + W s + b; reset to zero, at once; a spike is strictly above the threshold.
"""

from __future__ import annotations

from engine.exporting.nir_format import NirFormat, by_key
from engine.exporting.nir_neurons import CUBA_LI, CUBA_LIF, IF, INTEGRATOR, LI, LIF, PASSING
from engine.exporting.nir_refusals import Readers
from engine.problems import Phrase

EULER_NOTES = {
    "reset": "to v_reset, in the step of the spike",
    "comparison": "v > v_threshold",
    "integration": "Euler: v += dt / tau * (v_leak - v + r * input), then the threshold",
}


class Nir(NirFormat):
    """The exchange format of neuromorphic simulators and chips."""

    name = "nir"
    member = "snnTorch, Norse, SpikingJelly"
    meaning = "for simulators and chips"
    readers = Readers(
        Phrase("snnTorch, Norse and SpikingJelly"), by_key(LIF, CUBA_LIF, IF, LI, CUBA_LI, INTEGRATOR, PASSING)
    )
    notes = EULER_NOTES
