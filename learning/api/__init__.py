"""`/api/v1/` of what is captured and learned: experiences, judgments, interactions, pairs."""
