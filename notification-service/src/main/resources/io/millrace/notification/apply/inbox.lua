-- Purpose: apply records of the inbox log to inboxes of one partition, in the log's order, and tell which have changed.
-- KEYS[1]  the fence; fence.lua stands around this file
-- KEYS[2]  timers of the partition
-- KEYS[3..]  six for each user: order, items, states, meta, changes, capped (InboxKeys tells what they hold)
-- ARGV[1..3]  the fence's
-- ARGV[4]  how many items an inbox keeps
-- ARGV[5]  how many changes it remembers
-- ARGV[6]  the channel on which changed inboxes are told: a line for each, revision and user
-- ARGV[7..]  eight for each record: operation · number of the user, from 0 · offset · append time, ms · what · value ·
--            cap · version of the broadcast that it came of, or empty: at or below the last it is passed over. What and value are
--            add, collapse  the item's id · the item as it is stored; cap is how many its category keeps, or empty
--            read, unread, archive, unarchive, unsnooze, delete  the item's id
--            snooze, wake  the item's id · until when, ms
--            readAll, archiveAll, deleteAll  the offset up to which items are meant · letters of states, comma, category
--            expire  up to which time, ms
--            erase  nothing
--
-- Nothing rolls back if this fails in the middle, and then all of it is run again, perhaps cut otherwise. Therefore:
-- meta's "applied" is written after each record (or group of new items) and what it covers is passed over, since a record
-- must not be applied to an inbox that has seen later ones; and the one that was half done comes to the same when it is
-- done again: values are absolute, the revision and the note of a change are written before it, and an item's place in the
-- order, which tells that it is there, is written after its text and removed last. Of new items, whose place is that of
-- their record, the revision may come last.

local KINDS, WIDTH, FIRST = 6, 8, 7
local CHUNK = 100
local DAY = 24 * 60 * 60 * 1000

local list = {}

local function inbox_of(number)
  local key = 3 + KINDS * number
  local prefix = #KEYS[2] - #'timers' + #'order:'
  return { order = KEYS[key], items = KEYS[key + 1], states = KEYS[key + 2], meta = KEYS[key + 3],
    changes = KEYS[key + 4], capped = KEYS[key + 5], user = string.sub(KEYS[key], prefix + 1), records = {}, ids = {},
    present = {}, fresh = {} }
end

local function mistyped(key, wanted)
  local found = redis.call('TYPE', key).ok
  return found ~= 'none' and found ~= wanted and key .. ' is a ' .. found
end

-- Reads what is needed; a key of another type shows here.
local function open(inbox)
  local stored = redis.pcall('HMGET', inbox.meta, 'applied', 'revision', 'expires', 'broadcast')
  local count = redis.pcall('ZCARD', inbox.order)
  local wrong = (stored.err and inbox.meta .. ' is no hash') or (type(count) == 'table' and inbox.order .. ' is no zset')
      or mistyped(inbox.items, 'hash')
  if wrong then
    return wrong
  end
  inbox.count = count
  inbox.applied = tonumber(stored[1] or '-1')
  inbox.known = (stored[1] or stored[2]) ~= false
  inbox.expires = tonumber(stored[3] or nil)
  inbox.broadcast = tonumber(stored[4] or '-1')
  if inbox.acts or count + #inbox.ids > tonumber(ARGV[4]) then
    wrong = mistyped(inbox.states, 'hash') or mistyped(inbox.changes, 'zset') or mistyped(inbox.capped, 'zset')
  end
  if count > 0 and #inbox.ids > 0 then
    for i, seq in ipairs(redis.call('ZMSCORE', inbox.order, unpack(inbox.ids))) do
      inbox.present[inbox.ids[i]] = seq
    end
  end
  return wrong
end

