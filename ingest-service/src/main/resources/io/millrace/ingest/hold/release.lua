-- Purpose: be the owner no longer.
-- KEYS[1]  the owner's token
-- ARGV[1]  the token of who asks
-- Returns  {1} if it was the owner, else {0}

if redis.call('GET', KEYS[1]) == ARGV[1] then
  return {redis.call('DEL', KEYS[1])}
end
return {0}
