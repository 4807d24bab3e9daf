"""What the routes find in their application, by type; put there by `broker/app.py`."""

from aiohttp import web

from broker.alarms import Alarms
from broker.bookings import Bookings
from broker.catalogues import Catalogues
from broker.figures.reports import Reports
from broker.figures.statistics import Statistics
from broker.queue_days import QueueDays
from broker.trust.links import Links

ALARMS = web.AppKey("alarms", Alarms)
BOOKINGS = web.AppKey("bookings", Bookings)
CATALOGUES = web.AppKey("catalogues", Catalogues)
LINKS = web.AppKey("links", Links)
REPORTS = web.AppKey("reports", Reports)
QUEUE_DAYS = web.AppKey("queue_days", QueueDays)
STATISTICS = web.AppKey("statistics", Statistics)
