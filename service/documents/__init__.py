"""Files and formats -> Document: what is read, what it says of itself, what had to be skipped."""
