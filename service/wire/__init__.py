"""Every shape that crosses the border, said once: requests, replies, problems, and other tools' formats."""
