-- Purpose: how a partition's hold stands. Writes nothing.
-- KEYS[1]  the marker, as in open.lua
-- KEYS[2]  the stream
-- Returns  {opening, openedAt, bytes, rate, entries, the oldest entry's id}; empty texts where there is none

local marker = redis.call('HMGET', KEYS[1], 'opening', 'openedAt', 'bytes', 'rate')
local oldest = redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', 1)
return {marker[1] or '', marker[2] or '', marker[3] or '', marker[4] or '', tostring(redis.call('XLEN', KEYS[2])),
    oldest[1] and oldest[1][1] or ''}
