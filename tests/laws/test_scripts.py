"""A network as a script of this engine: run by Python it is that network, and so it is read back without being run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.document.example import examples
from app.document.file.file_format import open_document
from app.document.meaning.meaning import meaning
from app.document.networks.lessons import lessons
from engine.network.description import NetworkDescription
from engine.network.likeness import same
from engine.network.trimmed import trimmed
from engine.scripts.layout import LONGEST
from engine.scripts.reading import read_script
from engine.scripts.script import Script
from engine.scripts.writing import script
from engine.simulation.simulation import Simulation
from tests.laws.networks import NETWORKS

ROOT = Path(__file__).parents[2]


def drawn(path: Path) -> Callable[[], NetworkDescription]:
    return lambda: meaning(open_document(path)).description


DRAWN = {example.path.stem: drawn(example.path) for example in examples()}
DRAWN |= {f"lesson {lesson.id}": drawn(lesson.network) for lesson in lessons()}
ALL = {**DRAWN, **NETWORKS}
RUN = ["stdp", "stimulated", "short-term"]
"""Of several mechanisms one that fires at once."""


def executed(written: Script, folder: Path) -> NetworkDescription:
    """What Python makes of a script that lies beside its archive."""
    path = folder / "network.py"
    written.write(path)
    names: dict[str, Any] = {"__file__": str(path), "__name__": "network"}
    exec(compile(path.read_text(encoding="utf-8"), path, "exec"), names)  # what this program wrote itself
    network = names["network"]
    assert isinstance(network, NetworkDescription)
    return network


def by_key(description: NetworkDescription) -> NetworkDescription:
    """Typed models by their text: the class of one that a script writes has another key."""

    def plain(element: Any, *parts: str) -> Any:
        models = {part: getattr(element, part) for part in parts}
        return replace(element, **{part: model and (model.text or model) for part, model in models.items()})

    return replace(
        description,
        populations=tuple(plain(population, "model") for population in description.populations),
        projections=tuple(plain(link, "synapse", "plasticity") for link in description.projections),
    )


@pytest.mark.parametrize("name", ALL)
def test_a_script_is_read_as_the_network_that_it_was_written_of(name: str) -> None:
    description = ALL[name]()
    written = script(description, seed=7, title="Zwei „Netze“ → 二")
    found = read_script(written.text, written.arrays)
    assert same(by_key(found.description), by_key(trimmed(description)))
    assert (found.seed, found.title) == (7, "Zwei „Netze“ → 二")
    assert found.lines == written.lines


@pytest.mark.parametrize("name", ALL)
def test_a_script_that_python_runs_makes_the_network(name: str, tmp_path: Path) -> None:
    description = ALL[name]()
    assert same(by_key(executed(script(description), tmp_path)), by_key(trimmed(description)))


@pytest.mark.parametrize("name", DRAWN)
def test_titles_that_are_longer_than_a_line_make_a_program_too(name: str, tmp_path: Path) -> None:
    """A tuple of one such name stands over several lines; a second comma behind it was no Python."""
    network = trimmed(DRAWN[name]())
    kinds = ("populations", "stimuli", "datasets", "encoders", "decoders", "recordings")
    long = {
        kind: tuple(replace(e, title=f"{kind} of the second layer of the visual cortex, {e.id}") for e in elements)
        for kind in kinds
        if (elements := getattr(network, kind))
    }
    network = replace(network, **long)
    written = script(network)
    assert same(by_key(read_script(written.text, written.arrays).description), by_key(network))
    assert same(by_key(executed(written, tmp_path)), by_key(network))


@pytest.mark.parametrize("name", RUN)
def test_a_script_fires_the_spikes_of_the_drawing(name: str, tmp_path: Path) -> None:
    description = ALL[name]()
    made = executed(script(description), tmp_path)
    records = [Simulation(network, seed=5, backend="numpy").run(25.0) for network in (description, made)]
    for id, block in records[0].spikes.items():
        other = records[1].spikes[id]
        assert np.array_equal(block.steps, other.steps) and np.array_equal(block.neurons, other.neurons)
    assert sum(len(block) for block in records[0].spikes.values()) > 0


@pytest.mark.parametrize("name", DRAWN)
def test_a_script_is_short_and_names_its_elements_on_their_lines(name: str) -> None:
    written = script(DRAWN[name]())
    lines = written.text.split("\n")
    assert max(map(len, lines)) <= LONGEST + 30
    elements = len(written.lines)
    assert len(lines) < 24 + 9 * elements
    for id, where in written.lines.items():
        assert f'"{id}"' in "\n".join(lines[where.start : where.stop])
        assert " = " in lines[where.start]


def test_a_script_that_is_run_prints_rates_and_the_range_of_each_trace(tmp_path: Path) -> None:
    path = tmp_path / "network.py"
    script(DRAWN["one-neuron"](), duration=200.0).write(path)
    done = subprocess.run(
        [sys.executable, path], capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    rate, trace = done.stdout.splitlines()
    assert re.fullmatch(r"\w.*: \d+\.\d\d Hz", rate), rate
    assert re.fullmatch(r"\w.*: 2000 values from -70\.000 to -55\.\d{3}", trace), trace
