from engine.models.positions.disc import Disc as Disc
from engine.models.positions.grid import Grid as Grid
from engine.models.positions.line import Line as Line
from engine.models.positions.listed_places import ListedPlaces as ListedPlaces
from engine.models.positions.scattered import Scattered as Scattered

__all__ = [
    "Disc",
    "Grid",
    "Line",
    "ListedPlaces",
    "Scattered",
]
