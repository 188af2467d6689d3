"""Names of what a node or a link may carry: the model's own quantities, and the few that a drawing adds to them.

Forms, interpretation and files all read this, so that none of them lists the names a second time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TypeAlias, TypeVar

from app.document.document import Document
from app.document.edits import synapses_of
from app.document.elements import Link, Node, NodeKind, Parameters, Value
from app.i18n.translation import tr
from engine.model.data import DatasetModel
from engine.model.declaration import (
    Choice,
    Model,
    NeuronModel,
    Parameter,
    PlasticityModel,
    Series,
    ShortTermModel,
    SpikeSource,
    SynapseModel,
)
from engine.model.decoding import DecoderModel
from engine.model.link_variables import LinkVariable, VariableScope, link_variables
from engine.model.quantities import Location, NameList, Sampled
from engine.model.registry import discovery
from engine.model.typed.mistakes import Mistake
from engine.model.writers.writing import model_text
from engine.network.description import Sign

NODE_KINDS: Mapping[str, NodeKind] = {
    "neurons": NodeKind.POPULATION,
    "stimuli": NodeKind.STIMULUS,
    "datasets": NodeKind.DATASET,
    "encoders": NodeKind.ENCODER,
    "decoders": NodeKind.DECODER,
    "recorders": NodeKind.RECORDER,
}
"""Kind of the node that a model of each kind becomes; the parts of a link live on links."""

LINK_PARTS: Mapping[str, str] = {
    "synapse": "synapses",
    "wiring": "wiring",
    "plasticity": "plasticity",
    "short_term": "short_term",
}
"""Kind of the models that each part of a projection takes."""

POSITIONS = "positions"
"""Kind of the models that say where the neurons of a population are."""

LONGEST_RANGE = 1_000_000  # synapses or neurons that a recorder may name
YES, NO = "yes", "no"
DEFAULT_DELAY = 1.0

M = TypeVar("M", bound=Model)
Declared: TypeAlias = Parameter | Choice | Location | NameList


def _table(**declared: Declared) -> dict[str, Declared]:
    for name, quantity in declared.items():
        quantity.__set_name__(Node, name)
    return declared


USUAL_TIME = 25.0  # ms that a sample is shown which lasts no time of its own


@cache  # the same parameter at each look at a form (decision 0220)
def _shown_for(time: float) -> Parameter:
    shown = Parameter(
        "ms", "T", "time that each sample is shown", default=time, above=0.0, live=False, per_element=False
    )
    shown.__set_name__(Node, "sample_time")
    return shown


PRESENTATION = _table(
    sample_time=_shown_for(USUAL_TIME),
    gap=Parameter(
        "ms", r"T_{gap}", "silence between two samples", default=0.0, at_least=0.0, live=False, per_element=False
    ),
    shuffled=Choice((NO, YES), "samples in an order drawn from the seed", default=NO),
    split=Choice(("test", "train", "validation", "all"), "part of the samples that is shown", default="test"),
    reset_between=Choice((YES, NO), "return every state to its start before each sample", default=YES),
)
"""How a dataset shows its samples."""

FIT_TARGET, FIT_FILE = "fit_target", "file"
"""What a read-out is fitted to: the id of a stimulus or an encoder, or :data:`FIT_FILE` for values of its own."""
FITTING = _table(
    fit_duration=Parameter("ms", "T", "time of the run", default=2000.0, above=0.0, live=False, per_element=False),
    fit_sampling=Parameter(
        "ms", r"\Delta t", "time between samples", default=5.0, above=0.0, live=False, per_element=False
    ),
    fit_ridge=Parameter("1", r"\lambda", "regularisation", default=0.01, at_least=0.0, live=False, per_element=False),
    fit_interval=Parameter(
        "ms", r"\Delta y", "time between values", default=1.0, above=0.0, live=False, per_element=False
    ),
)
"""How a decoder that can be fitted is fitted."""
FIT_VALUES = Sampled(
    "1", "y", "wanted values, a column for each", interval="fit_interval", known_as=("y", "target", "value")
)
FIT_VALUES.__set_name__(Node, "fit_values")

WIDTH, HEIGHT = "width", "height"
NOTE_SIZE = _table(
    width=Parameter("px", "w", "width of the note", default=288.0, at_least=96.0, live=False),
    height=Parameter("px", "h", "height of the note", default=48.0, at_least=40.0, live=False),
)
"""The size of a note on the canvas."""

EQUATIONS = "equations"
"""The field of a node in which its equations are written."""
QUANTITY, INDICES, PROJECTION, BIAS = "quantity", "indices", "projection", "bias"
RECORDER_WORDS = (QUANTITY, INDICES, PROJECTION)
"""Words in a recorder's parameters: what it keeps, of which neurons ("" for all), of which projection."""


