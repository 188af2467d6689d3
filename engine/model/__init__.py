"""The grammar in which models are declared, and how they are found. A model itself is a file of ``engine.models``."""
