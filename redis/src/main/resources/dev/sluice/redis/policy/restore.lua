-- Writes documents back into a store that lost them, as they were, revisions included, or into one that never had any. The
-- last call raises the store's revision to that of the restorer.
--
-- KEYS  1 policy state (hash: epoch, number, lost = TIME of the last restoration, us, parted: the next write begins an epoch)
--       2 documents (hash: name -> "epoch number json")   3 changes (sorted set: name by number of its last revision)
-- ARGV  1 notAfter, us of TIME    2 3 the restorer's revision: epoch, number
--       4 in the last call 1, or 2 where nothing was lost; else 0    5 channel    6.. name, epoch, number, JSON each
-- Reply LATE, BEHIND (the store has that revision, or a higher one) or OK, TIME in us
-- O(documents given).
local STATE, DOCUMENTS, CHANGES = KEYS[1], KEYS[2], KEYS[3]
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local notafter = tonumber(ARGV[1])
if now > notafter or notafter - now > 5000000 then return {'LATE', now} end

local function older(e, n, than_e, than_n)
  return e < than_e or (e == than_e and n < than_n)
end
local state = redis.call('HMGET', STATE, 'epoch', 'number')
local epoch, number = tonumber(ARGV[2]), tonumber(ARGV[3])
if not older(tonumber(state[1]) or 0, tonumber(state[2]) or 0, epoch, number) then return {'BEHIND', now} end

for i = 6, #ARGV, 4 do
  local e, n = string.match(redis.call('HGET', DOCUMENTS, ARGV[i]) or '0 0 ', '^(%d+) (%d+) ')
  if older(tonumber(e), tonumber(n), tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2])) then
    redis.call('HSET', DOCUMENTS, ARGV[i], ARGV[i + 1] .. ' ' .. ARGV[i + 2] .. ' ' .. ARGV[i + 3])
    redis.call('ZADD', CHANGES, ARGV[i + 2], ARGV[i])
  end
end
if ARGV[4] ~= '0' then
  redis.call('HSET', STATE, 'epoch', ARGV[2], 'number', ARGV[3])
  if ARGV[4] == '1' then redis.call('HSET', STATE, 'lost', string.format('%.0f', now), 'parted', 1) end
  redis.call('PUBLISH', ARGV[5], ARGV[2] .. '.' .. ARGV[3])
end
return {'OK', now}
