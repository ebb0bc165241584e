-- Purpose: a test's effect: how often each word was said.
-- KEYS[2]  hash: word -> times
-- ARGV[4..]  pairs: word, times (absolute)

local function check()
  local kind = redis.call('TYPE', KEYS[2]).ok
  if kind ~= 'hash' and kind ~= 'none' then
    return KEYS[2] .. ' is a ' .. kind
  end
  return nil
end

local function apply()
  for i = 4, #ARGV, 2 do
    redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1])
  end
end
