"""Seeds: all 64 bits count wherever one is given, and what is no such number is refused in a sentence."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from engine import NetworkDescription, Population, Projection, Simulation, Stimulus, evaluate, find, fit
from engine.exporting.formats.npz import Npz
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.learning.training.comparing import compare
from engine.learning.training.reducing import Reduction, measured_reductions
from engine.network.description import Sign
from engine.network.seeds import SEEDS, seed_of, seed_of_32_bits
from engine.network.values import Normal
from engine.problems import NetworkError
from engine.sampling.randomness import stream, uniform_blocks, uniforms
from engine.scripts.targets import targets
from engine.scripts.writing import script
from engine.simulation.connections.draws import WiringRandom
from tests.engine.learning.networks import small

BITS = [1 << bit for bit in range(64)]
BEFORE = {
    0: ([0.5101838597182347, 0.563293942763327], [4249841507, 326019987]),
    1: ([0.09866733130862865, 0.9518890934858741], [2557413368, 1187839036]),
    7: ([0.16008616721123453, 0.18502872282705846], [3811157681, 3174609069]),
    2**31: ([0.8772350652617487, 0.5531973675182653], [403060417, 1042616489]),
    2**32 - 1: ([0.014976034515432002, 0.09376858756423218], [1794088879, 2477998686]),
}
"""What seeds of one word drew when they had no other: uniforms of a weight, and words of a wiring."""
NO_SEEDS = [-1, SEEDS, 1.5, 1.0, True, "7", None]


def noisy() -> NetworkDescription:
    """Fifty neurons under Poisson spikes, some of them linked by chance."""
    neurons = Population("A", find("neurons/leaky_integrate_and_fire"), 50)
    drive = Stimulus("noise", find("stimuli/poisson"), parameters={"rate": 3000.0})
    exponential = find("synapses/exponential_current")
    return NetworkDescription(
        populations=(neurons,),
        stimuli=(drive,),
        projections=(
            Projection("in", "noise", "A", exponential, find("wiring/all_to_all"), 200.0, 1.0),
            Projection("own", "A", "A", exponential, find("wiring/fixed_probability"), Normal(20.0, 2.0), 1.0,
                       sign=Sign.EXCITATORY),
        ),
    )  # fmt: skip


@pytest.mark.parametrize("seed", BEFORE)
def test_seeds_of_one_word_draw_what_they_always_drew(seed):
    weights, words = BEFORE[seed]
    assert uniforms(seed, stream("A", "weight"), np.arange(2)).tolist() == weights
    assert WiringRandom(seed, "P").words(0, 1, 2).tolist() == [words]


def test_every_bit_of_a_seed_changes_what_is_drawn():
    """Bits from the 33rd on counted for nothing."""
    for draw in (
        lambda seed: uniforms(seed, 5, np.arange(4)),
        lambda seed: uniform_blocks(seed, 5, np.arange(2), 4, 4),
        lambda seed: WiringRandom(seed, "P").words(0, 2, 4),
        lambda seed: WiringRandom(seed, "P").distinct(0, 2, 4, 1000),
        lambda seed: WiringRandom(seed, "P").pairs(0, 8, 1000, 1000)[0],
    ):
        drawn = [draw(seed).tobytes() for seed in [0, *BITS, SEEDS - 1]]
        assert len(set(drawn)) == len(drawn)


def test_streams_of_seeds_that_share_their_low_word_do_not_meet():
    """A seed's high word moves every stream by as much, so that two elements never trade their draws."""
    streams = [stream(name, "spikes") for name in "ABCDEFGH"]
    drawn = [uniforms(7 + high * 2**32, s, np.arange(4)).tobytes() for high in range(64) for s in streams]
    assert len(set(drawn)) == len(drawn)


@pytest.mark.parametrize("backend", ["numpy", "numba"])
def test_runs_of_seeds_that_differ_in_high_bits_fire_other_spikes(backend):
    """1, 2³² + 1 and 2⁶³ + 1 fired identical spikes."""
    fired = [
        Simulation(noisy(), seed=seed, backend=backend).run(100.0).times("A").tobytes()
        for seed in (1, 2**32 + 1, 2**33 + 1, 2**63 + 1, SEEDS - 1)
    ]
    assert len(set(fired)) == len(fired)


@pytest.mark.parametrize("backend", ["numba"])
def test_backends_agree_on_seeds_of_two_words(backend):
    seed = 0xFEDC_BA98_7654_3210
    expected, found = (Simulation(noisy(), seed=seed, backend=name).run(100.0) for name in ("numpy", backend))
    first, second = expected.spikes["A"], found.spikes["A"]
    assert len(first) and np.array_equal(first.steps, second.steps) and np.array_equal(first.neurons, second.neurons)


def test_trainings_of_seeds_that_differ_in_high_bits_learn_other_weights():
    found = [fit(small(), SurrogateGradient, epochs=1, seed=seed).arrays for seed in (1, 2**32 + 1, 2**63 + 1)]
    assert len({b"".join(array.tobytes() for _, array in sorted(arrays.items())) for arrays in found}) == len(found)


@pytest.mark.parametrize("target", [None, *targets()])
def test_scripts_of_seeds_that_differ_in_high_bits_differ(target):
    """Other simulators have seeds of 32 bits, NEST from 1 on: 0 and 1 were the same."""

    def written(seed: int) -> str:
        return (script if target is None else targets()[target].script)(noisy(), seed=seed).text

    texts = [written(seed) for seed in (0, 1, 2**32 - 1, 2**32, 2**32 + 1, 2**63 + 1, SEEDS - 1)]
    assert len(set(texts)) == len(texts)


def test_a_seed_of_32_bits_is_itself_and_others_have_their_own():
    assert [seed_of_32_bits(seed) for seed in (0, 1, 7, 2**32 - 1)] == [0, 1, 7, 2**32 - 1]
    folded = [seed_of_32_bits(bit, 1) for bit in [0, *BITS]]
    assert len(set(folded)) == 65 and min(folded) >= 1 and max(folded) < 2**32


ENTRANCES: dict[str, Callable[[object], object]] = {
    "run": lambda seed: Simulation(noisy(), seed=seed, backend="numpy"),
    "fit": lambda seed: fit(small(), SurrogateGradient, epochs=1, seed=seed),
    "evaluate": lambda seed: evaluate(small(), seed=seed),
    "compare": lambda seed: list(compare(small(), {"surrogate_gradient": SurrogateGradient}, [1, seed])),
    "reduce": lambda seed: list(measured_reductions(small(), [Reduction()], seed=seed)),
    "script": lambda seed: script(noisy(), seed=seed),
    **{name: lambda seed, target=target: target.script(noisy(), seed=seed) for name, target in targets().items()},
}


@pytest.mark.parametrize("entrance", ENTRANCES)
def test_what_is_no_seed_is_refused_in_a_sentence(entrance):
    for seed in NO_SEEDS:
        with pytest.raises(NetworkError) as refused:
            ENTRANCES[entrance](seed)
        assert str(refused.value) == (
            f"The seed {seed} is not a whole number from 0 to 18446744073709551615. "
            "Choose a whole number in that range."
        )


def test_a_file_for_other_software_is_not_begun_with_what_is_no_seed(tmp_path):
    with pytest.raises(NetworkError, match="The seed -1"):
        Npz.write(small(), tmp_path / "w.npz", {}, seed=-1)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("given", [np.int64(3), np.uint64(3), np.array(3)])
def test_integers_of_numpy_are_seeds(given):
    assert seed_of(given) == 3 and type(seed_of(given)) is int
