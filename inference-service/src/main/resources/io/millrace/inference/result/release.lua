-- Purpose: give a lease back without a result.
-- KEYS[1]  the lease
-- ARGV[1]  its token
-- ARGV[2]  the channel to tell it on
-- ARGV[3]  what to tell
-- Returns  {1} if it was the caller's, {0} if somebody else has it, who is not told either

if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return {0}
end
redis.call('DEL', KEYS[1])
redis.call('PUBLISH', ARGV[2], ARGV[3])
return {1}
