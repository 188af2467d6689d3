"""Answers to a batch of samples, which is gone through block by block."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.learning.passes.blocks import BlocksInTurn
from engine.learning.passes.scan import Scan
from engine.learning.passes.segments import Segments
from engine.learning.passes.tape import Tape
from engine.model.declaration import Payload

Array = NDArray[Any]


@dataclass(frozen=True)
class Shown:
    """Spikes or values of the ``read_out`` (steps, batch, neurons), and its ``membrane`` (batch, neurons) at the end.

    ``counts`` (batch, neurons) are the spikes of each population and of each encoder that sends any, by id; ``scans``
    are those of a block.
    """

    read_out: Array
    membrane: Array
    counts: Mapping[str, Array]
    scans: Mapping[str, Scan]

    @classmethod
    def by(cls, tape: BlocksInTurn, values: Array, presentations: NDArray[np.int64]) -> Shown:
        """Show samples ``values`` (batch, …, channels) where no gradients will be asked for."""
        circuit, host = tape.circuit, tape.device.host
        senders = [e.id for e in circuit.encoders if e.model.payload() is Payload.SPIKES]
        senders += [p.id for p in circuit.populations]

        def answer(one: Tape | Segments, part: slice) -> tuple[Array, Array, dict[str, Array]]:
            fired = np.array(host(one.answer(values[part], presentations[part])))
            counts = {id: one.counts(id) for id in senders}
            return fired, np.array(host(one.membrane(circuit.output.id))), counts

        fired, membranes, counts = zip(*tape.each(answer), strict=True)
        return cls(
            np.concatenate(fired, axis=1),
            np.concatenate(membranes),
            {id: np.concatenate([block[id] for block in counts]) for id in senders},
            tape.tapes[0].scans,
        )
