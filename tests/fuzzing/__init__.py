"""Input that nobody would write, for doors, readers, cutter, verify and pages; what is promised of each is checked.

`python -m tests.fuzzing --minutes 30` does it, in four ways; see `__main__.py`. `found/` keeps inputs that once broke a
promise, by the target that they are for; tests/test_fuzzing.py tries them.
"""
