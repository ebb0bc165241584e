-- Purpose: become the one that hands a stream over, or stay it.
-- KEYS[1]  the owner's token
-- ARGV[1]  the token of who asks
-- ARGV[2]  for how long (ms)
-- Returns  {1} if it is the owner now, {0} if somebody else is

local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] then
  return {0}
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return {1}
