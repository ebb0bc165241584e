-- Purpose: write the cells that a batch of events has changed, and say when they may be forgotten. The fence around it
--          is fence.lua's.
-- KEYS[2..]  hashes: the partition's stats, and buckets (type -> cell); then, if closed buckets were changed, a sorted set
--            of these by the position that changed them
-- ARGV[4]    how many closed buckets were changed
-- ARGV[5]    how many of them are remembered
-- ARGV[6..]  their names; then for each of the hashes: when it expires, in seconds since 1970, 0 for never; the number n
--            of its fields; n times a field and its value, absolute

local function hashes()
  return tonumber(ARGV[4]) > 0 and #KEYS - 1 or #KEYS
end

local function check()
  local closed, most = tonumber(ARGV[4]), tonumber(ARGV[5])
  if not closed or not most or closed < 0 or most < 1 then
    return 'no number of closed buckets, or of those that are remembered'
  end
  local at = 6 + closed
  for i = 2, hashes() do
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
  if closed > 0 then
    local kind = redis.call('TYPE', KEYS[#KEYS]).ok
    if kind ~= 'zset' and kind ~= 'none' then
      return KEYS[#KEYS] .. ' is a ' .. kind
    end
  end
  return nil
end

local function apply()
  local closed, most = tonumber(ARGV[4]), tonumber(ARGV[5])
  local at = 6 + closed
  for i = 2, hashes() do
    local expiry, last = tonumber(ARGV[at]), at + 1 + 2 * tonumber(ARGV[at + 1])
    redis.call('HSET', KEYS[i], unpack(ARGV, at + 2, last))
    if expiry > 0 then
      redis.call('EXPIREAT', KEYS[i], expiry)
    end
    at = last + 1
  end
  if closed > 0 then
    for i = 6, 5 + closed do
      redis.call('ZADD', KEYS[#KEYS], ARGV[3], ARGV[i])
    end
    redis.call('ZREMRANGEBYRANK', KEYS[#KEYS], 0, -most - 1)
  end
end
