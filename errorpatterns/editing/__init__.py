"""How an edit of one program is learned and made in another.

tokens       source text of any language as tokens; shapes tells what they look like,
             operands which are one name with its members and calls
places       places in a text, and edits of it; columns is what tools count in, forms is how editors
             and analysers exchange them
differences  how one text became another
learning     before and after become a rule: its region, its outline, and what is put in (putting,
             naming)
declared     a rule that is written down
rules        what several examples say, as it is stored; doubts is why that is not followed yet,
             and captures counts those anew that it names
finding      where a rule fits in other code (fitting, loosening), and the edits it makes (making),
             held back by what they take out (acts, statements), what they join (seams) and what the
             code tells of their types (annotating)
imports      what is added to the imports of a file
several      what a fix does in other files than the error's own
"""
