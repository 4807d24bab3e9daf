-- vorsprache_project: puts a committed move where it belongs, and tells. Idempotent: an older or equal
-- version changes nothing and tells nobody.
--   ARGV[1] visit  [2] version  [3] order key, "" when not in the line  [4] passed over until, ms
--   ARGV[5] "call" while called or in call, "line" otherwise, "ended"  [6] topic  [7] notice
--   ARGV[8] "citizen" when somebody is expected to sit there: a seat that nobody has is lost from now
--   on, or a walk-in who never opened the link would look present for ever; "ended": nobody sits down
-- Returns the notice's number, 0 when already known, -1 when the epoch is missing.
local function project(keys, argv)
  if redis.call('EXISTS', keys[1]) == 0 then return -1 end
  local visit, version = argv[1], tonumber(argv[2])
  local known = redis.call('HGET', keys[4], visit)
  if known then
    local known_version, known_order = split(known)
    if known_version >= version then return 0 end
    if known_order ~= '' then redis.call('ZREM', keys[3], known_order .. ':' .. visit) end
  end
  redis.call('HDEL', keys[5], visit)
  if argv[3] ~= '' then redis.call('ZADD', keys[3], 0, argv[3] .. ':' .. visit) end
  redis.call('HSET', keys[4], visit, version .. '|' .. argv[3] .. '|' .. argv[4] .. '|' .. argv[8])
  local citizen = visit .. '/citizen'
  if argv[8] == 'citizen' and redis.call('HEXISTS', keys[6], citizen) == 0 then
    redis.call('ZADD', keys[7], 'NX', now_ms(), citizen)
  end
  local seq = tell(keys, visit, argv[6], argv[7])
  -- The last letter still knows who sat there; after it the seats of a call are free again.
  if argv[5] ~= 'call' then
    for _, seat in ipairs(SEATS) do
      local place = visit .. '/' .. seat
      redis.call('HDEL', keys[8], place)
      if seat ~= 'citizen' or argv[5] == 'ended' then
        leave(keys, place)
        redis.call('ZREM', keys[7], place)
      end
    end
  end
  return seq
end

