"""Weights of networks that are no layers behind data: every synapse, in every format of named arrays, and back."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import Simulation
from engine.circuit.trained import with_arrays
from engine.exporting.format import Format, VerificationTrial
from engine.exporting.formats import formats
from engine.exporting.synapse_lists import names_in
from engine.exporting.tensors import NamedArrays
from engine.importing import ImportProblem, weights_for
from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription, Population, Projection, Sign
from engine.network.values import Normal, Uniform
from engine.problems import NetworkError, Severity
from tests.engine.learning.networks import LIF, OVERLAPPING, digits, of_maxima

ARRAYS = {name: format for name, format in formats().items() if issubclass(format, NamedArrays)}
EVERY = pytest.mark.parametrize("format", ARRAYS.values(), ids=ARRAYS)


def circuit_without_data() -> NetworkDescription:
    """Two populations, drawn connections, weights and delays of their own; nothing that an answer is read from."""
    neuron: Any = find("neurons/leaky_integrate_and_fire")
    synapse: Any = find("synapses/exponential_current")
    rule: Any = find("wiring/fixed_probability")
    populations = (
        Population("a", neuron, 40, bias=Uniform(300.0, 700.0), title="Excitatory"),
        Population("b", neuron, 20, {"tau_m": Normal(10.0, 1.0)}, bias=450.0, title="Inhibitory / 2"),
    )
    links = (
        Projection("1", "a", "b", synapse, rule, Normal(80.0, 9.0), Uniform(0.5, 3.0), wiring_parameters={"p": 0.3}),
        Projection("2", "b", "a", synapse, rule, -60.0, 1.5, Sign.INHIBITORY, wiring_parameters={"p": 0.5}),
    )
    return NetworkDescription(populations=populations, projections=links)


@EVERY
def test_a_network_without_data_is_written_and_fires_the_same_spikes(format: type[Format], tmp_path: Path) -> None:
    network, path = circuit_without_data(), tmp_path / f"weights{format.suffix}"
    assert not [p for p in format.refusals(network) if p.severity is Severity.FATAL]
    format.write(network, path, {"version": "0.1"}, seed=3)
    found = format.verify(network, path, VerificationTrial(seed=3))
    assert found.holds and found.spikes > 100 and (found.samples, found.duration) == (0, 200.0)


@EVERY
def test_another_weight_is_noticed(format: type[Format], tmp_path: Path) -> None:
    network, path = circuit_without_data(), tmp_path / f"weights{format.suffix}"
    other = replace(network.projections[1], weight=-90.0)
    format.write(replace(network, projections=(network.projections[0], other)), path, {}, seed=3)
    assert not format.verify(network, path, VerificationTrial(seed=3)).holds


@EVERY
def test_every_synapse_is_there_with_its_ends_and_its_delay(format: type[Format], tmp_path: Path) -> None:
    network, path = circuit_without_data(), tmp_path / f"weights{format.suffix}"
    format.write(network, path, {}, seed=3)
    arrays, names = ARRAYS[format.name].codec.contents(path)[0], names_in(network)
    run = Simulation(network, seed=3, backend="numpy")
    assert names == {"a": "Excitatory", "b": "Inhibitory_2", "1": "Excitatory_to_Inhibitory_2",
                     "2": "Inhibitory_2_to_Excitatory"}  # fmt: skip
    for id in ("1", "2"):
        ends, parts = run.connections(id), {part: arrays[f"{names[id]}.{part}"] for part in ("pre", "post", "delay")}
        assert (parts["pre"] == ends.pre).all() and (parts["post"] == ends.post).all() and len(ends.pre) > 100
        assert (arrays[f"{names[id]}.weight"] == run.weights(id)).all()
        assert parts["delay"] == pytest.approx(np.round(parts["delay"], 1)), "whole steps"
    assert np.unique(arrays["Excitatory_to_Inhibitory_2.delay"]).size > 10
    assert (arrays["Inhibitory_2_to_Excitatory.delay"] == 1.5).all()
    assert arrays["Inhibitory_2.tau_m"].std() > 0.5 and len(arrays["Excitatory.bias"]) == 40


@EVERY
def test_what_was_written_is_taken_back_into_the_drawing(format: type[Format], tmp_path: Path) -> None:
    network, path = circuit_without_data(), tmp_path / f"weights{format.suffix}"
    format.write(network, path, {}, seed=3)
    arrays = weights_for(network, path)
    run = Simulation(network, seed=3, backend="numpy")
    assert (arrays["1", "weight"] == run.weights("1")).all() and (arrays["1", "pre"] == run.connections("1").pre).all()
    assert arrays["b", "tau_m"].shape == (20,) and arrays["a", "tau_m"].shape == ()


def pool_without_read_out() -> NetworkDescription:
    """Maps whose neurons fire by their own biases, and the largest of windows that overlap."""
    network = of_maxima(1.0)
    (maps, pooled, _), (_, pool, _) = network.populations, network.projections
    drive = Uniform(0.1, 0.4)
    return NetworkDescription(
        resolution=1.0,
        populations=(replace(maps, bias=drive, title="Maps"), replace(pooled, title="Pool")),
        projections=(replace(pool, weight=0.4),),
    )


@EVERY
def test_lists_say_that_a_target_takes_the_largest(format: type[Format], tmp_path: Path) -> None:
    """Nothing in the file told a maximum from a sum, and the run beside the file added up."""
    network, path = pool_without_read_out(), tmp_path / f"weights{format.suffix}"
    notes = {problem.code: problem for problem in format.refusals(network)}
    assert set(notes) == {"tensors.as_lists", "tensors.maximum"}
    assert notes["tensors.maximum"].place == "pool" and not notes["tensors.maximum"].is_fatal
    format.write(network, path, {}, seed=3)
    about = ARRAYS[format.name].codec.contents(path)[1]
    assert about and [link["combines"] for link in json.loads(about)["links"]] == ["maximum"]
    found = format.verify(network, path, VerificationTrial(seed=3))
    assert found.holds and found.spikes > 1_000
    added_up = replace(network.projections[0], wiring_parameters={**OVERLAPPING, "how": "sum"})
    sums = replace(network, projections=(added_up,))
    assert "tensors.maximum" not in [problem.code for problem in format.refusals(sums)]
    format.write(sums, path, {}, seed=3)
    assert not format.verify(network, path, VerificationTrial(seed=3)).holds


@EVERY
def test_the_largest_is_not_taken_into_a_link_that_adds_up(format: type[Format], tmp_path: Path) -> None:
    network, path = pool_without_read_out(), tmp_path / f"weights{format.suffix}"
    format.write(network, path, {}, seed=3)
    plain = replace(network.projections[0], wiring=find("wiring/fixed_probability"), wiring_parameters={"p": 0.5})
    with pytest.raises(ImportProblem, match="take the largest of their synapses; in the drawing they add up"):
        weights_for(replace(network, projections=(plain,)), path)


@EVERY
def test_lists_of_another_drawing_are_one_sentence(format: type[Format], tmp_path: Path) -> None:
    network, path = circuit_without_data(), tmp_path / f"weights{format.suffix}"
    format.write(network, path, {}, seed=3)
    smaller = replace(network, populations=(replace(network.populations[0], size=10), network.populations[1]))
    with pytest.raises(ImportProblem, match="numbers of neurons that Excitatory does not have"):
        weights_for(smaller, path)
    renamed = replace(network, projections=(replace(network.projections[0], title="Drive"),))
    with pytest.raises(ImportProblem, match=r"lacks the array Drive\.weight"):
        weights_for(renamed, path)


@EVERY
def test_a_network_without_links_says_so(format: type[Format], tmp_path: Path) -> None:
    alone = replace(circuit_without_data(), projections=())
    with pytest.raises(NetworkError, match="no link whose weights"):
        format.write(alone, tmp_path / "none", {})
    assert not list(tmp_path.iterdir())


def test_layers_behind_data_stay_matrices(tmp_path: Path) -> None:
    network = digits(hidden=5, neuron=LIF)
    ARRAYS["npz"].write(network, tmp_path / "layers.npz", {})
    assert not [
        name for name in ARRAYS["npz"].codec.contents(tmp_path / "layers.npz")[0] if name.endswith((".pre", ".post"))
    ]
    assert with_arrays(network, weights_for(network, tmp_path / "layers.npz")).projections


def test_a_file_is_not_said_to_be_single_where_it_lists_synapses(tmp_path: Path) -> None:
    """The card said single precision of weights and delays that were written as doubles."""
    format, precisions = ARRAYS["safetensors"], []
    for network in (circuit_without_data(), digits(hidden=5, neuron=LIF)):
        format.write(network, tmp_path / "weights", {}, seed=3)
        arrays = format.codec.contents(tmp_path / "weights")[0]
        precisions.append({array.dtype.name for name, array in arrays.items() if array.dtype.kind == "f"})
    assert precisions == [{"float64"}, {"float32"}]
    assert "matrices as float32" in format.meaning
