-- Purpose: note that one partition of a generation could only be filled from a point in time on.
-- KEYS[1]  the pointer, as in generation-open.lua
-- ARGV[1]  the generation's name
-- ARGV[2]  the partition
-- ARGV[3]  when the first record that was left had been appended, in milliseconds since 1970
-- Returns  the hash, as HGETALL; unchanged where another generation is stored

if redis.call('HGET', KEYS[1], 'name') == ARGV[1] then
  redis.call('HSET', KEYS[1], 'since:' .. ARGV[2], ARGV[3])
end
return redis.call('HGETALL', KEYS[1])
