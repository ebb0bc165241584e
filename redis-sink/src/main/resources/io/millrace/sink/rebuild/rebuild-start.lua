-- Purpose: begin to fill a generation beside the one that is read.
-- KEYS[1]  the pointer, as in generation-open.lua
-- KEYS[2]  the rebuild, a hash: state (running|completed|failed|cancelled), startedAt, endedAt, reason, layout, partitions;
--          for each partition from:, at:, goal: (offsets), joined: (0|1), since:, and once it was compared compared:,
--          different: (numbers), example:
-- ARGV[1]  the name of the generation to fill, never used before
-- ARGV[2]  now, in milliseconds since 1970
-- ARGV[3]  the layout of what the group writes
-- ARGV[4]  for how many seconds to remember this rebuild
-- Returns  {'STARTED'}
--          {'RUNNING', name}  another one hasn't ended
--          {'FILLING'}        there is no complete generation of this layout that it could be filled beside

local stored = redis.call('HMGET', KEYS[1], 'state', 'next', 'partitions', 'layout')
if stored[1] ~= 'complete' or (stored[4] or '1') ~= ARGV[3] then
  return {'FILLING'}
end
if stored[2] then
  return {'RUNNING', stored[2]}
end
redis.call('HSET', KEYS[2], 'state', 'running', 'startedAt', ARGV[2], 'layout', ARGV[3], 'partitions', stored[3])
redis.call('EXPIRE', KEYS[2], ARGV[4])
redis.call('HSET', KEYS[1], 'next', ARGV[1])
return {'STARTED'}
