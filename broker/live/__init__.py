"""The live side: sockets of citizens, clerks and boards, and what each is shown.

`route` opens a socket and finds out who speaks; `citizen`, `clerk` and `board` hear what they say;
`relay` passes their media signaling on; `notices` brings what happened on any node; `boards` keeps
the live picture of every queue; `rows` and `snapshots` put it into the words of the wire.
"""
