-- Purpose: note events of which nobody knows whether Kafka has them, to look for them when it can be read again.
-- KEYS[1]  what is to be looked for, a hash: identity -> receipt
-- KEYS[2..] each event's receipt, as in append.lua
-- ARGV[1]  how long receipts are kept (s)
-- ARGV[2]  how many are looked for at most
-- ARGV[3..] each event's identity, receipt
-- Returns  {how many are to be looked for}

local time = redis.call('TIME')
local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
for i = 0, #KEYS - 2 do
  local identity, receipt = ARGV[3 + i * 2], ARGV[4 + i * 2]
  if redis.call('SET', KEYS[2 + i], 'unknown ' .. identity .. ' ' .. now, 'EX', ARGV[1], 'NX')
      and redis.call('HLEN', KEYS[1]) < tonumber(ARGV[2]) then
    redis.call('HSET', KEYS[1], identity, receipt)
    redis.call('EXPIRE', KEYS[1], ARGV[1])
  end
end
return {redis.call('HLEN', KEYS[1])}
