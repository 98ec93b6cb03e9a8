"""The commands of `quoth`, one per file, collected by `main`; `common`, `meter` and `terminal` are helpers."""

import os

# Each process answers one question at a time, and the cores are shared by processes: threads within a sum of products cost
# more than they save. It is read when numpy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