-- vorsprache_reserve: holds the first who is here, or one certain visit, so that clerks do not collide.
-- A hold is no admission: it falls back by itself.
--   ARGV[1] visit, or "" for the first who is here  [2] hold, ms  [3] away after, ms
--   ARGV[4] order key of that visit, which need not be in the line: nobody behind it counts
--   ARGV[5] who holds it: whose own hold stands in nobody's way but that of others, or a press whose
--   answer was lost would make the next press of the same clerk pass by the first
-- Returns {visit, number of eligible visits before it, visit, why, visit, why ...} with those passed by
-- who are not here or held by another desk; of those away 100 by name and then "*" for all others, or
-- one call would keep thousands of them after half a city has lost its network; {} when nobody is; {"-1"} when the epoch is missing, or is given up here because
-- the line names a visit that has no row: only a rebuild can put that right.
local CHUNK = 64
local NAMED = 100
local function reserve(keys, argv)
  if redis.call('EXISTS', keys[1]) == 0 then return { '-1' } end
  local now = now_ms()
  local wanted, ahead, absent, from = argv[1], 0, {}, 0
  local away, by = 0, argv[5] or ''
  local function pass_by(visit, why)
    if why == 'away' then
      away = away + 1
      if away > NAMED + 1 then return end
      if away > NAMED then visit = '*' end
    end
    absent[#absent + 1] = visit
    absent[#absent + 1] = why
  end
  local function hold(visit)
    redis.call('HSET', keys[5], visit, now + tonumber(argv[2]) .. '|' .. by)
    local answer = { visit, tostring(ahead) }
    for _, word in ipairs(absent) do answer[#answer + 1] = word end
    return answer
  end
  while true do
    local members = redis.call('ZRANGE', keys[3], from, from + CHUNK - 1)
    for _, member in ipairs(members) do
      local visit = string.match(member, ':(.*)$')
      if visit == wanted then return hold(visit) end
      if argv[4] ~= '' and member > argv[4] .. ':' .. wanted then
        if redis.call('HEXISTS', keys[4], wanted) == 1 then return hold(wanted) end
        return {}
      end
      local known = redis.call('HGET', keys[4], visit)
      if not known then
        redis.call('DEL', keys[1])
        return { '-1' }
      end
      local _, _, passed, expected = split(known)
      local lost = expected == 'citizen' and redis.call('ZSCORE', keys[7], visit .. '/citizen')
      local held, holder = string.match(redis.call('HGET', keys[5], visit) or '0|', '^(%d+)|?(.*)$')
      if passed > now then
        pass_by(visit, 'passed-over')
      elseif lost and tonumber(lost) + tonumber(argv[3]) <= now then
        pass_by(visit, 'away')
      elseif tonumber(held) > now and (by == '' or holder ~= by) then
        pass_by(visit, 'held')
      else
        if wanted == '' then return hold(visit) end
        ahead = ahead + 1
      end
    end
    if #members < CHUNK then break end
    from = from + CHUNK
  end
  if wanted ~= '' and redis.call('HEXISTS', keys[4], wanted) == 1 then return hold(wanted) end
  return {}
end

-- vorsprache_release: gives a hold back.
--   ARGV[1] visit
local function release(keys, argv)
  return redis.call('HDEL', keys[5], argv[1])
end

-- vorsprache_rebuild: the whole queue from SQL, in one step. Only the first of several nodes that
-- noticed the loss does it.
--   ARGV[1] epoch that was seen ("" = missing)  [2] new epoch  [3] topic  [4] notice
--   ARGV[5...] groups of five: visit, version, order key, passed over until (ms), seats of unknown
--   presence joined by blanks
-- A missing lease is unknown, not expired: the graces of those seats begin anew.
-- Returns 1, or 0 when another node was faster.
local function rebuild(keys, argv)
  local seen = redis.call('GET', keys[1]) or ''
  if seen ~= argv[1] then return 0 end
  for i = 3, #keys do redis.call('DEL', keys[i]) end
  local now = now_ms()
  for i = 5, #argv, 5 do
    local visit, order = argv[i], argv[i + 2]
    local expected = string.match(argv[i + 4], 'citizen') or ''
    local text = argv[i + 1] .. '|' .. order .. '|' .. argv[i + 3] .. '|' .. expected
    redis.call('HSET', keys[4], visit, text)
    if order ~= '' then redis.call('ZADD', keys[3], 0, order .. ':' .. visit) end
    for seat in string.gmatch(argv[i + 4], '%S+') do
      redis.call('ZADD', keys[7], now, visit .. '/' .. seat)
    end
  end
  redis.call('SET', keys[1], argv[2])
  redis.call('INCR', keys[2])
  redis.call('PUBLISH', argv[3], redis.call('GET', keys[2]) .. '\n- - - - -\n' .. argv[4])
  return 1
end

-- vorsprache_drop: takes out an entry that SQL does not have in this queue: it was transferred, or this
-- is the Redis of another installation.
--   ARGV[1] visit  [2] version at which it had left, "" when SQL has no such visit: who is back at a
--   newer one stays, and an older one that is told too late does not come in again
local function drop(keys, argv)
  local known = redis.call('HGET', keys[4], argv[1])
  local left = tonumber(argv[2])
  if known and left and split(known) > left then return 0 end
  redis.call('HDEL', keys[5], argv[1])
  for _, seat in ipairs(SEATS) do
    local place = argv[1] .. '/' .. seat
    leave(keys, place)
    redis.call('ZREM', keys[7], place)
    redis.call('HDEL', keys[8], place)
  end
  if known then
    local _, order = split(known)
    redis.call('ZREM', keys[3], order .. ':' .. argv[1])
    redis.call('HDEL', keys[4], argv[1])
  end
  if left then redis.call('HSET', keys[4], argv[1], left .. '||0|') end
  return known and 1 or 0
end

-- vorsprache_tell: a notice that moved nobody.
--   ARGV[1] visit, or "-"  [2] topic  [3] notice
local function tell_only(keys, argv)
  return tell(keys, argv[1], argv[2], argv[3])
end

redis.register_function('vorsprache_drop', drop)
redis.register_function('vorsprache_tell', tell_only)
redis.register_function('vorsprache_project', project)
redis.register_function('vorsprache_reserve', reserve)
redis.register_function('vorsprache_release', release)
redis.register_function('vorsprache_rebuild', rebuild)
