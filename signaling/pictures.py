"""What a headless peer shows, says and sees: a cheap moving picture, a quiet tone, a check for light.

Nothing is read from a device or a file. A picture is made once; every frame is one slice of it, so
what a stream costs is its encoding.
"""

import asyncio
import math
from dataclasses import dataclass
from fractions import Fraction

from aiortc.mediastreams import MediaStreamError, MediaStreamTrack
from av import AudioFrame, VideoFrame

VIDEO_CLOCK = 90_000
SAMPLE_RATE = 48_000
SAMPLES = SAMPLE_RATE // 50
TONE_HZ = 300
QUIET = 400  # of 32,767: audible to a meter, not to a neighbour
NOD = 16
BLACK = 16  # luma of black in a video signal (ITU-R BT.601)
LIT_ABOVE = 24.0
LOOK_AT_EVERY = 251


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Size in pixels (multiples of 32), frames a second, and colour as chroma (0 to 255 each)."""

    width: int = 320
    height: int = 240
    rate: int = 10
    blue: int = 150
    red: int = 110


SMALL = Look()
LARGE = Look(width=640, height=480, rate=15)


class CameraTrack(MediaStreamTrack):
    """Somebody who nods, drawn without a camera."""

    kind = "video"

    def __init__(self, look: Look = SMALL) -> None:
        super().__init__()
        self._look = look
        self._pace = Pace(look.rate)
        self._luma, self._chroma = _portrait(look)

    async def recv(self) -> VideoFrame:
        """The next frame, when it is due. Raises MediaStreamError after `stop`."""
        if self.readyState != "live":
            raise MediaStreamError
        number = await self._pace.next()
        look = self._look
        nod = 2 * round(NOD / 4 * (1 + math.sin(2 * math.pi * number / (look.rate * 2))))
        frame = VideoFrame(look.width, look.height, "yuv420p")
        begin = nod * look.width
        _fill(frame, 0, self._luma[begin : begin + look.width * look.height], look.width)
        begin = (nod // 2) * (look.width // 2)
        quarter = look.width * look.height // 4
        for plane, chroma in enumerate(self._chroma, start=1):
            _fill(frame, plane, chroma[begin : begin + quarter], look.width // 2)
        frame.pts = number * VIDEO_CLOCK // look.rate
        frame.time_base = Fraction(1, VIDEO_CLOCK)
        return frame


class MicrophoneTrack(MediaStreamTrack):
    """A quiet tone: a level meter at the other side moves, and nobody is startled."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self._pace = Pace(50)
        # 20 ms hold whole periods of 300 Hz, so one block repeats without a click.
        self._block = b"".join(
            round(QUIET * math.sin(2 * math.pi * TONE_HZ * n / SAMPLE_RATE)).to_bytes(
                2, "little", signed=True
            )
            for n in range(SAMPLES)
        )

    async def recv(self) -> AudioFrame:
        """The next 20 ms, when they are due. Raises MediaStreamError after `stop`."""
        if self.readyState != "live":
            raise MediaStreamError
        number = await self._pace.next()
        frame = AudioFrame(format="s16", layout="mono", samples=SAMPLES)
        frame.planes[0].update(self._block.ljust(frame.planes[0].buffer_size, b"\0"))
        frame.sample_rate = SAMPLE_RATE
        frame.pts = number * SAMPLES
        frame.time_base = Fraction(1, SAMPLE_RATE)
        return frame


class Pace:
    """So many times a second; who is late skips, so that no crowd of frames follows a stall."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._begun: float | None = None
        self._number = -1

    async def next(self) -> int:
        """Waits for the next turn; its number."""
        now = asyncio.get_running_loop().time()
        if self._begun is None:
            self._begun = now
        self._number = max(self._number + 1, int((now - self._begun) * self._rate))
        await asyncio.sleep(self._begun + self._number / self._rate - now)
        return self._number


def is_lit(frame: VideoFrame) -> bool:
    """Whether a picture shows anything but black."""
    luma = frame if frame.format.name.startswith("yuv") else frame.reformat(format="yuv420p")
    seen = bytes(memoryview(luma.planes[0])[::LOOK_AT_EVERY])
    return sum(seen) / len(seen) > LIT_ABOVE


def _portrait(look: Look) -> tuple[bytes, tuple[bytes, bytes]]:
    """Head and shoulders on a plain ground, a little taller than the frame: luma, both chromas."""
    width, height = look.width, look.height + NOD
    luma = bytearray(b"".join(bytes([90 + 60 * y // height]) * width for y in range(height)))
    blue = bytearray(bytes([look.blue]) * (width * height // 4))
    red = bytearray(bytes([look.red]) * (width * height // 4))
    for y in range(height):
        half = _half_width(y / look.height, look.height)
        if half:
            left, right = width // 2 - half, width // 2 + half
            luma[y * width + left : y * width + right] = b"\xe0" * (2 * half)
            row = (y // 2) * (width // 2)
            grey = b"\x80" * (right // 2 - left // 2)
            blue[row + left // 2 : row + right // 2] = grey
            red[row + left // 2 : row + right // 2] = grey
    return bytes(luma), (bytes(blue), bytes(red))


def _half_width(depth: float, height: int) -> int:
    """Half of the figure's width at `depth` (0 top, 1 bottom) of a picture this high."""
    head = 0.19**2 - (depth - 0.4) ** 2
    shoulders = 0.38**2 - (depth - 1.05) ** 2 if depth < 1.05 else 0.38**2
    return round(height * math.sqrt(max(head, shoulders, 0.0)))


def _fill(frame: VideoFrame, plane: int, rows: bytes, width: int) -> None:
    target = frame.planes[plane]
    if target.line_size == width:
        target.update(rows)
        return
    padding = bytes(target.line_size - width)
    target.update(b"".join(rows[at : at + width] + padding for at in range(0, len(rows), width)))
