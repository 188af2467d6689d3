"""The grammar in which every model is declared: quantities, equations and traits.

A model is a class. Its quantities are class attributes with the paper's names, its equations plain
functions whose arguments are those names. Everything else (forms, help, LaTeX, kernels, derivatives)
is derived from what stands here.
"""

from __future__ import annotations

import ast
import inspect
import linecache
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar, TypeAlias, TypeVar

from engine.model import grammar
from engine.model.quantities import (
    UNITLESS as UNITLESS,
)
from engine.model.quantities import (
    Choice as Choice,
)
from engine.model.quantities import (
    Dendritic as Dendritic,
)
from engine.model.quantities import (
    Input as Input,
)
from engine.model.quantities import (
    Interval as Interval,
)
from engine.model.quantities import (
    Location as Location,
)
from engine.model.quantities import (
    Membrane as Membrane,
)
from engine.model.quantities import (
    NameList as NameList,
)
from engine.model.quantities import (
    Parameter as Parameter,
)
from engine.model.quantities import (
    Quantity as Quantity,
)
from engine.model.quantities import (
    Refractory as Refractory,
)
from engine.model.quantities import (
    Sampled as Sampled,
)
from engine.model.quantities import (
    Series as Series,
)
from engine.model.quantities import (
    Setting as Setting,
)
from engine.model.quantities import (
    SharedParameter as SharedParameter,
)
from engine.model.quantities import (
    SpikeSource as SpikeSource,
)
from engine.model.quantities import (
    State as State,
)
from engine.model.quantities import (
    SynapseState as SynapseState,
)
from engine.model.quantities import (
    Trace as Trace,
)
from engine.model.quantities import (
    Weight as Weight,
)
from engine.model.quantities import (
    count_setting as count_setting,
)
from engine.model.quantities import (
    largest_weight as largest_weight,
)
from engine.model.quantities import (
    seed_setting as seed_setting,
)
from engine.model.quantities import (
    weight_parameter as weight_parameter,
)

Settable: TypeAlias = Parameter | Choice | Location | NameList


class StepOrder(StrEnum):
    """The part that advances first within a step (the order of operations is in docs/semantics.md)."""

    MEMBRANE_FIRST = "membrane first"
    SYNAPSE_FIRST = "synapse first"


class Reset(StrEnum):
    """The effect of a spike on the membrane."""

    TO_VALUE = "to a value"
    BY_SUBTRACTION = "by subtraction"
    MAP = "map"
    NONE = "none"


class Payload(StrEnum):
    """The content that a link carries."""

    SPIKES = "spikes"
    CURRENT = "current"
    VALUES = "values"
    LABELS = "labels"


@dataclass(frozen=True)
class Equation:
    """A syntax tree read in several ways: as mathematics, NumPy, a compiled loop, CUDA.

    It is ``written`` as a plain function, whose source is read, or is that function's body: statements.
    """

    written: Callable[..., Any] | tuple[ast.stmt, ...]
    name: str
    arguments: tuple[str, ...]


GRAMMAR = "engine.model."  # begins the names of modules in which no model is written
F = TypeVar("F", bound=Callable[..., Any])


def equation(function: F) -> F:
    """Mark a function as an equation of its model."""
    function.__equation__ = True  # type: ignore[attr-defined]  # a function takes any attribute; its type knows none
    return function


def _as_equation(thing: Any, name: str) -> Equation | None:
    if isinstance(thing, Equation):
        return thing
    if getattr(thing, "__equation__", False):
        return Equation(thing, name, tuple(inspect.signature(thing).parameters))
    return None


