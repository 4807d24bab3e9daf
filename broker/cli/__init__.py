"""The command line: what each command does, the demo, a node served."""
