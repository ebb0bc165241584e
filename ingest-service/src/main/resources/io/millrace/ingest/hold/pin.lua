-- Purpose: how many partitions a topic has, which is kept as long as something is held by that number.
-- KEYS[1]  the topics, a hash: name -> partitions
-- ARGV[1]  the topic
-- ARGV[2]  its partitions, empty to ask only
-- ARGV[3]  the number that may be replaced, as nothing is held by it; empty for none
-- Returns  {partitions}; an empty text if there is none

local pinned = redis.call('HGET', KEYS[1], ARGV[1])
if ARGV[2] ~= '' and (not pinned or pinned == ARGV[3]) then
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
  return {ARGV[2]}
end
return {pinned or ''}
