-- Purpose: the generation that a group writes to; makes one, marked filling, where there is none.
-- KEYS[1]  the pointer, a hash: name, state (filling|complete), partitions, filled:<partition>, since:<partition>
-- ARGV[1]  a name that was never used before
-- ARGV[2]  how many partitions must be filled until it is complete
-- Returns  the hash, as HGETALL

if redis.call('EXISTS', KEYS[1]) == 0 then
  redis.call('HSET', KEYS[1], 'name', ARGV[1], 'state', 'filling', 'partitions', ARGV[2])
end
return redis.call('HGETALL', KEYS[1])
