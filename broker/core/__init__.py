"""The office as pure rules: no I/O, no clock, no framework. `now` comes in, deadlines go out."""
