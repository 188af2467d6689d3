"""Scripts of PyTorch libraries that train: their archive holds the samples, fresh weights and bounds of a training."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.circuit.circuit import circuit
from engine.circuit.weights import Weights
from engine.exporting import training_script
from engine.exporting.formats import formats
from engine.exporting.script_torch import BATCH, LONGEST, SHARPNESS, UNNORMALISED, UNTAUGHT
from engine.learning.components.drive import drive_of
from engine.learning.methods.surrogate_gradient import USUAL_LENGTH, SurrogateGradient
from engine.learning.passes.tape import Tape
from engine.model.registry.discovery import find
from engine.network.description import Learns, NetworkDescription, Sign
from engine.network.values import Uniform
from tests.engine.learning.networks import convolutional, digits, of_few

LIBRARIES = ("norse", "snntorch", "spikingjelly")


def written(network: NetworkDescription, folder: Path, library: str = "snntorch") -> tuple[str, dict[str, np.ndarray]]:
    path = folder / "digits.py"
    formats()[library].write(network, path, {"title": "Digits"})
    with np.load(path.with_suffix(".npz")) as archive:
        return path.read_text(encoding="utf-8"), dict(archive)


@pytest.mark.parametrize("encoder", ["poisson", "constant_current"])
def test_the_archive_holds_what_the_encoders_send_of_every_sample(encoder: str, tmp_path: Path) -> None:
    network = of_few(digits(hidden=8, encoder=f"encoders/{encoder}"))
    if encoder == "constant_current":
        first, second = network.projections
        network = replace(network, projections=(replace(first, synapse=None), second))
    _, archive = written(network, tmp_path)
    found = circuit(network)
    train, test = (np.asarray(p) for p in found.dataset.model.split(found.samples, found.dataset.parameters))
    assert np.array_equal(archive["train.labels"], found.samples.labels[train])
    some = test[5:9]
    tape = Tape(found, Weights(found, 1, "float64", parameters=False), len(some), 1)
    tape.forward(found.samples.values[some], some)
    sent = archive["test.input"][5:9]
    sent = np.unpackbits(sent, axis=2, count=64) if sent.dtype == np.uint8 else sent
    assert np.array_equal(sent.transpose(1, 0, 2), tape.spikes("code"))


def test_the_archive_begins_with_the_fresh_weights_of_a_training(tmp_path: Path) -> None:
    network = of_few(digits(hidden=8))
    first, second = network.projections
    rare = replace(
        first, wiring=find("wiring/fixed_probability"), wiring_parameters={"p": 0.3}, sign=Sign.EXCITATORY,
        weight=Uniform(0.0, 0.2),
    )  # fmt: skip
    network = replace(network, projections=(rare, second))
    _, archive = written(network, tmp_path)
    weights = Weights(circuit(network), 1, "float64", parameters=False)
    weights.draw_fresh(1, drive_of(circuit(network), 1).units)
    assert np.array_equal(archive["fresh.code_to_hidden.weight"], weights.values["in", "weight"])
    assert np.array_equal(archive["there.code_to_hidden.weight"], weights.wiring["in"].mask)
    assert (archive["low.code_to_hidden.weight"], archive["high.code_to_hidden.weight"]) == (0.0, np.inf)
    assert archive["low.hidden_to_out.weight"] == -np.inf and "there.hidden_to_out.weight" not in archive


def test_neurons_of_a_map_begin_with_the_bias_that_they_share(tmp_path: Path) -> None:
    """There was one for each map, which no array of the script had room for."""
    network = of_few(convolutional())
    text, archive = written(network, tmp_path)
    maps = network.populations[0]
    assert archive[f"fresh.{maps.id}.bias"].shape == archive[f"{maps.id}.bias"].shape == (maps.size,)
    assert archive[f"places.{maps.id}.bias"] == maps.size / maps.positions_parameters["channels"]
    assert f"places.{network.populations[-1].id}.bias" not in archive
    assert "            share(network)\n            shorten(counted)\n            optimizer.step()" in text


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize(
    ("decoder", "scores"), [("spike_count", "found.sum(0)"), ("first_to_spike", "torch.cumprod"), ("", "found[-1]")]
)
def test_a_script_trains_by_what_its_decoder_reads(library: str, decoder: str, scores: str, tmp_path: Path) -> None:
    network = of_few(digits(hidden=8, decoder=f"decoders/{decoder or 'largest_value'}"))
    if not decoder:
        hidden, out = network.populations
        leaking = replace(out, model=find("neurons/discrete_leaky_integrator"))
        network = replace(network, populations=(hidden, leaking))
    text, _ = written(network, tmp_path, library)
    names = {node.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)}
    assert {"train", "accuracy", "keep_inside"} <= names and scores in text


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_script_answers_silence_by_membranes_where_its_decoder_does(library: str, tmp_path: Path) -> None:
    network = of_few(digits(hidden=8, decoder="decoders/first_to_spike"))
    usual, _ = written(network, tmp_path, library)
    assert "return scores(given).argmax(1)" in usual and "membrane}" not in usual
    (answer,) = network.decoders
    ended = replace(network, decoders=(replace(answer, parameters={"silence": "highest membrane"}),))
    text, _ = written(ended, tmp_path, library)
    assert 'torch.where(given["out"].any(0).any(1, keepdim=True), scores(given), given["out.membrane"])' in text
    assert ast.parse(text) and '| {"out.membrane": ' in text


@pytest.mark.parametrize(("hidden", "rate"), [(8, "0.008"), (400, "0.002")])
def test_a_script_moves_weights_at_the_usual_rate_of_a_training(hidden: int, rate: str, tmp_path: Path) -> None:
    text, _ = written(of_few(digits(hidden=hidden)), tmp_path, "snntorch")
    assert f"BATCH, RATE = 64, {rate}\n" in text


def test_a_script_shortens_gradients_as_a_training_does(tmp_path: Path) -> None:
    text, _ = written(of_few(digits(hidden=8)), tmp_path, "snntorch")
    usual = SurrogateGradient.parameters()
    batch, width = (usual[name].default for name in ("batch", "width"))
    assert f"\nLONGEST = {USUAL_LENGTH}  #" in text and (USUAL_LENGTH, batch, width) == (LONGEST, BATCH, SHARPNESS)
    shorten = next(n for n in ast.parse(text).body if isinstance(n, ast.FunctionDef) and n.name == "shorten")
    called = [ast.unparse(n) for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Call)]
    assert shorten.args.args[0].arg == "counted" and "shorten(counted)" in called


def test_what_no_script_can_train_is_told_and_still_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    network = of_few(digits(hidden=8))
    hidden, out = network.populations
    more = replace(network, populations=(hidden, replace(out, size=12)))
    assert [p.code for p in formats()["norse"].refusals(more)] == [UNTAUGHT]
    assert not any(p.is_fatal for p in formats()["norse"].refusals(more))
    text, archive = written(more, tmp_path, "norse")
    assert "def train" not in text and "example.out" in archive and "train.labels" not in archive
    monkeypatch.setattr(training_script, "MOST", 1000)
    assert [p.code for p in formats()["norse"].refusals(network)] == [UNTAUGHT]


@pytest.mark.parametrize(("name", "value"), [("V_reset", 0.2), ("V_th", np.linspace(0.5, 1.5, 8)), ("beta", 1.0)])
def test_spikingjelly_has_neurons_that_are_alike_and_leak_to_their_reset(name: str, value: object) -> None:
    network = digits(hidden=8)
    hidden, out = network.populations
    other = replace(network, populations=(replace(hidden, parameters={name: value}), out))
    assert [p.place for p in formats()["spikingjelly"].refusals(other) if p.is_fatal] == ["hidden"]


@pytest.mark.parametrize("library", LIBRARIES)
def test_weights_that_learn_nothing_stay_where_a_script_trains(library: str, tmp_path: Path) -> None:
    network = of_few(digits(hidden=8))
    first, second = network.projections
    held = replace(network, projections=(replace(first, learns=Learns.NOTHING), second))
    text, archive = written(held, tmp_path, library)
    assert {name for name in archive if name.startswith("unit.")} == {
        "unit.hidden_to_out.weight", "unit.hidden.bias", "unit.out.bias",
    }  # fmt: skip
    assert np.array_equal(archive["fresh.code_to_hidden.weight"], archive["code_to_hidden.weight"])
    assert 'for name in LEARNT if f"unit.{name}" in ARCHIVE' in text


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_script_tells_that_it_trains_without_normalising(library: str) -> None:
    network = of_few(digits(hidden=8))
    first, second = network.projections
    normal = replace(network, projections=(replace(first, learns=Learns.NORMALISED), second))
    (problem,) = formats()[library].refusals(normal)
    assert (problem.code, problem.place, problem.is_fatal) == (UNNORMALISED, "in", False)
    assert "without normalising" in str(problem)
