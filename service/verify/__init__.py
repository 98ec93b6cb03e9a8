"""Is this quoted right? A quote -> exact, folded, altered or not found, and every place it stands."""
