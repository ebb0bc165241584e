-- Purpose: fill inboxes in one of the layouts that were considered.
-- ARGV[1]  the layout: two-keys (what Millrace does), one-set, key-an-item or one-hash
-- ARGV[2]  the first user, ARGV[3] how many users, ARGV[4] how many items each
-- Returns  how many items were written

local layout, first, users, items = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local text = '{"title":"Payment received","body":"Order 4711: 12.50 EUR","eventId":"0190f3c2-7b1e-7cc3-98c4-dc0c0c07398f",'
  .. '"source":"/millrace/shop","rule":"order-paid"}'

for user = first, first + users - 1 do
  for item = 1, items do
    local seq = user * items + item
    local id = string.sub(redis.sha1hex(tostring(seq)), 1, 22)
    local stored = seq .. ',,1795000000000,,1802776000000,,orders\n' .. text
    if layout == 'two-keys' then
      redis.call('ZADD', 'order:' .. user, seq, id)
      redis.call('HSET', 'items:' .. user, id, stored)
    elseif layout == 'one-set' then
      redis.call('ZADD', 'inbox:' .. user, seq, id .. '\0' .. stored)
      redis.call('HSET', 'index:' .. user, id, seq)
    elseif layout == 'key-an-item' then
      redis.call('ZADD', 'order:' .. user, seq, id)
      redis.call('SET', 'item:' .. user .. ':' .. id, stored)
    else
      redis.call('HSET', 'inbox:' .. user, id, stored)
    end
  end
end
return users * items
