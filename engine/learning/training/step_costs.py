"""Costs of a step of a training: seconds and bytes of each link and population, measured on batches."""

from __future__ import annotations

import math
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends import linear_algebra
from engine.circuit.circuit import Circuit
from engine.learning.components.by_tape import TapeLearner
from engine.learning.components.method import LearningMethod
from engine.learning.passes.blocks import Blocks, BlocksInTurn
from engine.learning.passes.scan import Room
from engine.learning.training.batches import batch_of
from engine.learning.training.ongoing import FIRST_TRAINING
from engine.learning.training.parts import TrainingParts
from engine.problems import NetworkError, Problem, declare

REPEATS = 5
FORWARD, BACKWARD, OPTIMIZER, REST = "forward", "backward", "optimizer", "rest"
Key = tuple[str, str]

NOT_BY_TAPE = declare(
    "learning.step_costs.method",
    "{method} does not go back through time layer by layer, so its step is not measured.",
    "Choose surrogate gradients, the smoothed model or EventProp.",
)


@dataclass(frozen=True)
class StepShare:
    """Seconds that an encoder, a link or a population takes of one step, by ``id``, and the bytes that it holds.

    Of a population these are the arrays of its passes through time, of both what it learns, with gradient and moments.
    """

    id: str
    forward: float
    backward: float
    memory: int

    @property
    def seconds(self) -> float:
        """Seconds of both ways."""
        return self.forward + self.backward


@dataclass(frozen=True)
class StepCosts:
    """One step of a training on ``batch`` samples: of every part the quickest of ``repeats``, after one not counted.

    ``optimizer`` is moving the weights, ``rest`` what belongs to no layer: the loss, and what holds all together.
    """

    batch: int
    repeats: int
    shares: tuple[StepShare, ...]
    optimizer: float
    rest: float

    @property
    def seconds(self) -> float:
        """Seconds of the whole step, the sum of its parts."""
        return self.optimizer + self.rest + sum(share.seconds for share in self.shares)

    @property
    def memory(self) -> int:
        """Bytes of all layers."""
        return sum(share.memory for share in self.shares)


def step_costs(
    found: Circuit, method: type[LearningMethod], settings: Mapping[str, float | str] | None = None, seed: int = 1,
    repeats: int = REPEATS, on_progress: Callable[[float], bool] | None = None,
) -> StepCosts | None:  # fmt: skip
    """Train a copy of the circuit for some batches and tell where the time goes; what is drawn stays as it is.

    ``on_progress`` hears the share that is done; None where it said no. Raises :class:`NetworkError` for a network that
    the method does not fit, and a method that goes through no tape.
    """
    if problems := [problem for problem in method.misfits(found) if problem.is_fatal]:
        raise NetworkError(problems)
    complete = method.complete(settings)
    train = TrainingParts(found.dataset, found.samples, seed, 0.0).train
    size = min(round(float(complete["batch"])), len(train))
    learner = method.learner(found, {**complete, "batch": size}, seed)
    if not isinstance(learner, TapeLearner):
        raise NetworkError([Problem("", NOT_BY_TAPE, {"method": method.title})])
    watch, quickest = _Stopwatch(), defaultdict[Key, float](lambda: math.inf)
    with linear_algebra.one_thread(), np.errstate(all="ignore"):
        tape = learner.tape(size)
        at_once = tape.threads if isinstance(tape, BlocksInTurn) else 1
        if isinstance(tape, Blocks | BlocksInTurn):
            tape.threads = 1  # where several are at work, what each takes is not told apart
        for one in _tapes_of(tape):
            for scan in one.scans.values():
                scan.compile()
        for number in range(repeats + 1):
            indices = np.take(train, np.arange(number * size, (number + 1) * size), mode="wrap")
            batch = batch_of(found, indices, FIRST_TRAINING + number * size, train)
            watch.seconds.clear()
            began = time.perf_counter()
            learner.learn(batch)
            took = time.perf_counter() - began
            if number == 0:  # kernels are made or loaded
                _watch_all(watch, learner, _tapes_of(tape))
            else:  # what other work disturbs is longer
                watch.seconds["", REST] = took - sum(watch.seconds.values())
                for key, spent in watch.seconds.items():
                    quickest[key] = min(quickest[key], spent)
            if on_progress is not None and not on_progress((number + 1) / (repeats + 1)):
                return None
    learnt, holding = _bytes_learnt(learner), _tapes_of(tape)
    if isinstance(tape, BlocksInTurn):
        holding = holding[:1]  # the others are of other threads, or take turns with it
    shares = []
    for id in _in_order(found):
        held = learnt[id] + at_once * sum(_bytes_of(one.scans[id]) for one in holding if id in one.scans)
        forward, backward = (quickest.get((id, way), 0.0) for way in (FORWARD, BACKWARD))
        shares.append(StepShare(id, forward, backward, held))
    optimizer, rest = (quickest.get(("", part), 0.0) for part in (OPTIMIZER, REST))
    return StepCosts(size, repeats, tuple(shares), optimizer, rest)


