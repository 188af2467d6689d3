"""The networks of the lessons, drawn by the same edits as a person's; run as a program, it writes their files.

``python -m app.document.lesson_networks`` renews ``resources/lessons/*/network.spikeloom``.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.document.document import Document
from app.document.file_format import save
from app.document.lessons import LESSONS, NETWORK
from app.document.sketch import Sketch

LIF = "neurons/leaky_integrate_and_fire"


def one_neuron() -> Document:
    """A steady current 20 % above what a neuron needs to fire: 50 Hz."""
    sketch = Sketch("One neuron", speed=0.1)
    current = sketch.node("stimuli/dc_current", "Current", (48, 120), parameters={"amplitude": 450.0})
    neuron = sketch.node(LIF, "Neuron", (336, 96))
    sketch.link(current, "out", neuron, "in")
    return sketch.document


NETWORKS: dict[str, Callable[[], Document]] = {
    "one-neuron": one_neuron,
}
"""By the id of the lesson."""


def write(folder: Path = LESSONS) -> None:
    """Write every project file."""
    for id, draw in NETWORKS.items():
        (folder / id).mkdir(parents=True, exist_ok=True)
        save(draw(), folder / id / NETWORK)


if __name__ == "__main__":
    write()
