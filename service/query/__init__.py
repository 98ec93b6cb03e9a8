"""What a question asks for, and what it takes from the turns before it.

    question.py         Question: what it wants, its terms and their weights; read_question for one that stands alone
      classification    its kind, its type of answer, the noun asked for
      asking_words      the words that ask rather than tell, which weigh less
      analysed_text     a text with its tokens, terms, names and classification, each computed once
    follow_up.py        follow: a question and the turns before it -> Question. Each turn is rewritten to stand alone:
      anaphora            which words refer back ("it", "she", "those")
      coreference         what they stand for; puts it in their place
      openings            "Great, thanks! And ...", "No, I mean ...": what stands before it
      ellipsis            "And when?", "How many in 2020?": adds what was asked about
      substitution        "What about Australia?": asks the last question again
      constituents        the noun phrases that a fragment may replace, each with its kind
      items               "the second one", "the other one": picked from what was listed
      topic               an earlier turn as the later ones see it
      rewrite             what a rewriting yields
    unwrapping.py       unwrap: a question out of what it is wrapped in, before anything else is read of it
      small_words         misspelt function words, corrected
      short_forms         what a chat shortens, written out
      asking_clauses      "Could you tell me", "I'd like to know": clauses whose object is the question
      word_order          indirect questions, and those that ask by a noun, put directly
      keywords            keywords that name the type of answer, as a question
    turns.py            Exchange, Excerpt: an earlier turn as the caller hands it in

Calls run from follow_up.py down; nothing here knows the index.
"""
