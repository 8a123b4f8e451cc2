"""A tool at the terminal, what is known of its errors, and whether that mends them.

workspace   a folder: which of its files may be mended, and the tool that is run in it
asking      the service, over the network or in this process
trying      edits tried one by one, kept or undone, and reported
remembered  what was left, until somebody mends it: then that is learned
"""
