-- Purpose: the newest 20 items of an inbox in one of the layouts of fill.lua.
-- ARGV[1]  the layout, ARGV[2] the user
-- Returns  ids and items

local layout, user = ARGV[1], tonumber(ARGV[2])
local answer = {}
if layout == 'two-keys' then
  local ids = redis.call('ZRANGE', 'order:' .. user, 0, 19, 'REV')
  local items = redis.call('HMGET', 'items:' .. user, unpack(ids))
  for i, id in ipairs(ids) do
    answer[2 * i - 1], answer[2 * i] = id, items[i]
  end
elseif layout == 'one-set' then
  for i, member in ipairs(redis.call('ZRANGE', 'inbox:' .. user, 0, 19, 'REV')) do
    answer[2 * i - 1], answer[2 * i] = string.sub(member, 1, 22), string.sub(member, 24)
  end
elseif layout == 'key-an-item' then
  for i, id in ipairs(redis.call('ZRANGE', 'order:' .. user, 0, 19, 'REV')) do
    answer[2 * i - 1], answer[2 * i] = id, redis.call('GET', 'item:' .. user .. ':' .. id)
  end
else
  local all = redis.call('HGETALL', 'inbox:' .. user)
  local items = {}
  for i = 1, #all, 2 do
    items[#items + 1] = {tonumber(string.match(all[i + 1], '^%d+')), all[i], all[i + 1]}
  end
  table.sort(items, function(a, b) return a[1] > b[1] end)
  for i = 1, math.min(20, #items) do
    answer[2 * i - 1], answer[2 * i] = items[i][2], items[i][3]
  end
end
return answer
