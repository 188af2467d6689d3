"""Live views: one file is one kind of plot, found by :mod:`app.plots.discovery`; and the transport bar."""
