"""Excitatory or inhibitory: how it is named, and the row in which a population declares it."""

from __future__ import annotations

from collections.abc import Sequence

from app.commands import intentions
from app.commands.editor import Editor
from app.document.elements import Node, Value
from app.i18n.translation import tr
from app.inspector.forms.form import ChoiceEntry, FormEntry, common
from engine.network.description import Sign


def sign_words(sign: str) -> str:
    """The name of a sign for people."""
    return {
        Sign.EXCITATORY: tr("excitatory"),
        Sign.INHIBITORY: tr("inhibitory"),
        Sign.MIXED: tr("both signs"),
    }[Sign(sign)]


def sign_entry(editor: Editor, nodes: Sequence[Node], ids: Sequence[str]) -> FormEntry:
    """The row for the sign of all links that leave a population."""

    def write(value: Value | None, _gesture: str | None) -> None:
        intentions.set_population_sign(editor, ids, str(value or ""))

    sign = common([node.sign for node in nodes])
    options = (("", tr("neither")), *((str(s), sign_words(s)) for s in Sign))
    changed = any(node.sign for node in nodes)
    return ChoiceEntry("sign", tr("Sign"), write, changed=changed, options=options, value=sign)
