"""Question and index -> Answer: which sentences, how sure, who is speaking, who agrees; or silence."""
