-- Takes back slots whose lease ran out: scans the piece at the cursor, at most 512 expired slots, written back at once.
-- After the lease was raised, those of before are given what it was raised by. A piece scanned whole has its count, and the
-- slots held by the difference, put right. Nothing during a recovery.
--
-- Reply then: slots freed, pieces of the array
-- O(4,096).
local pieces = ceil(s.hw / PIECE)
if pieces == 0 or recovering then save(); return head('OK', 0, 0) end
local piece = s.reapcursor % pieces
local first = piece * PIECE
local last = min(first + PIECE, s.hw) - 1
local key, offset = at(first)
local bytes = redis.call('GETRANGE', key, offset, offset + (last - first + 1) * 4 - 1)
local nowtick = (seconds - (s.clk < s.graceend and s.grace or 0)) % 65536
local expired, holes, scanned, parts, from = {}, 0, last - first + 1, {}, 1
for i = 0, last - first do
  local a, b = byte(bytes, i * 4 + 3, i * 4 + 4)
  if a == 0 and b == 0 then
    holes = holes + 1
  elseif (a * 256 + b - nowtick) % 65536 >= 32768 then
    expired[#expired + 1] = first + i
    parts[#parts + 1] = sub(bytes, from, i * 4 + 2)
    parts[#parts + 1] = '\0\0'
    from = i * 4 + 5
    if #expired == 512 then scanned = i + 1; break end
  end
end
if #expired > 0 then
  redis.call('SETRANGE', key, offset, table.concat(parts))
  local space = LIST - redis.call('LLEN', FREED)
  if space >= #expired then redis.call('RPUSH', FREED, unpack(expired)) end
  s.used, s.exited = s.used - #expired, s.exited + #expired
end
local known, found = count(piece), holes + #expired
if scanned < last - first + 1 then
  found = min(PIECE, known + #expired)
else
  -- what the count missed, used counts as held; what it had too much, as free
  s.used = s.used - (holes - known)
  s.reapcursor = (piece + 1) % pieces
end
if found ~= known then redis.call('SETRANGE', COUNTS, piece * 2, pack('>H', found)) end
save()
return head('OK', #expired, pieces)
