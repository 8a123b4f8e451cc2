"""The sections 8, 9, 12 and 13: what was learned, preferred and judged."""
