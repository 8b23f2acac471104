-- Reads, changes nothing: what a gateway needs to answer polls for a second.
--
-- ARGV  17 1 for bits, 0 for counts
-- Reply then: for each chunk declared the bits of present tickets (8,192 bytes, or empty), or their number
-- O(chunks declared).
local each = {}
for text in string.gmatch(ARGV[16], '%d+') do
  local key = bitmap(PRESENT, s.w, tonumber(text))
  local there = live(key, PRESENT, s.w)
  if ARGV[17] == '1' then
    each[#each + 1] = there and redis.call('GETRANGE', key, 0, 8191) or ''
  else
    each[#each + 1] = there and redis.call('BITCOUNT', key, 0, 8191) or 0
  end
end
return head('OK', each)
