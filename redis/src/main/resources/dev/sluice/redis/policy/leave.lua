-- Notes that a node ends in order, so that nobody waits for it or misses it.
--
-- KEYS  1 nodes (hash: id -> "seen, us; applied epoch; applied number; since, us; kind; text")
-- ARGV  1 notAfter, us of TIME    2 node's id
-- Reply LATE or OK, TIME in us
-- O(1). What it leaves is of the kind left, and forgotten as that of any node is.
local NODES = KEYS[1]
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local notafter = tonumber(ARGV[1])
if now > notafter or notafter - now > 5000000 then return {'LATE', now} end

redis.call('HSET', NODES, ARGV[2], string.format('%.0f 0 0 %.0f left -', now, now))
return {'OK', now}
