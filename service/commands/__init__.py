"""The commands of `quoth`, one per file, collected by `main`; `common`, `meter` and `terminal` are helpers."""
