"""NIR with feedback as snnTorch and SpikingJelly read it: a population that feeds itself is a graph of its own.

r = tau / step, so that weights stay as they are: snnTorch asks for it where a population feeds itself.
"""

from __future__ import annotations

from dataclasses import replace

from engine.exporting.nir import EULER_NOTES
from engine.exporting.nir_format import SUBGRAPH, NirFormat, by_key
from engine.exporting.nir_neurons import CUBA_LIF, LIF
from engine.exporting.nir_refusals import Readers


class NirSubgraphs(NirFormat):
    """For populations that feed themselves, in snnTorch's ``RLeaky`` and ``RSynaptic``."""

    name = "nir-snntorch"
    title = "NIR"
    member = "snnTorch, SpikingJelly: feedback"
    meaning = "populations that feed themselves"
    feedback = SUBGRAPH
    readers = Readers("snnTorch and SpikingJelly", by_key(replace(LIF, unit_gain=False), CUBA_LIF), recurrent=True)
    notes = EULER_NOTES
