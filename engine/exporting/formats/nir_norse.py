"""NIR with feedback as Norse and SpikingJelly read it: a link back among the others."""

from __future__ import annotations

from engine.exporting.formats.nir import EULER_NOTES
from engine.exporting.nir_format import FLAT, NirFormat, by_key
from engine.exporting.nir_neurons import CUBA_LIF, LIF
from engine.exporting.nir_refusals import Readers
from engine.problems import Phrase


class NirLoops(NirFormat):
    """For populations that feed themselves, in Norse, which reads no graph within a graph."""

    name = "nir-norse"
    member = "Norse, SpikingJelly: feedback"
    meaning = "populations that feed themselves"
    feedback = FLAT
    readers = Readers(Phrase("Norse and SpikingJelly"), by_key(LIF, CUBA_LIF), recurrent=True)
    notes = EULER_NOTES
