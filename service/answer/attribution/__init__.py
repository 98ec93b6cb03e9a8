"""Who is speaking: the name behind a quotation or a reported sentence."""
