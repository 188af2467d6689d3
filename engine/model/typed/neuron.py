"""A neuron model made from a text."""

from __future__ import annotations

from engine.model.declaration import NeuronModel
from engine.model.typed.lines import read_lines
from engine.model.typed.made import model_of_text, new_class, structure_of
from engine.model.typed.neuron_building import NeuronBuilder

TITLE = "Equations"
ABOUT = "A neuron whose equations a person has written."


def neuron(text: str, title: str = "", key: str = "", module: str = __name__) -> type[NeuronModel]:
    """The neuron that a text declares; raises :class:`~engine.model.typed.mistakes.Mistake`.

    Nothing in the text is executed. Equal texts give the same class while it is among the latest.
    """
    return model_of_text(_neuron, text, title, key, module)


def _neuron(text: str, title: str, key: str, module: str) -> type[NeuronModel]:
    built = NeuronBuilder(read_lines(text)).build()
    traits = {
        "membrane": built.membrane,
        "order": built.order,
        "reset": built.reset,
        "upward_crossing": built.upward_crossing,
        "method": built.method,
    }
    structure = structure_of(
        TITLE, built, [str(t) for t in traits.values()], ("holds", "at_most", "per_part", "membrane")
    )
    attributes = {
        "text": text,
        "title": title or built.title or TITLE,
        "about": ABOUT,
        "aliases": ("typed equations", "custom neuron", "own model", "NeuronGroup", "NESTML"),
        **traits,
    }
    return new_class(NeuronModel, TITLE, built, structure, key, module, attributes)
