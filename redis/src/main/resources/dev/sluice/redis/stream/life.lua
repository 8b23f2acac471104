-- Streams that were deleted, and made again. A policy tells the revision of the deletion that its stream was made above. Behind
-- a tombstone (bury.lua), or state of an earlier stream that nobody buried, an incarnation begins above all that it had, and
-- without recovery: nothing was lost. What callers know of earlier streams, and tokens bring of them, counts for nothing.
-- Whoever does not know of the deletion yet hears GONE from a tombstone, LATER from a stream that was made again.
-- Defines past(number): whether a ticket or session is of an earlier stream. O(1).
local function older(e, n, than_e, than_n) return e < than_e or (e == than_e and n < than_n) end
local since, above = words[7] or 0, {words[8] or 0, words[9] or 0}
if (s.inc > 0 or s.dead == 1) and older(epoch, number, s.endepoch, s.endnumber) then
  return {s.dead == 1 and 'GONE' or 'LATER', now}
end
if s.dead == 1 or (s.inc > 0 and older(s.endepoch, s.endnumber, above[1], above[2])) then
  if notafter == 0 then return {'NONE', now} end
  redis.call('DEL', STATE)
  local ended, highest, strings = s.inc, max(s.tail, tail), max(s.strings, ceil(s.size / ARRAY))
  -- all but the policy
  for i, name in ipairs(NAMES) do
    if i < 4 or i > 15 then s[name] = 0 end
  end
  loaded, s.last, s.clk, s.rated, s.show, s.strings = {}, now, 1000000000, 1000000000, 0.7, strings
  -- a caller may know that it was made again, and Redis have gone back to before that
  if since <= ended then since = max(ended + 1, ceil(highest / CHUNK) + 1) end
  tail = highest
end
if s.inc == 0 then
  s.since, s.endepoch, s.endnumber = since, above[1], above[2]
elseif since <= s.inc and above[1] == s.endepoch and above[2] == s.endnumber then
  -- after a loss, not everybody who calls knows when it was made again
  s.since = max(s.since, since)
end
if knows < s.since then knows, serving, heard, before = 0, 0, 0, 0 end
if brought < s.since then brought = 0 end
local remade = s.since > 0
local function past(n) return n % RETURN < s.since * CHUNK end
