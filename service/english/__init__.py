"""What is known of the English language, once: tokens, forms, entities, names, word classes and related words."""
