"""The commands, a file each; `main` puts them together, `common` and `terminal` hold what they share."""
