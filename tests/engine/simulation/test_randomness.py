"""Random numbers that depend on nothing but what they are drawn for."""

import numpy as np
import pytest
from scipy import stats

from engine.backends.functions.normal_numpy import standard_normal
from engine.sampling import randomness
from engine.sampling.randomness import philox, shuffled, stream, uniform_blocks, uniforms
from engine.simulation.connections.draws import WiringRandom

ONES = 0xFFFFFFFF
KNOWN_ANSWERS = [  # Random123 1.14, kat_vectors, philox4x32 10
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((ONES,) * 4, (ONES,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN_ANSWERS)
def test_philox_gives_random123s_known_answers(counter, key, answer):
    assert tuple(int(w) for w in philox(tuple(np.uint32(c) for c in counter), key)) == answer


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN_ANSWERS)
def test_the_compiled_philox_gives_the_same_words(counter, key, answer):
    from numba import njit

    from engine.backends.functions.philox import philox as compiled

    @njit
    def call(c0, c1, c2, c3, k0, k1):
        return compiled(c0, c1, c2, c3, k0, k1)

    assert tuple(int(w) for w in call(*(np.uint32(v) for v in (*counter, *key)))) == answer


def test_arrays_and_compiled_loops_draw_the_same_uniforms(monkeypatch):
    compiled = uniform_blocks(7, stream("encoder", "spikes"), np.arange(3), 1000, 6)
    monkeypatch.setattr(randomness, "compiled_exists", lambda: False)
    assert np.array_equal(compiled, uniform_blocks(7, stream("encoder", "spikes"), np.arange(3), 1000, 6))


def test_a_draw_depends_on_neither_size_nor_length():
    large = uniform_blocks(1, 5, np.array([2]), elements=50, steps=9)
    small = uniform_blocks(1, 5, np.array([2]), elements=20, steps=5)
    assert np.array_equal(large[:5, :, :20], small)


def test_streams_seeds_and_presentations_all_differ():
    given = ((1, 5, 0), (2, 5, 0), (1, 6, 0), (1, 5, 1))
    blocks = [uniform_blocks(seed, number, np.array([shown]), elements=8, steps=4) for seed, number, shown in given]
    assert len({block.tobytes() for block in blocks}) == len(blocks)


def test_uniforms_are_uniform():
    values = uniforms(3, stream("x", "weight"), np.arange(20_000))
    assert stats.kstest(values, "uniform").pvalue > 1e-3
    assert values.min() > 0.0 and values.max() < 1.0


def test_the_normal_quantile_is_the_textbooks():
    uniform = np.r_[1e-12, 1e-3, np.linspace(0.01, 0.99, 99), 1 - 1e-3, 1 - 1e-12]
    assert np.allclose(standard_normal(uniform), stats.norm.ppf(uniform), rtol=1e-13, atol=1e-14)


def test_shuffling_is_a_permutation_that_changes_with_the_epoch():
    first, second = shuffled(1, 9, 100, 0), shuffled(1, 9, 100, 1)
    assert sorted(first) == list(range(100))
    assert not np.array_equal(first, second)


def test_wiring_draws_do_not_depend_on_how_targets_are_divided():
    random = WiringRandom(1, "p")
    whole = random.uniform(0, 10, 7)
    assert np.array_equal(whole, np.concatenate([random.uniform(0, 4, 7), random.uniform(4, 6, 7)]))
