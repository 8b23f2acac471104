-- take(n, tags, first): up to n free slots, each given its tag (two bytes of tags from byte 2 * first + 1 on) and the
-- first lease. Freed slots first, then such as no list knows, then new ones, for which the
-- array grows by a piece at most.
-- Returns slot and tag, packed '>I4H' each. allowed(n): how many of n the arrival rate lets in now; spend(n) debits them.
local function allowed(n)
  if s.interval == 0 or s.gate == OPEN then return n end
  return max(0, min(n, floor(s.burst - (max(s.tat, s.clk) - s.clk) / s.interval)))
end
local function spend(n)
  if s.interval > 0 and s.gate ~= OPEN then s.tat = max(s.tat, s.clk) + n * s.interval end
end
local function room()
  return s.gate == OPEN and 16777216 - s.used or max(0, s.cap - s.used)
end
local function take(n, tags, first)
  local given, expiry = {}, tick(s.first)
  local function give(slot, kept)
    local a, b = string.byte(tags, (first + #given) * 2 + 1, (first + #given) * 2 + 2)
    local tag = a * 256 + b
    if tag == kept then tag = (tag + 1) % 65536 end
    given[#given + 1] = struct.pack('>I4H', slot, tag)
    return tag
  end
  while #given < n do
    local list = redis.call('LPOP', FREED, n - #given)
    if list then
      for _, text in ipairs(list) do
        local slot = tonumber(text)
        local kept, held = lookup(slot)
        if held == 0 then
          write(slot, give(slot, kept), expiry)
          counted(floor(slot / PIECE), -1)
        end
      end
    elseif not (s.hw > s.used + #given and refill()) then
      break
    end
  end
  -- n is at most 512, so that the second run begins a piece at most
  for _ = 1, 2 do
    local piece = floor(s.hw / PIECE + 1) * PIECE
    local fresh = min(n - #given, piece - s.hw)
    if fresh == 0 then break end
    s.size = max(s.size, piece)
    local key, offset = at(s.hw)
    local cells = {}
    for i = 1, fresh do cells[i] = struct.pack('>HH', give(s.hw + i - 1, 0), expiry) end
    redis.call('SETRANGE', key, offset, table.concat(cells))
    s.hw = s.hw + fresh
  end
  s.used = s.used + #given
  return given
end