local function check()
  if (#ARGV - FIRST + 1) % WIDTH ~= 0 then
    return 'there are ' .. #ARGV .. ' arguments'
  end
  local inboxes = {}
  for i = FIRST, #ARGV, WIDTH do
    local number = tonumber(ARGV[i + 1])
    local inbox = inboxes[number]
    if not inbox then
      inbox = inbox_of(number)
      inboxes[number] = inbox
      list[#list + 1] = inbox
    end
    inbox.records[#inbox.records + 1] = { op = ARGV[i], offset = ARGV[i + 2], time = ARGV[i + 3], what = ARGV[i + 4],
      value = ARGV[i + 5], cap = ARGV[i + 6], broadcast = ARGV[i + 7] }
    if ARGV[i] == 'add' then
      inbox.ids[#inbox.ids + 1] = ARGV[i + 4]
    end
    inbox.acts = inbox.acts or ARGV[i] ~= 'add' or ARGV[i + 6] ~= '' or ARGV[i + 7] ~= ''
  end
  local wrong = mistyped(KEYS[2], 'zset')
  for _, inbox in ipairs(list) do
    wrong = wrong or open(inbox)
  end
  return wrong or nil
end

-- seq,changed,createdAt,updatedAt,expiresAt,count,category; what is empty is as seq, as createdAt, 1 (StoredItem)
local function header(item)
  local seq, changed, created, updated, expires, count, category =
      string.match(item, '^(%d+),(%d*),(%d+),(%d*),(%d+),(%d*),([^\n]*)\n')
  return { seq = seq, changed = changed ~= '' and changed or seq, created = created, expires = expires,
    count = count ~= '' and count or '1', category = category }
end

local function place(category, seq, id)
  return category .. '\0' .. string.format('%016d', seq) .. id
end

local function revise(inbox, offset)
  redis.call('HSET', inbox.meta, 'revision', offset)
  inbox.known = true
  inbox.revision = offset
end

-- Notes that an item has changed, or is gone, so that those who have seen the inbox before can be told.
local function note(inbox, offset, id)
  if inbox.revision ~= offset then
    revise(inbox, offset)
  end
  redis.call('ZADD', inbox.changes, offset, id)
  local excess = redis.call('ZCARD', inbox.changes) - tonumber(ARGV[5])
  if excess > 0 then
    local last = redis.call('ZRANGE', inbox.changes, excess - 1, excess - 1, 'WITHSCORES')
    redis.call('HSET', inbox.meta, 'floor', last[2])
    redis.call('ZREMRANGEBYRANK', inbox.changes, 0, excess - 1)
  end
end

-- Done again, it may find only the item's place.
local function remove(inbox, offset, id, keeps_capped)
  note(inbox, offset, id)
  local item = redis.call('HGET', inbox.items, id)
  if item then
    if not keeps_capped then
      local told = header(item)
      redis.call('ZREM', inbox.capped, place(told.category, told.seq, id))
    end
    redis.call('HDEL', inbox.items, id)
  end
  redis.call('HDEL', inbox.states, id)
  redis.call('ZREM', KEYS[2], 's' .. id .. inbox.user)
  inbox.count = inbox.count - redis.call('ZREM', inbox.order, id)
  inbox.present[id] = nil
end

local function expire_at(inbox, time)
  if not inbox.expires or tonumber(time) < inbox.expires then
    inbox.expires = tonumber(time)
    redis.call('ZADD', KEYS[2], time, 'e' .. inbox.user)
    redis.call('HSET', inbox.meta, 'expires', time)
  end
end

local function limit_category(inbox, record)
  local told = header(record.value)
  local from, to = '[' .. told.category .. '\0', '(' .. told.category .. '\1'
  local excess = redis.call('ZLEXCOUNT', inbox.capped, from, to) - tonumber(record.cap)
  if excess > 0 then
    local width = #told.category + 1 + 16
    for _, member in ipairs(redis.call('ZRANGEBYLEX', inbox.capped, from, to, 'LIMIT', 0, excess)) do
      remove(inbox, record.offset, string.sub(member, width + 1), true)
      redis.call('ZREM', inbox.capped, member)
    end
  end
end

-- Writes the new items that were gathered, all at once.
local function add_fresh(inbox)
  if #inbox.fresh == 0 then
    return
  end
  local last = inbox.fresh[#inbox.fresh]
  local items, order, soonest = {}, {}, nil
  for _, record in ipairs(inbox.fresh) do
    items[#items + 1], items[#items + 2] = record.what, record.value
    order[#order + 1], order[#order + 2] = record.offset, record.what
    local expires = string.match(record.value, '^%d+,%d*,%d+,%d*,(%d+),')
    soonest = (not soonest or tonumber(expires) < tonumber(soonest)) and expires or soonest
  end
  if inbox.known and inbox.count == 0 then
    redis.call('PERSIST', inbox.meta)
    redis.call('PERSIST', inbox.changes)
  end
  inbox.revision = last.offset
  expire_at(inbox, soonest)
  redis.call('HSET', inbox.items, unpack(items))
  if last.cap ~= '' then
    redis.call('ZADD', inbox.capped, 0, place(header(last.value).category, last.offset, last.what))
  end
  inbox.count = inbox.count + redis.call('ZADD', inbox.order, unpack(order))
  if last.cap ~= '' then
    limit_category(inbox, last)
  end
  local excess = inbox.count - tonumber(ARGV[4])
  if excess > 0 then
    for _, id in ipairs(redis.call('ZRANGE', inbox.order, 0, excess - 1)) do
      remove(inbox, last.offset, id)
    end
  end
  -- What these records have brought is known by its place, so that this may come last.
  if last.broadcast == '' then
    redis.call('HSET', inbox.meta, 'revision', last.offset, 'applied', last.offset)
  else
    inbox.broadcast = tonumber(last.broadcast)
    redis.call('HSET', inbox.meta, 'revision', last.offset, 'broadcast', last.broadcast, 'applied', last.offset)
  end
  inbox.applied = tonumber(last.offset)
  inbox.known = true
  inbox.fresh = {}
end

-- When it was read, archived, until when it is snoozed; each empty if it isn't.
local function state(text)
  if not text then
    return '', '', ''
  end
  return string.match(text, '^(%d*),(%d*),(%d*)$')
end

local function letter(read, archived, snoozed)
  return archived ~= '' and 'a' or snoozed ~= '' and 's' or read ~= '' and 'r' or 'u'
end

local function put(inbox, record, id, read, archived, snoozed)
  local before = redis.call('HGET', inbox.states, id)
  local after = read .. ',' .. archived .. ',' .. snoozed
  if (before or ',,') == after then
    return
  end
  note(inbox, record.offset, id)
  if snoozed ~= '' then
    redis.call('ZADD', KEYS[2], snoozed, 's' .. id .. inbox.user)
  else
    redis.call('ZREM', KEYS[2], 's' .. id .. inbox.user)
  end
  if after == ',,' then
    redis.call('HDEL', inbox.states, id)
  else
    redis.call('HSET', inbox.states, id, after)
  end
end

local acts = {}

function acts.read(inbox, record, id, read, archived, snoozed)
  put(inbox, record, id, read ~= '' and read or record.time, archived, snoozed)
end

function acts.unread(inbox, record, id, read, archived, snoozed)
  put(inbox, record, id, '', archived, snoozed)
end

function acts.archive(inbox, record, id, read, archived)
  put(inbox, record, id, read, archived ~= '' and archived or record.time, '')
end

function acts.unarchive(inbox, record, id, read, archived, snoozed)
  put(inbox, record, id, read, '', snoozed)
end

function acts.snooze(inbox, record, id, read)
  put(inbox, record, id, read, '', record.value)
end

function acts.unsnooze(inbox, record, id, read, archived)
  put(inbox, record, id, read, archived, '')
end

-- Comes back as if it had just arrived; but not if it was snoozed again meanwhile.
function acts.wake(inbox, record, id, read, archived, snoozed)
  if snoozed == record.value then
    put(inbox, record, id, '', '', '')
  end
end

function acts.delete(inbox, record, id)
  remove(inbox, record.offset, id)
end

-- Does something to all items that a record means.
local function sweep(inbox, record, act)
  local letters, category = string.match(record.value, '^(%l*),(.*)$')
  local ids = redis.call('ZRANGEBYSCORE', inbox.order, '-inf', record.what)
  for from = 1, #ids, CHUNK do
    local some = { unpack(ids, from, math.min(from + CHUNK - 1, #ids)) }
    local states = redis.call('HMGET', inbox.states, unpack(some))
    local items = redis.call('HMGET', inbox.items, unpack(some))
    for i, id in ipairs(some) do
      local read, archived, snoozed = state(states[i])
      if string.find(letters, letter(read, archived, snoozed), 1, true) then
        local told = items[i] and header(items[i])
        if not told or tonumber(told.changed) <= tonumber(record.what) and (category == '' or category == told.category) then
          act(inbox, record, id, read, archived, snoozed)
        end
      end
    end
  end
end

local operations = {}

for name, act in pairs(acts) do
  operations[name] = function(inbox, record)
    if redis.call('ZSCORE', inbox.order, record.what) then
      act(inbox, record, record.what, state(redis.call('HGET', inbox.states, record.what)))
    end
  end
end

do
  local wake = operations.wake
  -- A timer that wakes nothing would go off again and again.
  operations.wake = function(inbox, record)
    wake(inbox, record)
    local timer = 's' .. record.what .. inbox.user
    local at = redis.call('ZSCORE', KEYS[2], timer)
    if at and tonumber(at) == tonumber(record.value) then
      redis.call('ZREM', KEYS[2], timer)
    end
  end
end

for name, act in pairs({ readAll = acts.read, archiveAll = acts.archive, deleteAll = acts.delete }) do
  operations[name] = function(inbox, record)
    sweep(inbox, record, act)
  end
end

-- One more event of what the item tells already: it keeps its place and its category, and is unread again.
function operations.collapse(inbox, record)
  local seq = redis.call('ZSCORE', inbox.order, record.what)
  if not seq or tonumber(seq) == tonumber(record.offset) then
    inbox.present[record.what] = record.offset
    inbox.fresh = { record }
    add_fresh(inbox)
    return
  end
  local before, new = header(redis.call('HGET', inbox.items, record.what)), header(record.value)
  if tonumber(before.changed) >= tonumber(record.offset) then
    return
  end
  note(inbox, record.offset, record.what)
  expire_at(inbox, new.expires)
  redis.call('ZREM', KEYS[2], 's' .. record.what .. inbox.user)
  redis.call('HDEL', inbox.states, record.what)
  redis.call('HSET', inbox.items, record.what, table.concat({ before.seq, record.offset, before.created, record.time,
    new.expires, string.format('%d', before.count + 1), before.category }, ',')
    .. string.sub(record.value, string.find(record.value, '\n', 1, true), -1))
end

function operations.expire(inbox, record)
  local soonest
  local ids = redis.call('ZRANGE', inbox.order, 0, -1)
  for from = 1, #ids, CHUNK do
    local some = { unpack(ids, from, math.min(from + CHUNK - 1, #ids)) }
    for i, item in ipairs(redis.call('HMGET', inbox.items, unpack(some))) do
      local expires = item and header(item).expires
      if not item or tonumber(expires) <= tonumber(record.what) then
        remove(inbox, record.offset, some[i])
      elseif not soonest or tonumber(expires) < tonumber(soonest) then
        soonest = expires
      end
    end
  end
  inbox.expires = nil
  if soonest then
    expire_at(inbox, soonest)
  else
    redis.call('HDEL', inbox.meta, 'expires')
    redis.call('ZREM', KEYS[2], 'e' .. inbox.user)
    -- Of an empty inbox only the revision is left, and that matters to those who look at it now.
    redis.call('PEXPIRE', inbox.meta, DAY)
    redis.call('PEXPIRE', inbox.changes, DAY)
  end
end

function operations.erase(inbox, record)
  for _, id in ipairs(redis.call('HKEYS', inbox.states)) do
    redis.call('ZREM', KEYS[2], 's' .. id .. inbox.user)
  end
  redis.call('ZREM', KEYS[2], 'e' .. inbox.user)
  redis.call('DEL', inbox.items, inbox.states, inbox.changes, inbox.capped, inbox.order, inbox.meta)
  inbox.present, inbox.count, inbox.expires, inbox.known, inbox.broadcast = {}, 0, nil, false, -1
  inbox.revision = record.offset
end

-- What is done to the inbox of somebody who has none leaves no trace.
local function applied(inbox, offset)
  if inbox.known and tonumber(offset) > inbox.applied then
    redis.call('HSET', inbox.meta, 'applied', offset)
    inbox.applied = tonumber(offset)
  end
end

local function is_past(inbox, record)
  return tonumber(record.offset) <= inbox.applied
      or record.broadcast ~= '' and tonumber(record.broadcast) <= inbox.broadcast
end

-- One that may stand in a group.
local function is_plain(record)
  return record.op == 'add' and record.cap == '' and record.broadcast == ''
end

local function add(inbox, record)
  if inbox.present[record.what] then
    -- The new ones before it may push it out.
    add_fresh(inbox)
  end
  local seq = inbox.present[record.what]
  -- What this very record has brought was not finished.
  if not seq or tonumber(seq) == tonumber(record.offset) then
    inbox.present[record.what] = record.offset
    inbox.fresh[#inbox.fresh + 1] = record
  end
end

local function run(inbox)
  local last
  for _, record in ipairs(inbox.records) do
    if not is_past(inbox, record) then
      last = record
      if not is_plain(record) then
        add_fresh(inbox)
      end
      if record.op == 'add' then
        add(inbox, record)
      else
        operations[record.op](inbox, record)
      end
      if not is_plain(record) then
        add_fresh(inbox)
        if record.broadcast ~= '' and inbox.known and tonumber(record.broadcast) > inbox.broadcast then
          inbox.broadcast = tonumber(record.broadcast)
          redis.call('HSET', inbox.meta, 'broadcast', record.broadcast)
        end
        applied(inbox, record.offset)
        last = nil
      end
    end
  end
  if last then
    add_fresh(inbox)
    applied(inbox, last.offset)
  end
end

local function apply()
  local changed = {}
  for _, inbox in ipairs(list) do
    run(inbox)
    if inbox.revision then
      changed[#changed + 1] = inbox.revision .. ' ' .. inbox.user
    end
  end
  if #changed > 0 then
    local message = table.concat(changed, '\n')
    -- Sharded channels came with Redis 7; a cluster carries others to all of its nodes.
    local sent = redis.pcall('SPUBLISH', ARGV[6], message)
    if type(sent) == 'table' and sent.err then
      redis.call('PUBLISH', ARGV[6], message)
    end
  end
end
