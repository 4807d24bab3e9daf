-- Shared by all functions of the library. Every key of a queue carries the tag {queue}, so that one
-- queue lives on one node of a cluster. Keys always come in this order:
--
--   KEYS[1] epoch  string  "<n>.<random>.<run of Redis>"; missing, or of another run = this queue must be rebuilt from SQL
--   KEYS[2] seq    int     number of the last notice of this queue
--   KEYS[3] line   zset    score 0, member "<order key>:<visit>"
--   KEYS[4] visits hash    visit -> "<version>|<order key>|<passed over until, ms>|<expected>", the last
--                        "citizen" where somebody should sit: for a telephone visit nobody has to
--   KEYS[5] held   hash    visit -> "<reserved until, ms>|<by whom>"
--   KEYS[6] seats  hash    "<visit>/<seat>" -> "<connection id>~<page>"
--   KEYS[7] lost   zset    "<visit>/<seat>", score = when its socket was lost, ms
--   KEYS[8] media  hash    "<visit>/<seat>" -> state of its media path
--   KEYS[9] opened hash    "<visit>/<seat>" -> "<when its page was opened, ms>~<connection id>~<page>", where
--                        the seat is one person's; a node of an older version does not pass this key
--
-- Nothing here is a name, a token or an address of a person. All of it may be lost: SQL has the truth.

local SEATS = { 'citizen', 'clerk', 'interpreter', 'companion', 'colleague' }

local function now_ms()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

local function split(text)
  local version, order, passed, expected = string.match(text, '^(%d+)|([^|]*)|(%d+)|?(.*)$')
  return tonumber(version), order, tonumber(passed), expected
end

local function leave(keys, place)
  redis.call('HDEL', keys[6], place)
  if keys[9] then redis.call('HDEL', keys[9], place) end
end

local function tell(keys, visit, topic, notice)
  local seq = redis.call('INCR', keys[2])
  local conns = {}
  for i, seat in ipairs(SEATS) do
    conns[i] = redis.call('HGET', keys[6], visit .. '/' .. seat) or '-'
  end
  redis.call('PUBLISH', topic, seq .. '\n' .. table.concat(conns, ' ') .. '\n' .. notice)
  return seq
end
