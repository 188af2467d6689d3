"""Documents to test with: Hypothesis draws any sequence of edits, and a few fixed ones."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from hypothesis import strategies as st
from msgspec.structs import replace

from app.document.breakpoints import Breakpoint, BreakpointKind
from app.document.connecting import may_connect, ports
from app.document.document import Document
from app.document.edits import (
    LINK_TABLES,
    AddElements,
    Compound,
    Edit,
    MoveNodes,
    RemoveElements,
    ReplaceElement,
    SetBreakpoints,
    SetExperiments,
    SetParameter,
    SetSettings,
    SetSynapses,
    SetTraining,
)
from app.document.experiment import (
    Design,
    DistributionForm,
    Experiment,
    Factor,
    ListedValues,
    Spacing,
    ValueDistribution,
    ValueRange,
)
from app.document.making.drawing import new_link, new_node, new_note
from app.document.training_settings import TrainingSettings
from app.document.vocabulary import NODE_KINDS, declared_parameters
from engine.model.registry import discovery
from engine.network.values import FORMS, ByDistance, LogNormal, Normal, Uniform

NODE_MODELS = [key for kind in NODE_KINDS for key in discovery.models(kind)]
PLASTICITY = [None, *discovery.models("plasticity")]
SHORT_TERM = [None, *discovery.models("short_term")]
SYNAPSES = list(discovery.models("synapses"))
WIRING = list(discovery.models("wiring"))

numbers = st.floats(-1e6, 1e6, allow_nan=False)
positive = st.floats(0, 1e3)
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
points = st.tuples(numbers, numbers)
arrays = st.lists(numbers, max_size=6).map(np.array)
distributions = st.one_of(
    st.builds(Uniform, numbers, numbers),
    st.builds(Normal, numbers, positive),
    st.builds(LogNormal, positive, positive),
    st.builds(ByDistance, st.sampled_from(FORMS), numbers, numbers, st.floats(1e-3, 1e3)),
)


def an_edit(data: st.DataObject, document: Document) -> Edit:
    """Any edit that makes sense for the document as it is."""
    makers = [*MAKERS[AddElements][:2], *MAKERS[SetSettings], *MAKERS[SetTraining], *MAKERS[SetBreakpoints]]
    makers += MAKERS[SetExperiments]
    if document.nodes:
        of_nodes = (AddElements, RemoveElements, MoveNodes, Compound)
        makers += [maker for kind in of_nodes for maker in MAKERS[kind]]
        makers += [_parameter, _start, _connect, _comment, _retitle]
    if any(link.synapses for link in document.links.values()):
        makers += [*MAKERS[SetSynapses], _bend, _synapses, _link_parameter]
    return data.draw(st.sampled_from(makers))(data, document)


def _node_id(data: st.DataObject, document: Document) -> str:
    return data.draw(st.sampled_from(sorted(document.nodes)))


def _value(data: st.DataObject, document: Document) -> object:
    return data.draw(st.one_of(numbers, distributions, arrays.map(document.keep_array)))


def _add(data: st.DataObject, document: Document) -> Edit:
    node = new_node(document, data.draw(st.sampled_from(NODE_MODELS)), data.draw(points))
    return AddElements((replace(node, size=data.draw(st.integers(1, 500))),))


def _note(data: st.DataObject, document: Document) -> Edit:
    return AddElements((new_note(document, data.draw(points), data.draw(words)),))


def _settings(data: st.DataObject, document: Document) -> Edit:
    return SetSettings(
        replace(
            document.settings,
            seed=data.draw(st.integers(0, 2**64 - 1)),
            speed=data.draw(positive),
            resolution=data.draw(st.floats(1e-3, 10)),
            title=data.draw(words),
        )
    )


def _training(data: st.DataObject, document: Document) -> Edit:
    own = st.dictionaries(words, st.one_of(numbers, words), max_size=2)
    return SetTraining(
        TrainingSettings(
            data.draw(words),
            data.draw(st.dictionaries(words, own, max_size=2)),
            data.draw(st.none() | st.integers(0, 2**64 - 1)),
            data.draw(st.none() | st.floats(0.0, 0.5)),
            data.draw(st.integers(1, 100)),
            tuple(data.draw(st.lists(words, max_size=2))),
        )
    )


def _breakpoints(data: st.DataObject, document: Document) -> Edit:
    any_of = st.builds(
        Breakpoint,
        st.sampled_from(BreakpointKind),
        st.none() | st.sampled_from([*document.nodes, *document.links, "e999"]),
        st.none() | st.integers(0, 10**9),
        st.none() | positive,
        st.booleans(),
    )
    return SetBreakpoints(tuple(data.draw(st.lists(any_of, max_size=3))))


def _experiments(data: st.DataObject, document: Document) -> Edit:
    counts = st.integers(0, 9)
    values = st.one_of(
        st.builds(ListedValues, st.lists(numbers | words, max_size=3).map(tuple)),
        st.builds(ValueRange, numbers, numbers, counts, st.sampled_from(Spacing)),
        st.builds(ValueDistribution, st.sampled_from(DistributionForm), numbers, st.floats(1e-3, 10), counts),
    )
    factors = st.builds(Factor, st.sampled_from([*document.nodes, *document.links, "e999"]), words, values, words)
    any_of = st.builds(
        Experiment,
        st.text("abc ", min_size=1, max_size=5),
        st.lists(factors, max_size=2).map(tuple),
        st.lists(words, max_size=2).map(tuple),
        st.lists(st.integers(0, 9), max_size=3).map(tuple),
        st.sampled_from(Design),
        st.integers(1, 100),
        positive,
        positive,
    )
    return SetExperiments(tuple(data.draw(st.lists(any_of, max_size=2))))


def _move(data: st.DataObject, document: Document) -> Edit:
    ids = data.draw(st.lists(st.sampled_from(sorted(document.nodes)), unique=True))
    return MoveNodes({i: data.draw(points) for i in ids})


def _retitle(data: st.DataObject, document: Document) -> Edit:
    node = document.nodes[_node_id(data, document)]
    return ReplaceElement(
        replace(node, title=data.draw(words), size=data.draw(st.integers(1, 9)), text=data.draw(words))
    )


def _parameter(data: st.DataObject, document: Document) -> Edit:
    node = document.nodes[_node_id(data, document)]
    known = declared_parameters(node)
    name = data.draw(st.sampled_from([*known, "bias"]))
    is_one = name in known and not known[name].per_element
    value = data.draw(numbers) if is_one else _value(data, document)
    return SetParameter(node.id, name, None if data.draw(st.booleans()) else value)


def _start(data: st.DataObject, document: Document) -> Edit:
    return SetParameter(_node_id(data, document), "V", _value(data, document), "start")


def _connect(data: st.DataObject, document: Document) -> Edit:
    source, target = (document.nodes[_node_id(data, document)] for _ in range(2))
    pairs = [
        (a.name, b.name)
        for a in ports(source).outputs
        for b in ports(target).inputs
        if may_connect(document, source.id, a.name, target.id, b.name) is None
    ]
    if not pairs:
        return Compound(())
    leaving, entering = data.draw(st.sampled_from(pairs))
    return AddElements(links=(new_link(document, source, leaving, target, entering),))


def _remove(data: st.DataObject, document: Document) -> Edit:
    everything = sorted(element.id for element in document.elements())
    return RemoveElements(tuple(data.draw(st.lists(st.sampled_from(everything), unique=True, max_size=3))))


def _synapses(data: st.DataObject, document: Document) -> Edit:
    link = data.draw(st.sampled_from([k for k in document.links.values() if k.synapses]))
    pre = document.keep_array(np.arange(data.draw(st.integers(0, 3))))
    return SetSynapses(
        link.id,
        replace(
            link.synapses,
            synapse=data.draw(st.sampled_from(SYNAPSES)),
            wiring=data.draw(st.sampled_from(WIRING)),
            plasticity=data.draw(st.sampled_from(PLASTICITY)),
            short_term=data.draw(st.sampled_from(SHORT_TERM)),
            weight=_value(data, document),
            delay=data.draw(positive),
            pre=pre,
            post=pre,
            trained=data.draw(st.booleans()),
        ),
    )


def _bend(data: st.DataObject, document: Document) -> Edit:
    link = document.links[data.draw(st.sampled_from(sorted(document.links)))]
    return ReplaceElement(replace(link, bends=tuple(data.draw(st.lists(points, max_size=3)))))


def _comment(data: st.DataObject, document: Document) -> Edit:
    element = document.element(data.draw(st.sampled_from(sorted(element.id for element in document.elements()))))
    return ReplaceElement(replace(element, text=data.draw(words)))


def _link_parameter(data: st.DataObject, document: Document) -> Edit:
    link = data.draw(st.sampled_from([k for k in document.links.values() if k.synapses]))
    table = data.draw(st.sampled_from(LINK_TABLES))
    value = data.draw(words) if data.draw(st.booleans()) else _value(data, document)
    return SetParameter(link.id, data.draw(words), value, table)


def _compound(data: st.DataObject, document: Document) -> Edit:
    makers = data.draw(st.lists(st.sampled_from([_add, _note, _settings, _move, _retitle, _parameter]), max_size=4))
    return Compound(tuple(maker(data, document) for maker in makers))


MAKERS: dict[type[Edit], tuple[Callable[[st.DataObject, Document], Edit], ...]] = {
    AddElements: (_add, _note, _connect),
    RemoveElements: (_remove,),
    ReplaceElement: (_retitle, _bend, _comment),
    MoveNodes: (_move,),
    SetParameter: (_parameter, _start, _link_parameter),
    SetSynapses: (_synapses,),
    SetSettings: (_settings,),
    SetTraining: (_training,),
    SetBreakpoints: (_breakpoints,),
    SetExperiments: (_experiments,),
    Compound: (_compound,),
}
"""What draws edits of each kind; a kind that is missing here fails a test."""


def content(document: Document) -> tuple[object, ...]:
    """Everything that two equal documents share; the counter of ids and unused arrays do not count."""
    whole = document.settings, document.training, document.breakpoints, document.experiments
    return dict(document.nodes), dict(document.links), *whole
