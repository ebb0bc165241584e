-- Purpose: the revisions of many inboxes of one partition; writes nothing.
-- KEYS[1]  the fence
-- KEYS[2..]  meta of each user (InboxKeys)
-- Returns  {} if there is no fence: nothing here is to be believed
--          the revision of each user, '' if there is none

if redis.call('EXISTS', KEYS[1]) == 0 then
  return {}
end
local answer = {}
for i = 2, #KEYS do
  answer[i - 1] = redis.call('HGET', KEYS[i], 'revision') or ''
end
return answer
