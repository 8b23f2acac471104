-- Freed slots.
-- holes(least): a piece with so many at least, or nil, of the next 256 pieces.
-- cutout(piece, n, filled): gives each of up to n free cells of a piece, from where the last call stopped, the four bytes
-- that filled(slot, its tag as two bytes) returns, and writes them back at once; how many were found.
-- refill(): puts up to 512 free slots of a piece on the list, and tells whether there were any.
local function holes(least)
  savecounts()
  local pieces, from = ceil(s.hw / PIECE), s.holecursor
  local all = redis.call('GETRANGE', COUNTS, 0, -1)
  for step = 0, min(pieces, 256) - 1 do
    local piece = (from + step) % pieces
    local high, low = byte(all, piece * 2 + 1, piece * 2 + 2)
    if (high or 0) * 256 + (low or 0) >= least then
      if piece ~= from then s.holecursor, s.holeoffset = piece, 0 end
      return piece
    end
  end
  if pieces > 0 then s.holecursor, s.holeoffset = (from + 256) % pieces, 0 end
end
local function cutout(piece, n, filled)
  local base, parts, cut, from, found, stopped = piece * PIECE + s.holeoffset, {}, 0, 1, 0, 0
  local rest = min(PIECE - s.holeoffset, s.hw - base)
  local key, offset = at(base)
  local bytes = redis.call('GETRANGE', key, offset, offset + rest * 4 - 1)
  for i = 3, rest * 4, 4 do
    local a, b = byte(bytes, i, i + 1)
    if a == 0 and b == 0 then
      local cell = filled(base + (i - 3) / 4, sub(bytes, i - 2, i - 1))
      found = found + 1
      if cell then
        if from < i - 2 then
          cut = cut + 1
          parts[cut] = sub(bytes, from, i - 3)
        end
        cut = cut + 1
        parts[cut] = cell
        from = i + 2
      end
      if found == n then stopped = s.holeoffset + (i + 1) / 4; break end
    end
  end
  s.holeoffset = stopped
  if cut > 0 then redis.call('SETRANGE', key, offset, table.concat(parts)) end
  return found
end
local function refill()
  local pieces = ceil(s.hw / PIECE)
  for _ = 0, pieces, 256 do
    local piece, list = holes(1), {}
    s.holeoffset = 0
    if piece and cutout(piece, 512, function(slot) list[#list + 1] = slot end) > 0 then
      redis.call('RPUSH', FREED, unpack(list))
      return true
    elseif piece then
      redis.call('SETRANGE', COUNTS, piece * 2, '\0\0')
    end
  end
  return false
end
