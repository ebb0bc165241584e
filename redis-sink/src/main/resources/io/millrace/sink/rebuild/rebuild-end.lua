-- Purpose: give a rebuild up; what was read goes on being read.
-- KEYS[1]  the pointer, as in generation-open.lua
-- KEYS[2]  the rebuild, as in rebuild-start.lua
-- ARGV[1]  the name of the generation that is being filled
-- ARGV[2]  now, in milliseconds since 1970
-- ARGV[3]  failed or cancelled
-- ARGV[4]  why, or empty
-- Returns  {1}, or {0} if it had ended before

if redis.call('HGET', KEYS[1], 'next') ~= ARGV[1] then
  return {0}
end
redis.call('HDEL', KEYS[1], 'next')
redis.call('HSET', KEYS[2], 'state', ARGV[3], 'endedAt', ARGV[2], 'reason', ARGV[4])
return {1}
