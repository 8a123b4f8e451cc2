"""What the history that a team already has would have taught, shown before anything is kept.

repository  commits, trees and texts of a git repository, read without running anything of it
checkout    one commit's files in a temporary folder, and a command that is run there
state       what is kept, so that what is stopped can go on
recording   what the commands say of each commit
logs        the same, as a CI recorded it
attribution which of the edits of a file (changes, cutting) mended which error
pairs       what failed at one commit and passed at the next, with what was changed
replay      learn the older pairs, meet the newer ones; in a library of its own (throwaway)
report      what came of it, for people, and its picture
"""


class Unusable(Exception):
    """What stands in the way of a backtest, and what to do about it."""
