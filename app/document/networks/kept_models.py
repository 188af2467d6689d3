"""Models that a person typed and keeps by a name: each a project file in a folder of their data.

It holds one population, or a link between two of which one part is the model.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from msgspec.structs import replace

from app import platform
from app.document.document import Document
from app.document.edits import synapses_of
from app.document.elements import ArrayRef, Link, Node, NodeKind, Parameters, Point
from app.document.file.file_format import EXTENSION, FileProblem
from app.document.file.shelf import Shelf
from app.document.making.drawing import free_title, new_link, new_node
from app.document.vocabulary import mistake_in, model_of
from app.i18n.translation import problem_words, tr
from engine.model.declaration import Model, NeuronModel
from engine.model.registry import discovery
from engine.model.writers.writing import titled

NEURONS = "neurons"
"""The kind of the models of populations."""
PARTS = ("synapse", "plasticity")
"""The parts of a link whose models are typed."""


@dataclass(frozen=True)
class KeptModel:
    """A text with the values that its parameters and states were given, under the name of its file.

    ``key`` is the model's; of a file that holds none it is empty, and ``problem`` says so.
    """

    name: str
    key: str = ""
    parameters: Parameters = field(default_factory=dict)
    start: Parameters = field(default_factory=dict)
    problem: str = ""
    kind: str = NEURONS

    @property
    def model(self) -> type[Model] | None:
        return model_of(self.key)


class KeptModels(Shelf):
    """The name is the title of the text too, so that a node says of which model it is wherever it is drawn."""

    def __init__(self, folder: Callable[[], Path]) -> None:
        super().__init__(folder)
        self._seen: dict[Path, tuple[tuple[int, int], KeptModel]] = {}

    def keep(self, element: Node | Link, name: str, part: str = "") -> str:
        """Write the typed model of a node or of a ``part`` of a link, in the place of one of this name; gives its key.

        Values that each neuron or synapse has of its own are left out. Raises FileProblem.
        """
        kept = Document()
        if isinstance(element, Node):
            key = key_named(element.model, name)
            bare = Node(kept.new_id(), NodeKind.POPULATION, key, name, (0.0, 0.0))
            kept.put(replace(bare, parameters=_of_all(element.parameters), start=_of_all(element.start)))
        else:
            given = synapses_of(element)
            key = key_named(getattr(given, part), name)
            ends = [new_node(kept, _any_neuron(), (200.0 * place, 0.0)) for place in range(2)]
            for end in ends:
                kept.put(end)
            bare_link = new_link(kept, ends[0], "out", ends[1], "in")
            numbers = {n: v for n, v in getattr(given, f"{part}_parameters").items() if not isinstance(v, str)}
            model = {part: key, f"{part}_parameters": _of_all(numbers)}
            kept.put(replace(bare_link, synapses=replace(synapses_of(bare_link), **model)))
        self.put(kept, name)
        return key

    def rename(self, name: str, new: str) -> None:
        """Give a model another name, in its text too. Raises FileProblem."""
        found = _typed_in(self.read(name))
        if found is not None:
            self.keep(found[0], new, found[1])
        before, after = self.path(name), self.path(new)
        if before.exists() and before.samefile(after):  # where capitals make no difference
            before.rename(after)
            self._emit_changed()
        else:
            self.forget(name)

    def all(self) -> tuple[KeptModel, ...]:
        """All by their names; a file is read again once it is another."""
        return tuple(self._kept(name) for name in self.names())

    def of_key(self, key: str) -> KeptModel | None:
        """Find the one that a key with a text is of."""
        return next((kept for kept in self.all() if kept.key == key), None) if discovery.text_of(key) else None

    def offered_key(self, key: str) -> str:
        """The key under which the model of a key is offered: that of one that a person keeps, or of its file."""
        return key if self.of_key(key) is not None else discovery.file_of(key)

    def _kept(self, name: str) -> KeptModel:
        path = self.path(name)
        try:
            found = path.stat()
        except OSError:  # another window has deleted it since it was listed
            return self._look(name)
        signature = found.st_mtime_ns, found.st_size
        if path not in self._seen or self._seen[path][0] != signature:
            self._seen[path] = signature, self._look(name)
        return self._seen[path][1]

    def _look(self, name: str) -> KeptModel:
        try:
            found = _typed_in(self.read(name))
        except FileProblem as problem:
            return KeptModel(name, problem=str(problem))
        if found is None:
            return KeptModel(name, problem=tr("{file} holds no model with equations.", file=f"{name}{EXTENSION}"))
        element, part = found
        given = element if isinstance(element, Node) else synapses_of(element)
        key = str(getattr(given, part or "model"))
        kind = key.partition("/")[0]
        if (mistake := mistake_in(key)) is not None:
            return KeptModel(name, problem=problem_words(mistake.problem("", "")), kind=kind)
        parameters = getattr(given, f"{part}_parameters" if part else "parameters")
        return KeptModel(name, key, parameters, element.start if isinstance(element, Node) else {}, kind=kind)


kept_models = KeptModels(lambda: platform.data_folder() / "models")
"""Those of the person who sits here."""


def node_of(document: Document, key: str, position: Point) -> Node:
    """A new node of a model, as it was kept where a person keeps it."""
    fresh, kept = new_node(document, key, position), kept_models.of_key(key)
    if kept is None:
        return fresh
    title = free_title(kept.name, {node.title for node in document.nodes.values()})
    return replace(fresh, title=title, parameters=kept.parameters, start=kept.start)


def _typed_in(kept: Document) -> tuple[Node | Link, str] | None:
    """The element whose equations a file keeps, and which part of it; None where there are none."""
    nodes, links = list(kept.nodes.values()), list(kept.links.values())
    if len(nodes) == 1 and discovery.text_of(nodes[0].model):
        return nodes[0], ""
    parts = [part for part in PARTS if links and discovery.text_of(getattr(synapses_of(links[0]), part) or "")]
    return (links[0], parts[0]) if len(links) == 1 and len(parts) == 1 else None


def key_named(key: str, name: str) -> str:
    """The key of a typed model under another name, which its text has for a title. Raises FileProblem."""
    model = discovery.find(key)
    named = discovery.typed_key(model, titled(model.text, name))
    found = model_of(named)
    if found is None or found.title != name:
        words = tr("The name stands in the equations: choose one without #, in which brackets come in pairs.")
        raise FileProblem(words)
    return named


def offered(kind: str) -> list[type[Model]]:
    """The models of one kind in their order, those that a person keeps first."""
    own = (kept.model for kept in kept_models.all() if kept.kind == kind)
    return [*(model for model in own if model is not None), *discovery.models(kind).values()]


def _any_neuron() -> str:
    """The key of a neuron that fires, for the ends of a link of which only the model counts."""
    neurons = discovery.models(NEURONS).values()
    return next(model.key for model in neurons if issubclass(model, NeuronModel) and model.fires())


def _of_all(values: Parameters) -> Parameters:
    """The values that are the same for every neuron, or drawn for each."""
    return {name: value for name, value in values.items() if not isinstance(value, ArrayRef)}
