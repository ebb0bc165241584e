-- Purpose: as many whole buckets as Redis should be kept busy with, as they stood at one moment, and the position that they
--          stood for. Writes nothing.
-- KEYS[1]   the fence
-- KEYS[2..] hashes, a number of them for each bucket
-- ARGV[1]   how many hashes a bucket has
-- ARGV[2]   after how many bytes no further bucket is read
-- Returns   {topicId, next, hash, hash, ...}: the fence, empty if there is none; the hashes of the first buckets, of one at
--           least, as HGETALL

local each, most = tonumber(ARGV[1]), tonumber(ARGV[2])
local fence = redis.call('HMGET', KEYS[1], 'topicId', 'next')
local answer = {fence[1] or '', fence[2] or ''}
local bytes = 0
for first = 2, #KEYS, each do
  if bytes > most then
    break
  end
  for i = first, first + each - 1 do
    local hash = redis.call('HGETALL', KEYS[i])
    answer[#answer + 1] = hash
    for _, part in ipairs(hash) do
      bytes = bytes + #part
    end
  end
end
return answer
