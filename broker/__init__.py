"""vorsprache: the broker for video and telephone consultations of city administrations."""

__version__ = "0.1.0"
