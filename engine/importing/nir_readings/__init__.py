"""Ways to read a NIR file; one file = one piece of software, found by ``engine.importing.reading``."""
