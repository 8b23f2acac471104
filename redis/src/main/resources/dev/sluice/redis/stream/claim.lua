-- Eligible tickets become slots while there are free ones, in the order given (the caller sorts by number).
--
-- ARGV  17 entries, packed '>I8B' each: ticket, 0 first attempt | 1 again | 2 returning; at most 512
--       18 a tag for each, two bytes, from a secure source
-- Reply then: one byte an entry, 0 not yet | 1 in | 2 not called | 3 spent; the slots of those in (packed '>I4H' each)
-- O(entries). The chunks of the tickets must be declared.
local entries, answers, wanted, waiting, asked = ARGV[17], {}, {}, {}, {}
local entering = not recovering and (s.gate == AUTO or s.gate == OPEN)
local budget = entering and allowed(min(#entries / 9, room())) or 0
for i = 1, #entries, 9 do
  local n, attempt = struct.unpack('>I8B', entries, i)
  local answer = #answers + 1
  answers[answer] = '\0'
  local enters, again = false, asked[n]
  asked[n] = true
  if again then
    -- two tabs at once: the first of them decides
  elseif past(n) or isset(CLAIMED, 0, n) then
    answers[answer] = '\3'
  elseif not called(n) then
    answers[answer] = '\2'
  else
    enters = #wanted < budget and not isset(CLAIMING, s.cw, n)
    -- who was passed over has a share of the entries, as long as somebody waits to be called
    if enters and attempt == 2 and s.present > s.eligible then
      enters = s.credit >= 100
      if enters then s.credit = s.credit - 100 end
    end
  end
  if enters then
    wanted[#wanted + 1] = {answer, n, attempt}
    s.credit = min(200, s.credit + s.share)
  elseif not again and answers[answer] ~= '\3' then
    waiting[#waiting + 1] = {n, attempt, answers[answer] == '\0'}
  end
end
local given = #wanted > 0 and take(#wanted, ARGV[18]) or {}
spend(#given)
for i, entry in ipairs(wanted) do
  if given[i] then
    answers[entry[1]] = '\1'
    set(CLAIMING, s.cw, entry[2])
    set(CLAIMING, s.cw + 1, entry[2])
    unmark(entry[2])
    showed(entry[2], entry[3], 1)
  else
    waiting[#waiting + 1] = {entry[2], entry[3], true}
  end
end
for _, entry in ipairs(waiting) do
  mark(entry[1])
  if entry[3] then showed(entry[1], entry[2], 0) end
end
keep()
save()
return head('OK', table.concat(answers), table.concat(given))
