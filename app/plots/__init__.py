"""Live views, each a file of ``views``, the panel and the axes that they share, and the transport bar."""
