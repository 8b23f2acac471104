-- The array of slots: four bytes a slot, tag and expiry tick; expiry 0: free. Strings of 61,440 slots, which with their
-- header just fit an allocation of 256 KiB; the first grows by pieces. The list of freed slots is a hint, the counts of
-- freed slots a piece of 4,096 refill it, the array decides. counted() collects changes of the counts until savecounts().
-- grow(top) makes room below top, a string at most; a string that an earlier life left is emptied.
-- moved(number): what a session was moved to, slot and tag packed '>I4H', or nil. Kept for two leases after it was last asked.
local LIST = 65536
local counts = {}
local byte, sub, pack, unpacked = string.byte, string.sub, struct.pack, struct.unpack
local seconds = floor(s.clk / 1000000)
local function at(slot) return KEYS[8 + floor(slot / ARRAY)], slot % ARRAY * 4 end
local function tick(lease)
  local t = (seconds + lease + 1) % 65536
  return t == 0 and 1 or t
end
local function left(expiry) return (expiry - seconds + 32768) % 65536 - 32768 end
local function lookup(slot)
  local key, offset = at(slot)
  local a, b, c, d = byte(redis.call('GETRANGE', key, offset, offset + 3), 1, 4)
  return a * 256 + b, c * 256 + d
end
local function grow(top)
  local key, offset = at(s.size)
  if offset == 0 then redis.call('DEL', key) end
  local size = s.size < ARRAY and min(ARRAY, ceil(top / PIECE) * PIECE) or s.size + ARRAY
  redis.call('SETRANGE', key, (size - s.size) * 4 + offset - 4, '\0\0\0\0')
  s.size = size
end
local function write(slot, tag, expiry)
  local key, offset = at(slot)
  redis.call('SETRANGE', key, offset, pack('>HH', tag, expiry))
end
local function counted(slot, by)
  local piece = floor(slot / PIECE)
  counts[piece] = (counts[piece] or 0) + by
end
local function count(piece)
  local two = redis.call('GETRANGE', COUNTS, piece * 2, piece * 2 + 1)
  return #two == 2 and unpacked('>H', two) or 0
end
local function savecounts()
  for piece, by in pairs(counts) do
    redis.call('SETRANGE', COUNTS, piece * 2, pack('>H', max(0, min(PIECE, count(piece) + by))))
  end
  counts = {}
end
local function note(number, to) redis.call('HSET', KEYS[6 + s.mw % 2], string.format('%.0f', number), to) end
local function moved(number)
  local field = string.format('%.0f', number)
  local to = redis.call('HGET', KEYS[6 + s.mw % 2], field)
  if to then return to end
  to = redis.call('HGET', KEYS[6 + (s.mw + 1) % 2], field)
  if to then note(number, to) end
  return to or nil
end
