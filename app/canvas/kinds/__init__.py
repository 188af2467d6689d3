"""One painter per kind of node: its outline and what its body shows."""

from __future__ import annotations

from collections.abc import Mapping

from app.canvas.kinds.dataset import DatasetPainter
from app.canvas.kinds.decoder import DecoderPainter
from app.canvas.kinds.encoder import EncoderPainter
from app.canvas.kinds.group import GroupPainter
from app.canvas.kinds.note import NotePainter
from app.canvas.kinds.population import PopulationPainter
from app.canvas.kinds.recorder import RecorderPainter
from app.canvas.kinds.stimulus import StimulusPainter
from app.canvas.painting.kind import KindPainter
from app.document.elements import NodeKind

PAINTERS: Mapping[str, KindPainter] = {
    NodeKind.DATASET: DatasetPainter(),
    NodeKind.STIMULUS: StimulusPainter(),
    NodeKind.ENCODER: EncoderPainter(),
    NodeKind.POPULATION: PopulationPainter(),
    NodeKind.DECODER: DecoderPainter(),
    NodeKind.RECORDER: RecorderPainter(),
    NodeKind.NOTE: NotePainter(),
    NodeKind.GROUP: GroupPainter(),
}
