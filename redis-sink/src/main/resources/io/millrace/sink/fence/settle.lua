-- Purpose: give a claim up for the slot's first fence.
-- KEYS[1]  the claim, as in claim.lua
-- ARGV[1]  the claim that must be stored
-- ARGV[2]  how many writes it must have had
-- ARGV[3]  the topic's id
-- ARGV[4]  the first position
-- Returns  {'APPLIED'}
--          {'DONE'}      it had been done before
--          {'REFUSED'}   something else is stored; nothing was written

local stored = redis.call('HMGET', KEYS[1], 'topicId', 'next')
if stored[1] == ARGV[3] and stored[2] == ARGV[4] then
  return {'DONE'}
end
if stored[1] ~= ARGV[1] or stored[2] ~= ARGV[2] then
  return {'REFUSED'}
end
redis.call('HSET', KEYS[1], 'topicId', ARGV[3], 'next', ARGV[4])
return {'APPLIED'}
