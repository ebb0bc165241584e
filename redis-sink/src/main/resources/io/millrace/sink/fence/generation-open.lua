-- Purpose: the generation that a group writes to; makes one, marked filling, where there is none
--            or one of an earlier layout.
-- KEYS[1]  the pointer, a hash: name, state (filling|complete), partitions, filled:<partition>, since:<partition>, layout;
--            next: the generation that is being filled beside it, if any
-- ARGV[1]  a name that was never used before
-- ARGV[2]  how many partitions must be filled until it is complete
-- ARGV[3]  the layout of what the group writes; a pointer without one is of layout 1
-- Returns  the hash, as HGETALL

local stored = redis.call('HMGET', KEYS[1], 'name', 'layout')
if not stored[1] or tonumber(stored[2] or '1') < tonumber(ARGV[3]) then
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[1], 'name', ARGV[1], 'state', 'filling', 'partitions', ARGV[2], 'layout', ARGV[3])
end
return redis.call('HGETALL', KEYS[1])
