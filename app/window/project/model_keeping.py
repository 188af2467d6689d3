"""Keeping typed equations as models of one's own, and naming and deleting those: what the window asks and says."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from app.commands import intentions
from app.commands.editor import Editor
from app.document.elements import Link, Node, NodeKind
from app.document.networks.kept_models import PARTS, kept_models
from app.document.place_words import link_words
from app.document.vocabulary import LINK_PARTS, mistake_in, part_key, titled_model
from app.i18n.translation import sentence, tr
from app.window.frame.notice import Notice
from app.window.project.shelf_keeping import NameBox, NameWords, ShelfKeeping, ShelfWords


class ModelKeeping(ShelfKeeping):
    """The actions of one window."""

    def __init__(self, editor: Editor, notice: Notice, over: QWidget) -> None:
        words = ShelfWords(
            lambda name: tr("Kept as the model {name}; it is in the palette.", name=name),
            lambda name: tr("Kept as the model {name}, in the place of the one before.", name=name),
            lambda name: tr("The model {name} is deleted; what was made of it stays.", name=name),
            lambda name: tr("The model {name} is again what it was.", name=name),
        )
        super().__init__(kept_models, notice, words)
        self._editor = editor
        self._chosen_part: tuple[str, str] = ("", "")  # the element, and what of it
        asked, missing = tr("Name of the model"), tr("Give the model a name.")
        taken = tr("There is a model of this name; these equations take its place.")
        self.box = NameBox(
            over, "name of a model", kept_models.names, NameWords(asked, missing, taken, tr("Keep")), self.keep
        )
        other = tr("There is a model of this name already; choose another.")
        words_of_rename = NameWords(asked, missing, other, tr("Rename"))
        self.rename_box = NameBox(
            over, "new name of a model", kept_models.names, words_of_rename, self._rename, refuses=True
        )

    def why_not(self, kind: str = "") -> str:
        """The reason why what is selected cannot be kept, "" where it can; of a link what is of this ``kind``."""
        chosen = self._chosen(kind)
        if chosen is None:
            return tr("Select one population or link first")
        key = _key_of(*chosen)
        model = titled_model(key)
        if model is None or not model.text:
            return tr("Only typed equations are kept; choose Write as equations first")
        mistake = mistake_in(key)
        return "" if mistake is None else sentence(mistake.problem("", ""))

    def ask(self, kind: str = "") -> None:
        """Ask for the name of the model that the selected equations, of this ``kind`` where there are two, become."""
        chosen = self._chosen(kind)
        if chosen is not None and not self.why_not(kind):
            element, part = chosen
            self._chosen_part = element.id, part
            kept = kept_models.of_key(_key_of(element, part))
            title = element.title if isinstance(element, Node) else link_words(self._editor.document, element)
            self.box.ask(title if kept is None else kept.name)

    def keep(self, name: str) -> str | None:
        """Keep the equations under a name; in one sentence, why they cannot be kept. Raises FileProblem."""
        before = self.shelf.content(name)
        id, part = self._chosen_part
        if self._editor.document.element(id) is None:
            return tr("The link is no longer there.") if part else tr("The population is no longer there.")
        intentions.keep_model(self._editor, kept_models, id, name, part)
        self.tell_kept(name, before)
        return None

    def ask_name(self, name: str) -> None:
        """Ask for another name of a model."""
        self.rename_box.ask(name)

    def _rename(self, new: str) -> None:
        before = self.rename_box.begun_with
        kept_models.rename(before, new)
        words = tr("The model {before} is called {name} now.", before=before, name=new)
        self._notice.say(words, "note", tr("Take it back"), partial(self._name_back, new, before))

    def _name_back(self, name: str, before: str) -> None:
        with self.telling():
            kept_models.rename(name, before)

    def _chosen(self, kind: str) -> tuple[Node | Link, str] | None:
        """The one population that is selected, or the one link and which part of it: the first that is typed."""
        document = self._editor.document
        found = [element for id in self._editor.selection.ids if (element := document.element(id)) is not None]
        if len(found) != 1:
            return None
        (element,) = found
        if isinstance(element, Node):
            return (element, "") if element.kind == NodeKind.POPULATION else None
        if element.synapses is None:
            return None
        typed = [part for part in PARTS if (model := titled_model(_key_of(element, part))) is not None and model.text]
        wanted = [part for part in typed if kind in ("", LINK_PARTS[part])]
        return element, next(iter([*wanted, *typed, *PARTS]))


def _key_of(element: Node | Link, part: str) -> str:
    return element.model if isinstance(element, Node) else part_key(element, part)
