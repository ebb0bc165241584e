-- Purpose: find a result, or become the one who sees to it that there will be one.
-- KEYS[1]  the result
-- KEYS[2]  the lease
-- ARGV[1]  the token of who asks
-- ARGV[2]  for how long (ms)
-- Returns  {2, result} if it is there, {1} if the lease is the caller's now, {0} if somebody else has it

local result = redis.call('GET', KEYS[1])
if result then
  return {2, result}
end
if redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) then
  return {1}
end
return {0}
