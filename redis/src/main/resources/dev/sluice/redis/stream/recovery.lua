-- New incarnations. State of another run of Redis, state that a caller knows a later incarnation of, a lost string of slots,
-- or no state at all: a new incarnation begins, in recovery. Where the caller knows nothing (everything was restarted) it is
-- blank: the first who knows an earlier incarnation puts it into recovery. State of run 0 was left in good order, when nobody
-- called any more: nothing of it is lost. O(1); INFO server costs about 8 us.
local run = tonumber(string.sub(string.match(redis.call('INFO', 'server'), 'run_id:(%x+)'), 1, 12), 16)
-- one string of slots a call is looked at, whichever TIME points to
local strings = s.size > 0 and ceil(s.size / ARRAY) or 0
local one = strings > 0 and now % strings or 0
local short = strings > 0 and strings <= tonumber(ARGV[15])
  and redis.call('STRLEN', KEYS[8 + one]) < min(ARRAY, s.size - one * ARRAY) * 4
local empty = s.inc == 0
local stranger = s.blank == 1 and ((knows > 0 and knows < s.inc) or (brought > 0 and brought < s.inc))
if empty or (s.run ~= run and s.run ~= 0) or max(knows, brought) > s.inc or stranger or short then
  if notafter == 0 then return {'NONE', now} end
  s.blank = knows == 0 and brought == 0 and not short and 1 or 0
  local above = max(s.tail, tail)
  s.limit = stranger and s.inc * CHUNK or 0
  if not empty and s.tail > max(s.ns, s.inc * CHUNK) then
    span(max(s.inc, floor(s.ns / CHUNK)), ceil(s.tail / CHUNK) - 1)
  end
  s.inc = max(s.inc + 1, knows + 1, brought + 1, floor(now / 1000000), above > 0 and ceil(above / CHUNK) + 16 or 0)
  s.tail = s.inc * CHUNK
  if empty then
    s.life = s.inc
    redis.call('DEL', FREED, COUNTS, KEYS[6], KEYS[7])
  end
  if short then
    redis.call('DEL', KEYS[8 + one])
    redis.call('SETRANGE', KEYS[8 + one], min(ARRAY, s.size - one * ARRAY) * 4 - 4, '\0\0\0\0')
    -- held were as many as were not counted as freed; all are free now
    for piece = one * ARRAY / PIECE, ceil(min((one + 1) * ARRAY, s.hw) / PIECE) - 1 do
      local cells, two = min(PIECE, s.hw - piece * PIECE), redis.call('GETRANGE', COUNTS, piece * 2, piece * 2 + 1)
      s.used = s.used - cells + (#two == 2 and struct.unpack('>H', two) or 0)
      redis.call('SETRANGE', COUNTS, piece * 2, struct.pack('>H', cells))
    end
  end
  -- whom a blank incarnation without state called, it did not know who waited
  if empty then s.ns = s.blank == 1 and s.tail or 0 end
  local unknown = stranger and s.life * CHUNK == s.limit
  s.lossat, s.begun = 0, now
  s.rec = s.blank == 1 and 0 or s.clk + max(s.lease * 1000000, 2 * s.window)
  if unknown then
    s.ns = 0
    recount()
  end
end
s.run = run
local recovering = s.clk < s.rec
-- what a caller knows of a blank incarnation tells nothing of the one that was lost
if recovering and (s.limit == 0 or knows * CHUNK < s.limit) then
  if min(serving, s.tail) > s.ns then
    s.ns = min(serving, s.tail)
    recount()
  end
  s.lossat = max(s.lossat, knows == s.inc and before or heard)
end
