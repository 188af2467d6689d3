"""A network as layers and links that are trained or written to a file: what methods and formats share."""
