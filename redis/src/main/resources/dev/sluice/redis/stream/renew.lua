-- Sets leases. A slot whose tag matches gets its expiry; a first lease that ran out unconfirmed is stale.
--
-- ARGV  17 entries, packed '>I4HI8B' each: slot, tag, session number, 0 renew | 1 confirm | 2 close; at most 512
-- Reply then: one byte an entry, 1 renewed | 0 stale
-- O(entries). The chunks of the numbers that confirm must be declared.
if s.inc ~= believed then save(); return head('GONE') end
local answers, entries, lease, first = {}, ARGV[17], tick(s.lease), tick(s.first)
for i = 1, #entries, 15 do
  local slot, tag, number, kind = struct.unpack('>I4HI8B', entries, i)
  local owner, expiry = 0, 0
  if slot < s.hw then owner, expiry = lookup(slot) end
  local held = expiry ~= 0 and owner == tag
  if held and kind == 1 and left(expiry) < 0 then held = false end
  if held then
    local wanted = kind == 2 and first or lease
    -- who was promised a longer lease keeps it; a closing page only shortens
    if (kind == 2) == (left(wanted) < left(expiry)) then write(slot, tag, wanted) end
    if kind == 1 then set(CLAIMED, 0, number) end
  end
  answers[#answers + 1] = held and '\1' or '\0'
end
save()
return head('OK', table.concat(answers))
