"""The sections 1 to 6, 10, 11 and 14: what is shipped, and what is known of one project."""
