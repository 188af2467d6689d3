"""Sources of labelled samples; one file = one source, found by ``engine.model.registry.discovery``."""
