"""Security headers on every answer, and no answer of the API in any cache."""

from urllib.parse import urlsplit

from aiohttp import web

# Camera and microphone for our own pages alone; nothing else that a browser can be asked for.
PERMISSIONS = ", ".join(
    (
        *(
            f"{feature}=(self)"
            for feature in (
                "camera",
                "microphone",
                "display-capture",
                "screen-wake-lock",
                "autoplay",
                "fullscreen",
                "picture-in-picture",
                "speaker-selection",
            )
        ),
        *(f"{feature}=()" for feature in ("geolocation", "payment", "usb", "midi", "serial")),
    )
)


def content_policy(public_url: str) -> str:
    """The Content-Security-Policy of the pages. The socket's origin is named, because older
    browsers do not count `wss:` as `'self'`."""
    socket = urlsplit(public_url)._replace(scheme="wss" if "https:" in public_url else "ws")
    directives = {
        "default-src": "'self'",
        "img-src": "'self' data: blob:",
        "media-src": "'self' blob:",
        "connect-src": f"'self' {socket.geturl()}",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
    }
    return "; ".join(f"{name} {value}" for name, value in directives.items())


class Headers:
    """Adds them as the answer is prepared: `app.on_response_prepare.append(Headers(url))`."""

    def __init__(self, public_url: str) -> None:
        self._always = {
            "Content-Security-Policy": content_policy(public_url),
            "Permissions-Policy": PERMISSIONS,
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
        }
        if public_url.startswith("https:"):
            self._always["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"

    async def __call__(self, _: web.Request, response: web.StreamResponse) -> None:
        """What a route has set itself (a page's caching) stays."""
        for name, value in self._always.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["Server"] = "vorsprache"
