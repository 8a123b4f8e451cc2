"""The recorded history, and what records it."""
