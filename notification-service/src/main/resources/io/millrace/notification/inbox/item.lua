-- Purpose: one item of an inbox, and what a badge shows; writes nothing.
-- KEYS[1]  the fence
-- KEYS[2..5]  order, items, read, meta of the user (InboxKeys)
-- ARGV[1]  the item's id; empty if only the badge is asked for
-- Returns  {} if there is no fence: nothing here is to be believed
--          {unread, total, revision or '', then if there is such an item: its JSON, when it was read (ms) or ''}

if redis.call('EXISTS', KEYS[1]) == 0 then
  return {}
end
local total = redis.call('ZCARD', KEYS[2])
local answer = { total - redis.call('HLEN', KEYS[4]), total, redis.call('HGET', KEYS[5], 'revision') or '' }
if ARGV[1] ~= '' then
  local item = redis.call('HGET', KEYS[3], ARGV[1])
  if item then
    answer[4] = item
    answer[5] = redis.call('HGET', KEYS[4], ARGV[1]) or ''
  end
end
return answer
