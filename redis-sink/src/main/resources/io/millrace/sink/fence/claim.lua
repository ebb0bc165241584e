-- Purpose: take a slot that has no fence yet, for one who copies into it before the log fills it. Whoever had it is
--          refused from then on.
-- KEYS[1]  the fence, as in fence.lua; or a claim, which is a fence of no topic: in place of the topic's id 'claim ' and a
--          token, in place of the position the number of writes so far
-- ARGV[1]  the claim, never used before
-- Returns  {'APPLIED'}, or {'REFUSED'} where there is a fence

local topicId = redis.call('HGET', KEYS[1], 'topicId')
if topicId and string.sub(topicId, 1, 6) ~= 'claim ' then
  return {'REFUSED'}
end
redis.call('HSET', KEYS[1], 'topicId', ARGV[1], 'next', '0')
return {'APPLIED'}
