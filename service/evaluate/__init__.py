"""Measure answers against a file of questions: figures, misses with their reasons, plots, a report.

questions -> judging -> outcomes -> figures -> plots -> report
                 baseline ---^  misses ---^
"""
