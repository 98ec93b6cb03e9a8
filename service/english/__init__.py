"""What is known of the English language, once. Every stage takes its words from here.

word_classes         pronouns, determiners, auxiliaries, prepositions, conjunctions, negations, stop words
verbs_of_saying      verbs that report speech, and their forms
titles_and_names     titles, trades, first names, particles, kinds of group, genders
place_names  calendar  numbers_and_units  causes  rules  question_words
common_verbs         verbs that end the subject of a question, and predicates after "is"
furniture            lines below and above every article: newsletters, contacts, rights
label_words          labels of headings and lines, and the words by which questions ask for what they label
forms  antonyms  rival_qualifiers  related_words, thesaurus
tokens               text -> search terms, which are stems
entities             tokens -> names, dates and numbers that can answer; person_names weighs the names of persons
proper_names         text -> names with their titles and possessives, for attribution
turn_labels          the name or role that opens a turn of a transcript or an interview
speech_turns         turns by layout: transcripts, interviews, e-mail, signed quotes
"""
