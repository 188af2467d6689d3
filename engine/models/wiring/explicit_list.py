"""Connections that a person or a file lists."""

from engine.model.topology import WiringRule


class ExplicitList(WiringRule):
    """Exactly the connections of a list, kept with the document.

    Source: Djurfeldt, Davison & Eppler (2014), Frontiers in Neuroinformatics 8, 43, 10.3389/fninf.2014.00043.
    """

    title = "Explicit list"
    category = "Ordered"
    aliases = ("file", "table", "from list", "FromListConnector", "FromFileConnector", "CSV", "NPZ")
    listed = True
