"""Every stimulus and every encoder is drawn, linked, saved and reopened, and does something when it is run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.commands import intentions
from app.commands.editor import Editor
from app.document.document import Document
from app.document.file.file_format import open_document, save
from app.document.meaning.meaning import meaning
from engine.model.registry.discovery import models
from engine.network.description import Recording
from engine.simulation.simulation import Simulation

STEPS = 220  # of half a millisecond
CELLS = "neurons/leaky_integrate_and_fire"
STIMULI, ENCODERS = models("stimuli").values(), models("encoders").values()


def drawn(editor: Editor, key: str) -> str:
    """The source, linked to a population, and to signals where it encodes."""
    source = intentions.add_node(editor, key, (0.0, 0.0))
    cells = intentions.add_node(editor, CELLS, (240.0, 0.0))
    intentions.connect(editor, source, "out", cells, "in")
    if key.startswith("encoders"):
        data = intentions.add_node(editor, "datasets/waveforms", (-240.0, 0.0))
        intentions.connect(editor, data, "values", source, "values")
        intentions.set_parameter(editor, [data], "sample_time", 50.0)
    return source


def shows(document: Document, source: str) -> bool:
    """Whether it sends anything within a tenth of a second."""
    description = meaning(document).description
    simulation = Simulation(description, backend="numpy")
    if (description.stimuli or description.encoders)[0].model.recordable():
        simulation.record(Recording("I", source, "current"))
        return bool(np.any(simulation.advance(STEPS).samples["I"].values))
    if source in simulation.advance(0).spikes:
        return len(simulation.advance(STEPS).spikes[source]) > 0
    cells = next(node.id for node in document.nodes.values() if node.kind == "population")
    simulation.record(Recording("V", cells, "V"))
    return bool(np.ptp(simulation.advance(STEPS).samples["V"].values))


@pytest.mark.parametrize("key", [model.key for model in (*STIMULI, *ENCODERS)])
def test_a_source_that_has_just_been_drawn_has_no_problem_sends_something_and_is_saved(
    qapp: object, key: str, tmp_path: Path
) -> None:
    editor = Editor()
    intentions.set_settings(editor, resolution=0.5)
    source = drawn(editor, key)
    assert [p for p in meaning(editor.document).problems if p.is_fatal] == []
    assert shows(editor.document, source)
    save(editor.document, tmp_path / "a.spikeloom")
    again = open_document(tmp_path / "a.spikeloom")
    assert again.nodes[source] == editor.document.nodes[source] and again.links == editor.document.links
