"""Text -> offsets: where blocks, sentences and quotations begin and end."""
