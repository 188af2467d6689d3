"""The engine's own simulation behind a live run: an edit of the drawing is felt while it runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.document.edits import SetParameter
from app.document.file.file_format import open_document
from app.document.meaning.meaning import meaning
from app.running.following import Following
from app.running.record.activity import answer_activity, sample_activity, spike_activity
from app.running.run import Run
from app.running.simulated import RunSettings
from engine.network.description import NetworkDescription, Population, Recording

EXAMPLES = Path(__file__).parents[3] / "resources" / "examples"
BACKEND = "numpy"


@pytest.fixture
def run(qtbot: QtBot) -> Iterator[Run]:
    run = Run()
    yield run
    run.close()


def largest(populations: tuple[Population, ...]) -> Population:
    return max(populations, key=lambda population: population.size)


def test_an_edit_while_running_is_felt(qtbot: QtBot, run: Run) -> None:
    document = open_document(EXAMPLES / "one-neuron.spikeloom")
    following = Following(document, run, lambda drawn: meaning(drawn).description)
    description = meaning(document).description
    (neuron,) = description.populations
    run.start(description, RunSettings(backend=BACKEND, speed=1.0))
    run.watch(Recording("probe", neuron.id, "V", (0,), description.resolution))
    qtbot.waitUntil(lambda: run.frames.samples("probe") is not None)
    SetParameter(neuron.id, "E_L", -100.0).apply(document)
    SetParameter(neuron.id, "tau_m", 0.5).apply(document)
    SetParameter(neuron.id, "V_reset", -99.0).apply(document)

    def felt() -> bool:
        samples = run.frames.samples("probe")
        return samples is not None and float(samples.values[-1, 0]) < -90.0

    qtbot.waitUntil(felt)
    following.close()


def test_undoing_an_edit_takes_the_same_road(qtbot: QtBot, run: Run) -> None:
    document = open_document(EXAMPLES / "one-neuron.spikeloom")
    following = Following(document, run, lambda drawn: meaning(drawn).description)
    description = meaning(document).description
    (neuron,) = description.populations
    run.start(description, RunSettings(backend=BACKEND))
    qtbot.waitUntil(lambda: run.state == "running")
    with qtbot.waitSignal(following.acted):
        inverse = SetParameter(neuron.id, "E_L", -100.0).apply(document)
    assert run.description is not None
    assert run.description.populations[0].parameters["E_L"] == -100.0
    with qtbot.waitSignal(following.acted):
        inverse.apply(document)
    assert run.description == description
    following.close()


def test_a_live_run_fires_the_spikes_of_a_run_in_one_piece(qtbot: QtBot, run: Run) -> None:
    from engine.simulation.simulation import Simulation

    description = meaning(open_document(EXAMPLES / "balanced-network.spikeloom")).description
    run.start(description, RunSettings(seed=3, backend=BACKEND, speed=0.0), paused=True)
    run.resume(until_ms=60.0)
    qtbot.waitUntil(lambda: run.state == "paused" and run.status().step > 0)
    record = Simulation(description, seed=3, backend=BACKEND).run(60.0)
    for population in description.populations:
        live, whole = run.frames.spikes(population.id), record.spikes[population.id]
        assert np.array_equal(live.steps, whole.steps)
        assert np.array_equal(live.neurons, whole.neurons)
    assert len(record.spikes[largest(description.populations).id].steps) > 0


def test_every_node_of_the_digits_has_something_to_show(qtbot: QtBot, run: Run) -> None:
    description = meaning(open_document(EXAMPLES / "digits.spikeloom")).description
    run.start(description, RunSettings(backend=BACKEND, speed=0.0), paused=True)
    run.resume(until_ms=200.0)
    qtbot.waitUntil(lambda: run.state == "paused" and run.status().step > 0)
    frames, resolution = run.frames, description.resolution
    (encoder,), (dataset,), (decoder,) = description.encoders, description.datasets, description.decoders
    assert frames.size_of(encoder.id) == 64
    activity = spike_activity(frames, encoder.id, 64, resolution)
    assert len(activity.times) > 10
    assert activity.times.max() <= 1.0
    assert activity.mean_rate > 0
    sample = sample_activity(frames, dataset.id)
    assert sample is not None
    assert sample.image is not None
    assert sample.image.shape == (8, 8)
    assert (sample.index, sample.count) == (200 // 25, 360)
    answer = answer_activity(frames, decoder.id, dataset.id)
    assert answer is not None
    assert answer.names == tuple(str(i) for i in range(10))
    assert answer.accuracy is not None


def test_a_removed_population_leaves_and_the_others_go_on(qtbot: QtBot, run: Run) -> None:
    description = meaning(open_document(EXAMPLES / "balanced-network.spikeloom")).description
    run.start(description, RunSettings(backend=BACKEND, speed=0.0))
    qtbot.waitUntil(lambda: run.frames.latest_step > 100)
    kept = largest(description.populations)
    smaller = replace(
        description,
        populations=(kept,),
        projections=tuple(
            p for p in description.projections if p.target == kept.id and p.source != _other(description, kept)
        ),
        recordings=(),
    )
    step = run.frames.latest_step
    run.rebuild(smaller)
    qtbot.waitUntil(lambda: run.frames.size_of(_other(description, kept)) is None)
    qtbot.waitUntil(lambda: run.frames.latest_step > step + 50)


def _other(description: NetworkDescription, kept: Population) -> str:
    return next(p.id for p in description.populations if p.id != kept.id)
