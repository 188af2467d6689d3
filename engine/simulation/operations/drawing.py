"""A uniform number for each neuron and step, for neurons that fire by chance."""

from __future__ import annotations

from types import SimpleNamespace

from engine.backends.kernels.argument import Argument
from engine.backends.kernels.kernel import Kernel, each_step, loop_kernel, once
from engine.sampling.randomness import step_words
from engine.simulation.operations.arguments import arguments_named
from engine.simulation.operations.sources import uniforms

CHANCE = "chance"  # the purpose of a population's stream of random numbers

DRAW = """    k = now[0] + j
{made}    for i in range(neurons):
        drawn[i] = uniform({word})
"""
MADE = """    block, lane = k >> 2, k & 3
    if made[0] != block:
        fill_words(words[: 4 * neurons].reshape((4, neurons)), first[0], block, 0, key[2], key[0], key[1])
        made[0] = block
"""


@each_step
def _draw_on_arrays(a: SimpleNamespace, j: int, k: int) -> None:
    block, lane = k >> 2, k & 3
    if a.made[0] != block:
        stream = (int(a.key[2]) << 32) | int(a.key[1])
        a.words[:] = step_words(int(a.key[0]), stream, 0, block, a.neurons, int(a.first[0])).reshape(-1)
        a.made[0] = block
    a.drawn[:] = uniforms(a.words.reshape(4, a.neurons)[lane], a.drawn.dtype.name)


@once
def drawing(precision: str) -> Kernel:
    """Fills ``drawn`` (neurons,) by the counter (neuron, step); ``first`` (1,) is the part's first neuron."""
    own = Argument("key", "np.uint32", "3"), Argument("first", "np.int64", "1")
    arguments = (*arguments_named("words made"), *own, *arguments_named("now drawn"))
    loop = DRAW.format(made=MADE, word="words[lane * neurons + i]")
    on_device = DRAW.format(made="", word="random_word(first[0] + i, k, 0, key[2], key[0], key[1])")
    title = "Uniform numbers, made for four steps at a time"
    return loop_kernel(title, "draw", arguments, loop, _draw_on_arrays, precision, on_device=on_device)
