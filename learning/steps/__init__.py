"""The steps of a cycle that make what is learned of what was experienced."""
