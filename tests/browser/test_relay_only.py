"""An installation that sends all media through its own relay, and one that has none: both stand."""

import asyncio

import pytest

from tests.cluster.conversation import both_pages_keep_decoding, in_call
from tests.support.browser import new_context, open_browser
from tests.support.cluster import running_cluster
from tests.support.coturn import running_coturn

pytestmark = [pytest.mark.media, pytest.mark.slow, pytest.mark.timeout(180)]
TRUST = "--ignore-certificate-errors"


@pytest.mark.parametrize(
    "relay_only",
    [
        pytest.param(True, id="relay-only"),
        pytest.param(False, id="direct", marks=pytest.mark.long),
    ],
)
async def test_a_call_stands_on_the_path_that_the_city_chose(
    sqlite_url: str, real_redis_url: str, relay_only: bool
) -> None:
    """Looked at for 15 s after the first frame: a path that comes up may still break down. With
    `relay only` neither browser ever uses, or shows, another address than the relay's."""
    async with running_coturn(overlay_loopback=True) as turn:
        async with (
            running_cluster(
                database=sqlite_url,
                redis=real_redis_url,
                nodes=1,
                turn=turn if relay_only else None,
                relay_only=relay_only,
            ) as cluster,
            open_browser(TRUST) as browser,
        ):
            home, office = await new_context(browser), await new_context(browser)
            talk = await in_call(cluster, cluster.room(), home, office)
            async with both_pages_keep_decoding(talk):
                pass
            paths = await asyncio.gather(talk.citizen.paths(), talk.clerk.paths())
            kinds = {kind for page in paths for pair in page for kind in pair}
            assert all(len(page) == 1 for page in paths), paths
            assert ("relay" in kinds) == relay_only, paths
            if relay_only:
                assert kinds == {"relay"}
                assert await talk.citizen.candidate_types() == {"relay"}
                assert await talk.clerk.candidate_types() == {"relay"}
            await talk.ends_in_order()
