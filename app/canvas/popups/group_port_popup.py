"""A wire that was dropped on a closed group: with which of the nodes within it is to be linked."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF

from app.canvas.kinds import PAINTERS
from app.canvas.painting.node_words import subtitle_words
from app.canvas.painting.ports import End
from app.canvas.popups.offer_list import OfferRow
from app.canvas.popups.wire_popup import WirePopup
from app.canvas.scene.surface import Surface
from app.document.connecting import ports
from app.document.grouping import path_to
from app.i18n.translation import tr
from app.widgets.fields.quoting import quoted
from app.widgets.model_catalogue import rank_of_name


class LinkWithin(WirePopup):
    """Offers ``ends``, ports of nodes within one group, and hands the chosen one to ``link``."""

    def __init__(
        self, view: Surface, wire: End, at: QPointF, ends: Sequence[End], link: Callable[[End], object]
    ) -> None:
        here = view.editor.document.nodes[wire[0]]
        leaves = ports(here).output(wire[1]) is not None
        words = tr("Connect {title} to…", title=here.title) if leaves else tr("Connect to {title}…", title=here.title)
        super().__init__(view, words, tr("within the group"), tr("↑↓ choose   Enter link   Esc close"), at, wire)
        self._ends, self._link = dict(ends), link
        self._refill()

    def found(self, query: str) -> Sequence[OfferRow]:
        document = self._editor.document
        rows = []
        for node in (document.nodes[i] for i in self._ends if i in document.nodes):
            around = " › ".join(group.title for group in path_to(document, node.group))
            detail = " · ".join((subtitle_words(node), around))
            if (at := rank_of_name(node.title, detail, query)) is not None:
                rows.append((at[0], OfferRow(node.id, PAINTERS[node.kind].icon, node.title, around, detail)))
        return [row for _, row in sorted(rows, key=lambda answer: answer[0])]

    def nothing_found(self, query: str) -> str:
        return tr("No node is called “{query}”.", query=quoted(query))

    def take(self, key: str) -> None:
        self.leave()
        if key in self._editor.document.nodes and not self.is_orphaned:
            self._link((key, self._ends[key]))
