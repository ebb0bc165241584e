-- Purpose: single cells, for an owner that is about to change them. Writes nothing.
-- KEYS     hashes: group -> cell; one may be there several times
-- ARGV     for each the group
-- Returns  for each the cell, false if there is none

local answer = {}
for i, key in ipairs(KEYS) do
  answer[i] = redis.call('HGET', key, ARGV[i])
end
return answer
