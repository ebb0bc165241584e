-- Purpose: keep a result, unless one is there; whoever computed it, it is the same.
-- KEYS[1]  the result
-- KEYS[2]  the lease
-- ARGV[1]  the encoded result
-- ARGV[2]  for how long (ms)
-- ARGV[3]  the token of the lease that this ends; another one stays
-- ARGV[4]  the channel to tell it on
-- ARGV[5]  what to tell
-- Returns  {1} if it is kept, {0} if there was one

local kept = redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2])
if redis.call('GET', KEYS[2]) == ARGV[3] then
  redis.call('DEL', KEYS[2])
end
redis.call('PUBLISH', ARGV[4], ARGV[5])
return {kept and 1 or 0}
