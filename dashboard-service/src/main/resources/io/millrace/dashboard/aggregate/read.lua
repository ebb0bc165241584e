-- Purpose: buckets as they stood at one moment, and the position that they stood for. Writes nothing.
-- KEYS[1]   the fence
-- KEYS[2]   the partition's stats
-- KEYS[3..] buckets, hashes: group -> cell
-- ARGV[1]   how many bytes may be answered, roughly
-- ARGV[2]   the first of KEYS that holds sketches; what lies before is numbers
-- Returns   {topicId, next, stats, i, bucket, i, bucket, ...}: the fence, empty if it is gone; the stats as HGETALL; and
--           the buckets that aren't empty, KEYS[2 + i] as HGETALL;
--           {topicId, next, stats, -1} if they were too many bytes

local most, sketches = tonumber(ARGV[1]), tonumber(ARGV[2])
local fence = redis.call('HMGET', KEYS[1], 'topicId', 'next')
local answer = {fence[1] or '', fence[2] or '', redis.call('HGETALL', KEYS[2])}
local n, bytes = 3, 0
for i = 3, #KEYS do
  local bucket = redis.call('HGETALL', KEYS[i])
  if #bucket > 0 then
    bytes = bytes + 16 * #bucket
    if i >= sketches then
      for j = 2, #bucket, 2 do
        bytes = bytes + #bucket[j]
      end
    end
    if bytes > most then
      return {answer[1], answer[2], answer[3], -1}
    end
    answer[n + 1] = i - 2
    answer[n + 2] = bucket
    n = n + 2
  end
end
return answer
