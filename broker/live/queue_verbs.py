"""What staff do to a whole queue for today: close it, speak to all who wait in it, lend it."""

from typing import assert_never

from broker.core.principal import Principal
from broker.core.visit import QueueId
from broker.desk import Done
from broker.live.office import Office
from broker.live.speech import op_of, visible
from signaling import messages as say

QueueVerb = say.CloseQueue | say.TellQueue | say.LendQueue


async def change_queue(office: Office, principal: Principal, message: QueueVerb) -> Done | None:
    """Does it once for each op; who may is asked before. Raises NotFound,
    BadRequest, OpReused, StoreDown."""
    op = op_of(principal, message)
    queue = QueueId(message.queue)
    match message:
        case say.CloseQueue():
            await office.days.close(queue, closed=message.closed, op=op)
        case say.TellQueue():
            await office.days.tell(queue, message.text and visible(message.text), op=op)
        case say.LendQueue():
            await office.days.lend(queue, message.departments, op=op)
        case _:
            assert_never(message)
    return None
