-- When the page of whoever sits there was opened; 0 = nobody knows, or it does not matter.
local function opened_at(keys, place, sits)
  local known = keys[9] and redis.call('HGET', keys[9], place) or ''
  local opened, whose = string.match(known, '^(%d+)~(.*)$')
  return whose == sits and tonumber(opened) or 0
end

local function page_of(sits)
  return string.match(sits, '~(.*)$') or sits
end

-- vorsprache_sit: a connection takes a seat. Of two pages of one person the one that was opened last has it,
-- of two connections of one page, and where that is not known, the newest.
--   ARGV[1] visit  [2] seat  [3] "<connection>~<page>"  [4] topic  [5] notice  [6] "free" = only a
--   free seat, or one of a page that was opened before: whoever comes back to it by itself is not the newest
--   [7] when the page was opened, ms; 0 where the seat is not one person's
-- Returns what it replaced, "" when none, "=<connection>~<page>" when it did not get the seat because
-- that one has it, ">" and when that one was opened when it did not get it because that was not before,
-- "-1" when the epoch is missing.
local function sit(keys, argv)
  if redis.call('EXISTS', keys[1]) == 0 then return '-1' end
  -- It has ended, and freed its seats: who asked before that, and is heard after it, takes none.
  local known = redis.call('HGET', keys[4], argv[1])
  if known and select(4, split(known)) == 'ended' then return '' end
  local place = argv[1] .. '/' .. argv[2]
  local before = redis.call('HGET', keys[6], place) or ''
  if argv[6] == 'free' and before == argv[3] then return '' end
  local mine, its = tonumber(argv[7]) or 0, opened_at(keys, place, before)
  if argv[6] == 'free' and before ~= '' and (its == 0 or mine <= its) then return '=' .. before end
  if mine > 0 and mine <= its and page_of(before) ~= page_of(argv[3]) then
    return string.format('>%.0f', its)
  end
  redis.call('HSET', keys[6], place, argv[3])
  if mine > 0 and keys[9] then redis.call('HSET', keys[9], place, argv[7] .. '~' .. argv[3]) end
  redis.call('ZREM', keys[7], place)
  redis.call('HDEL', keys[8], place)
  if before == argv[3] then return '' end
  tell(keys, argv[1], argv[4], argv[5])
  return before
end

-- vorsprache_rise: a connection left its seat. Only the connection that holds the seat can lose it.
--   ARGV[1] visit  [2] seat  [3] "<connection>~<page>"  [4] topic  [5] notice  [6] since when, ms;
--   "" = now
-- Returns 1, or 0 when another connection has the seat.
local function rise(keys, argv)
  local place = argv[1] .. '/' .. argv[2]
  if redis.call('HGET', keys[6], place) ~= argv[3] then return 0 end
  leave(keys, place)
  redis.call('HDEL', keys[8], place)
  redis.call('ZADD', keys[7], tonumber(argv[6]) or now_ms(), place)
  tell(keys, argv[1], argv[4], argv[5])
  return 1
end

-- vorsprache_media: what a seat says of its media path.
--   ARGV[1] visit  [2] seat  [3] connection  [4] state
-- Returns how many seats of the visit now say "connected".
local function media(keys, argv)
  local place = argv[1] .. '/' .. argv[2]
  if redis.call('HGET', keys[6], place) == argv[3] then
    redis.call('HSET', keys[8], place, argv[4])
  end
  local connected = 0
  for _, seat in ipairs(SEATS) do
    if redis.call('HGET', keys[8], argv[1] .. '/' .. seat) == 'connected' then
      connected = connected + 1
    end
  end
  return connected
end

-- vorsprache_seated: who sits here, as far as one node is concerned.
--   ARGV[1] node
-- Returns {place, "<connection>~<page>", place ...} of that node's connections.
local function seated(keys, argv)
  local found, seats = {}, redis.call('HGETALL', keys[6])
  for i = 1, #seats, 2 do
    local conn = string.match(seats[i + 1], '^[^~]*')
    if string.match(conn, '^(.*)%-[^-]*$') == argv[1] then
      found[#found + 1] = seats[i]
      found[#found + 1] = seats[i + 1]
    end
  end
  return found
end

-- vorsprache_forget: a lost place that nobody waits for any more. Who came back to it since keeps it.
--   ARGV[1] visit  [2] seat
local function forget(keys, argv)
  return redis.call('ZREM', keys[7], argv[1] .. '/' .. argv[2])
end

redis.register_function('vorsprache_sit', sit)
redis.register_function('vorsprache_rise', rise)
redis.register_function('vorsprache_media', media)
redis.register_function('vorsprache_seated', seated)
redis.register_function('vorsprache_forget', forget)
