"""A rule of plasticity made from a text."""

from __future__ import annotations

from engine.model.declaration import PlasticityModel
from engine.model.typed.lines import RULE_WORDS, read_lines
from engine.model.typed.made import CATEGORY, model_of_text, new_class, structure_of
from engine.model.typed.rule_building import RuleBuilder

NAME = "PlasticityEquations"
ABOUT = "A rule of plasticity whose equations a person has written."


def rule(text: str, title: str = "", key: str = "", module: str = __name__) -> type[PlasticityModel]:
    """The rule that a text declares; raises :class:`~engine.model.typed.mistakes.Mistake`.

    Nothing in the text is executed. Equal texts give the same class while it is among the latest.
    """
    return model_of_text(_rule, text, title, key, module)


def _rule(text: str, title: str, key: str, module: str) -> type[PlasticityModel]:
    built = RuleBuilder(read_lines(text, RULE_WORDS)).build()
    attributes = {
        "text": text,
        "title": title or built.title or CATEGORY,
        "about": ABOUT,
        "aliases": ("typed equations", "custom rule", "own model", "Synapses", "on_post", "three-factor"),
        **built.heard,
    }
    structure = structure_of(NAME, built, list(built.heard), ("tau", "side", "lasts"))
    return new_class(PlasticityModel, NAME, built, structure, key, module, attributes)