def model_of(key: str | None) -> type[Model] | None:
    """The model, or None for a note, for one that this version does not know and for wrong equations."""
    if not key:
        return None
    try:
        return discovery.find(key)
    except (discovery.UnknownModel, Mistake):
        return None


def model_as(key: str | None, kind: type[M]) -> type[M] | None:
    """The model, or None where it is none of this kind."""
    model = model_of(key)
    return model if model is not None and issubclass(model, kind) else None


def mistake_in(key: str) -> Mistake | None:
    """The mistake in the equations that a key carries, None if there is none."""
    try:
        discovery.find(key)
    except discovery.UnknownModel:
        return None
    except Mistake as mistake:
        return mistake
    return None


def titled_model(key: str | None) -> type[Model] | None:
    """The model of a key, or what it is a version of where its equations are wrong: for names and pictures."""
    return model_of(key) or model_of(discovery.file_of(key or ""))


def begun_key(model: type[Model]) -> str:
    """The key of what a person begins with: equations that are typed speak the language of the window."""
    if not model.text:
        return model.key
    return discovery.typed_key(model, model_text(model, tr))


def node_kind(model_key: str) -> NodeKind | None:
    """Kind of the node that this model becomes; None for what lives on a link."""
    return NODE_KINDS.get(model_key.split("/", 1)[0])


def link_part(model_key: str) -> str | None:
    """Part of a projection that this model becomes; None for what is a node."""
    kind = model_key.split("/", 1)[0]
    return next((part for part, models in LINK_PARTS.items() if models == kind), None)


def is_arrangement(model_key: str) -> bool:
    """Tell whether this model says where the neurons of a population are."""
    return model_key.startswith(f"{POSITIONS}/")


def declared_by(model: type[Model] | None) -> dict[str, Declared]:
    """Parameters, choices, files and words that a model declares itself."""
    return {} if model is None else model.settable()


def spike_sources(model: type[Model] | None) -> dict[str, SpikeSource]:
    """The elements that a person chooses for a model to hear."""
    return model.spike_sources() if model is not None and issubclass(model, PlasticityModel) else {}


def settable(model: type[Model] | None) -> set[str]:
    """Names of all that a person may set of a model."""
    return {*declared_by(model), *spike_sources(model)}


def of_same_name(parameters: Parameters, key: str | None) -> dict[str, Value]:
    """Those of the values that the model of this key declares too: what a change of model keeps."""
    known = settable(model_of(key))
    return {name: value for name, value in parameters.items() if name in known}


def added_by_the_drawing(node: Node) -> dict[str, Declared]:
    """Quantities that a document adds to the model's own declaration for nodes of this kind."""
    model = model_of(node.model)
    if node.kind == NodeKind.NOTE:
        return dict(NOTE_SIZE)
    if node.kind == NodeKind.DATASET:
        lasts = model.lasts(node.parameters) if model is not None and issubclass(model, DatasetModel) else None
        return PRESENTATION if lasts is None else PRESENTATION | {"sample_time": _shown_for(lasts)}
    if can_be_fitted(node):
        return dict(FITTING)
    if model is not None and issubclass(model, NeuronModel):
        current = model.input()
        unit = current.unit if current else "1"
        bias = Parameter(unit, r"I_e", "steady current into each neuron", default=0.0, trainable=True)
        return _table(bias=bias)
    return {}


def declared(node: Node) -> dict[str, Declared]:
    """Parameters, choices, files and words by name, the model's own first; empty when the model is unknown."""
    own = declared_by(model_of(node.model))
    return {**own, **{name: d for name, d in added_by_the_drawing(node).items() if name not in own}}


def unlike(nodes: Sequence[Node]) -> list[Node]:
    """One of all that declare the same, in their order: what a dataset declares depends on its values, too."""
    first: dict[object, Node] = {}
    for node in nodes:
        first.setdefault(node.id if node.kind == NodeKind.DATASET else (node.kind, node.model), node)
    return list(first.values())


def declared_parameters(node: Node) -> dict[str, Parameter]:
    return {name: d for name, d in declared(node).items() if isinstance(d, Parameter)}


def declared_series(node: Node) -> dict[str, Series]:
    model = model_of(node.model)
    own = {} if model is None else model.series()
    return {**own, FIT_VALUES.name: FIT_VALUES} if can_be_fitted(node) else own


