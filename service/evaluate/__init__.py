"""Measure how well a system answers a file of questions: figures, the reason of every miss, a report with plots.

    question_file   a file -> LabelledQuestion, with the answers that are right
    judging         JudgedReply: what is judged of a reply, and whether it is right
    outcomes        Outcome: one question with its reply judged
    figures         outcomes -> shares, area under the ROC curve, calibration, risk against coverage
    baseline        plain rank-bm25, to compare with
    misses          why a question was missed
    evaluation      asks every question of a system and gathers all of the above
    summary         an evaluation as lines; report, plots: as an HTML page (report.html, report.css, plots.svg)
    counted         numbers with their nouns

A system is any function from a question to a JudgedReply. `training` uses the same figures and baseline.
"""
