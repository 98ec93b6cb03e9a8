"""Question and index -> Answer: which sentences answer, how surely, who is speaking, which documents agree; or silence.

A question walks through the room in this order:

    answering.py     Answerer.answer: spelling, ranking, speak or stay silent; composes the Answer
      ranking/       which sentences may answer, in what order, and the probability that the first one does
    citing.py        turns ranked candidates into findings, with the help of:
      partial_answers.py    further sentences that answer in part
      list_items.py    the items of a list, if the question asks for all of them
      highlight.py     the shortest span that answers: a name, a date, a number
      passages.py      the text to show around a quote
      attribution/   who is speaking
      unread_hits.py   hits that were not read before, as they may say what the best one does
      agreement/     which other documents say the same, or the same but for a figure, a date or a name
    unmentioned.py   the question's words that no document holds, and whether they decide
    answer.py        what comes out: Answer, Finding, TextSpan, SpeakerSpan, WeighedTerm

The chambers depend on each other in one direction: ranking on none of this room, attribution on answer.py alone, agreement
on answer.py and on ranking's analysed sentences. Nothing here keeps state: whatever is worth keeping goes into the memory
of the index.
"""