class Model:
    """The base of all kinds. ``key`` is ``"<kind>/<file>"``; ``version`` rises when a meaning changes."""

    kind: ClassVar[str] = ""
    key: ClassVar[str] = ""
    version: ClassVar[int] = 1
    title: ClassVar[str] = ""
    category: ClassVar[str] = ""
    aliases: ClassVar[tuple[str, ...]] = ()
    borrows: ClassVar[frozenset[str]] = frozenset()
    text: ClassVar[str] = ""  # what a person typed; such models are found by a key that carries it
    forms: ClassVar[tuple[str, ...]] = ()  # how equations may be named; ``{state}`` is any state of the model

    quantities: ClassVar[Mapping[str, Quantity]] = {}
    choices: ClassVar[Mapping[str, Choice]] = {}
    locations: ClassVar[Mapping[str, Location]] = {}
    words: ClassVar[Mapping[str, NameList]] = {}
    equations: ClassVar[Mapping[str, Equation]] = {}

    def __init_subclass__(
        cls, abstract: bool = False, declared: Mapping[str, object] | None = None, **kwargs: Any
    ) -> None:
        """Collect what the class ``declared``: its attributes, or this table where it was made from data."""
        super().__init_subclass__(**kwargs)
        written = {n: thing for base in reversed(cls.__mro__) for n, thing in vars(base).items()}
        own: Mapping[str, Any] = written if declared is None else declared
        cls.quantities = {n: q for n, q in own.items() if isinstance(q, Quantity)}
        cls.choices = {n: c for n, c in own.items() if isinstance(c, Choice)}
        cls.locations = {n: f for n, f in own.items() if isinstance(f, Location)}
        cls.words = {n: w for n, w in own.items() if isinstance(w, NameList)}
        cls.equations = {n: e for n, f in own.items() if (e := _as_equation(f, n)) is not None}
        if abstract:
            return
        if declared is None:
            stem = cls.__module__.rsplit(".", 1)[-1]
            cls.key = f"{cls.kind}/{stem}"
        else:
            for name, quantity in cls.quantities.items():
                quantity.__set_name__(cls, name)
        grammar.check_declaration(cls)

    @classmethod
    def source_text(cls) -> str:
        """The text that decides the equations' meaning: the model's whole file, constants beside the class too.

        With it those of classes outside the grammar that it has declarations from.
        """
        own = (base for base in cls.__mro__ if issubclass(base, Model) and not base.__module__.startswith(GRAMMAR))
        files = dict.fromkeys(inspect.getfile(base) for base in own)
        for file in files:
            linecache.checkcache(file)  # of a plug-in it holds what was loaded, whatever the file holds by now
        return cls.__qualname__ + "".join(line for file in files for line in linecache.getlines(file))

    @classmethod
    def parameters(cls) -> dict[str, Parameter]:
        return {n: q for n, q in cls.quantities.items() if isinstance(q, Parameter)}

    @classmethod
    def settable(cls) -> dict[str, Settable]:
        """The quantities that a person sets, but series: files, parameters, choices and words."""
        return {**cls.locations, **cls.parameters(), **cls.choices, **cls.words}

    @classmethod
    def chosen(cls, values: Mapping[str, Any], name: str) -> Any:
        """The value of what a person sets, its default where none is given."""
        return values.get(name, cls.settable()[name].default)

    @classmethod
    def with_defaults(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values that are given, and the defaults of all else that a person sets, but series."""
        return {n: declared.default for n, declared in cls.settable().items()} | dict(values)

    @classmethod
    def states(cls) -> dict[str, State]:
        return {n: q for n, q in cls.quantities.items() if isinstance(q, State)}

    @classmethod
    def series(cls) -> dict[str, Series]:
        return {n: q for n, q in cls.quantities.items() if isinstance(q, Series)}

    @classmethod
    def recordable(cls) -> dict[str, Quantity]:
        """The quantities that can be recorded besides spikes, by name."""
        return {**cls.states()}

    @classmethod
    def summary(cls) -> str:
        """First line of the docstring: one sentence for the palette."""
        return (inspect.getdoc(cls) or "").split("\n", 1)[0]


class NeuronModel(Model, abstract=True):
    """Rates ``d<state>_dt`` or maps ``<state>_next``, a condition ``spike``, and ``<state>_after_spike``.

    A model without ``spike`` never fires: its links carry the value of its ``membrane`` each step. Discrete models act
    once per step of the grid. Unless declared, ``h`` is the length of a step, ``u`` a uniform number in ``spike``.
    """

    kind = "neurons"
    borrows = frozenset({"h", "u"})
    forms = ("d{state}_dt", "{state}_next", "{state}_after_spike", "spike")
    membrane: ClassVar[str] = "V"  # the state that a person watches; gives an empty weight unit its meaning
    order: ClassVar[StepOrder] = StepOrder.MEMBRANE_FIRST
    reset: ClassVar[Reset] = Reset.NONE
    upward_crossing: ClassVar[bool] = False  # a spike is the step in which ``spike`` becomes true
    method: ClassVar[str] = "automatic"  # for equations that are not linear; linear ones are solved exactly

    @classmethod
    def input(cls) -> Input | None:
        return next((q for q in cls.quantities.values() if isinstance(q, Input)), None)

    @classmethod
    def is_discrete(cls) -> bool:
        return any(name.endswith("_next") for name in cls.equations)

    @classmethod
    def fires(cls) -> bool:
        return "spike" in cls.equations

    @classmethod
    def fires_by_chance(cls) -> bool:
        """Tell whether the spike condition reads a random number."""
        return cls.fires() and "u" in cls.equations["spike"].arguments and "u" not in cls.quantities

    @classmethod
    def payload(cls) -> Payload:
        return Payload.SPIKES if cls.fires() else Payload.VALUES

    @classmethod
    def goes_in_parts(cls) -> bool:
        """Tell whether a step is made in parts, as many as the motion of some state needs."""
        return any(state.per_part is not None for state in cls.states().values())

    @classmethod
    def filters_input(cls) -> bool:
        """Tell whether another state than the membrane follows the input: what skips the input skips that state."""
        entrance = cls.input()
        kept = {form for name in cls.states() if name != cls.membrane for form in (f"d{name}_dt", f"{name}_next")}
        read = {name for form, equation in cls.equations.items() if form in kept for name in equation.arguments}
        return entrance is not None and entrance.name in read

    @classmethod
    def refractory(cls) -> Refractory | None:
        return next((q for q in cls.quantities.values() if isinstance(q, Refractory)), None)


class SynapseModel(Model, abstract=True):
    """A receptor: rates, a ``current`` into the neuron, and ``<state>_after_arrival`` of one weighted spike.

    A synapse whose ``current`` reads ``V_pre``, the potential of the source, couples: each connection gives that
    current all the time and passes no spikes. One that acts ``both_ways`` does so at either end, without a delay.
    """

    kind = "synapses"
    forms = ("d{state}_dt", "{state}_next", "{state}_after_arrival", "{borrowed}_after_arrival", "current")
    weight: ClassVar[Weight]
    into: ClassVar[str] = ""  # the input of the neuron that it sits at; "" is the first
    borrows = frozenset({"V", "V_pre", "weight"})
    both_ways: ClassVar[bool] = False
    current_unit: ClassVar[str] = "pA"  # of ``current``; "" is that of the input

    @classmethod
    def couples(cls) -> bool:
        return "current" in cls.equations and "V_pre" in cls.equations["current"].arguments

    @classmethod
    def is_unsigned(cls) -> bool:
        """Tell whether weights are never negative, so that parameters say what a spike does to the membrane."""
        return cls.weight.at_least >= 0.0

    @classmethod
    def defaults(cls, inhibitory: bool) -> dict[str, float]:
        """Every parameter's default on a link of that sign."""
        parameters = cls.parameters().items()
        return {n: p.inhibitory if inhibitory and p.inhibitory is not None else p.default for n, p in parameters}


class PlasticityModel(Model, abstract=True):
    """A rule that changes one weight ``w``: by spikes of either side, time, and what all weights of a target sum to.

    ``weight_after_pre`` and ``weight_after_post`` act at spikes; ``dw_dt`` (a rate) or ``weight_next`` (a new weight)
    at every step, or once in an :class:`Interval` of ``h`` ms; ``total`` is the sum of the target's weights of this
    link. A step's order is: traces and synapses decay, weights use them, traces step. A weight is the strength of the
    synapse whatever its sign; it stays within [0, ``w_max``] where a parameter of that name is declared, else above 0.
    One that starts above ``w_max`` comes down to it as soon as it would grow, or its target fires.
    """

    kind = "plasticity"
    forms = (
        *("weight_after_pre", "weight_after_post", "dw_dt", "weight_next"),
        *("{state}_after_pre", "{state}_after_post", "{state}_after_spike", "{state}_toward"),
    )
    borrows = frozenset({"w", "total", "h"})

    @classmethod
    def traces(cls, side: str = "") -> dict[str, Trace]:
        """The traces by name: all, or those of one side."""
        return {n: q for n, q in cls.quantities.items() if isinstance(q, Trace) and side in ("", q.side)}

    @classmethod
    def synapse_states(cls) -> dict[str, SynapseState]:
        return {n: q for n, q in cls.quantities.items() if isinstance(q, SynapseState)}

    @classmethod
    def spike_sources(cls) -> dict[str, SpikeSource]:
        """The elements that a person chooses, by name."""
        return {n: q for base in reversed(cls.__mro__) for n, q in vars(base).items() if isinstance(q, SpikeSource)}

    @classmethod
    def membrane_read(cls) -> Membrane | None:
        return next((q for q in cls.quantities.values() if isinstance(q, Membrane)), None)

    @classmethod
    def pace(cls) -> Interval | None:
        return next((q for q in cls.quantities.values() if isinstance(q, Interval)), None)

    @classmethod
    def dendritic(cls) -> Dendritic | None:
        """The share of the delay that is dendritic, where a rule says so; all of it otherwise."""
        return next((q for q in cls.quantities.values() if isinstance(q, Dendritic)), None)

    @classmethod
    def suited(cls, synapse: type[SynapseModel] | None) -> dict[str, float]:
        """Defaults that depend on the synapse, by parameter."""
        scaled = {n: p.per_weight for n, p in cls.parameters().items() if p.per_weight is not None}
        return {n: count * synapse.weight.default for n, count in scaled.items()} if synapse is not None else {}

    @classmethod
    def defaults(cls, synapse: type[SynapseModel] | None) -> dict[str, float]:
        """Every parameter's default on projections of that synapse."""
        return cls.with_defaults({}) | cls.suited(synapse)


class ShortTermModel(Model, abstract=True):
    """The amount of a weight ``w`` that a source spike delivers: ``sent``, from states of the source's terminals.

    States relax by linear rates ``d<state>_dt``; a spike moves them ``<state>_before_sending`` and
    ``<state>_after_sending``. The weight stays for a rule of plasticity on the same link to change, which never sees
    what is sent. Parameters are one number for a link: all synapses of one source neuron share their history.
    """

    kind = "short_term"
    forms = ("d{state}_dt", "{state}_before_sending", "sent", "{state}_after_sending")
    borrows = frozenset({"w"})


class RecorderModel(Model, abstract=True):
    """A recorder of the element that it is linked to."""

    kind = "recorders"
    records: ClassVar[str] = "spikes"  # "spikes", "state" or "weight"
