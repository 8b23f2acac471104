-- Put before every script of a stream. Loads the stream's record; runs the stream's clock; keeps the policy of the highest
-- revision. One HMGET; O(1). What is in the record is recovery.lua's to judge.
--
-- KEYS  1 state (hash)  2 freed (list)  3 counts (string)  4 5 scratch  6 7 moves (hash)  8.. a strings of slots, then
--       five a ticket chunk; last  chunks (set): of which there are bitmaps
-- ARGV  1 notAfter, us of TIME; 0: only reads
--       2 what the caller knows, 0 each for nothing: incarnation, now serving, tail, TIME of its last reply, TIME of its last
--         reply of the incarnation before, incarnation that the entries bring, first incarnation of the stream as it is now,
--         revision of the deletion that it was made above: epoch, number
--       3 4 revision: epoch, number                5 capacity, slots
--       6 lease, s     7 first lease, s            8 arrival interval, us, 0: no limit     9 arrival burst
--       10 presence window, us                     11 gate: 0 open 1 auto 2 hold 3 reject 4 maintenance
--       12 returner share, %                       13 14 poll interval, shortest and longest, us
--       15 a                                       16 ticket chunks declared, comma separated    17.. the script's own
-- Reply LATE | GONE | LATER | NONE | KEYS | OK, then head(), then the script's own
local NAMES = {'inc', 'last', 'clk', 'epoch', 'number', 'cap', 'lease', 'first', 'interval', 'burst', 'window', 'gate',
  'share', 'pollmin', 'pollmax', 'size', 'hw', 'used', 'holecursor', 'holeoffset', 'reapcursor', 'tail', 'ns', 'tat', 'credit',
  'w', 'wend', 'present', 'eligible', 'nextpresent', 'nexteligible', 'cw', 'cwend',
  'rated', 'arrived', 'exited', 'called', 'arrivals', 'exits', 'weight', 'calls', 'callweight', 'lastpromote', 'show', 'shown',
  'run', 'life', 'blank', 'rec', 'lossat', 'begun', 'limit', 'old', 'mw', 'mwend', 'since', 'endepoch', 'endnumber', 'dead',
  'strings', 'grace', 'graceend'}
local STATE, FREED, COUNTS = KEYS[1], KEYS[2], KEYS[3]
local ARRAY, PIECE, CHUNK, RETURN = 61440, 4096, 65536, 281474976710656
local OPEN, AUTO, HOLD, REJECT, MAINTENANCE = 0, 1, 2, 3, 4
local floor, min, max, ceil = math.floor, math.min, math.max, math.ceil
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local notafter = tonumber(ARGV[1])
if notafter > 0 and (now > notafter or notafter - now > 5000000) then return {'LATE', now} end

local loaded, s = redis.call('HMGET', STATE, unpack(NAMES)), {}
for i, name in ipairs(NAMES) do s[name] = tonumber(loaded[i]) or 0 end
if s.inc == 0 then s.last, s.clk, s.rated, s.epoch, s.number, s.show = now, 1000000000, 1000000000, -1, -1, 0.7 end
s.clk = s.clk + min(max(now - s.last, 0), 1000000)
s.last = now
local epoch, number = tonumber(ARGV[3]), tonumber(ARGV[4])
if epoch > s.epoch or (epoch == s.epoch and number >= s.number) then
  -- gateways ask within a third of the lease of now: until the longer one is over, slots are kept for that much longer, which
  -- were promised the shorter
  local lease = tonumber(ARGV[6])
  if s.lease > 0 and lease ~= s.lease then
    s.grace = max(0, (s.clk < s.graceend and s.grace or 0) + lease - s.lease)
    if lease > s.lease then s.graceend = s.clk + lease * 1000000 end
  end
  s.epoch, s.number, s.cap, s.lease, s.first = epoch, number, tonumber(ARGV[5]), lease, tonumber(ARGV[7])
  s.interval, s.burst, s.window, s.gate = tonumber(ARGV[8]), tonumber(ARGV[9]), tonumber(ARGV[10]), tonumber(ARGV[11])
  s.share, s.pollmin, s.pollmax = tonumber(ARGV[12]), tonumber(ARGV[13]), tonumber(ARGV[14])
end
local words = {}
for word in string.gmatch(ARGV[2], '%d+') do words[#words + 1] = tonumber(word) end
local knows, serving, tail, heard = words[1] or 0, words[2] or 0, words[3] or 0, words[4] or 0
local before, brought = words[5] or 0, words[6] or 0
