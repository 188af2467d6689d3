"""Keeping typed equations as models of one's own, and naming and deleting those: what the window asks and says."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from app.commands import intentions
from app.commands.editor import Editor
from app.document.elements import Node, NodeKind
from app.document.networks.kept_models import kept_models
from app.document.vocabulary import mistake_in, titled_model
from app.i18n.translation import sentence, tr
from app.window.frame.notice import Notice
from app.window.project.shelf_keeping import NameBox, NameWords, ShelfKeeping, ShelfWords
from engine.model.declaration import Model


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
        self._node = ""
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

    def why_not(self) -> str:
        """The reason why what is selected cannot be kept, "" where it can."""
        chosen = self._chosen()
        if chosen is None:
            return tr("Select one population first")
        model = titled_model(chosen.model)
        if model is None or not model.text:
            return tr("Only typed equations are kept; choose Write as equations first")
        mistake = mistake_in(chosen.model)
        return "" if mistake is None else sentence(mistake.problem("", ""))

    def ask(self) -> None:
        """Ask for the name of the model that the selected equations become."""
        chosen = self._chosen()
        if chosen is not None and not self.why_not():
            self._node = chosen.id
            self.box.ask(_name_for(chosen, titled_model(chosen.model)))

    def keep(self, name: str) -> str | None:
        """Keep the equations under a name; in one sentence, why they cannot be kept. Raises FileProblem."""
        before = self.shelf.content(name)
        if self._node not in self._editor.document.nodes:
            return tr("The population is no longer there.")
        intentions.keep_model(self._editor, kept_models, self._node, name)
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

    def _chosen(self) -> Node | None:
        """The one population that is selected."""
        nodes = self._editor.document.nodes
        found = [node for id in self._editor.selection.ids if (node := nodes.get(id)) is not None]
        return found[0] if len(found) == 1 and found[0].kind == NodeKind.POPULATION else None


def _name_for(node: Node, model: type[Model] | None) -> str:
    """The name to begin with: that of the text where it has one of its own, or else of the node."""
    kept = kept_models.of_key(node.model)
    return node.title if kept is None else kept.name
