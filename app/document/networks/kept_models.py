"""Models that a person typed and keeps by a name: each a project file with one population in a folder of their data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from msgspec.structs import replace

from app import platform
from app.document.document import Document
from app.document.elements import ArrayRef, Node, NodeKind, Parameters, Point
from app.document.file.file_format import EXTENSION, FileProblem
from app.document.file.shelf import Shelf
from app.document.making.drawing import free_title, new_node
from app.document.vocabulary import mistake_in, model_of
from app.i18n.translation import problem_words, tr
from engine.model.declaration import Model
from engine.model.registry import discovery
from engine.model.typed.writing import titled

OF_KIND = "neurons"
"""The kind of the models that are typed."""


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

    @property
    def model(self) -> type[Model] | None:
        return model_of(self.key)


class KeptModels(Shelf):
    """The name is the title of the text too, so that a node says of which model it is wherever it is drawn."""

    def __init__(self, folder: Callable[[], Path]) -> None:
        super().__init__(folder)
        self._seen: dict[Path, tuple[tuple[int, int], KeptModel]] = {}

    def keep(self, node: Node, name: str) -> str:
        """Write the model of a node of typed equations, in the place of one of the same name; gives its new key.

        Values that each neuron has of its own are left out. Raises FileProblem.
        """
        key = key_named(node.model, name)
        kept = Document()
        bare = Node(kept.new_id(), NodeKind.POPULATION, key, name, (0.0, 0.0))
        kept.put(replace(bare, parameters=_of_all(node.parameters), start=_of_all(node.start)))
        self.put(kept, name)
        return key

    def rename(self, name: str, new: str) -> None:
        """Give a model another name, in its text too. Raises FileProblem."""
        (node,) = self.read(name).nodes.values()
        self.keep(node, new)
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
            nodes = list(self.read(name).nodes.values())
        except FileProblem as problem:
            return KeptModel(name, problem=str(problem))
        if len(nodes) == 1 and (mistake := mistake_in(nodes[0].model)) is not None:
            return KeptModel(name, problem=problem_words(mistake.problem("", "")))
        if len(nodes) != 1 or not is_typed(nodes[0]):
            return KeptModel(name, problem=tr("{file} holds no model with equations.", file=f"{name}{EXTENSION}"))
        return KeptModel(name, nodes[0].model, nodes[0].parameters, nodes[0].start)


kept_models = KeptModels(lambda: platform.data_folder() / "models")
"""Those of the person who sits here."""


def node_of(document: Document, key: str, position: Point) -> Node:
    """A new node of a model, as it was kept where a person keeps it."""
    fresh, kept = new_node(document, key, position), kept_models.of_key(key)
    if kept is None:
        return fresh
    title = free_title(kept.name, {node.title for node in document.nodes.values()})
    return replace(fresh, title=title, parameters=kept.parameters, start=kept.start)


def is_typed(node: Node) -> bool:
    """Tell whether the equations of a node are typed, and right."""
    model = model_of(node.model)
    return model is not None and bool(model.text)


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
    own = (kept.model for kept in kept_models.all()) if kind == OF_KIND else ()
    return [*(model for model in own if model is not None), *discovery.models(kind).values()]


def _of_all(values: Parameters) -> Parameters:
    """The values that are the same for every neuron, or drawn for each."""
    return {name: value for name, value in values.items() if not isinstance(value, ArrayRef)}
