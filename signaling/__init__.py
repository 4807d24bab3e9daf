"""The post office: frames, addresses, relay between nodes, ICE. Knows no slot and no booking."""
