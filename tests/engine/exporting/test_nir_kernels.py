"""Convolutions and pools in NIR: kept as kernels where a file can say them, written out where it cannot."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.circuit.circuit import circuit
from engine.circuit.trained import with_arrays
from engine.circuit.weights import Weights
from engine.exporting.format import VerificationTrial
from engine.exporting.formats import formats
from engine.importing import arrays_for, read_network
from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription
from engine.problems import Severity
from tests.engine.learning.networks import averaging, convolutional, projection

pytestmark = pytest.mark.usefixtures("sound_files")
NIR, SAMPLES = formats()["nir"], 24


def drawn(bias: float | None = 0.03, **wiring: float) -> NetworkDescription:
    """A convolution, a pool and ten neurons, with one ``bias`` for all before the last, or as training draws them."""
    network = convolutional()
    if wiring:
        (first, *rest) = network.projections
        given = {**first.wiring_parameters, **wiring}
        network = replace(network, projections=(replace(first, wiring_parameters=given), *rest))
        grid = first.wiring.result((1, 8, 8), given)
        assert grid is not None
        pooled = (grid[0], grid[1] // 2, grid[2] // 2)
        sizes = {"hidden": grid, "pooled": pooled}
        placed = [
            replace(
                p, size=int(np.prod(sizes[p.id])),
                positions_parameters=dict(zip(("channels", "rows", "columns"), map(float, sizes[p.id]), strict=True)),
            ) if p.id in sizes else p
            for p in network.populations
        ]  # fmt: skip
        network = replace(network, populations=tuple(placed))
    weights = Weights(circuit(network), 1, "float64", parameters=False)
    weights.draw_fresh(2)
    weights.values["in", "weight"][...] *= 3
    network = with_arrays(network, weights.outward())
    if bias is None:
        return network
    even = (p if p.id == "out" else replace(p, bias=bias) for p in network.populations)
    return replace(network, populations=tuple(even))


def of_different_biases() -> NetworkDescription:
    """The same, where each neuron of the first layer has a bias of its own."""
    network, random = drawn(), np.random.default_rng(4)
    first, *others = network.populations
    return replace(network, populations=(replace(first, bias=random.uniform(-0.1, 0.1, first.size)), *others))


def kinds(path: Path) -> dict[str, str]:
    import nir

    return {name: type(node).__name__ for name, node in nir.read(path).nodes.items()}


@pytest.mark.parametrize(
    "wiring", [{}, {"stride": 2.0}, {"padding": 2.0}, {"channels": 3.0}], ids=lambda w: "".join(w) or "plain"
)
def test_kernels_are_kept_and_fire_the_spikes_of_the_network(wiring: dict[str, float], tmp_path: Path) -> None:
    network, path = drawn(**wiring), tmp_path / "kernels.nir"
    assert NIR.refusals(network) == []
    NIR.write(network, path, {})
    found = kinds(path)
    assert [found[n] for n in ("code_to_hidden", "hidden_to_pooled", "pooled_to_out_flatten", "pooled_to_out")] == [
        "Conv2d", "Conv2d", "Flatten", "Affine",
    ]  # fmt: skip
    verification = NIR.verify(network, path, VerificationTrial(samples=SAMPLES))
    assert verification.holds and verification.differing_spikes == 0 and verification.spikes > 500


def test_a_file_of_another_kernel_is_noticed(tmp_path: Path) -> None:
    network, path = drawn(), tmp_path / "other.nir"
    first = next(p for p in network.projections if p.id == "in")
    other = with_arrays(network, {("in", "weight"): 1.1 * np.asarray(first.weight)})
    NIR.write(other, path, {})
    assert not NIR.verify(network, path, VerificationTrial(samples=SAMPLES)).holds


@pytest.mark.parametrize(
    ("network", "codes"),
    [
        (of_different_biases, ["nir.uneven-channel", "nir.listed-source"]),
        (lambda: drawn(width=5.0, padding=0.0), ["nir.kernel", "nir.own-biases", "nir.listed-source"]),
    ],
    ids=["biases that differ", "a kernel that is not square"],
)
def test_what_a_kernel_cannot_say_is_written_out_with_a_warning(network, codes: list[str], tmp_path: Path) -> None:
    described, path = network(), tmp_path / "out.nir"
    problems = NIR.refusals(described)
    assert [p.code for p in problems] == codes and all(p.severity is Severity.WARNING for p in problems)
    NIR.write(described, path, {})
    assert "Conv2d" not in kinds(path).values()
    verification = NIR.verify(described, path, VerificationTrial(samples=SAMPLES))
    assert verification.holds and verification.spikes > 500


def test_a_file_with_kernels_comes_back_as_kernels(tmp_path: Path) -> None:
    network, path = drawn(), tmp_path / "kernels.nir"
    NIR.write(network, path, {})
    found = arrays_for(read_network(path), network)
    for link in network.projections:
        assert np.allclose(found[link.id, "weight"], np.asarray(link.weight), rtol=1e-5, atol=1e-6)


def averaged() -> NetworkDescription:
    """A convolution, an average pool of linear units and ten neurons, with weights that let them fire."""
    network = averaging()
    weights = Weights(circuit(network), 1, "float64", parameters=False)
    weights.draw_fresh(2)
    for link in ("in", "read"):
        weights.values[link, "weight"][...] *= 3
    return with_arrays(network, weights.outward())


def test_an_average_pool_has_no_neurons_in_the_file(tmp_path: Path) -> None:
    network, path = averaged(), tmp_path / "average.nir"
    assert NIR.refusals(network) == []
    NIR.write(network, path, {})
    found = kinds(path)
    assert sorted(found.values()) == ["Affine", "Conv2d", "Conv2d", "Flatten", "Input", "LIF", "LIF", "Output"]
    verification = NIR.verify(network, path, VerificationTrial(samples=SAMPLES))
    assert verification.holds and verification.differing_spikes == 0 and verification.spikes > 500
    back = read_network(path)
    assert [(layer.size, layer.model.partition("/")[2]) for layer in back.layers] == [
        (72, "discrete_leaky_integrate_and_fire"), (18, "linear_unit"), (10, "discrete_leaky_integrate_and_fire"),
    ]  # fmt: skip
    assert [link.wiring for link in back.links] == ["wiring/convolution", "wiring/pooling", ""]
    weights = arrays_for(back, averaging())
    for link in ("in", "read"):
        drawn = next(p.weight for p in network.projections if p.id == link)
        assert np.asarray(weights[link, "weight"]) == pytest.approx(np.asarray(drawn), rel=1e-6)


def test_values_that_nir_cannot_say_are_refused() -> None:
    network = averaged()
    units = (replace(p, model=find("neurons/sigmoid_unit")) if p.id == "pooled" else p for p in network.populations)
    assert {p.place for p in NIR.refusals(replace(network, populations=tuple(units))) if p.is_fatal} == {"pooled"}
    late = (replace(p, delay=1.0) if p.id == "read" else p for p in network.projections)
    assert [p.code for p in NIR.refusals(replace(network, projections=tuple(late))) if p.is_fatal] == ["nir.delay"]


@pytest.mark.parametrize("name", ["nir-norse", "nir-spikingjelly"])
@pytest.mark.parametrize("is_kernel", [True, False], ids=["kernel", "matrix"])
def test_a_loop_on_a_grid_is_written_out_with_a_warning(tmp_path: Path, name: str, is_kernel: bool) -> None:
    """No word was said of a kernel that a loop cannot keep, and the writing ended in a traceback."""
    wiring = {"wiring": find("wiring/convolution"), "wiring_parameters": {"channels": 2.0, "padding": 1.0}}
    loop = projection("loop", "hidden", "hidden", delay=1.0, **(wiring if is_kernel else {}))
    network, path = replace(drawn(), projections=(*drawn().projections, loop)), tmp_path / "loop.nir"
    said = {p.place: p.code for p in formats()[name].refusals(network)}
    kernel = {"loop": "nir.loop-kernel", "hidden": "nir.own-biases"} if is_kernel else {}
    assert said == {"in": "nir.beside-a-list", "pool": "nir.listed-source", **kernel}
    formats()[name].write(network, path, {})
    found = formats()[name].verify(network, path, VerificationTrial(samples=3))
    assert found.holds and found.spikes > 500
