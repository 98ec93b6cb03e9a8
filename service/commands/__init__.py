"""The commands beside `serve`, `ask` and `index`: one file each, and what they share."""
