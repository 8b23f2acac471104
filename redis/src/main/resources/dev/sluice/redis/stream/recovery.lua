-- New incarnations. State of another run of Redis, state that a caller knows a later incarnation of, a lost string of slots,
-- or no state at all: a new incarnation begins, in recovery. Where the caller knows nothing (everything was restarted) it is
-- blank: the first who knows an earlier incarnation puts it into recovery. O(1); INFO server costs about 8 us.
--
-- Numbers of tickets and sessions of an incarnation begin at 65,536 times the incarnation, which is at least TIME in seconds
-- and above every number known: so numbers alone tell the order, over all incarnations. Numbers from RETURN on are those of
-- returners; the number of a returner's ticket is that of its session plus RETURN.
-- Ranges are the chunks of earlier incarnations with present tickets that are not called yet.
local CHUNK, RETURN = 65536, 281474976710656
local run = tonumber(string.sub(string.match(redis.call('INFO', 'server'), 'run_id:(%x+)'), 1, 12), 16)
local words = {}
for word in string.gmatch(ARGV[2], '%d+') do words[#words + 1] = tonumber(word) end
local knows, serving, tail, heard = words[1] or 0, words[2] or 0, words[3] or 0, words[4] or 0
local before, brought = words[5] or 0, words[6] or 0
local ranges, rearranged = s.old > 0 and cmsgpack.unpack(redis.call('HGET', STATE, 'ranges')) or {}, false
-- adds a chunk of an earlier incarnation
local function span(chunk)
  for _, r in ipairs(ranges) do
    if chunk >= r[1] and chunk <= r[2] then return end
  end
  ranges[#ranges + 1] = {chunk, chunk}
  table.sort(ranges, function(a, b) return a[1] < b[1] end)
  for i = #ranges, 2, -1 do
    if ranges[i][1] == ranges[i - 1][2] + 1 then ranges[i - 1][2] = table.remove(ranges, i)[2] end
  end
  rearranged = true
end
-- one string of slots a call is looked at, whichever TIME points to
local strings = s.size > 0 and ceil(s.size / 61440) or 0
local one = strings > 0 and now % strings or 0
local short = strings > 0 and strings <= tonumber(ARGV[15])
  and redis.call('STRLEN', KEYS[8 + one]) < min(61440, s.size - one * 61440) * 4
local empty = s.inc == 0
local stranger = s.blank == 1 and ((knows > 0 and knows < s.inc) or (brought > 0 and brought < s.inc))
if empty or s.run ~= run or max(knows, brought) > s.inc or stranger or short then
  if notafter == 0 then return {'NONE', now} end
  s.blank = knows == 0 and brought == 0 and not short and 1 or 0
  local above = max(s.tail, tail)
  s.limit = stranger and s.inc * CHUNK or 0
  s.inc = max(s.inc + 1, knows + 1, brought + 1, floor(now / 1000000), above > 0 and ceil(above / CHUNK) + 16 or 0)
  s.tail = s.inc * CHUNK
  if empty then
    s.life = s.inc
    redis.call('DEL', FREED, COUNTS, KEYS[6], KEYS[7])
  end
  if short then redis.call('SETRANGE', KEYS[8 + one], min(61440, s.size - one * 61440) * 4 - 4, '\0\0\0\0') end
  -- whom a blank incarnation called, it did not know who waited
  if empty or stranger then s.ns = s.blank == 1 and s.tail or 0 end
  s.run, s.lossat, s.begun = run, 0, now
  s.rec = s.blank == 1 and 0 or s.clk + max(s.lease * 1000000, 2 * s.window)
end
local recovering = s.clk < s.rec
-- what a caller knows of a blank incarnation tells nothing of the one that was lost
if recovering and (s.limit == 0 or knows * CHUNK < s.limit) then
  s.ns = max(s.ns, min(serving, s.tail))
  s.lossat = max(s.lossat, knows == s.inc and before or heard)
end
