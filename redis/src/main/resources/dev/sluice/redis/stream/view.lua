-- Reads, changes nothing: what a gateway needs to answer polls for a second.
--
-- Reply then: bits of present tickets of the chunk of nowServing and of the next (8,192 bytes each, or empty), then for
-- each chunk declared the number of present tickets in it
-- O(chunks declared).
local function bits(chunk)
  local key = bitmap(PRESENT, s.w, chunk)
  return key and live(key, PRESENT, s.w) and redis.call('GETRANGE', key, 0, 8191) or ''
end
local front, counts = floor(s.ns / CHUNK), {}
for text in string.gmatch(ARGV[16], '%d+') do
  local key = bitmap(PRESENT, s.w, tonumber(text))
  counts[#counts + 1] = live(key, PRESENT, s.w) and redis.call('BITCOUNT', key, 0, 8191) or 0
end
return head('OK', bits(front), bits(front + 1), counts)
