-- Purpose: what has changed in an inbox since a revision; writes nothing.
-- KEYS[1]  the fence
-- KEYS[2..7]  order, items, states, meta, changes, capped of the user (InboxKeys)
-- ARGV[1]  the revision
-- ARGV[2]  how many changed items at most
-- Returns  {} if there is no fence: nothing here is to be believed
--          {unread, total, revision or '', 1 if all changes are known, else 0, then if so, for each item that came or
--          changed, or has left: its id, the item or '', its state or ''}

if redis.call('EXISTS', KEYS[1]) == 0 then
  return {}
end
local total = redis.call('ZCARD', KEYS[2])
local meta = redis.call('HMGET', KEYS[5], 'revision', 'floor')
local answer = { total - redis.call('HLEN', KEYS[4]), total, meta[1] or '', 0 }
local since, limit = tonumber(ARGV[1]), tonumber(ARGV[2])
if since > tonumber(meta[1] or '-1') or since < tonumber(meta[2] or '-1') then
  return answer
end
local came = redis.call('ZRANGEBYSCORE', KEYS[2], '(' .. ARGV[1], '+inf', 'LIMIT', 0, limit + 1)
local changed = redis.call('ZRANGEBYSCORE', KEYS[6], '(' .. ARGV[1], '+inf')
if #came + #changed > limit then
  return answer
end
answer[4] = 1
local seen = {}
for _, ids in ipairs({ came, changed }) do
  for _, id in ipairs(ids) do
    if not seen[id] then
      seen[id] = true
      answer[#answer + 1] = id
      answer[#answer + 1] = redis.call('HGET', KEYS[3], id) or ''
      answer[#answer + 1] = redis.call('HGET', KEYS[4], id) or ''
    end
  end
end
return answer
