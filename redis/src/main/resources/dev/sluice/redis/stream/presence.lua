-- Marks tickets present in this window and the next.
--
-- ARGV  17.. for each chunk declared: 8,192 bytes of bits, or fewer bytes of offsets in the chunk, '>H' each
-- Reply: head alone
-- O(offsets), or about 60 us for a chunk of bits. Marks of claimed tickets, of such as were given up, and of an
-- earlier stream's, are ignored.
local MARKS, BOTH = KEYS[4], KEYS[5]
local function dense(chunk, marks)
  if past(chunk * CHUNK) then return end
  -- returners are all called
  local below = chunk * CHUNK >= RETURN and CHUNK or max(0, min(CHUNK, s.ns - chunk * CHUNK))
  if chunk < s.inc and below < CHUNK then span(chunk, chunk) end
  redis.call('SET', MARKS, marks)
  local claimed = bitmap(CLAIMED, 0, chunk)
  if live(claimed, CLAIMED, 0) then
    redis.call('BITOP', 'AND', BOTH, MARKS, claimed)
    redis.call('BITOP', 'XOR', MARKS, MARKS, BOTH)
  end
  for window = s.w, s.w + 1 do
    local key = fresh(bitmap(PRESENT, window, chunk), PRESENT, window, chunk)
    local function count()
      return redis.call('BITCOUNT', key, 0, 8191), below > 0 and redis.call('BITCOUNT', key, 0, below - 1, 'BIT') or 0
    end
    local present, eligible = count()
    redis.call('BITOP', 'OR', key, key, MARKS)
    local morepresent, moreeligible = count()
    if window == s.w then
      s.present, s.eligible = s.present + morepresent - present, s.eligible + moreeligible - eligible
    else
      s.nextpresent = s.nextpresent + morepresent - present
      s.nexteligible = s.nexteligible + moreeligible - eligible
    end
  end
  redis.call('DEL', MARKS, BOTH)
end
local i = 17
for text in string.gmatch(ARGV[16], '%d+') do
  local chunk, marks = tonumber(text), ARGV[i]
  if #marks == 8192 then
    dense(chunk, marks)
  else
    for o = 1, #marks, 2 do mark(chunk * CHUNK + struct.unpack('>H', marks, o)) end
  end
  i = i + 1
end
save()
return head('OK')
