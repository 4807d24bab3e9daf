"""Who somebody is and what they may do: keys, tokens, links, sessions, one table of rights."""
