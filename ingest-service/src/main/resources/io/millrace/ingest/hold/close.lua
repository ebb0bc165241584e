-- Purpose: let a partition's events go to Kafka again, if nothing is held.
-- KEYS[1]  the stream
-- KEYS[2]  the marker, as in open.lua
-- KEYS[3]  the confirmations, as in open.lua
-- ARGV[1]  the opening
-- Returns  {1} if it is closed, {0} if something is held or another opening is under way

if redis.call('HGET', KEYS[2], 'opening') == ARGV[1] and redis.call('XLEN', KEYS[1]) == 0 then
  redis.call('DEL', KEYS[1], KEYS[2], KEYS[3])
  return {1}
end
return {0}