def can_be_fitted(node: Node) -> bool:
    """Tell whether a node is a decoder whose series are found by a regression."""
    model = model_as(node.model, DecoderModel)
    return model is not None and model.can_be_fitted


def word_parameters(node: Node) -> tuple[str, ...]:
    """Names of texts in a node's parameters that point at other elements or choose among what they have."""
    if node.kind == NodeKind.RECORDER:
        return RECORDER_WORDS
    return (FIT_TARGET,) if can_be_fitted(node) else ()


def pointers_of(node: Node) -> tuple[str, ...]:
    """Names of those of a node's parameters that hold the id of another element."""
    if node.kind == NodeKind.RECORDER:
        return (PROJECTION,)
    is_fitted_to_another = can_be_fitted(node) and node.parameters.get(FIT_TARGET) != FIT_FILE
    return (FIT_TARGET,) if is_fitted_to_another else ()


def part_key(link: Link, part: str) -> str:
    """The key of the model of one part of a projection, such as "synapse"; empty where there is none."""
    return getattr(synapses_of(link), part) or ""


def part_model(link: Link, part: str) -> type[Model] | None:
    """The model of one part of a projection."""
    return model_of(part_key(link, part))


def learns(link: Link) -> bool:
    """Tell whether running changes a projection's weights."""
    return link.synapses is not None and part_model(link, "plasticity") is not None


def recordable_of(link: Link) -> dict[str, LinkVariable]:
    """The variables of a projection that can be recorded, by name."""
    synapses = synapses_of(link)
    return link_variables(
        model_as(synapses.synapse, SynapseModel),
        model_as(synapses.plasticity, PlasticityModel),
        model_as(synapses.short_term, ShortTermModel),
    )


def variable_size(document: Document, link: Link, quantity: str | None) -> int:
    """The number of values of a projection's variable, at most :data:`LONGEST_RANGE` where only wiring would tell."""
    variable = recordable_of(link).get(quantity or "")
    if variable is None or variable.each is VariableScope.SYNAPSE:
        return LONGEST_RANGE
    if variable.each is VariableScope.LINK:
        return 1
    end = document.nodes[link.source if variable.each is VariableScope.SOURCE else link.target]
    return LONGEST_RANGE if end.kind == NodeKind.ENCODER else end.size


def joins_alike(link: Link) -> bool:
    """Tell whether a projection acts both ways, so that neither end is before the other."""
    synapse = model_as(link.synapses.synapse, SynapseModel) if link.synapses is not None else None
    return synapse is not None and synapse.both_ways


def part_defaults(model: type[Model] | None, sign: str = Sign.EXCITATORY) -> dict[str, Value]:
    """Default of every parameter and choice that a model declares, on a link of that sign."""
    if model is None:
        return {}
    defaults: dict[str, Value] = {name: d.default for name, d in declared_by(model).items()}
    return defaults | (model.defaults(sign == Sign.INHIBITORY) if issubclass(model, SynapseModel) else {})


def node_defaults(node: Node) -> dict[str, Value]:
    """Default of every declared parameter and choice of a node, without what the person set."""
    return {name: d.default for name, d in declared(node).items()}


def start_defaults(node: Node) -> dict[str, Value]:
    """Initial value of every state, where the model says it as a number or by a parameter."""
    model = model_of(node.model)
    if model is None:
        return {}
    parameters = parameters_in_force(node)
    return {
        name: parameters.get(state.start, 0.0) if isinstance(state.start, str) else state.start
        for name, state in model.states().items()
    }


def parameters_in_force(node: Node) -> dict[str, Value]:
    """Every parameter of a node: the person's values over the defaults."""
    return {**node_defaults(node), **node.parameters}


def numbers_of(element: Node | Link) -> dict[str, float]:
    """Every parameter of the model whose equations stand for an element, where it is one number for all of it."""
    if isinstance(element, Node):
        values = parameters_in_force(element)
    elif element.synapses is not None:
        synapses = element.synapses
        values = {**part_defaults(model_of(synapses.synapse), synapses.sign), **synapses.synapse_parameters}
    else:
        return {}
    return {n: float(v) for n, v in values.items() if isinstance(v, int | float) and not isinstance(v, bool)}


def value_of(node: Node, name: str, table: str = "parameters") -> Value:
    """One value of ``table`` ("parameters" or "start"), the default where the person set none."""
    values = parameters_in_force(node) if table == "parameters" else {**start_defaults(node), **node.start}
    return values[name]
