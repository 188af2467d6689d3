"""No thread of a library computes, or waits busily, beside a run that was asked to use one."""

from tests.thread_seconds import on_linux, thread_seconds

LARGE = """
from engine import NetworkDescription, Population, Projection, Simulation, find
from engine.network.values import Uniform

model = find("neurons/leaky_integrate_and_fire")
neurons = Population("A", model, 100_000, {"E_L": -49.0}, {"V": Uniform(-60.0, -50.0)})
simulation = Simulation(NetworkDescription(populations=(neurons,)), seed=1, threads=1)
simulation.advance(50)
"""
ADVANCED = """
for _ in range(400):
    simulation.advance(50)
"""


@on_linux
def test_a_large_run_on_one_thread_keeps_one_processor():
    first, others = thread_seconds(LARGE, ADVANCED)
    assert sum(others.values()) < 0.1 * first, others


IMPORTED = """
from engine import fit
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from tests.benchmarks.learning_digits import digits
"""
TRAINED = """
fit(digits(), SurrogateGradient, epochs=4, seed=1)
"""


@on_linux
def test_a_training_keeps_one_processor():
    first, others = thread_seconds(IMPORTED, TRAINED)
    assert sum(others.values()) < 0.1 * first, others
