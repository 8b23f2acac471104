-- Gives back slots and tickets.
--
-- ARGV  17 entries, packed '>I4HI8B' each: slot, tag, session number, and
--          0 the listener left: the number may claim nothing any more
--          1 the grant never reached its listener: the number may claim again
--          2 a ticket is given up, without a slot
--          Of a number that left, the returner's ticket is spent too. What is of an earlier stream is ignored.
-- Reply then: slots freed
-- O(entries). The chunks of the numbers must be declared, and of those who left, of their returners' tickets.
local freed, entries, anymoved = {}, ARGV[17], redis.call('EXISTS', KEYS[6], KEYS[7]) > 0
if remade then
  local current = {}
  for i = 1, #entries, 15 do
    if not past(unpacked('>I8', entries, i + 6)) then current[#current + 1] = sub(entries, i, i + 14) end
  end
  entries = table.concat(current)
end
for i = 1, #entries, 15 do
  local slot, tag, number, kind = unpacked('>I4HI8B', entries, i)
  -- who leaves may show a token from before a move
  local to = kind == 0 and anymoved and moved(number)
  if to then slot, tag = unpacked('>I4H', to) end
  if kind ~= 2 and slot < s.hw then
    local owner, expiry = lookup(slot)
    if expiry ~= 0 and owner == tag then
      write(slot, tag, 0)
      counted(slot, 1)
      freed[#freed + 1] = slot
    end
  end
  if kind == 1 then
    clear(CLAIMING, s.cw, number)
    clear(CLAIMING, s.cw + 1, number)
  else
    set(CLAIMED, 0, number)
    unmark(number)
    if kind == 0 and number < 15 * RETURN then
      set(CLAIMED, 0, number + RETURN)
      unmark(number + RETURN)
    end
  end
end
s.used, s.exited = s.used - #freed, s.exited + #freed
if #freed > 0 and LIST - redis.call('LLEN', FREED) >= #freed then redis.call('RPUSH', FREED, unpack(freed)) end
savecounts()
save()
return head('OK', #freed)
