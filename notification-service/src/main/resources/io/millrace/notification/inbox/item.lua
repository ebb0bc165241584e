-- Purpose: one item of an inbox, and what a badge shows; writes nothing.
-- KEYS[1]  the fence
-- KEYS[2..7]  order, items, states, meta, changes, capped of the user (InboxKeys)
-- ARGV[1]  the item's id; empty if only the badge is asked for
-- Returns  {} if there is no fence: nothing here is to be believed
--          {unread, total, revision or '', 1 if it is known that there was such an item, else 0, then if it is there: its
--          id, the item, its state or ''}

if redis.call('EXISTS', KEYS[1]) == 0 then
  return {}
end
local total = redis.call('ZCARD', KEYS[2])
local answer = { total - redis.call('HLEN', KEYS[4]), total, redis.call('HGET', KEYS[5], 'revision') or '', 0 }
if ARGV[1] ~= '' then
  local item = redis.call('HGET', KEYS[3], ARGV[1])
  if item then
    answer[4] = 1
    answer[5] = ARGV[1]
    answer[6] = item
    answer[7] = redis.call('HGET', KEYS[4], ARGV[1]) or ''
  elseif redis.call('ZSCORE', KEYS[6], ARGV[1]) then
    answer[4] = 1
  end
end
return answer
