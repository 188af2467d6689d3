"""Keeping a group as a module, and renewing instances: what the window says of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from app.commands import intentions
from app.commands.editor import Editor
from app.commands.modules import others
from app.document.elements import Node, NodeKind
from app.document.file.file_format import FileProblem
from app.document.networks.modules import MODULE, modules
from app.i18n.translation import listed, sentences, tr
from app.window.frame.notice import Notice
from app.window.project.shelf_keeping import ShelfKeeping, ShelfWords


class ModuleKeeping(ShelfKeeping):
    """The actions of one window."""

    def __init__(self, editor: Editor, notice: Notice) -> None:
        words = ShelfWords(
            lambda name: tr("Kept as the module {name}; it is in the palette.", name=name),
            lambda name: tr("Kept as the module {name}, in the place of the one before.", name=name),
            lambda name: tr("The module {name} is deleted; what was made of it stays.", name=name),
            lambda name: tr("The module {name} is again what it was.", name=name),
        )
        super().__init__(modules, notice, words)
        self._editor = editor

    def chosen(self) -> list[Node]:
        """The groups that are selected."""
        found = (self._editor.document.nodes.get(id) for id in self._editor.selection.ids)
        return [node for node in found if node is not None and node.kind == NodeKind.GROUP]

    def can_renew(self) -> bool:
        """Tell whether an instance of a module is selected."""
        return any(MODULE in group.parameters for group in self.chosen())

    def keep(self) -> None:
        """Keep the selected group; other instances of the same module are offered to be renewed."""
        for group in self.chosen()[:1]:
            before = modules.content(str(group.parameters.get(MODULE, "")))
            try:
                name = intentions.keep_module(self._editor, modules, group.id)
            except FileProblem as problem:
                self._notice.say(str(problem), "error")
                return
            rest = others(self._editor, group.id, name)
            if rest:
                words = self._words.kept(name)
                self._notice.say(words, "note", tr("Update its other instances"), partial(self.renew, rest))
            else:
                self.tell_kept(name, before)

    def renew(self, ids: Sequence[str] | None = None) -> None:
        """Make instances (those selected) as their module is now."""
        wanted = [group.id for group in self.chosen() if MODULE in group.parameters] if ids is None else ids
        try:
            lost, stayed = intentions.renew_instances(self._editor, modules, wanted)
        except FileProblem as problem:
            self._notice.say(str(problem), "error")
            return
        words = []
        if lost:
            words.append(
                tr(
                    "{count} {count:link|links} went, because the module has no node for {count:it|them} any more. "
                    "Undo gives {count:it|them} back.",
                    count=lost,
                )
            )
        if stayed:
            titles = listed(dict.fromkeys(stayed))
            words.append(tr("{titles} stays as it is, because its module would stand within itself.", titles=titles))
        if words:
            self._notice.say(sentences(*words), "warning")
