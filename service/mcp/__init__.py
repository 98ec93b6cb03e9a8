"""The service for language models' hosts, over the Model Context Protocol."""
