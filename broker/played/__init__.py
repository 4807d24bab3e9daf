"""People and days that are played: for tests, the demo, training, calibration and the probe.

They speak the public contract and nothing else; no running office imports them.
"""
