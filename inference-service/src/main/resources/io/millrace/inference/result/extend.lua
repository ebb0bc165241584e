-- Purpose: keep a lease for longer.
-- KEYS[1]  the lease
-- ARGV[1]  its token
-- ARGV[2]  for how long from now (ms)
-- Returns  {1} if it is the caller's still, {0} if not

if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return {0}
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return {1}
