-- Purpose: buckets as they stood at one moment, and the position that they stood for. Writes nothing.
-- KEYS[1]   the fence
-- KEYS[2]   the partition's stats
-- KEYS[3]   closed buckets that were changed all the same, by position; the latest
-- KEYS[4..] buckets, hashes: group -> cell
-- ARGV[1]   how many bytes may be answered, roughly
-- ARGV[2]   the first of KEYS that holds sketches; what lies before is numbers
-- ARGV[3]   how many changed buckets are remembered
-- ARGV[4]   the position after which changes are asked for, empty if they aren't
-- Returns   {topicId, next, stats, from, changes, i, bucket, i, bucket, ...}: the fence, empty if it is gone; the stats as
--           HGETALL; the position from which on changes are remembered, empty if all are; the changes that were asked for,
--           names and positions in turn; and the buckets that aren't empty, KEYS[3 + i] as HGETALL;
--           {topicId, next, stats, from, changes, -1} if they were too many bytes

local most, sketches = tonumber(ARGV[1]), tonumber(ARGV[2])
local fence = redis.call('HMGET', KEYS[1], 'topicId', 'next')
local from, changes = '', {}
if ARGV[4] ~= '' then
  changes = redis.call('ZRANGEBYSCORE', KEYS[3], '(' .. ARGV[4], '+inf', 'WITHSCORES')
  if redis.call('ZCARD', KEYS[3]) >= tonumber(ARGV[3]) then
    from = redis.call('ZRANGE', KEYS[3], 0, 0, 'WITHSCORES')[2]
  end
end
local answer = {fence[1] or '', fence[2] or '', redis.call('HGETALL', KEYS[2]), from, changes}
local n, bytes = 5, 0
for i = 4, #KEYS do
  local bucket = redis.call('HGETALL', KEYS[i])
  if #bucket > 0 then
    bytes = bytes + 16 * #bucket
    if i >= sketches then
      for j = 2, #bucket, 2 do
        bytes = bytes + #bucket[j]
      end
    end
    if bytes > most then
      return {answer[1], answer[2], answer[3], answer[4], answer[5], -1}
    end
    answer[n + 1] = i - 3
    answer[n + 2] = bucket
    n = n + 2
  end
end
return answer
