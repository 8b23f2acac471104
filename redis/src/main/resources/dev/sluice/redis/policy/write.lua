-- Writes one document as a new revision, if it still is what the writer read, and announces it.
--
-- KEYS  1 policy state (hash: epoch, number, run, running, lost, parted)   2 documents (hash: name -> "epoch number json")
--       3 changes (sorted set: name by number of its last revision)
-- ARGV  1 notAfter, us of TIME    2 name: a stream's id, or :overlays    3 document, JSON
--       4 5 the revision that was read: epoch, number; 0 0: there was none
--       6 the highest epoch that the writer knows of    7 channel
--       8 9 for how long after Redis' start, and after a restoration, nothing is written, us
-- Reply LATE or CONFLICT, TIME in us
--    or SOON, TIME in us, us until it may be written
--    or OK, TIME in us, epoch, number
-- O(log documents). A new epoch, called after the second of TIME or higher than all that are known, begins in a store that
-- never had one; and after another run of Redis or a restoration, for somebody may know later revisions of the epoch before.
-- Numbers go on, so that no two documents have the same. A store that is empty where the writer knows an epoch lost all: SOON.
local STATE, DOCUMENTS, CHANGES = KEYS[1], KEYS[2], KEYS[3]
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local notafter = tonumber(ARGV[1])
if now > notafter or notafter - now > 5000000 then return {'LATE', now} end

local since, patience = running(STATE, now), tonumber(ARGV[8])
if now >= since and now - since < patience then return {'SOON', now, since + patience - now} end
local lost, loss = tonumber(redis.call('HGET', STATE, 'lost') or 0), tonumber(ARGV[9])
if now >= lost and now - lost < loss then return {'SOON', now, lost + loss - now} end

local state = redis.call('HMGET', STATE, 'epoch', 'parted')
local epoch, highest = state[1], tonumber(ARGV[6])
if not epoch and highest > 0 then return {'SOON', now, loss} end
local stored = redis.call('HGET', DOCUMENTS, ARGV[2]) or '0 0 '
if string.match(stored, '^%d+ %d+ ') ~= ARGV[4] .. ' ' .. ARGV[5] .. ' ' then return {'CONFLICT', now} end

if not epoch or state[2] then
  epoch = string.format('%.0f', math.max(tonumber(epoch or 0) + 1, highest + 1, math.floor(now / 1000000)))
  redis.call('HSET', STATE, 'epoch', epoch)
  redis.call('HDEL', STATE, 'parted')
end
local number = string.format('%.0f', redis.call('HINCRBY', STATE, 'number', 1))
redis.call('HSET', DOCUMENTS, ARGV[2], epoch .. ' ' .. number .. ' ' .. ARGV[3])
redis.call('ZADD', CHANGES, number, ARGV[2])
redis.call('PUBLISH', ARGV[7], epoch .. '.' .. number)
return {'OK', now, tonumber(epoch), tonumber(number)}
