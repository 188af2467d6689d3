"""NIR with feedback as SpikingJelly reads it: a population that feeds itself is a graph of its own.

Several links into one population are several nodes with edges to its neurons; SpikingJelly adds up what they bring.

r = tau / step, so that weights stay as they are. snnTorch writes such graphs too, but its reader (1.0.0) makes of them
neurons without feedback: it gives other spikes, so it is not named here.
"""

from __future__ import annotations

from dataclasses import replace

from engine.exporting.formats.nir import EULER_NOTES
from engine.exporting.nir_format import SUBGRAPH, NirFormat, by_key
from engine.exporting.nir_neurons import CUBA_LIF, LIF
from engine.exporting.nir_refusals import Readers


class NirSubgraphs(NirFormat):
    """For populations that feed themselves, and for residual blocks."""

    name = "nir-spikingjelly"
    member = "SpikingJelly: feedback as a graph"
    meaning = "feedback and residual blocks"
    feedback = SUBGRAPH
    readers = Readers("SpikingJelly", by_key(replace(LIF, unit_gain=False), CUBA_LIF), recurrent=True, merging=True)
    notes = EULER_NOTES
