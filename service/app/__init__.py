"""The HTTP doors: one file a group of routes, one error shape."""
