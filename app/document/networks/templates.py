"""Templates: networks to begin with. Some come with the program, others a person keeps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from app import platform
from app.document.document import Document
from app.document.example import translate
from app.document.file.shelf import Shelf
from app.document.networks import template_networks as networks
from app.i18n.translation import tr


@dataclass(frozen=True)
class Template:
    """``name`` and ``purpose`` are shown as they stand; ``read`` gives the network, anew each time.

    ``read`` may raise :class:`~app.document.file.file_format.FileProblem`. A person's own has a ``path``, and no
    purpose but what it holds.
    """

    name: str
    purpose: str
    read: Callable[[], Document]
    path: Path | None = None


class Templates(Shelf):
    """Those that a person keeps."""

    def keep(self, document: Document, name: str) -> None:
        """Write what is drawn, and how it is trained, without the runs; in the place of one of the same name.

        Raises FileProblem.
        """
        kept = document.at(document.snapshot())
        kept.training, kept.breakpoints = document.training, document.breakpoints
        kept.settings = replace(document.settings, title=name)
        self.put(kept, name)

    def all(self) -> list[Template]:
        """Those that come with the program, then the person's own by name."""
        own = (Template(name, "", partial(self.read, name), self.path(name)) for name in self.names())
        return [*built_in(), *own]


def built_in() -> list[Template]:
    """Those that come with the program, in the language of the window."""

    def drawn(purpose: str, draw: Callable[[], Document]) -> Template:
        def read() -> Document:
            document = draw()
            translate(document)
            return document

        return Template(read().settings.title, purpose, read)

    return [
        drawn(tr("Noise makes a population fire."), networks.driven_population),
        drawn(tr("Two populations, each linked to both."), networks.excitation_and_inhibition),
        drawn(tr("Images in, an answer out; to be trained."), networks.classifier),
        drawn(tr("Shared filters see the images first."), networks.filters_and_classifier),
    ]


templates = Templates(lambda: platform.data_folder() / "templates")
"""Those of the person who sits here."""
