-- Takes away what a deleted stream has left: slots, queue, moves. A tombstone stays: the incarnation, above which a stream of the
-- same name begins again, and the revision of the deletion. Called until no chunks are left; again, it changes nothing.
--
-- KEYS  1 state (hash)  2.. freed, counts, two of scratch, two of moves  8.. a strings of slots, then five a ticket chunk
--       last  chunks (set): of which there are bitmaps
-- ARGV  1 notAfter, us of TIME    2 3 revision of the deletion: epoch, number
--       4 a    5 ticket chunks declared, comma separated
-- Reply LATE, or LATER (the stream was made again, or deleted once more), TIME in us
--       or KEYS, TIME in us, how many strings of slots there are: nothing was done
--       or OK, TIME in us, chunks that are left, 64 of them at most
-- O(keys declared). Where Redis lost what was there, all that came before now counts as the deleted stream's.
local STATE, CHUNKS = KEYS[1], KEYS[#KEYS]
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local notafter = tonumber(ARGV[1])
if now > notafter or notafter - now > 5000000 then return {'LATE', now} end

local state = redis.call('HMGET', STATE, 'endepoch', 'endnumber', 'size', 'inc', 'tail', 'epoch', 'number',
  'strings')
local e, n, epoch, number = tonumber(state[1]) or 0, tonumber(state[2]) or 0, tonumber(ARGV[2]), tonumber(ARGV[3])
-- the policy of whoever called last
local pe, pn = tonumber(state[6]) or 0, tonumber(state[7]) or 0
if e > epoch or (e == epoch and n > number) or pe > epoch or (pe == epoch and pn > number) then
  return {'LATER', now}
end
local strings = math.max(math.ceil((tonumber(state[3]) or 0) / 61440), tonumber(state[8]) or 0)
local inc = tonumber(state[4]) or 0
if inc == 0 then inc = math.floor(now / 1000000) end
local tail = math.max(tonumber(state[5]) or 0, inc * 65536)
if strings > tonumber(ARGV[4]) then return {'KEYS', now, strings} end

redis.call('UNLINK', unpack(KEYS, 2, #KEYS - 1))
redis.call('DEL', STATE)
redis.call('HSET', STATE, 'inc', string.format('%.0f', inc), 'tail', string.format('%.0f', tail),
  'endepoch', ARGV[2], 'endnumber', ARGV[3], 'dead', '1')
for chunk in string.gmatch(ARGV[5], '%d+') do redis.call('SREM', CHUNKS, chunk) end
return {'OK', now, redis.call('SRANDMEMBER', CHUNKS, 64)}
