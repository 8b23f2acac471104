-- Sets leases. A slot whose tag matches gets its expiry; a first lease that ran out unconfirmed is stale.
--
-- ARGV  17 entries, packed '>I4HI8B' each: slot, tag, session number, 0 renew | 1 confirm | 2 close; at most 512
-- Reply then: one byte an entry, 1 renewed | 0 stale
-- O(entries). The chunks of the numbers that confirm must be declared.
if s.inc ~= believed then save(); return head('GONE') end
local answers, entries, lease, first = {}, ARGV[17], tick(s.lease), tick(s.first)
local wanted = {[0] = pack('>H', lease), [1] = pack('>H', lease), [2] = pack('>H', first)}
local most, least = left(lease), left(first)
for i = 1, #entries, 15 do
  local slot, kind = unpacked('>I4', entries, i), byte(entries, i + 14)
  local held = false
  if slot < s.hw then
    local key, offset = at(slot)
    local cell = redis.call('GETRANGE', key, offset, offset + 3)
    local a, b = byte(cell, 3, 4)
    local remains = left(a * 256 + b)
    held = sub(cell, 1, 2) == sub(entries, i + 4, i + 5) and a + b > 0 and (kind ~= 1 or remains >= 0)
    -- who was promised a longer lease keeps it; a closing page only shortens
    if held and ((kind == 2 and least < remains) or (kind ~= 2 and most > remains)) then
      redis.call('SETRANGE', key, offset + 2, wanted[kind])
    end
  end
  if held and kind == 1 then
    local number = unpacked('>I8', entries, i + 6)
    set(CLAIMED, 0, number)
    unmark(number)
  end
  answers[#answers + 1] = held and '\1' or '\0'
end
save()
return head('OK', table.concat(answers))
