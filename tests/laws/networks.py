"""Networks that the laws are tried on, for every discovered neuron and synapse that fit together."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from engine.compiling.mathematics.reading import compose, symbol
from engine.model.declaration import Reset
from engine.model.pairing import accepts
from engine.model.registry.discovery import find, models
from engine.network.description import (
    Connections,
    Dataset,
    Decoder,
    Encoder,
    NetworkDescription,
    Population,
    Projection,
    Recording,
    Sign,
    Stimulus,
)
from engine.network.values import Normal, Uniform
from tests.laws.on_grids import largest, spatial
from tests.pairs import covering

PAIRS = covering()
DELTA, EXPONENTIAL = find("synapses/delta"), find("synapses/exponential_current")
LIF = find("neurons/leaky_integrate_and_fire")
DISCRETE = find("neurons/discrete_leaky_integrate_and_fire")
ALL, SOME, LISTED = find("wiring/all_to_all"), find("wiring/fixed_probability"), find("wiring/explicit_list")
ONE_TO_ONE = find("wiring/one_to_one")
STDP = find("plasticity/pair_stdp")
ABOVE = 10.0  # mV from where an upstroke begins to the peak of neurons that go in parts: a sixth of the parts
RULES, RELEASING = list(models("plasticity").values()), list(models("short_term").values())


def name_of(pair) -> str:
    return "-".join(model.key.rpartition("/")[2] for model in pair)


def recurrent(neuron, synapse, **projection) -> NetworkDescription:
    """Forty neurons driven by Poisson spikes, with weights and delays of their own; a read-out only listens.

    NumPy takes hundreds of parts for a step in which any neuron of a population that goes in parts fires: there are
    few, their peak is low, and conductances drive them less.
    """
    sizes = (8, 5) if neuron.goes_in_parts() else (40, 23)
    low = {"V_peak": neuron.parameters()["V_T"].default + ABOVE} if neuron.goes_in_parts() else {}
    fires = neuron.fires()
    first = neuron if fires else LIF if accepts(LIF, synapse) else DISCRETE
    unit = strength(first, synapse)
    back = (
        Projection(
            "ba",
            "b",
            "a",
            synapse,
            SOME,
            unit if synapse.is_unsigned() else -unit,
            1.2,
            Sign.INHIBITORY,
            wiring_parameters={"p": 0.3},
        ),
        Projection("bb", "b", "b", synapse, SOME, Uniform(0, unit), 0.7, wiring_parameters={"p": 0.3}),
    )
    return NetworkDescription(
        populations=(Population("a", first, sizes[0], low), Population("b", neuron, sizes[1], low)),
        stimuli=(Stimulus("noise", find("stimuli/poisson"), parameters={"rate": 4000.0}),),
        projections=(
            Projection("in", "noise", "a", synapse, ALL, 2.0 * unit),
            Projection(
                "ab",
                "a",
                "b",
                synapse,
                SOME,
                Normal(4 * unit, unit),
                Uniform(0.3, 3.0),
                wiring_parameters={"p": 0.4},
                **projection,
            ),
            *(back if fires else ()),
        ),
        recordings=(Recording("V", "b", next(iter(neuron.states())), (0, 3, sizes[1] - 1), 0.5),),
    )


def strength(neuron, synapse) -> float:
    """A weight that makes the neurons fire: a tenth of the way to threshold, or a current or a conductance."""
    if synapse.is_unsigned():
        return (1 if neuron.goes_in_parts() else 2) * synapse.weight.default
    parameters = neuron.parameters()
    top = next((parameters[name].default for name in ("V_th", "V_peak", "V_T") if name in parameters), None)
    if top is None:
        return 1.0
    way = top - (parameters["V_reset"].default if "V_reset" in parameters else 0.0)
    jumps = not synapse.states()
    if synapse.weight.unit == "1" and not jumps and neuron.reset is Reset.NONE:
        return way  # a rate that acts for one step only
    if neuron.is_discrete() and neuron.fires():
        way /= _share_of_input(neuron)
    return way / 10.0 if jumps or synapse.weight.unit == "1" else 40.0


def _share_of_input(neuron) -> float:
    """How far an input of one moves the membrane at rest in the step in which it comes; 1 where that is not at once."""
    dynamics = compose(neuron, {})
    values = {symbol(name): parameter.default for name, parameter in neuron.parameters().items()}
    by_input = dynamics.maps[symbol(neuron.membrane)].diff(dynamics.inputs[0]).subs(values)
    return float(by_input.subs(dict.fromkeys(dynamics.symbols, 0.0))) or 1.0


def plastic() -> NetworkDescription:
    """Pair STDP on connections with delays of their own, watched."""
    network = recurrent(LIF, EXPONENTIAL, plasticity=STDP, plasticity_parameters={"w_max": 300.0, "A_plus": 0.02})
    return replace(network, recordings=(Recording("w", "ab", "weight", (0, 5, 60), 1.0),))


def short_term() -> NetworkDescription:
    """Depression and facilitation, with many delays and with one, into a receptor that others share."""
    network = recurrent(LIF, EXPONENTIAL, short_term=find("short_term/tsodyks_markram"))
    tired = find("short_term/short_term_depression")
    projections = tuple(replace(p, short_term=tired) if p.id == "ba" else p for p in network.projections)
    strong = tuple(replace(p, weight=Normal(900.0, 200.0)) if p.id == "ab" else p for p in projections)
    return replace(
        network,
        projections=strong,
        recordings=(Recording("ready", "ab", "x", (0, 39)), Recording("released", "ab", "u")),
    )


def learning(rule, releasing=None) -> NetworkDescription:
    """One rule on excitatory connections with delays of their own, and on all inhibitory ones back; few neurons.

    With short-term plasticity beside it the weights are larger, as only a part of them is sent.
    """
    interval, more = rule.pace(), 1.0 if releasing is None else 4.0
    given = {
        "short_term": releasing,
        "plasticity": rule,
        "plasticity_parameters": {interval.name: 1.7} if interval is not None else {},
        "plasticity_sources": dict.fromkeys(rule.spike_sources(), "b"),
    }
    back = Projection("ba", "b", "a", EXPONENTIAL, ALL, -40.0 * more, 1.2, Sign.INHIBITORY, **given)
    there = Projection(
        "ab",
        "a",
        "b",
        EXPONENTIAL,
        SOME,
        Normal(150.0 * more, 40.0),
        Uniform(0.3, 3.0),
        wiring_parameters={"p": 0.6},
        **given,
    )
    return NetworkDescription(
        populations=(Population("a", LIF, 12), Population("b", LIF, 9, bias=350.0)),
        stimuli=(Stimulus("noise", find("stimuli/poisson"), parameters={"rate": 4000.0}),),
        projections=(Projection("in", "noise", "a", EXPONENTIAL, ALL, 90.0), there, back),
        recordings=(Recording("w", "ab", "weight", (0, 3), 0.5),),
    )


def coupled() -> NetworkDescription:
    """Gap junctions within and between populations, a graded synapse, and values of read-outs with delays."""
    reader = find("neurons/leaky_integrator")
    gap, graded = find("synapses/gap_junction"), find("synapses/graded_conductance")
    some = {"p": 0.2}
    return NetworkDescription(
        populations=(Population("a", LIF, 30), Population("b", reader, 17), Population("c", LIF, 12, bias=300.0)),
        stimuli=(Stimulus("noise", find("stimuli/poisson"), parameters={"rate": 3000.0}),),
        projections=(
            Projection("in", "noise", "a", EXPONENTIAL, ALL, 80.0),
            Projection("aa", "a", "a", gap, SOME, 1.5, wiring_parameters=some),
            Projection("ab", "a", "b", EXPONENTIAL, SOME, Uniform(0.0, 80.0), 0.4, wiring_parameters=some),
            Projection("ac", "a", "c", gap, SOME, Uniform(0.5, 3.0), wiring_parameters=some),
            Projection("bc", "b", "c", None, SOME, Normal(4.0, 1.0), Uniform(0.1, 2.0), wiring_parameters=some),
            Projection("ca", "c", "a", graded, SOME, 0.7, 0.3, Sign.INHIBITORY, wiring_parameters=some),
        ),
        recordings=(Recording("V", "c", "V", (0, 11), 0.5), Recording("R", "b", "V")),
    )


def rated() -> NetworkDescription:
    """Rate units without delay, forwards, and with one of a step, back; a spiking layer that they drive."""
    discrete, random = find("neurons/discrete_leaky_integrate_and_fire"), np.random.default_rng(4)
    return NetworkDescription(
        resolution=1.0,
        datasets=(Dataset("d", find("datasets/digits"), sample_time=10.0, gap=3.0, shuffled=True),),
        encoders=(Encoder("current", find("encoders/constant_current"), "d"),),
        populations=(
            Population("hidden", find("neurons/rectified_linear_unit"), 20, bias=Uniform(-0.1, 0.1)),
            Population("smooth", find("neurons/sigmoid_unit"), 10),
            Population("spiking", discrete, 10),
        ),
        projections=(
            Projection("c", "current", "hidden", None, ALL, random.normal(0.0, 0.2, (20, 64)), sign=Sign.MIXED),
            Projection("s", "hidden", "smooth", None, ALL, random.normal(0.0, 0.3, (10, 20)), 0.0, Sign.MIXED),
            Projection("back", "smooth", "hidden", None, ALL, random.normal(0.0, 0.1, (20, 10)), 1.0, Sign.MIXED),
            Projection("o", "smooth", "spiking", None, ALL, random.normal(0.1, 0.2, (10, 10)), 0.0, Sign.MIXED),
        ),
        recordings=(Recording("hidden y", "hidden", "y", interval=1.0), Recording("y", "smooth", "y", interval=1.0)),
    )


def trains_of(decoder: Any) -> dict[str, float]:
    """Half of ten neurons for each value, where a parameter says how many a decoder takes."""
    return {decoder.fan_in: 5.0} if isinstance(decoder.fan_in, str) else {}


def layered() -> NetworkDescription:
    """Eight samples through encoders of both kinds, a hidden layer without delay, and a decoder."""
    discrete = find("neurons/discrete_leaky_integrate_and_fire")
    random = np.random.default_rng(2)
    return NetworkDescription(
        resolution=1.0,
        datasets=(Dataset("d", find("datasets/digits"), sample_time=10.0, gap=3.0, shuffled=True),),
        encoders=(
            Encoder("poisson", find("encoders/poisson"), "d", {"max_rate": 300.0}),
            Encoder("latency", find("encoders/latency"), "d"),
            Encoder("rank", find("encoders/rank_order"), "d"),
            Encoder("current", find("encoders/constant_current"), "d"),
        ),
        populations=(Population("hidden", discrete, 20, bias=0.02), Population("out", discrete, 10)),
        projections=(
            Projection("p", "poisson", "hidden", DELTA, ALL, random.normal(0.03, 0.1, (20, 64)), 0.0, Sign.MIXED),
            Projection("l", "latency", "hidden", DELTA, ALL, random.normal(0.03, 0.1, (20, 64)), 0.0, Sign.MIXED),
            Projection("r", "rank", "hidden", DELTA, ALL, random.normal(0.03, 0.1, (20, 64)), 0.0, Sign.MIXED),
            Projection("c", "current", "hidden", None, ALL, Normal(0.0, 0.02), sign=Sign.MIXED),
            Projection("o", "hidden", "out", DELTA, ALL, random.normal(0.1, 0.3, (10, 20)), 0.0, Sign.MIXED),
        ),
        decoders=(
            Decoder("answer", find("decoders/spike_count"), "out", "d"),
            Decoder("first", find("decoders/time_to_first_spike"), "out"),
            *(Decoder(key, model, "out", "d", trains_of(model)) for key, model in models("decoders").items()),
        ),
    )


def stimulated() -> NetworkDescription:
    """Spikes and currents of every mechanism: by a condition, listed, with states, sampled, and with shared numbers."""
    stimuli = (
        Stimulus("clock", find("stimuli/regular"), parameters={"rate": 80.0, "phase": 3.0}),
        Stimulus(
            "list",
            find("stimuli/spike_times"),
            3,
            {"times": np.array([5.0, 9.1, 9.1, 20.0]), "trains": np.array([0.0, 1, 2, 1])},
        ),
        Stimulus("step", find("stimuli/step_current"), parameters={"amplitude": 700.0, "onset": 10.0, "end": 40.0}),
        Stimulus("coloured", find("stimuli/ornstein_uhlenbeck_current"), 5, {"tau": Uniform(1.0, 9.0)}),
        Stimulus("white", find("stimuli/white_noise_current"), parameters={"interval": 0.3}),
        Stimulus("list of values", find("stimuli/array_current"), parameters={"interval": 2.7}),
        Stimulus("sine", find("stimuli/sine_current"), parameters={"frequency": 80.0}),
        Stimulus("swing", find("stimuli/sine_poisson"), parameters={"frequency": 60.0, "rate": 2000.0}),
        Stimulus("rates", find("stimuli/array_poisson"), parameters={"interval": 1.7}),
        Stimulus("together", find("stimuli/correlated_poisson"), 5, {"rate": 200.0, "c": 0.5}),
    )
    pairs = Connections(np.array([2, 0, 1, 1]), np.array([0, 3, 3, 1]))
    return NetworkDescription(
        populations=(Population("a", LIF, 5, start={"V": Uniform(-70.0, -56.0)}),),
        stimuli=stimuli,
        projections=(
            Projection("c", "clock", "a", EXPONENTIAL, ALL, 900.0, 0.4),
            Projection(
                "l",
                "list",
                "a",
                EXPONENTIAL,
                LISTED,
                np.array([500.0, 900.0, 1200.0, 800.0]),
                np.array([1.0, 0.2, 3.0, 0.5]),
                connections=pairs,
            ),
            Projection("s", "step", "a", None, ALL, Uniform(0.8, 1.2)),
            Projection("n", "coloured", "a", None, ONE_TO_ONE, 0.4),
            Projection("w", "white", "a", None, ALL, 0.2),
            Projection("v", "list of values", "a", None, ALL, 0.1),
            Projection("f", "sine", "a", None, ALL, 0.1),
            Projection("sw", "swing", "a", EXPONENTIAL, ALL, 60.0, Uniform(0.2, 2.0)),
            Projection("r", "rates", "a", EXPONENTIAL, ALL, 40.0),
            Projection("t", "together", "a", EXPONENTIAL, ONE_TO_ONE, 300.0),
        ),
        recordings=(
            Recording("I", "c", "I_syn"),
            Recording("V", "a", "V"),
            Recording("J", "coloured", "current", (1, 4), 0.2),
        ),
    )


def random_wirings() -> NetworkDescription:
    """Every counting rule, with self-connections and with several connections between the same two neurons."""
    weight, delay, twice = Normal(300.0, 60.0), Uniform(0.3, 2.0), {"multiple_connections": "yes"}
    rules = {
        "in": ("fixed_in_degree", {"in_degree": 9.0, **twice}),
        "out": ("fixed_out_degree", {"out_degree": 7.0}),
        "total": ("fixed_total_number", {"number": 300.0, "self_connections": "yes"}),
        "few": ("fixed_total_number", {"number": 200.0, "multiple_connections": "no"}),
    }
    return NetworkDescription(
        populations=(Population("a", LIF, 30, start={"V": Uniform(-70.0, -56.0)}, bias=450.0),),
        projections=tuple(
            Projection(id, "a", "a", EXPONENTIAL, find(f"wiring/{rule}"), weight, delay, wiring_parameters=values)
            for id, (rule, values) in rules.items()
        ),
    )


def signals() -> NetworkDescription:
    """Signals through encoders with states, with several trains a channel, and with what they make of the whole."""
    keys = ("step_forward", "delta_modulation", "moving_window", "bens_spiker", "phase", "gaussian_receptive_fields")
    return NetworkDescription(
        resolution=0.5,
        datasets=(Dataset("d", find("datasets/waveforms"), sample_time=30.0, gap=2.5, shuffled=True, split="all"),),
        encoders=tuple(Encoder(key, find(f"encoders/{key}"), "d") for key in keys),
        populations=(Population("a", LIF, 9, start={"V": Uniform(-70.0, -56.0)}),),
        projections=tuple(
            Projection(f"p{number}", key, "a", EXPONENTIAL, ALL, Uniform(100.0, 400.0), 0.5 + number)
            for number, key in enumerate(keys)
        ),
    )


def needs(rule) -> tuple[object, ...]:
    """What a rule asks of the engine: rules of equal needs run through the same operations."""
    events = ("weight_after_pre", "weight_after_post", "dw_dt", "weight_next")
    acts = tuple(name for name in events if name in rule.equations)
    return acts, bool(rule.synapse_states()), rule.membrane_read() is not None


OTHERS = {needs(rule): rule for rule in reversed(RULES)}.values()
ALIKE = [rule for rule in RULES if rule not in OTHERS]
"""Rules whose operations another rule has too, which stands for them where a law tries every way."""


NETWORKS = {name_of(pair): (lambda pair=pair: recurrent(*pair)) for pair in PAIRS} | {
    **{f"learning-{rule.key.rpartition('/')[2]}": (lambda rule=rule: learning(rule)) for rule in OTHERS},
    "plastic": plastic,
    "short-term": short_term,
    "coupled": coupled,
    "rated": rated,
    "layered": layered,
    "stimulated": stimulated,
    "random_wirings": random_wirings,
    "signals": signals,
    "spatial": spatial,
    "largest": largest,
}
