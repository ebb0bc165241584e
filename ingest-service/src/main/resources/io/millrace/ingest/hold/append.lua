-- Purpose: hold events, all of them or none.
-- KEYS[1]  the stream
-- KEYS[2]  the marker, as in open.lua
-- KEYS[3..] each event's receipt, a string: held|committed|unknown <identity> <when, ms> <offset, if committed>
-- ARGV[1]  the opening that all nodes have confirmed
-- ARGV[2]  how many bytes the stream may hold
-- ARGV[3]  how long receipts are kept (s)
-- ARGV[4]  what an entry counts beyond its key and event (bytes)
-- ARGV[5..] each event's identity, key, JSON, traceparent, receipt
-- Returns  {'HELD', one for each event: '' or the offset at which Kafka has it already}
--          {'CLOSED'}             events go to Kafka again; nothing was written
--          {'REOPENED'}           another opening is under way, which must be confirmed first; nothing was written
--          {'CLOSING'}            the last entries are being handed over: ask again in some milliseconds
--          {'FULL', bytes, rate}  nothing was written

local function wrong(key, expected)
  local kind = redis.call('TYPE', key).ok
  return kind ~= expected and kind ~= 'none'
end
if wrong(KEYS[1], 'stream') or wrong(KEYS[2], 'hash') then
  return redis.error_reply('WRONGTYPE a key of the hold at ' .. KEYS[1] .. ' is of another type')
end

local marker = redis.call('HMGET', KEYS[2], 'opening', 'bytes', 'rate', 'closingUntil')
if not marker[1] then
  return {'CLOSED'}
end
if marker[1] ~= ARGV[1] then
  return {'REOPENED'}
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if marker[4] and tonumber(marker[4]) > now then
  return {'CLOSING'}
end

local events = #KEYS - 2
local size = 0
for i = 0, events - 1 do
  size = size + #ARGV[5 + i * 5 + 1] + #ARGV[5 + i * 5 + 2] + ARGV[4]
end
if tonumber(marker[2] or '0') + size > tonumber(ARGV[2]) then
  return {'FULL', marker[2] or '0', marker[3] or ''}
end

local answer = {'HELD'}
local added = 0
for i = 0, events - 1 do
  local at = 5 + i * 5
  local identity, receipt = ARGV[at], KEYS[3 + i]
  local known = {}
  for word in string.gmatch(redis.call('GET', receipt) or '', '%S+') do
    known[#known + 1] = word
  end
  if known[2] == identity and known[1] == 'committed' then
    answer[#answer + 1] = known[4]
  else
    -- A retry of what is held already is not held twice.
    if known[2] ~= identity or known[1] ~= 'held' then
      redis.call('XADD', KEYS[1], '*', 'i', identity, 'k', ARGV[at + 1], 'e', ARGV[at + 2], 't', ARGV[at + 3],
          'r', ARGV[at + 4])
      redis.call('SET', receipt, 'held ' .. identity .. ' ' .. string.format('%.0f', now), 'EX', ARGV[3])
      added = added + #ARGV[at + 1] + #ARGV[at + 2] + ARGV[4]
    end
    answer[#answer + 1] = ''
  end
end
if added > 0 then
  redis.call('HINCRBY', KEYS[2], 'bytes', added)
end
return answer
