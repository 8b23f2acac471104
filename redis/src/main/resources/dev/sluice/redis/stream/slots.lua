-- The array of slots: four bytes a slot, tag and expiry tick, 0: free. Defines take(), lookup(), write(), free().
-- The list of freed slots is a hint, the counts of freed slots a piece of 4,096 refill it, the array decides.
local PIECE, LIST = 4096, 65536
local function at(slot) return KEYS[6 + floor(slot / 65536)], slot % 65536 * 4 end
local function tick(seconds)
  local t = (floor(s.clk / 1000000) + seconds + 1) % 65536
  return t == 0 and 1 or t
end
local function lookup(slot)
  local key, offset = at(slot)
  local cell = redis.call('GETRANGE', key, offset, offset + 3)
  if #cell < 4 then return 0, 0 end
  return struct.unpack('>HH', cell)
end
local function write(slot, tag, expiry)
  local key, offset = at(slot)
  redis.call('SETRANGE', key, offset, struct.pack('>HH', tag, expiry))
end
local function left(expiry) return (expiry - floor(s.clk / 1000000) + 32768) % 65536 - 32768 end
local function counted(piece, by)
  local cell = redis.call('GETRANGE', COUNTS, piece * 2, piece * 2 + 1)
  local old = #cell == 2 and struct.unpack('>H', cell) or 0
  redis.call('SETRANGE', COUNTS, piece * 2, struct.pack('>H', max(0, old + by)))
end
local listed
local function free(slot, tag)
  write(slot, tag, 0)
  listed = listed or redis.call('LLEN', FREED)
  if listed < LIST then redis.call('RPUSH', FREED, slot); listed = listed + 1 end
  counted(floor(slot / PIECE), 1)
  s.used, s.exited = s.used - 1, s.exited + 1
end
-- puts up to 512 free slots of the next piece that has some on the list; false when no piece has
local function refill()
  local pieces, counts = ceil(s.hw / PIECE), redis.call('GETRANGE', COUNTS, 0, -1)
  for step = 0, pieces - 1 do
    local piece = (s.holecursor + step) % pieces
    local high, low = string.byte(counts, piece * 2 + 1, piece * 2 + 2)
    if (high or 0) + (low or 0) > 0 then
      local found, first = {}, piece * PIECE
      local key, offset = at(first)
      local cells = redis.call('GETRANGE', key, offset, offset + PIECE * 4 - 1)
      for i = 0, min(PIECE, s.hw - first) - 1 do
        local a, b = string.byte(cells, i * 4 + 3, i * 4 + 4)
        if a == 0 and b == 0 then found[#found + 1] = first + i end
        if #found == 512 then break end
      end
      s.holecursor = piece
      if #found > 0 then redis.call('RPUSH', FREED, unpack(found)); return true end
      redis.call('SETRANGE', COUNTS, piece * 2, '\0\0')
    end
  end
  return false
end
