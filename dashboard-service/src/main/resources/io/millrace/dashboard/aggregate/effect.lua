-- Purpose: write the cells that a batch of events has changed, and say when they may be forgotten. The fence around it
--          is fence.lua's.
-- KEYS[2..]  hashes: the partition's stats, and buckets (type -> cell)
-- ARGV[4..]  for each of these keys: when it expires, in seconds since 1970, 0 for never; the number n of its fields;
--            n times a field and its value, absolute

local function check()
  local at = 4
  for i = 2, #KEYS do
    local kind = redis.call('TYPE', KEYS[i]).ok
    if kind ~= 'hash' and kind ~= 'none' then
      return KEYS[i] .. ' is a ' .. kind
    end
    local fields = tonumber(ARGV[at + 1])
    if not tonumber(ARGV[at]) or not fields or fields < 1 then
      return 'no expiry or number of fields for ' .. KEYS[i]
    end
    at = at + 2 + 2 * fields
  end
  if at ~= #ARGV + 1 then
    return 'as many arguments as the keys need are ' .. (at - 1) .. ', not ' .. #ARGV
  end
  return nil
end

local function apply()
  local at = 4
  for i = 2, #KEYS do
    local expiry, last = tonumber(ARGV[at]), at + 1 + 2 * tonumber(ARGV[at + 1])
    redis.call('HSET', KEYS[i], unpack(ARGV, at + 2, last))
    if expiry > 0 then
      redis.call('EXPIREAT', KEYS[i], expiry)
    end
    at = last + 1
  end
end
