-- Purpose: note where events are whose fate was unknown.
-- KEYS[1]  what is looked for, as in unknown.lua; gone afterwards
-- KEYS[2..] the receipts of those that Kafka has, as in append.lua
-- ARGV[1]  how long receipts are kept (s)
-- ARGV[2..] each one's identity, offset
-- Returns  {how many receipts were changed}

local time = redis.call('TIME')
local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
local changed = 0
for i = 0, #KEYS - 2 do
  local identity, offset = ARGV[2 + i * 2], ARGV[3 + i * 2]
  if string.find(redis.call('GET', KEYS[2 + i]) or '', 'unknown ' .. identity, 1, true) == 1 then
    redis.call('SET', KEYS[2 + i], 'committed ' .. identity .. ' ' .. now .. ' ' .. offset, 'EX', ARGV[1])
    changed = changed + 1
  end
end
redis.call('DEL', KEYS[1])
return {changed}
