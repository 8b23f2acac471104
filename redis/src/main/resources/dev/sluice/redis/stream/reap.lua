-- Takes back slots whose lease ran out: scans the piece at the cursor, at most 512 expired slots, written back at once.
-- A piece scanned whole has its count, and the slots held by the difference, put right.
--
-- Reply then: slots freed, pieces of the array
-- O(4,096).
local pieces = ceil(s.hw / PIECE)
if pieces == 0 then save(); return head('OK', 0, 0) end
local piece = s.reapcursor % pieces
local first = piece * PIECE
local last = min(first + PIECE, s.hw) - 1
local key, offset = at(first)
local cells = redis.call('GETRANGE', key, offset, offset + (last - first + 1) * 4 - 1)
local nowtick, byte = floor(s.clk / 1000000) % 65536, string.byte
local expired, holes, scanned, parts, from = {}, 0, last - first + 1, {}, 1
for i = 0, last - first do
  local a, b = byte(cells, i * 4 + 3, i * 4 + 4)
  if a == 0 and b == 0 then
    holes = holes + 1
  elseif (a * 256 + b - nowtick) % 65536 >= 32768 then
    expired[#expired + 1] = first + i
    parts[#parts + 1] = string.sub(cells, from, i * 4 + 2)
    parts[#parts + 1] = '\0\0'
    from = i * 4 + 5
    if #expired == 512 then scanned = i + 1; break end
  end
end
if #expired > 0 then
  redis.call('SETRANGE', key, offset, table.concat(parts))
  local space = LIST - redis.call('LLEN', FREED)
  if space >= #expired then redis.call('RPUSH', FREED, unpack(expired)) end
  counted(piece, #expired)
  s.used, s.exited = s.used - #expired, s.exited + #expired
end
if scanned == last - first + 1 then
  local cell = redis.call('GETRANGE', COUNTS, piece * 2, piece * 2 + 1)
  local known = #cell == 2 and struct.unpack('>H', cell) or 0
  local found = holes + #expired
  if found ~= known then
    s.used = s.used - (found - known)
    redis.call('SETRANGE', COUNTS, piece * 2, struct.pack('>H', found))
  end
  s.reapcursor = (piece + 1) % pieces
end
save()
return head('OK', #expired, pieces)
