"""A population declared excitatory, inhibitory or neither, together with the links that leave it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from app.commands.editor import Editor
from app.commands.synapse_setting import declared_as, is_unsigned
from app.document.document import Document
from app.document.edits import Edit, ReplaceElement, SetSynapses
from app.document.elements import ArrayRef, Link, Node, NodeKind, Synapses
from app.i18n.translation import tr
from engine.network.description import Sign


def set_population_sign(editor: Editor, ids: Sequence[str], sign: str) -> None:
    """Declare populations "excitatory", "inhibitory", "mixed" or "" for neither; links take one sign of the first two.

    Kept weights that have the other sign stay as they are, and a warning tells of their link.
    """
    document = editor.document
    nodes = [document.nodes[i] for i in ids if i in document.nodes]
    edits = [
        edit for node in nodes if node.kind == NodeKind.POPULATION and node.sign != sign
        for edit in _declared(document, replace(node, sign=sign))
    ]  # fmt: skip
    words = tr("Make it {sign}", sign=tr(sign)) if sign else tr("Make it neither excitatory nor inhibitory")
    editor.do_all(edits, words)


def _declared(document: Document, node: Node) -> Iterator[Edit]:
    yield ReplaceElement(node)
    if node.sign not in (Sign.EXCITATORY, Sign.INHIBITORY):
        return
    for link in document.links_of(node.id):
        if link.source == node.id and link.synapses is not None and link.synapses.synapse is not None:
            after = _taken(document, link, link.synapses, Sign(node.sign))
            if after != link.synapses:
                yield SetSynapses(link.id, after)


def _taken(document: Document, link: Link, s: Synapses, sign: Sign) -> Synapses:
    """The synapses of a link once it has this sign; as they are where kept weights have the other."""
    if s.sign == sign:
        return s
    if isinstance(s.weight, ArrayRef) and not is_unsigned(s.synapse):
        kept = document.array(s.weight)
        if not bool((kept >= 0).all() if sign is Sign.EXCITATORY else (kept <= 0).all()):
            return s
    return declared_as(s, sign)
