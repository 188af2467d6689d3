"""Advice for a network that can be trained, and would learn more if it were drawn otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from engine.checking.network import check
from engine.checking.problem_of import warning_of
from engine.checking.spike_passing import spike_problems
from engine.circuit.circuit import Circuit
from engine.learning.calibration.counting import kept_share
from engine.learning.calibration.mean_input import RATE_CODE, most_sent
from engine.learning.components.declared import FRESH
from engine.model.declaration import Payload
from engine.network.description import Encoder, NetworkDescription, Sign
from engine.problems import Problem, Severity, declare

FEW, ENOUGH = 10.0, 20.0  # spikes of the value 1 in a sample: digits by 5 were answered right in 86 %, by 20 in 96 %
DIGITS = 2  # of the time that is named
MANY = 200  # steps of a sample
COARSER = (1.0, 0.5, 0.2)  # ms, of steps: digits through two layers in 25 ms are answered by each as by 0.1 ms
FORGETS, REMEMBERS = 10.0, 2.5  # memories of a membrane in a sample: docs/decisions/0137
ROUNDED = 1.001  # of a memory that was found by trying
STEPS = (5.0, 2.0, *COARSER)  # ms, of a step in which neurons that move once in each remember longer
FEW_BATCHES, FEW_STEPS, ENOUGH_STEPS = 4, 100, 300  # spike XOR, one batch: 30 steps answer a half, 100 and 300 all

COARSE = declare(
    "learning.coarse",
    "{element} fires at most {count} {count:time|times} for a value in a sample, so the network sees samples coarsely.",
    "Show each sample for {time} ms, or raise the rate of {element}.",
)
ONE_SIGN = declare(
    "learning.one_sign",
    "Every link of this network is excitatory, and stays so: no weight can say what speaks against an answer.",
    "Set the sign of its links to “both signs”, or draw inhibitory ones.",
)
FEW_SAMPLES = declare(
    "learning.few_samples",
    "These samples are so few that the weights move only {steps} {steps:time|times} in this training.",
    "Set epochs to {epochs}, or make batches smaller.",
)
FINE = declare(
    "learning.fine",
    "Each sample takes {steps} {steps:step|steps} of {h} ms, and training takes its time by the steps.",
    "Set the time step to {coarser} ms: training then takes 1/{part} of the time.",
)
FORGETFUL = declare(
    "learning.forgetful",
    "{element} forgets its input within {kept} of the {steps} {steps:step|steps} of a sample, "
    "so what comes apart never meets.",
    "Set the time step to {coarser} ms, or let {element} keep more of its membrane in a step.",
)
ALIKE = declare(
    "learning.alike",
    "All neurons of {element} have the same weights, so they learn the same.",
    "Start from fresh weights, or draw the weights that reach them at random.",
)


def advice(circuit: Circuit, settings: Mapping[str, float | str], batches: int) -> tuple[Problem, ...]:
    """Warnings for whoever trains all weights of ``circuit`` by ``settings``, all given, and ``batches`` an epoch."""
    of_steps = *_fine(circuit), *_forgetful(circuit)
    of_drawing = *_of_other_spikes(circuit), *_coarse(circuit), *of_steps, *_of_one_sign(circuit)
    few = _of_few_samples(circuit, round(float(settings["epochs"])), batches)
    return *of_drawing, *few


def alike(circuit: Circuit, settings: Mapping[str, float | str]) -> Iterator[Problem]:
    """Hidden neurons that nothing tells apart, where training begins from the present weights."""
    if settings.get("start") == FRESH:
        return
    for population in circuit.populations:
        links = [p for p in circuit.projections if p.target == population.id]
        values = *population.parameters.values(), *(p.weight for p in links), population.bias
        differ = any(not isinstance(value, int | float) for value in values) or any(not p.wiring.dense for p in links)
        if population.id != circuit.output.id and population.size > 1 and not differ:
            yield warning_of(population, ALIKE)


def _of_other_spikes(circuit: Circuit) -> Iterator[Problem]:
    for encoder in circuit.encoders:
        yield from spike_problems(circuit.description, encoder, circuit.dataset)


def _coarse(circuit: Circuit) -> Iterator[Problem]:
    if circuit.dataset.model.interval_of(circuit.dataset.parameters) is not None or not circuit.samples.have_classes:
        return  # spikes or values are told by when they come
    for encoder in circuit.encoders:
        if encoder.model.payload() is not Payload.SPIKES or encoder.model.code != RATE_CODE or _differs(encoder):
            continue
        count = most_sent(circuit, encoder)
        if 0 < count < FEW:
            time = float(f"{circuit.dataset.sample_time * ENOUGH / count:.{DIGITS}g}")
            yield warning_of(encoder, COARSE, count=f"{count:.{DIGITS}g}", time=f"{time:g}")


def _fine(circuit: Circuit) -> Iterator[Problem]:
    """Many steps where fewer would do: no time constant, rate, delay or spike of the data needs them."""
    network, h = circuit.description, circuit.description.resolution
    if circuit.steps < MANY or any(p.model.is_discrete() for p in circuit.populations):
        return  # what changes by so much in a step would be another network
    known = _found(circuit, network)
    for coarser in COARSER:
        if coarser >= 2 * h and _found(circuit, replace(network, resolution=coarser)) <= known:
            words = {"steps": circuit.steps, "h": f"{h:g}", "coarser": f"{coarser:g}", "part": f"{coarser / h:.2g}"}
            yield Problem("", FINE, words, Severity.WARNING)
            return


def _forgetful(circuit: Circuit) -> Iterator[Problem]:
    """Neurons that move once in a step and forget in steps, where a sample takes so many that it is gone."""
    network, known = circuit.description, _found(circuit, circuit.description)
    for population in circuit.populations:
        if not population.model.is_discrete():
            continue
        share = kept_share(population, network.resolution, seed=0)
        memory = 1 / (1 - share) if 0 < share < 1 else np.inf  # none at all, as of units of a rate, is meant so
        if circuit.steps <= FORGETS * memory * ROUNDED:
            continue
        wanted = circuit.dataset.sample_time / (REMEMBERS * memory) * ROUNDED
        fitting = (h for h in STEPS if network.resolution < h <= wanted)
        coarser = next((h for h in fitting if _found(circuit, replace(network, resolution=h)) <= known), None)
        if coarser is not None:
            words = {"kept": f"{memory:.{DIGITS}g}", "steps": str(circuit.steps), "coarser": f"{coarser:g}"}
            yield warning_of(population, FORGETFUL, **words)
            return


def _found(circuit: Circuit, network: NetworkDescription) -> set[tuple[str, str]]:
    """The problems of a network of these elements, each as its sentence, which tells how wrong, and its place."""
    of_spikes = (p for e in network.encoders for p in spike_problems(network, e, circuit.dataset))
    return {(str(problem), problem.place) for problem in (*check(network), *of_spikes)}


def _differs(encoder: Encoder) -> bool:
    """Tell whether its trains have values of their own."""
    return any(isinstance(value, np.ndarray) or not np.isscalar(value) for value in encoder.parameters.values())


def _of_one_sign(circuit: Circuit) -> Iterator[Problem]:
    if not circuit.samples.have_classes:
        return  # no answers are told apart
    learnt = [p for p in circuit.projections if p.synapse is not None]
    if learnt and all(p.sign is Sign.EXCITATORY for p in learnt):
        yield Problem(learnt[0].id, ONE_SIGN, {}, Severity.WARNING)


def _of_few_samples(circuit: Circuit, epochs: int, batches: int) -> Iterator[Problem]:
    steps = epochs * batches
    if batches < FEW_BATCHES and steps < FEW_STEPS and circuit.samples.have_classes:
        words = {"steps": steps, "epochs": -(-ENOUGH_STEPS // batches)}
        yield Problem("", FEW_SAMPLES, words, Severity.WARNING)
