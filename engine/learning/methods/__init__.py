"""Methods that find the weights of a drawn network: one file is one method, found by looking into this folder.

What several methods share stands in the rooms beside this one.
"""

from __future__ import annotations

from engine.discovery import by_name, remembered
from engine.learning.components.method import LearningMethod, hindrances
from engine.network.description import NetworkDescription

__all__ = ["methods", "that_fit"]


@remembered
def _methods() -> dict[str, type[LearningMethod]]:
    found = {key.removeprefix("learning/"): method for key, method in by_name(__name__, LearningMethod).items()}
    return dict(sorted(found.items(), key=lambda item: item[1].title))


def methods() -> dict[str, type[LearningMethod]]:
    """Name (such as ``"surrogate_gradient"``) to class of every learning method, by title."""
    return dict(_methods())


def that_fit(description: NetworkDescription) -> dict[str, type[LearningMethod]]:
    """The learning methods that can train this network, by name."""
    hindered = hindrances(_methods(), description)
    return {name: method for name, method in _methods().items() if hindered[name] is None}
