-- Purpose: what an owner must know of buckets before it changes them. Writes nothing.
-- KEYS     hashes: group -> cell, those of numbers first
-- ARGV[1]  the first of KEYS that holds sketches
-- Returns  for each: of numbers the cells, as HGETALL; of sketches only whose there are, as HKEYS

local sketches = tonumber(ARGV[1])
local answer = {}
for i, key in ipairs(KEYS) do
  answer[i] = redis.call(i < sketches and 'HGETALL' or 'HKEYS', key)
end
return answer
