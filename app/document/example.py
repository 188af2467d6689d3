"""The example networks that the start page offers."""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec.structs import replace

from app.document.document import Document
from app.document.edits import SetSettings
from app.i18n.translation import tr, tr_as
from app.resources import folder

EXAMPLES = folder("examples")
INDEX = "index.json"


class Example(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One example in the words of the start page, in English and shown through ``tr``, and its project file."""

    title: str
    purpose: str
    category: str
    minutes: int
    start_here: bool = False
    file: str = ""

    @property
    def path(self) -> Path:
        return EXAMPLES / self.file


def examples() -> list[Example]:
    """All examples, each ``file`` an absolute path, in the order in which a newcomer should meet them."""
    listed = msgspec.json.decode((EXAMPLES / INDEX).read_bytes(), type=list[Example])
    return [msgspec.structs.replace(example, file=str(example.path)) for example in listed]


def translate(document: Document) -> None:
    """Give the titles and notes of an example, which are declared in English, in the language of the window."""
    for node in list(document.nodes.values()):
        document.put(replace(node, title=tr_as(node.title, document.settings.title), text=tr(node.text)))
    SetSettings(replace(document.settings, title=tr(document.settings.title))).apply(document)
