-- Purpose: note how far one partition of a rebuild is; when all have joined, its generation becomes the one that is read.
-- KEYS[1]  the pointer, as in generation-open.lua
-- KEYS[2]  the rebuild, as in rebuild-start.lua
-- ARGV[1]  the name of the generation that is being filled
-- ARGV[2]  now, in milliseconds since 1970
-- ARGV[3]  the partition
-- ARGV[4]  from: where it began to be filled
-- ARGV[5]  at: where it is
-- ARGV[6]  goal: where the one that is read is
-- ARGV[7]  1 if each batch now goes to both, to this one first, and the two were compared; else 0
-- ARGV[8]  from when on it counts, in milliseconds since 1970; 'as-read' if that is as of the one that is read; or empty
-- ARGV[9]  how much was compared, or empty if nothing was yet
-- ARGV[10] in how much of it the two differ
-- ARGV[11] an example, or empty
-- Returns  {'RUNNING'}   others haven't joined
--          {'SWITCHED'}  it is the one that is read
--          {'ENDED'}     it is not to be filled any more

local pointer = redis.call('HMGET', KEYS[1], 'name', 'next')
if pointer[2] ~= ARGV[1] then
  return {pointer[1] == ARGV[1] and 'SWITCHED' or 'ENDED'}
end

redis.call('HSETNX', KEYS[2], 'from:' .. ARGV[3], ARGV[4])
redis.call('HSET', KEYS[2], 'at:' .. ARGV[3], ARGV[5], 'goal:' .. ARGV[3], ARGV[6], 'joined:' .. ARGV[3], ARGV[7])
local began = ARGV[8]
if began == 'as-read' then
  began = redis.call('HGET', KEYS[1], 'since:' .. ARGV[3]) or ''
end
if began ~= '' then
  redis.call('HSET', KEYS[2], 'since:' .. ARGV[3], began)
end
if ARGV[9] ~= '' then
  redis.call('HSET', KEYS[2], 'compared:' .. ARGV[3], ARGV[9], 'different:' .. ARGV[3], ARGV[10],
    'example:' .. ARGV[3], ARGV[11])
end

local partitions = tonumber(redis.call('HGET', KEYS[2], 'partitions'))
local joined, since = {}, {}
for partition = 0, partitions - 1 do
  joined[partition + 1] = 'joined:' .. partition
  since[partition + 1] = 'since:' .. partition
end
for _, one in ipairs(redis.call('HMGET', KEYS[2], unpack(joined))) do
  if one ~= '1' then
    return {'RUNNING'}
  end
end

local fields = {'name', ARGV[1], 'state', 'complete', 'partitions', partitions,
  'layout', redis.call('HGET', KEYS[2], 'layout')}
for i, time in ipairs(redis.call('HMGET', KEYS[2], unpack(since))) do
  fields[#fields + 1] = 'filled:' .. (i - 1)
  fields[#fields + 1] = '1'
  if time then
    fields[#fields + 1] = since[i]
    fields[#fields + 1] = time
  end
end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], unpack(fields))
redis.call('HSET', KEYS[2], 'state', 'completed', 'endedAt', ARGV[2])
return {'SWITCHED'}
