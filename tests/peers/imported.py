"""A network file as this program draws and runs it: what the tests of imported networks compare with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.document.document import Document
from app.document.making.imported import imported_edit
from app.document.meaning.meaning import meaning
from engine.importing import Imported, read_network
from engine.network.description import NetworkDescription
from engine.simulation.simulation import Simulation

Array = NDArray[Any]


def described(imported: Imported) -> tuple[NetworkDescription, dict[str, str]]:
    """The description of the drawing, which must run as it is, and the ids of its nodes by title."""
    document = Document()
    edit, _ = imported_edit(document, imported, (0.0, 0.0))
    edit.apply(document)
    assert not [p for p in meaning(document).problems if p.is_fatal], [str(p) for p in meaning(document).problems]
    return meaning(document).description, {node.title: node.id for node in document.nodes.values()}


def fired(path: Path, shown: Array, layer: str = "", reading: str = "") -> Array:
    """Spikes (steps, neurons) of a layer, the last where none is named, when ``shown`` (steps, channels) comes in."""
    imported = read_network(path, reading)
    network, ids = described(imported)
    steps, h = len(shown), network.resolution
    times, trains = np.nonzero(shown)
    given = {"times": (times + 1.0) * h, "trains": trains.astype(np.int64)}
    (stimulus,) = network.stimuli
    network = replace(network, stimuli=(replace(stimulus, parameters={**stimulus.parameters, **given}),))
    simulation = Simulation(network, seed=1)
    record = simulation.run(steps * h)
    simulation.close()
    name = layer or imported.layers[-1].name
    spikes = record.spikes[ids[name]]
    size = next(k.size for k in imported.layers if k.name == name)
    result = np.zeros((steps, size))
    result[spikes.steps - 1, spikes.neurons] = 1
    return result
