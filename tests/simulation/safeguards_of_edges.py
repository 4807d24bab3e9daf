"""Safeguards at the edges of an installation - what it tells browsers, takes from strangers and hands to other
servers - and small ones in the middle that a stranger found missing in no test. Noticed by tests of their parts.
"""

from tests.simulation.mutants import Mutant

EDGES = (
    Mutant(
        "a script may write text into a page as markup",
        "broker/http/headers.py",
        '        "require-trusted-types-for": "\'script\'",\n',
        "",
        tests="tests/http/test_problems.py",
    ),
    Mutant(
        "a page says where its addresses begin",
        "broker/http/headers.py",
        '        "base-uri": "\'none\'",\n',
        "",
        tests="tests/http/test_problems.py",
    ),
    Mutant(
        "a window that opened a page has a hold on it",
        "broker/http/headers.py",
        '            "Cross-Origin-Opener-Policy": "same-origin",\n',
        "",
        tests="tests/http/test_problems.py",
    ),
    Mutant(
        "an https installation is asked in the clear again",
        "broker/http/headers.py",
        'if public_url.startswith("https:"):',
        "if not public_url:",
        tests="tests/http/test_problems.py",
    ),
    Mutant(
        "a key that could not be put in its place is left behind",
        "broker/trust/keys.py",
        "        Path(draft).unlink(missing_ok=True)\n",
        "",
        tests="tests/broker/test_keys.py",
    ),
    Mutant(
        "mails are sent from more than one line",
        "broker/reading.py",
        r'[^@\s<>]+@[^@\s<>]+>?", text)',
        r'[^@<>]+@[^@<>]+>?", text)',
        tests="tests/broker/test_settings.py",
    ),
    Mutant(
        "an absence note answers a mail that nobody wrote",
        "broker/outbox/mail.py",
        '    message["Auto-Submitted"] = "auto-generated"\n',
        "",
        tests="tests/broker/test_mail.py",
    ),
    Mutant(
        "colleagues read the appointment in a calendar that is shared",
        "broker/outbox/ics.py",
        '    event.add("class", "PRIVATE")\n',
        "",
        tests="tests/broker/test_mail.py",
    ),
    Mutant(
        "who closed the page with our word for it loses the place",
        "broker/core/presence.py",
        ' and visit.reach == "page"',
        "",
        tests="tests/core/test_presence.py",
    ),
    Mutant(
        "one reason puts somebody sooner twice",
        "broker/core/effects.py",
        '        raise NotNow("this visit has priority already")\n',
        "        pass\n",
        tests="tests/core/test_again.py",
    ),
    Mutant(
        "what is refused meanwhile holds up all that waits to be told",
        "broker/later.py",
        "        except Problem as problem:\n            # What it was",
        "        except Unknown as problem:\n            # What it was",
        tests="tests/broker/test_later.py",
    ),
    Mutant(
        "a Redis that hangs holds up the lease",
        "broker/lease.py",
        "            async with asyncio.timeout(TURN_S):\n",
        "            async with asyncio.timeout(None):\n",
        tests="tests/broker/test_lease.py",
    ),
    Mutant(
        "media is told by who does not sit in the call",
        "broker/live/relay.py",
        "        if call is None or call.number != message.call or not call.holds(seat, connection):\n"
        "            self.dropped += 1\n            return False\n",
        "        if call is None:\n            return False\n",
        tests="tests/broker/test_relay.py",
    ),
    Mutant(
        "media of a connection that is gone keeps a call alive",
        "broker/stores/lua/presence.lua",
        "  if redis.call('HGET', keys[6], place) == argv[3] then\n"
        "    redis.call('HSET', keys[8], place, argv[4])\n  end\n",
        "  redis.call('HSET', keys[8], place, argv[4])\n",
        tests="tests/stores/test_line.py",
    ),
    Mutant(
        "media outlives the seat of who said so",
        "broker/stores/lua/presence.lua",
        "  redis.call('ZREM', keys[7], place)\n  redis.call('HDEL', keys[8], place)\n  if before",
        "  redis.call('ZREM', keys[7], place)\n  if before",
        tests="tests/stores/test_line.py",
    ),
)
