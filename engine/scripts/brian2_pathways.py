"""The pathways of spikes to synapses of Brian2: their order, their variables, and the numbers that they read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.model.declaration import NeuronModel, SynapseModel
from engine.network.description import Projection
from engine.scripts import target as t
from engine.scripts.brian2_text import increment, renamed
from engine.scripts.layout import BracketGroup, Item
from engine.scripts.writing import quoted

SHORT_TERM = {
    t.TIRING: ("sent = w*U*x\nx -= U*x", "dx/dt = (1 - x)/tau_rec/ms : 1 (event-driven)"),
    t.RELEASING: (
        "u += U*(1 - u)\nsent = w*u*x\nx -= u*x",
        "du/dt = -u/tau_fac/ms : 1 (event-driven)\ndx/dt = (1 - x)/tau_rec/ms : 1 (event-driven)",
    ),
}
"""What a spike does before it is sent, and how the terminals recover."""
LEARNS = "dtrace_s/dt = -trace_s/tau_plus/ms : 1 (event-driven)\ndtrace_t/dt = -trace_t/tau_minus/ms : 1 (event-driven)"
ORDER = ("arrive", "learn", "use", "step", "remember")


def arrival(synapse: type[SynapseModel], suffix: str, model: type[NeuronModel], sent: str) -> str:
    """The effect of a spike on a neuron at the receptor that has this suffix; ``sent`` is what it brings."""
    done = []
    own = {**{n: f"{n}{suffix}" for n in synapse.parameters()}, "weight": sent}
    for name, equation in synapse.equations.items():
        if name.endswith("_after_arrival"):
            state = name.removesuffix("_after_arrival")
            more = renamed(increment(equation), own)
            if state in synapse.states():
                done.append(f"{state}{suffix}_post += {more}")
            else:
                lost = "*int(not_refractory_post)" if model.refractory() is not None else ""
                done.append(f"{model.membrane}_post += ({more}){lost}")
    return "\n".join(done)


def used(projection: Projection) -> tuple[str, ...]:
    """The pathways of a link whose synapses learn or tire."""
    if projection.plasticity is not None:
        return ("arrive", "learn", "use", "step", "remember")
    return ("arrive", "use")


def pathways(projection: Projection, suffix: str, arrive: str) -> list[Item]:
    """Variables of the synapses, what spikes do, and the numbers that this reads; ``suffix`` is of the receptor."""
    variables = ["w : 1"]
    synapse = projection.synapse
    assert synapse is not None
    numbers: dict[str, Any] = {f"{n}{suffix}": v for n, v in projection.synapse_values().items()}
    if projection.plasticity is None and projection.short_term is None:
        words: list[Item] = ['"w : 1"', f"on_pre={_quoted_lines(arrive)}"]
    else:
        before, after = {"arrive": arrive}, {}
        if projection.short_term is not None:
            use, recovery = SHORT_TERM[projection.short_term.key]
            before["use"] = use
            variables += ["sent : 1", *recovery.split("\n")]
            numbers |= projection.short_term.with_defaults(projection.short_term_parameters)
        else:
            assert projection.plasticity is not None
            before |= {"use": "w = clip(w - A_minus*w_max*trace_t, 0, inf); sent = w", "step": "trace_s += 1"}
            after = {"learn": "w = clip(w + A_plus*w_max*trace_s, 0, w_max)", "remember": "trace_t += 1"}
            variables += ["sent : 1", *LEARNS.split("\n")]
            given = projection.plasticity.with_defaults(projection.plasticity_parameters)
            numbers |= {n: given[n] for n in ("tau_plus", "tau_minus", "A_plus", "A_minus", "w_max")}
        words = ['"""\n    ' + "\n    ".join(variables) + '\n    """', _table("on_pre", before)]
        words += [_table("on_post", after)] if after else []
    read = {n: v for n, v in numbers.items() if any(n in str(word) for word in words)}
    if read:
        words.append(BracketGroup("namespace={", [f"{quoted(n)}: {float(v)!r}" for n, v in read.items()], "}"))
    return words


def _quoted_lines(text: str) -> str:
    return quoted(text) if "\n" not in text else quoted("; ".join(text.split("\n")))


def _table(name: str, pathways: Mapping[str, str]) -> BracketGroup:
    return BracketGroup(f"{name}={{", [f"{quoted(n)}: {_quoted_lines(v)}" for n, v in pathways.items()], "}")
