-- Purpose: say that a node lives, and learn which others do.
-- KEYS[1]  the nodes, a sorted set: node -> until when it counts (ms, by this server's clock)
-- ARGV[1]  the node
-- ARGV[2]  for how long (ms)
-- Returns  the nodes that count now, this one included

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
return redis.call('ZRANGE', KEYS[1], 0, -1)
