"""What is asked: one question read, and what the conversation before it lends it."""
