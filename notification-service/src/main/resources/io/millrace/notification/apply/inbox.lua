-- Purpose: apply records of the inbox log to inboxes of one partition, in the log's order.
-- KEYS[1]  the fence; fence.lua stands around this file
-- KEYS[2..]  four for each user: order, items, read, meta (InboxKeys tells what they hold)
-- ARGV[1..3]  the fence's
-- ARGV[4]  how many items an inbox keeps
-- ARGV[5]  how long an item is kept, ms
-- ARGV[6..]  seven for each record: operation (add, read, unread, readAll) · number of the user, from 0 · offset ·
--            append time, ms · append time less ARGV[5], as text · the item's id; of readAll the offset up to which
--            items are meant · the item's JSON, of add only
--
-- Nothing rolls back if this fails in the middle, and then all of it is run again, perhaps cut otherwise. Therefore:
-- meta's "applied" is written after each record and what it covers is passed over, since a record must not be applied
-- to an inbox that has seen later ones; and the one record that was half done comes to the same when it is done again:
-- values are absolute, the revision is written before the change that it counts, and an item's place in the order,
-- which tells that it is there, after its JSON.

local WIDTH = 7
-- Where an item's JSON has its creation time: {"createdAt":"2026-11-22T10:00:00.000Z"
local CREATED_FROM, CREATED_TO = 15, 38

local function check()
  if (#ARGV - 5) % WIDTH ~= 0 then
    return 'there are ' .. #ARGV .. ' arguments'
  end
  local expected = { 'zset', 'hash', 'hash', 'hash' }
  for i = 2, #KEYS do
    local found, wanted = redis.call('TYPE', KEYS[i]).ok, expected[(i - 2) % 4 + 1]
    if found ~= 'none' and found ~= wanted then
      return KEYS[i] .. ' is a ' .. found
    end
  end
  return nil
end

local function remove(inbox, id)
  redis.call('HDEL', inbox.read, id)
  redis.call('HDEL', inbox.items, id)
  redis.call('ZREM', inbox.order, id)
end

local function revise(inbox, record)
  redis.call('HSET', inbox.meta, 'revision', record.offset)
  inbox.known = true
end

local function expire(inbox, record)
  while true do
    local oldest = redis.call('ZRANGE', inbox.order, 0, 0)[1]
    if not oldest then
      return
    end
    local item = redis.call('HGET', inbox.items, oldest)
    if item and string.sub(item, CREATED_FROM, CREATED_TO) >= record.keptFrom then
      return
    end
    revise(inbox, record)
    remove(inbox, oldest)
  end
end

local operations = {}

operations.add = function(inbox, record)
  if not redis.call('ZSCORE', inbox.order, record.what) then
    revise(inbox, record)
    redis.call('HSET', inbox.items, record.what, record.item)
    redis.call('ZADD', inbox.order, record.offset, record.what)
  end
  local excess = redis.call('ZCARD', inbox.order) - tonumber(ARGV[4])
  if excess > 0 then
    for _, id in ipairs(redis.call('ZRANGE', inbox.order, 0, excess - 1)) do
      remove(inbox, id)
    end
  end
end

operations.read = function(inbox, record)
  if redis.call('ZSCORE', inbox.order, record.what) and redis.call('HEXISTS', inbox.read, record.what) == 0 then
    revise(inbox, record)
    redis.call('HSET', inbox.read, record.what, record.time)
  end
end

operations.unread = function(inbox, record)
  if redis.call('HEXISTS', inbox.read, record.what) == 1 then
    revise(inbox, record)
    redis.call('HDEL', inbox.read, record.what)
  end
end

operations.readAll = function(inbox, record)
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', inbox.order, '-inf', record.what)) do
    if redis.call('HEXISTS', inbox.read, id) == 0 then
      revise(inbox, record)
      redis.call('HSET', inbox.read, id, record.time)
    end
  end
end

local function open(user)
  local key = 2 + 4 * user
  local inbox = { order = KEYS[key], items = KEYS[key + 1], read = KEYS[key + 2], meta = KEYS[key + 3] }
  local stored = redis.call('HMGET', inbox.meta, 'applied', 'revision')
  inbox.applied = tonumber(stored[1] or '-1')
  inbox.known = (stored[1] or stored[2]) ~= false
  return inbox
end

local function apply()
  local inboxes = {}
  for i = 6, #ARGV, WIDTH do
    local user = tonumber(ARGV[i + 1])
    local inbox = inboxes[user] or open(user)
    inboxes[user] = inbox
    local record = { offset = ARGV[i + 2], time = ARGV[i + 3], keptFrom = ARGV[i + 4], what = ARGV[i + 5],
      item = ARGV[i + 6] }
    inbox.keptUntil = string.format('%.0f', tonumber(record.time) + tonumber(ARGV[5]))
    if tonumber(record.offset) > inbox.applied then
      expire(inbox, record)
      operations[ARGV[i]](inbox, record)
      -- What is done to the inbox of somebody who has none leaves no trace.
      if inbox.known then
        redis.call('HSET', inbox.meta, 'applied', record.offset)
      end
    end
  end
  for _, inbox in pairs(inboxes) do
    for _, key in ipairs({ inbox.order, inbox.items, inbox.read, inbox.meta }) do
      redis.call('PEXPIREAT', key, inbox.keptUntil)
    end
  end
end
