"""Plates that lie over the drawing as long as there is a reason: breadcrumb, minimap, toolbar, refusals, reading."""
