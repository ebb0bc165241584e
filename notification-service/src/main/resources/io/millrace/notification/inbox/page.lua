-- Purpose: a page of an inbox, newest first, with what a badge shows; writes nothing.
-- KEYS[1]  the fence
-- KEYS[2..5]  order, items, read, meta of the user (InboxKeys)
-- ARGV[1]  items below this offset only ('+inf': all)
-- ARGV[2]  items above this offset only ('-inf': all)
-- ARGV[3]  how many at most
-- ARGV[4]  'any', 'read' or 'unread'
-- Returns  {} if there is no fence: nothing here is to be believed
--          {unread, total, revision or '', more (0 or 1), then for each item: its JSON, when it was read (ms) or ''}

if redis.call('EXISTS', KEYS[1]) == 0 then
  return {}
end
local STEP = 100
local limit, wanted = tonumber(ARGV[3]), ARGV[4]
local total = redis.call('ZCARD', KEYS[2])
local answer = { total - redis.call('HLEN', KEYS[4]), total, redis.call('HGET', KEYS[5], 'revision') or '', 0 }

local found, offset = 0, 0
while true do
  local ids = redis.call('ZREVRANGEBYSCORE', KEYS[2], '(' .. ARGV[1], '(' .. ARGV[2], 'LIMIT', offset, STEP)
  for _, id in ipairs(ids) do
    local readAt = redis.call('HGET', KEYS[4], id) or ''
    if wanted == 'any' or (readAt == '') == (wanted == 'unread') then
      if found == limit then
        answer[4] = 1
        return answer
      end
      found = found + 1
      answer[#answer + 1] = redis.call('HGET', KEYS[3], id)
      answer[#answer + 1] = readAt
    end
  end
  if #ids < STEP then
    return answer
  end
  offset = offset + STEP
end
