"""Problems of one element that carries no spikes itself: nodes, decoders, recordings."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.checking.problem_of import problem_of, title_of, warning_of
from engine.checking.quantities import extremes, is_finite, is_number, parameter_problems, shape_problem
from engine.checking.resets import reset_problems
from engine.checking.spike_passing import spike_problems
from engine.model.quantities import Refractory
from engine.model.sources import DRAWS
from engine.network import problems_found as found
from engine.network.description import (
    Dataset,
    Encoder,
    NetworkDescription,
    Population,
    Recording,
    Stimulus,
)
from engine.network.series import series_problems
from engine.network.timescales import fastest_time_constant
from engine.problems import Problem

SPLITS = ("train", "validation", "test", "all")
COARSEST = 0.2  # of the shortest time constant
MOST_PROBABLE = 0.1  # a spike a step: above it a Bernoulli train is no Poisson train
WHOLE = 1e-6  # of a spike: a code without chance may fire in every step, and not more often
RATE_UNIT, MS_PER_S = "Hz", 1000.0


def population_problems(network: NetworkDescription, population: Population) -> Iterator[Problem]:
    """Size, parameters, start and bias, and a resolution too coarse."""
    size = population.size
    if size < 1:
        yield problem_of(population, found.BAD_SIZE, "size", value=size)
        return
    wrong = list(parameter_problems(population, population.model, population.parameters, size))
    yield from wrong
    for name, value in population.start.items():
        if name not in population.model.states():
            yield problem_of(population, found.UNKNOWN_NAME, name, name=name)
        elif problem := shape_problem(population, name, value, size):
            yield problem
    if problem := shape_problem(population, "bias", population.bias, size):
        yield problem
    if not wrong:
        yield from _rounded_refractory(network, population)
        yield from _coarse(network, population)
        yield from reset_problems(population)
        if population.model.fires_by_chance():
            yield from _fast(network, population)


def _rounded_refractory(network: NetworkDescription, population: Population) -> Iterator[Problem]:
    h = network.resolution
    for name, parameter in population.model.parameters().items():
        if isinstance(parameter, Refractory):
            time = extremes(population.parameters.get(name, parameter.default))[0]
            if not is_whole(time / h):
                acts = max(round(time / h), 1) * h
                yield warning_of(population, found.REFRACTORY_ROUNDED, name, name=name, value=f"{acts:g}", h=f"{h:g}")


def _coarse(network: NetworkDescription, population: Population) -> Iterator[Problem]:
    arriving = network.incoming.get(population.id, ())
    synapses = [(p.synapse, p.synapse_parameters) for p in arriving if p.synapse is not None]
    fastest = fastest_time_constant(population, synapses)
    if fastest is not None and network.resolution > COARSEST * fastest[1] > 0.0:
        values = {"value": f"{fastest[1]:g}", "wanted": f"{COARSEST * fastest[1]:g}"}
        yield warning_of(population, found.COARSE, h=f"{network.resolution:g}", name=fastest[0], **values)


def is_whole(steps: float) -> bool:
    """Tell whether a number of steps is whole, but for the rounding of decimals."""
    return not np.isfinite(steps) or bool(abs(steps - round(steps)) < 1e-6)


def stimulus_problems(network: NetworkDescription, stimulus: Stimulus) -> Iterator[Problem]:
    """Size, parameters and rate of a stimulus."""
    if stimulus.size < 1:
        yield problem_of(stimulus, found.BAD_SIZE, "size", value=stimulus.size)
        return
    own_train = stimulus.model.own_train_per_target()
    if own_train and stimulus.size != 1:
        yield problem_of(stimulus, found.OWN_TRAIN_SIZE, "size", value=stimulus.size)
    wrong = list(parameter_problems(stimulus, stimulus.model, stimulus.parameters, stimulus.size))
    yield from wrong
    if not wrong:
        wrong = list(series_problems(stimulus, title_of(stimulus), network.resolution))
        yield from wrong
    if not wrong and own_train:
        yield from _drive(network, stimulus)
    elif not wrong:
        yield from _rates(network, stimulus)


def _drive(network: NetworkDescription, stimulus: Stimulus) -> Iterator[Problem]:
    from engine.sampling.poisson_rate import LARGEST_EXPECTATION, expected_spikes

    for name in stimulus.parameters.keys() & stimulus.model.parameters().keys():
        value = stimulus.parameters[name]
        if not isinstance(value, float | int):
            yield problem_of(stimulus, found.ONE_VALUE, name, name=name)
            return
    expected = expected_spikes(stimulus, network.resolution)
    if expected > LARGEST_EXPECTATION:
        yield problem_of(stimulus, found.TOO_MUCH_DRIVE, value=f"{expected:g}", most=f"{LARGEST_EXPECTATION:g}")


def _rates(network: NetworkDescription, source: Stimulus | Encoder) -> Iterator[Problem]:
    reached = (network.population_of.get(p.target) for p in network.outgoing.get(source.id, ()))
    models = [population.model for population in reached if population is not None]
    if models and all(model.is_discrete() for model in models):
        return  # in discrete networks the probability of a step is what is meant
    yield from _fast(network, source)


def _fast(network: NetworkDescription, source: Stimulus | Encoder | Population) -> Iterator[Problem]:
    """Rates that give too many spikes a step: an element that fires by chance needs many steps to a spike."""
    most = 1.0 + WHOLE if isinstance(source, Encoder) and not _by_chance(source) else MOST_PROBABLE
    for name, parameter in source.model.parameters().items():
        if parameter.unit != RATE_UNIT:
            continue
        probability = extremes(source.parameters.get(name, parameter.default))[1] * network.resolution / MS_PER_S
        if probability > most:
            yield warning_of(source, found.FAST, name, value=f"{probability:g}", name=name)


def _by_chance(encoder: Encoder) -> bool:
    return any(set(DRAWS) & set(equation.arguments) for equation in encoder.model.equations.values())


def dataset_problems(network: NetworkDescription, dataset: Dataset) -> Iterator[Problem]:
    """Times, split and parameters of a dataset."""
    h = network.resolution
    wrong = list(parameter_problems(dataset, dataset.model, dataset.parameters, None))
    yield from wrong
    if not wrong:
        faults = [problem_of(dataset, code, quantity, **words) for code, words, quantity in
                  dataset.model.problems(dataset.parameters)]  # fmt: skip
        yield from faults
        if not faults:
            yield from dataset_remarks(dataset)
    if not is_number(dataset.sample_time):
        yield problem_of(dataset, found.ONE_VALUE, "sample_time", name="sample_time")
    elif not is_finite(dataset.sample_time) or dataset.sample_time < h / 2:
        yield problem_of(dataset, found.BAD_TIME, "sample_time", value=f"{dataset.sample_time:g}", h=f"{h:g}")
    if not is_number(dataset.gap):
        yield problem_of(dataset, found.ONE_VALUE, "gap", name="gap")
    elif not is_finite(dataset.gap) or dataset.gap < 0.0:
        yield problem_of(dataset, found.BAD_GAP, "gap", value=f"{dataset.gap:g}")
    if dataset.split not in SPLITS:
        options = ", ".join(SPLITS)
        yield problem_of(dataset, found.BAD_CHOICE, "split", name="split", value=dataset.split, options=options)


def dataset_remarks(dataset: Dataset) -> Iterator[Problem]:
    """Warnings of data that can be loaded."""
    for code, words, quantity in dataset.model.remarks(dataset.parameters):
        yield warning_of(dataset, code, quantity, **words)


def encoder_problems(network: NetworkDescription, encoder: Encoder) -> Iterator[Problem]:
    """Parameters, dataset and rate of an encoder."""
    shown = network.dataset_of.get(encoder.dataset)
    if shown is None:
        yield problem_of(encoder, found.UNKNOWN_ELEMENT, id=encoder.dataset)
    if encoder.model.needs_motion and shown is not None and not shown.model.moves:
        yield warning_of(encoder, found.STILL_SAMPLES, dataset=title_of(shown))
    wrong = list(parameter_problems(encoder, encoder.model, encoder.parameters, None))
    yield from wrong
    if not wrong:
        yield from _rates(network, encoder)
        if shown is not None:
            yield from _cut(encoder, shown)
            yield from spike_problems(network, encoder, shown)


def _cut(encoder: Encoder, dataset: Dataset) -> Iterator[Problem]:
    """A code that takes longer than a sample is shown."""
    numbers = dataset.model.parameters()
    if not all(is_number(value) for name, value in dataset.parameters.items() if name in numbers):
        return  # which is said of the dataset
    shape = dataset.model.shape_of(dataset.parameters)
    channels = int(np.prod(shape[1:] if dataset.model.moves else shape)) if shape else 1
    values = {n: encoder.parameters.get(n, p.default) for n, p in encoder.model.parameters().items()}
    if not all(map(is_number, [*values.values(), dataset.sample_time])):
        return
    need = encoder.model.lasts(values, channels)
    if need > dataset.sample_time:
        words = {"need": f"{need:g}", "have": f"{dataset.sample_time:g}"}
        yield warning_of(encoder, found.CUT_CODE, dataset=title_of(dataset), **words)


def recording_problems(network: NetworkDescription, recording: Recording) -> Iterator[Problem]:
    """Find what a recording asks for and is not there."""
    options, count = recordable(network, recording.element)
    target = recording.element
    if not options:
        yield problem_of(recording, found.UNKNOWN_ELEMENT, id=target)
        return
    if recording.quantity not in options:
        values = {"quantity": recording.quantity, "target": target, "options": ", ".join(options)}
        yield problem_of(recording, found.UNRECORDABLE, **values)
    elif recording.indices and count is not None and not all(0 <= i < count for i in recording.indices):
        yield problem_of(recording, found.BAD_INDEX, index=max(recording.indices), count=count, target=target)
    if not is_number(recording.interval):
        yield problem_of(recording, found.ONE_VALUE, "interval", name="interval")
    elif not is_finite(recording.interval) or recording.interval <= 0.0:
        yield problem_of(recording, found.BAD_INTERVAL, value=f"{recording.interval:g}")


def recordable(network: NetworkDescription, element: str) -> tuple[tuple[str, ...], int | None]:
    """The quantities that can be recorded of an element, and its size where that is known."""
    source, projection = network.sources.get(element), network.projection_of.get(element)
    if projection is not None:
        return tuple(projection.variables()), None
    if source is None:
        return (), None
    if isinstance(source, Population):
        return ("spikes", *source.model.recordable()), source.size
    return tuple(source.model.recordable()) or ("spikes",), source.size if isinstance(source, Stimulus) else None
