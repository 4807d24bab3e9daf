"""What the routes find in their application, by type; put there by `broker/app.py`."""

from aiohttp import web

from broker.bookings import Bookings
from broker.catalogues import Catalogues
from broker.links import Links
from broker.statistics import Statistics

BOOKINGS = web.AppKey("bookings", Bookings)
CATALOGUES = web.AppKey("catalogues", Catalogues)
LINKS = web.AppKey("links", Links)
STATISTICS = web.AppKey("statistics", Statistics)
