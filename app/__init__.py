"""The desktop application: a window around the engine, and the command line."""
