"""A synapse model made from a text."""

from __future__ import annotations

from engine.model.declaration import SynapseModel
from engine.model.typed.lines import SYNAPSE_WORDS, read_lines
from engine.model.typed.made import CATEGORY, model_of_text, new_class, structure_of
from engine.model.typed.synapse_building import SynapseBuilder

NAME = "SynapseEquations"
ABOUT = "A synapse whose equations a person has written."


def synapse(text: str, title: str = "", key: str = "", module: str = __name__) -> type[SynapseModel]:
    """The synapse that a text declares; raises :class:`~engine.model.typed.mistakes.Mistake`.

    Nothing in the text is executed. Equal texts give the same class while it is among the latest.
    """
    return model_of_text(_synapse, text, title, key, module)


def _synapse(text: str, title: str, key: str, module: str) -> type[SynapseModel]:
    built = SynapseBuilder(read_lines(text, SYNAPSE_WORDS)).build()
    traits = [built.weight.unit, built.current_unit, str(built.both_ways)]
    attributes = {
        "text": text,
        "title": title or built.title or CATEGORY,
        "about": ABOUT,
        "aliases": ("typed equations", "custom synapse", "own model", "Synapses", "on_pre"),
        "weight": built.weight,
        "current_unit": built.current_unit,
        "both_ways": built.both_ways,
    }
    return new_class(SynapseModel, NAME, built, structure_of(NAME, built, traits), key, module, attributes)
