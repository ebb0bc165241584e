-- Purpose: the last broadcast that an inbox has had; writes nothing.
-- KEYS[1]  the fence
-- KEYS[2..7]  order, items, states, meta, changes, capped of the user (InboxKeys)
-- Returns  {} if there is no fence: nothing here is to be believed
--          {its version, or ''}

if redis.call('EXISTS', KEYS[1]) == 0 then
  return {}
end
return { redis.call('HGET', KEYS[5], 'broadcast') or '' }
