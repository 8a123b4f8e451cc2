"""How an edit of one program is learned and made in another: tokens, differences, rules, places."""
