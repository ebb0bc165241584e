-- Purpose: run an effect exactly once. Stands behind an effect's file, which defines
--            check(): writes nothing, returns a text if a key's type or an argument is wrong, else nil
--            apply(): writes
-- KEYS[1]  the fence, a hash: topicId, next
-- ARGV[1]  the topic's id
-- ARGV[2]  expected: the position that must be stored, empty if there must be no fence
-- ARGV[3]  next: the position to store
-- KEYS[2..], ARGV[4..]  the effect's
-- Returns  {'APPLIED'}                   it was done and the fence moved
--          {'DONE'}                      it had been done before (an answer that was lost, a command sent twice)
--          {'REFUSED', topicId, next}    something else is stored; nothing was written
--          {'INVALID', text}             check() found something; nothing was written

local stored = redis.call('HMGET', KEYS[1], 'topicId', 'next')
local topicId, position = stored[1] or '', stored[2] or ''

if topicId == ARGV[1] and position == ARGV[3] and ARGV[2] ~= ARGV[3] then
  return {'DONE'}
end
if position ~= ARGV[2] or (position ~= '' and topicId ~= ARGV[1]) then
  return {'REFUSED', topicId, position}
end

local wrong = check()
if wrong then
  return {'INVALID', wrong}
end
apply()

-- Last: Lua does not roll back, so a script that fails above leaves the fence where it was and is run again.
redis.call('HSET', KEYS[1], 'topicId', ARGV[1], 'next', ARGV[3])
return {'APPLIED'}
