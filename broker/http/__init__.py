"""The office over HTTP: the routes of `broker/routes.py`, each a few lines around the desk.

`problems` is around all of them: whatever a route raises leaves as problem+json. `session` says
who speaks.
"""
