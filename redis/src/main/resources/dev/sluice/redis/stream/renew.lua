-- Sets leases. A slot whose tag matches gets its expiry; a first lease that ran out unconfirmed is stale. Whose slot is lost
-- by a loss of state is restored while the recovery lasts (an acceptance after the loss counts: gateways serve on without the
-- store, and no lease runs meanwhile); whose slot is then somebody else's, or was given away in a store loss, is moved, once.
--
-- ARGV  17 entries, packed '>I4HI8I8B' each: slot (NOWHERE: none yet), tag, session number, TIME at which a gateway last
--          accepted it, 0 renew | 1 confirm | 2 close, plus 4 when that was while the store was lost; at most 512
--       18 a tag for each, two bytes, from a secure source
-- Reply then: one byte an entry, 0 stale | 1 renewed | 2 moved | 3 ask again; the slots of those moved (packed '>I4H' each)
-- O(entries). The chunks of the numbers that confirm, were accepted in a store loss, or are past their lease must be
-- declared; in a recovery those of all; with those of the last two kinds, those of their returners' tickets.
local answers, entries, slots, lease, first = {}, ARGV[17], {}, tick(s.lease), tick(s.first)
local most, least, later, sooner = left(lease), left(first), pack('>H', lease), pack('>H', first)
for i = 1, #entries, 23 do
  local a, b, c, d, e, f = byte(entries, i, i + 5)
  local slot, flags, place, to = a * 16777216 + b * 65536 + c * 256 + d, byte(entries, i + 22), #answers + 1, nil
  local key, offset = at(slot)
  a, b, c, d = byte(slot < s.hw and redis.call('GETRANGE', key, offset, offset + 3) or '\0\0\0\0', 1, 4)
  local earlier = remade and past(unpacked('>I8', entries, i + 6))
  local remains, held = left(c * 256 + d), a == e and b == f and c + d > 0 and not earlier
  if held and not recovering and remains >= 0 and (flags == 0 or flags == 2) or flags == 2 then
    answers[place] = held and 1 or 0
  else
    local kind, offline = flags % 4, flags >= 4
    local tag, number, accepted = unpacked('>HI8I8', entries, i + 4)
    local stale = recovering or offline
    if (stale or held or kind == 1) and not (declared[floor(number / CHUNK)]
      and (not stale or declared[floor((number + RETURN) / CHUNK)])) then savecounts() return keys() end
    local promised = earlier and -1000000000 or (kind == 1 and not offline and s.first or s.lease) + 2
    local known = (offline and now - accepted <= promised * 1000000)
      or (recovering and loss - accepted <= promised * 1000000)
    if held then
      held = remains >= 0 or known or (kind == 0 and isset(CLAIMED, 0, number))
      answers[place] = held and 1 or 0
    else
      to, answers[place] = moved(number), 0
      if to then
        slot, tag = unpacked('>I4H', to)
        local owner, expiry = lookup(slot)
        key, offset = at(slot)
        remains, held = left(expiry), owner == tag and expiry ~= 0
        answers[place] = held and 2 or 0
      end
      -- whoever was moved before may have lost that slot, too
      if not held and known and not isset(CLAIMED, 0, number + RETURN) and (slot ~= NOWHERE or not isset(CLAIMED, 0, number)) then
        answers[place] = restored(slot, tag)
        if answers[place] == 0 then to = move(number, sub(ARGV[18], place * 2 - 1, place * 2)) end
        if to and answers[place] < 3 then answers[place] = 2 end
      end
    end
    if answers[place] % 3 > 0 and (kind == 1 or stale) then set(CLAIMED, 0, number); unmark(number) end
    if answers[place] == 2 then slots[#slots + 1] = to end
  end
  -- who was promised a longer lease keeps it; a closing page only shortens
  if held and ((flags == 2 and least < remains) or (flags ~= 2 and most > remains)) then
    redis.call('SETRANGE', key, offset + 2, flags == 2 and sooner or later)
  end
end
savecounts()
save()
return head('OK', string.char(unpack(answers)), table.concat(slots))
