-- Purpose: note that one partition of a generation has caught up with the log; the last one makes it complete.
-- KEYS[1]  the pointer, as in generation-open.lua
-- ARGV[1]  the generation's name
-- ARGV[2]  the partition
-- Returns  the hash, as HGETALL; unchanged where another generation is stored

if redis.call('HGET', KEYS[1], 'name') == ARGV[1] then
  redis.call('HSET', KEYS[1], 'filled:' .. ARGV[2], '1')
  local filled = 0
  for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
    if string.sub(field, 1, 7) == 'filled:' then
      filled = filled + 1
    end
  end
  if filled >= tonumber(redis.call('HGET', KEYS[1], 'partitions')) then
    redis.call('HSET', KEYS[1], 'state', 'complete')
  end
end
return redis.call('HGETALL', KEYS[1])
