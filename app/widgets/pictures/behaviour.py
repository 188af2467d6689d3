"""Small pictures of what a model does, drawn from its own equations: spikes, kernel, learning window.

A picture is a tuple of strokes; a stroke is a tuple of points (x, y) in the unit square, y upwards. The
equations are read here once more, as plain numbers: a picture needs neither speed nor exactness.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from engine.model.declaration import (
    Equation,
    Model,
    NeuronModel,
    Parameter,
    PlasticityModel,
    Refractory,
    Sampled,
    ShortTermModel,
    SynapseModel,
)
from engine.model.equations.evaluation import value
from engine.model.sources import EncoderModel, StimulusModel
from engine.model.topology import PositionsModel, ProjectionSide, WiringRule
from engine.model.typed.probing import FUNCTIONS
from engine.network.values import Floats
from engine.simulation.connections.draws import WiringRandom
from engine.simulation.operations.source_reading import SourceModel
from engine.simulation.preview import sent

Stroke: TypeAlias = tuple[tuple[float, float], ...]
Picture: TypeAlias = tuple[Stroke, ...]
Values: TypeAlias = dict[str, float]

FLAT: Stroke = ((0.0, 0.08), (1.0, 0.08))
POINTS = 120
WANTED_SPIKES = 4
CEILING = 0.72  # where a membrane ends, so that spikes can rise above it
BRIGHT = 0.85  # the value that a pictured encoder sees
SPANS = (40.0, 200.0, 1000.0)  # ms; the first that shows enough spikes is drawn
PULSE = 0.3  # where a synapse's spike arrives
SENT_SPIKES = 8  # of a pictured short-term rule
MOST_TICKS = 24
WAVE = 0.5 + 0.4 * np.sin(np.linspace(0.0, 9.0, 100))[:, None]  # what encoders of signals see
DOTS = 3  # neurons on each side of a pictured wiring
PICTURED_SEED = 2
PLACED, DASH = 16, 0.02  # neurons of pictured positions, and half the length of the dash that stands for one
MEMBRANE_SPANS = (60.0, 200.0, 800.0)  # ms; the first in which a neuron fires often enough is drawn
DISCRETE_STEPS = 50  # of a neuron that acts once per step of the grid
X = np.linspace(0.0, 1.0, 300)  # where a membrane is looked at
PULSE_FROM, PULSE_TO = 0.15, 0.6  # of the current that a read-out is shown
CURRENTS = np.geomspace(0.01, 1e5, 57)  # in the unit of the neuron's input
NUDGE = 1e-6  # for slopes
STEEPEST = 2.0  # growth within one step: an upstroke must not overflow
REST, COUPLED = -65.0, 25.0  # mV; the membrane at which a synapse is shown, and how far a source's may be from it


_kept: WeakKeyDictionary[type[Model], Picture] = WeakKeyDictionary()  # a plug-in may bring another of a key


def behaviour(model: type[Model]) -> Picture:
    """The picture of a model; empty where its equations say nothing that could be drawn."""
    if model not in _kept:
        _kept[model] = _drawn(model)
    return _kept[model]


def known_behaviour(model: type[Model]) -> Picture | None:
    """The picture of a model where it is drawn already: to draw one may take as long as many frames."""
    return _kept.get(model)


def _drawn(model: type[Model]) -> Picture:
    draw = next((draw for kind, draw in _DRAWN.items() if issubclass(model, kind)), None)
    if draw is None:
        return ()
    try:
        with np.errstate(all="ignore"):
            return draw(model)
    except (ArithmeticError, KeyError, TypeError, ValueError):
        return ()  # an equation that plain numbers cannot read has the icon of its kind instead


def _number(equation: Equation, values: Mapping[str, float]) -> float:
    """The equation's value, its elementary functions read as NumPy's."""
    return float(value(equation, values, FUNCTIONS))


def _defaults(model: type[Model]) -> Values:
    return {name: parameter.default for name, parameter in model.parameters().items()}


def _starts(model: type[Model], values: Mapping[str, float]) -> Values:
    """The states of a model as they begin."""
    return {n: values[s.start] if isinstance(s.start, str) else float(s.start) for n, s in model.states().items()}


def _about_the_middle(changes: Sequence[float]) -> list[float]:
    """Changes on a scale from their largest below to their largest above."""
    largest = max(abs(change) for change in changes) or 1.0
    return [0.5 + 0.5 * change / largest for change in changes]


def _longest(model: type[Model]) -> float:
    """The longest time constant that a model declares, in ms."""
    times = [p.default for p in model.parameters().values() if p.unit == "ms" and p.default > 0]
    return max(times, default=10.0)


def _scaled(points: Iterable[tuple[float, float]], top: float = 1.0) -> Stroke:
    """Points brought into the unit square, the highest at ``top``."""
    listed = list(points)
    xs, ys = [x for x, _ in listed], [y for _, y in listed]
    across, up = max(xs) - min(xs) or 1.0, max(ys) - min(ys)
    return tuple(((x - min(xs)) / across, (y - min(ys)) / up * top if up else 0.5) for x, y in listed)


def _ticks(times: Iterable[float]) -> Picture:
    """Spikes at times in [0, 1]."""
    return tuple(((x, 0.1), (x, 0.9)) for x in times)


def _neuron(model: type[NeuronModel]) -> Picture:
    """The membrane under the weakest current of many that makes it fire, or a read-out under a pulse."""
    if not model.fires():
        pulse = np.where((X > PULSE_FROM) & (X < PULSE_TO), 1.0, 0.0)
        trace, _ = _membrane(model, MEMBRANE_SPANS[0], pulse[:, np.newaxis])
        return (_scaled(zip(X.tolist(), trace[:, 0].tolist(), strict=True)),)
    for span in MEMBRANE_SPANS:
        trace, fired = _membrane(model, span, np.broadcast_to(CURRENTS, (len(X), len(CURRENTS))))
        enough = np.flatnonzero((fired.sum(axis=0) >= WANTED_SPIKES) & np.isfinite(trace).all(axis=0))
        if enough.size:
            return (_with_spikes(trace[:, enough[0]], fired[:, enough[0]]),)
    return ()


def _with_spikes(trace: Floats, fired: NDArray[np.bool_]) -> Stroke:
    stroke: list[tuple[float, float]] = []
    for point, spike in zip(_scaled(zip(X.tolist(), trace.tolist(), strict=True), CEILING), fired, strict=True):
        stroke += [point, (point[0], 1.0)] if spike else [point]
    return tuple(stroke)


def _membrane(model: type[NeuronModel], span: float, currents: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """The first state (points, currents) over ``span`` ms, and where it fires; ``currents`` alike."""
    every = len(X) // DISCRETE_STEPS if model.is_discrete() else 1
    h = span / len(X) * every
    values: dict[str, Any] = {**_defaults(model), "bias": 0.0, "h": h}
    random = np.random.default_rng(PICTURED_SEED)
    values |= {name: np.full(currents.shape[1], start) for name, start in _starts(model, values).items()}
    shown, entry = next(iter(model.states())), model.input()
    held = next((p.default for p in model.parameters().values() if isinstance(p, Refractory)), 0.0)
    trace, fired = np.zeros(currents.shape), np.zeros(currents.shape, np.bool_)
    rest, above = np.zeros(currents.shape[1]), np.zeros(currents.shape[1], np.bool_)
    for place in range(len(X)):
        if place % every == 0:
            if entry is not None:
                values[entry.name] = currents[place]
            values["t"], values["u"] = place * h, random.random(currents.shape[1])
            rest -= h
            before = {name: values[name] for name in model.states()}
            _advance(model, values, h)
            values.update({name: np.where(rest <= 0, values[name], old) for name, old in before.items()})
            if model.fires():
                is_over = np.broadcast_to(value(model.equations["spike"], values, FUNCTIONS), rest.shape)
                spikes = is_over & ~above if model.upward_crossing else is_over & (rest <= 0)
                above, fired[place] = is_over, spikes
                rest = np.where(spikes, held, rest)
        trace[place] = values[shown]
        _reset(model, values, fired[place])
    return trace, fired


def _reset(model: type[NeuronModel], values: dict[str, Any], spikes: NDArray[np.bool_]) -> None:
    equations = {name: model.equations.get(f"{name}_after_spike") for name in model.states()}
    after = {name: value(e, values, FUNCTIONS) for name, e in equations.items() if e is not None}
    values.update({name: np.where(spikes, new, values[name]) for name, new in after.items()})


def _advance(model: type[Model], values: dict[str, Any], h: float) -> None:
    """One step of a map, or of exponential Euler along the slope of each rate: steps may be coarse."""
    after: dict[str, Any] = {}
    for name in model.states():
        if f"{name}_next" in model.equations:
            after[name] = value(model.equations[f"{name}_next"], values, FUNCTIONS)
        elif f"d{name}_dt" in model.equations:
            rate, now = model.equations[f"d{name}_dt"], values[name]
            here = value(rate, values, FUNCTIONS)
            there = value(rate, {**values, name: now + NUDGE}, FUNCTIONS)
            after[name] = now + h * here * FUNCTIONS["exprel"](np.minimum(h * (there - here) / NUDGE, STEEPEST))
    values.update(after)


def _synapse(model: type[Model]) -> Picture:
    """The current after one spike, or against the potential of the source."""
    if "current" in model.equations and "V_pre" in model.equations["current"].arguments:
        coupled = {**_defaults(model), "weight": 1.0, "V": REST}
        potentials = np.linspace(REST - COUPLED, REST + COUPLED, POINTS).tolist()
        return (_scaled((V, _number(model.equations["current"], {**coupled, "V_pre": V})) for V in potentials),)
    arrivals = {n: e for n, e in model.equations.items() if n.endswith("_after_arrival")}
    if "current" not in model.equations or not arrivals:
        return (FLAT, ((PULSE, 0.08), (PULSE, 1.0)))
    span = 4 * _longest(model)
    h = span / POINTS
    values = {**_defaults(model), "weight": 1.0, "V": REST, "h": h}
    values |= _starts(model, values)
    points = [(-0.2 * span, _number(model.equations["current"], values))]
    points.append((0.0, points[0][1]))
    after = {name.removesuffix("_after_arrival"): _number(e, values) for name, e in arrivals.items()}
    values.update(after)
    for step in range(POINTS):
        points.append((step * h, _number(model.equations["current"], values)))
        _advance(model, values, h)
    return (_scaled(points),)


def _plasticity(model: type[PlasticityModel]) -> Picture:
    """Change of a weight by the time between spikes, or by the rate of the target."""
    variables = [v for v in ("weight", *model.synapse_states()) if f"{v}_after_post" in model.equations]
    return _window(model, variables[0]) if variables else _by_rate(model)


def _window(model: type[PlasticityModel], variable: str) -> Picture:
    span = 2.5 * max(_defaults(model)[t.tau] for t in model.traces().values() if t.side in ("pre", "post"))

    def change(delay: float) -> float:
        earlier, event = ("pre", "post") if delay > 0 else ("post", "pre")
        middle = 0.5 * _defaults(model).get("w_max", 1.0)
        values = {**_defaults(model), "w": middle, **dict.fromkeys(model.states(), 0.0)}
        for name, trace in model.traces(earlier).items():
            values[name] = float(np.exp(-abs(delay) / values[trace.tau]))
        equation = model.equations.get(f"{variable}_after_{event}")
        return _number(equation, values) - values["w" if variable == "weight" else variable] if equation else 0.0

    delays = np.linspace(-span, span, POINTS)
    changes = [change(float(delay)) for delay in delays]
    curve = [((d / span + 1) / 2, y) for d, y in zip(delays.tolist(), _about_the_middle(changes), strict=True)]
    halves = (tuple(p for p in curve if p[0] < 0.5), tuple(p for p in curve if p[0] >= 0.5))
    return (*halves, ((0.0, 0.5), (1.0, 0.5)))


def _sent(model: type[Model]) -> Picture:
    """Draw what each spike of a regular train delivers."""
    interval, values = 0.1 * _longest(model), {**_defaults(model), "w": 1.0}
    values |= _starts(model, values)
    sent = []
    for _ in range(SENT_SPIKES):
        for when in ("before", "after"):
            moves = {n: model.equations.get(f"{n}_{when}_sending") for n in model.states()}
            values.update({n: _number(e, values) for n, e in moves.items() if e is not None})
            if when == "before":
                sent.append(_number(model.equations["sent"], values))
        for _ in range(POINTS):
            _advance(model, values, interval / POINTS)
    most = max(sent) or 1.0
    bars = tuple((((n + 0.5) / SENT_SPIKES, 0.08), ((n + 0.5) / SENT_SPIKES, s / most)) for n, s in enumerate(sent))
    return (FLAT, *bars)


def _by_rate(model: type[PlasticityModel]) -> Picture:
    """The rate of the weight against the rate of the target, from silence to twice the usual."""
    usual = 0.01
    values = {**_defaults(model), **dict.fromkeys(model.traces(), usual)}
    values["w"] = 0.5 * values.get("w_max", values.get("w_1", 1.0))
    if "dw_dt" not in model.equations:
        return _by_sum(model, values)
    rates = np.linspace(0.0, 2.0 * usual, POINTS).tolist()
    changes = [_number(model.equations["dw_dt"], {**values, "y": rate}) for rate in rates]
    curve = tuple((r / rates[-1], y) for r, y in zip(rates, _about_the_middle(changes), strict=True))
    return (curve, ((0.0, 0.5), (1.0, 0.5)))


def _by_sum(model: type[PlasticityModel], values: Values) -> Picture:
    """Bars of four weights before they are scaled, and after."""
    before = (0.9, 0.35, 0.65, 0.2)
    total = sum(before)
    share = _number(model.equations["weight_next"], {**values, "w": 1.0, "total": total, "w_total": 0.6 * total})
    places = [(0.1 + 0.25 * i, height) for i, height in enumerate(before)]
    bars = [((x, 0.0), (x, height)) for x, height in places]
    return (*bars, *(((x + 0.08, 0.0), (x + 0.08, share * height)) for x, height in places))


def _source(model: type[StimulusModel] | type[EncoderModel]) -> Picture:
    """The spikes or the current of an encoder or a stimulus, as the engine would send them."""
    if not model.equations:
        times = next(iter(model.series().values())).default
        return _ticks(t / (times[-1] + times[0]) for t in times)
    if "expected_spikes" in model.equations:
        return _ticks(_drawn_times(model))
    if "current" in model.equations:
        return _current(model)
    signals = (None,) if issubclass(model, StimulusModel) else (np.array([[BRIGHT]]), WAVE)
    pictures = [_trains(model, span, signal) for signal in signals for span in SPANS]
    enough = (p for p in pictures if len(p) >= WANTED_SPIKES)
    return next(enough, max(pictures, key=len))


def _trains(model: SourceModel, span: float, signal: Floats | None) -> Picture:
    """Spikes in ``span`` ms, each train in a row of its own."""
    fired = sent(model, round(span), 1.0, size=getattr(model, "usual_size", 1), signal=signal)
    rows = fired.shape[1]
    places = [(int(k) / span, int(train)) for k, train in np.argwhere(fired)]
    chosen = places[:: max(1, len(places) // MOST_TICKS)]
    return tuple(((x, 0.1 + 0.8 * n / rows), (x, 0.1 + 0.8 * (n + 0.8) / rows)) for x, n in chosen)


def _drawn_times(model: SourceModel) -> list[float]:
    """Spikes of a stimulus that says how many it expects."""
    times: list[float] = []
    for span in SPANS:
        random, h = np.random.default_rng(5), span / (2 * POINTS)
        starts = np.arange(2 * POINTS) * h
        values = {**_defaults(model), "h": h}
        moving = [values | {"t": float(t)} | _sampled(model, float(t)) for t in starts]
        expected = [_number(model.equations["expected_spikes"], now) for now in moving]
        times = [float(t) / span for t, n in zip(starts, expected, strict=True) if n > random.random()]
        if len(times) >= WANTED_SPIKES:
            break
    return times[:: max(1, len(times) // MOST_TICKS)]


def _sampled(model: SourceModel, t: float) -> Values:
    """The default values that series have at a time."""
    series = [s for s in model.series().values() if isinstance(s, Sampled)]
    places = [(s, int(t / model.parameters()[s.interval].default)) for s in series]
    return {s.name: s.default[min(place, len(s.default) - 1)] for s, place in places}


def _current(model: SourceModel) -> Picture:
    span = max(1.25 * _longest(model), SPANS[0])
    if issubclass(model, EncoderModel):
        steps = round(span)
        low, high = (float(sent(model, steps, 1.0, signal=np.array([[x]]))[0, 0]) for x in (0.0, 1.0))
        return (_scaled([(0.0, low), (0.2, low), (0.2, high), (0.8, high), (0.8, low), (1.0, low)]),)
    sampled = [s for s in model.series().values() if isinstance(s, Sampled)]
    series = [len(s.default) * model.parameters()[s.interval].default for s in sampled]
    span = max([span, *series, *(1500.0 / p.default for p in model.parameters().values() if p.unit == "Hz")])
    values = sent(model, POINTS, span / POINTS)[:, 0]
    return (_scaled(enumerate(values.tolist())),)


def _wiring(model: type[WiringRule]) -> Picture:
    """Lines between two columns of neurons; a share that would be too small to see is enlarged."""
    values: dict[str, Any] = {
        name: 0.4 if parameter.at_most == 1 else 2.0
        for name, parameter in model.parameters().items()
        if isinstance(parameter, Parameter)
    }
    lines = []
    down = np.stack([np.zeros(DOTS), np.linspace(1.0, -1.0, DOTS)], axis=1)
    side, random = ProjectionSide(DOTS, down, (1, DOTS, 1)), WiringRandom(PICTURED_SEED, "picture", compiled=False)
    for block in model.connections(side, side, False, values, random):
        for pre, post in zip(block.pre.tolist(), block.post.tolist(), strict=True):
            if max(pre, post) < DOTS:  # a window may be larger than what is pictured
                lines.append(((0.1, (pre + 0.5) / DOTS), (0.9, (post + 0.5) / DOTS)))
    return tuple(lines)


def _places(model: type[PositionsModel]) -> Picture:
    """A dash at the place of each neuron."""
    random = np.random.default_rng(PICTURED_SEED)
    values = {**model.with_defaults({}), **model.suited(PLACED)}
    points = model.places(PLACED, values, lambda draw: random.random(PLACED))
    low, span = points.min(axis=0), max(float(np.ptp(points, axis=0).max()), 1e-9)
    middle = points.min(axis=0) + np.ptp(points, axis=0) / 2 - low
    return tuple(
        ((0.5 + 0.8 * x - DASH, 0.5 + 0.8 * y), (0.5 + 0.8 * x + DASH, 0.5 + 0.8 * y))
        for x, y in ((points - low - middle) / span).tolist()
    )


_DRAWN: Mapping[type[Model], Callable[[Any], Picture]] = {
    NeuronModel: _neuron,
    SynapseModel: _synapse,
    PlasticityModel: _plasticity,
    ShortTermModel: _sent,
    EncoderModel: _source,
    StimulusModel: _source,
    WiringRule: _wiring,
    PositionsModel: _places,
}
