-- Purpose: take entries out of the hold that Kafka has.
-- KEYS[1]  the stream
-- KEYS[2]  the marker, as in open.lua
-- KEYS[3..] each entry's receipt, as in append.lua
-- ARGV[1]  how long receipts are kept (s)
-- ARGV[2]  how fast the hold empties (bytes/s)
-- ARGV[3]  what an entry counts beyond its key and event (bytes)
-- ARGV[4]  for how long appends wait, so that the stream can become empty (ms), 0 for not at all
-- ARGV[5..] each entry's id, identity, bytes of key and event, offset
-- Returns  {how many entries are left}

local entries = #KEYS - 2
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local freed = 0
for i = 0, entries - 1 do
  local at = 5 + i * 4
  if redis.call('XDEL', KEYS[1], ARGV[at]) == 1 then
    freed = freed + ARGV[at + 2] + ARGV[3]
    redis.call('SET', KEYS[3 + i],
        'committed ' .. ARGV[at + 1] .. ' ' .. string.format('%.0f', now) .. ' ' .. ARGV[at + 3], 'EX', ARGV[1])
  end
end
if redis.call('EXISTS', KEYS[2]) == 1 then
  local bytes = tonumber(redis.call('HGET', KEYS[2], 'bytes') or '0')
  redis.call('HSET', KEYS[2], 'bytes', string.format('%.0f', math.max(0, bytes - freed)), 'rate', ARGV[2],
      'closingUntil', (ARGV[4] == '0') and '0' or string.format('%.0f', now + ARGV[4]))
end
return {redis.call('XLEN', KEYS[1])}
