"""Saves ever longer versions of one project until it is killed: ``python -m ... FILE``."""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path

import numpy as np

from app.document.document import Document
from app.document.edits import AddElements, SetParameter
from app.document.file.file_format import save
from app.document.making.drawing import new_node

path = Path(sys.argv[1])
document = Document()
node = new_node(document, "neurons/leaky_integrate_and_fire", (0, 0))
AddElements((node,)).apply(document)
for version in count():
    array = np.full(200_000, float(version))  # large enough that most kills fall into a write
    SetParameter(node.id, "bias", document.keep_array(array)).apply(document)
    save(document, path)
    print(version, flush=True)
