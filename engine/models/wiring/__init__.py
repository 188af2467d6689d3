"""Rules of wiring: which neurons connect. One file = one rule."""