def _tapes_of(tape: Any) -> Sequence[Any]:
    return tape.tapes if isinstance(tape, Blocks | BlocksInTurn) else [tape]


def _in_order(found: Circuit) -> Iterator[str]:
    """Encoders, then links before the population at which they end, in the order of a step."""
    yield from (encoder.id for encoder in found.encoders)
    for population in found.populations:
        yield from (p.id for p in found.into(population.id))
        yield population.id


def _watch_all(watch: _Stopwatch, learner: TapeLearner[Any], tapes: Sequence[Any]) -> None:
    for tape in tapes:
        for id, encoding in tape.encodings.items():
            watch.follow(encoding, "encoded", (id, FORWARD))
            watch.follow_each(encoding, "pieces", (id, FORWARD))
        for id, scan in tape.scans.items():
            watch.follow(scan, "forward", (id, FORWARD))
            watch.follow(scan, "backward", (id, BACKWARD))
    for id, wiring in learner.weights.wiring.items():
        watch.follow(wiring, "onward", (id, FORWARD))
        watch.follow(wiring, "back", (id, BACKWARD))
        watch.follow(wiring, "gradient", (id, BACKWARD))
    watch.follow(learner, "step", ("", OPTIMIZER))


class _Stopwatch:
    """Seconds by key within methods of single objects; what one calls of another counts as the other's alone."""

    def __init__(self) -> None:
        self.seconds: dict[Key, float] = defaultdict(float)
        self._within: list[float] = []  # of the calls under way: what they called took so long

    def follow(self, thing: object, name: str, key: Key) -> None:
        """Count the calls of a method of one object."""
        called = getattr(thing, name)

        def timed(*arguments: Any, **named: Any) -> Any:
            with self._counting(key):
                return called(*arguments, **named)

        vars(thing)[name] = timed

    def follow_each(self, thing: object, name: str, key: Key) -> None:
        """Count the steps of a method that is a generator."""
        called = getattr(thing, name)

        def timed(*arguments: Any, **named: Any) -> Iterator[Any]:
            pieces = iter(called(*arguments, **named))
            while True:
                with self._counting(key):
                    piece = next(pieces, None)
                if piece is None:
                    return
                yield piece

        vars(thing)[name] = timed

    @contextmanager
    def _counting(self, key: Key) -> Iterator[None]:
        self._within.append(0.0)
        began = time.perf_counter()
        try:
            yield
        finally:
            took = time.perf_counter() - began
            self.seconds[key] += took - self._within.pop()
            if self._within:
                self._within[-1] += took


def _bytes_learnt(learner: TapeLearner[Any]) -> dict[str, int]:
    """Bytes of what each element learns: its arrays, their gradients, which are as large, and their moments."""
    found: dict[str, int] = defaultdict(int)
    for (id, _), array in learner.weights.values.items():
        found[id] += 2 * array.nbytes
    for arrays in learner.optimizer.state().values():
        for key, array in arrays.items():
            if key:
                found[key[0]] += array.nbytes
    return found


def _bytes_of(thing: object) -> int:
    """Bytes of all arrays that an object holds, each memory once."""
    return sum(array.nbytes for array in {id(owner): owner for owner in map(_owner, _arrays_in(vars(thing)))}.values())


def _arrays_in(held: Any) -> Iterator[NDArray[Any]]:
    if hasattr(held, "nbytes") and hasattr(held, "base") and held.ndim:
        yield held
    elif isinstance(held, Mapping):
        for part in held.values():
            yield from _arrays_in(part)
    elif isinstance(held, list | tuple):
        for part in held:
            yield from _arrays_in(part)
    elif isinstance(held, Room):
        yield from _arrays_in(vars(held))


def _owner(array: Any) -> Any:
    """The array whose memory a view looks at."""
    while getattr(array, "base", None) is not None and hasattr(array.base, "nbytes"):
        array = array.base
    return array
