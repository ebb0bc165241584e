-- Purpose: what an owner must know of buckets before it changes them. Writes nothing.
-- KEYS     for each bucket two hashes: type -> count, type -> sketch
-- Returns  for each bucket: its counts, as HGETALL; the types of its sketches, as HKEYS

local answer = {}
for i = 1, #KEYS, 2 do
  answer[i] = redis.call('HGETALL', KEYS[i])
  answer[i + 1] = redis.call('HKEYS', KEYS[i + 1])
end
return answer
