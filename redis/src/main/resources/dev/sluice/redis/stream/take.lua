-- take(n, tags): up to n <= 512 free slots, each given its tag (two bytes of tags each) and the first lease. Many are cut
-- out of a piece that has many, and the list, which may name them, is dropped; else freed slots first, then such as no list
-- knows, then new ones. Returns slot and tag, packed '>I4' and tag each.
-- allowed(n): how many of n the arrival rate lets in now; spend(n) debits them; room(): how many the capacity has left.
local function allowed(n)
  if s.interval == 0 or s.gate == OPEN then return n end
  return max(0, min(n, floor(s.burst - (max(s.tat, s.clk) - s.clk) / s.interval)))
end
local function spend(n)
  if s.interval > 0 and s.gate ~= OPEN then s.tat = max(s.tat, s.clk) + n * s.interval end
end
local function room() return s.gate == OPEN and 16777216 - s.used or max(0, s.cap - s.used) end
local function take(n, tags)
  local given, had, expiry = {}, 0, pack('>H', tick(s.first))
  -- the cell of a slot that is given away; a tag is never that of the last holder
  local function give(slot, kept)
    local tag = sub(tags, had * 2 + 1, had * 2 + 2)
    if tag == kept then tag = pack('>H', (unpacked('>H', tag) + 1) % 65536) end
    had, given[had + 1] = had + 1, pack('>I4', slot) .. tag
    return tag .. expiry
  end
  local dense = n >= 64 and s.hw - s.used >= 1024 and holes(256)
  if dense then
    counted(dense * PIECE, -cutout(dense, n, give))
    redis.call('UNLINK', FREED)
  end
  while had < n do
    local list = redis.call('LPOP', FREED, n - had)
    if list then
      for i = 1, #list do
        local slot = tonumber(list[i])
        local key, offset = at(slot)
        local cell = redis.call('GETRANGE', key, offset, offset + 3)
        if sub(cell, 3, 4) == '\0\0' then
          redis.call('SETRANGE', key, offset, give(slot, sub(cell, 1, 2)))
          counted(slot, -1)
        end
      end
    elseif not (s.hw > s.used + had and refill()) then
      break
    end
  end
  -- n is at most 512, so that the second run begins a piece at most
  for _ = 1, 2 do
    local fresh = min(n - had, floor(s.hw / PIECE + 1) * PIECE - s.hw)
    if fresh == 0 then break end
    local key, offset = at(s.hw)
    if s.hw == s.size then grow(s.hw + 1) end
    local cells = {}
    for i = 1, fresh do cells[i] = give(s.hw + i - 1) end
    redis.call('SETRANGE', key, offset, table.concat(cells))
    s.hw = s.hw + fresh
  end
  savecounts()
  s.used = s.used + had
  return given
end
