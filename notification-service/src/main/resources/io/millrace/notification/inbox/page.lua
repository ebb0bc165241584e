-- Purpose: a page of an inbox, newest first, with what a badge shows; writes nothing.
-- KEYS[1]  the fence
-- KEYS[2..7]  order, items, states, meta, changes, capped of the user (InboxKeys)
-- ARGV[1]  items below this offset only ('+inf': all)
-- ARGV[2]  items above this offset only ('-inf': all)
-- ARGV[3]  how many at most
-- ARGV[4]  'newest' or 'oldest': which of them, if there are more
-- ARGV[5]  letters of the states that are wanted
-- ARGV[6]  the category that is wanted, empty for any
-- Returns  {} if there is no fence: nothing here is to be believed
--          {unread, total, revision or '', more (0 or 1), then for each item: its id, the item, its state or ''}

if redis.call('EXISTS', KEYS[1]) == 0 then
  return {}
end
local limit, newest, letters, category = tonumber(ARGV[3]), ARGV[4] == 'newest', ARGV[5], ARGV[6]
local total = redis.call('ZCARD', KEYS[2])
local answer = { total - redis.call('HLEN', KEYS[4]), total, redis.call('HGET', KEYS[5], 'revision') or '', 0 }

local function letter(state)
  if not state then
    return 'u'
  end
  local read, archived, snoozed = string.match(state, '^(%d*),(%d*),(%d*)$')
  return archived ~= '' and 'a' or snoozed ~= '' and 's' or read ~= '' and 'r' or 'u'
end

local found, offset, step = {}, 0, math.max(limit + 1, 20)
while #found <= limit do
  local ids
  if newest then
    ids = redis.call('ZREVRANGEBYSCORE', KEYS[2], '(' .. ARGV[1], '(' .. ARGV[2], 'LIMIT', offset, step)
  else
    ids = redis.call('ZRANGEBYSCORE', KEYS[2], '(' .. ARGV[2], '(' .. ARGV[1], 'LIMIT', offset, step)
  end
  if #ids == 0 then
    break
  end
  local states = redis.call('HMGET', KEYS[4], unpack(ids))
  local wanted, of = {}, {}
  for i, id in ipairs(ids) do
    if string.find(letters, letter(states[i]), 1, true) then
      wanted[#wanted + 1] = id
      of[#of + 1] = states[i] or ''
    end
  end
  if #wanted > 0 then
    for i, item in ipairs(redis.call('HMGET', KEYS[3], unpack(wanted))) do
      if category == '' or category == string.match(item, '^%d+,%d*,%d+,%d*,%d+,%d*,([^\n]*)\n') then
        found[#found + 1] = { wanted[i], item, of[i] }
      end
    end
  end
  offset = offset + step
end

local count = math.min(#found, limit)
if #found > limit then
  answer[4] = 1
end
for i = 1, count do
  local one = found[newest and i or count + 1 - i]
  answer[#answer + 1] = one[1]
  answer[#answer + 1] = one[2]
  answer[#answer + 1] = one[3]
end
return answer
