-- Purpose: turn a partition's events to the hold, and confirm that a node does so.
-- KEYS[1]  the marker, a hash: opening, openedAt (ms), bytes, rate (bytes/s), closingUntil (ms)
-- KEYS[2]  how many openings there have been
-- KEYS[3]  the confirmations, a hash: node -> the opening for which it has stopped sending to Kafka
-- ARGV[1]  the node
-- Returns  {opening}; the one that is under way, or a new number

local function wrong(key, expected)
  local kind = redis.call('TYPE', key).ok
  return kind ~= expected and kind ~= 'none'
end
if wrong(KEYS[1], 'hash') or wrong(KEYS[2], 'string') or wrong(KEYS[3], 'hash') then
  return redis.error_reply('WRONGTYPE a key of the hold at ' .. KEYS[1] .. ' is of another type')
end

local opening = redis.call('HGET', KEYS[1], 'opening')
if not opening then
  opening = tostring(redis.call('INCR', KEYS[2]))
  local now = redis.call('TIME')
  redis.call('DEL', KEYS[3])
  redis.call('HSET', KEYS[1], 'opening', opening, 'openedAt', now[1] .. string.format('%03d', math.floor(now[2] / 1000)),
      'bytes', '0')
end
redis.call('HSET', KEYS[3], ARGV[1], opening)
return {opening}
