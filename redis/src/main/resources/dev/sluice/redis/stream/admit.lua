-- Newcomers: grants what capacity, arrival rate and queue allow; gives the rest consecutive tickets, present at once.
--
-- ARGV  17 newcomers, n <= 512     18 n tags, two bytes each, from a secure source
-- Reply then: slots granted (packed '>I4H' each), first session number, first ticket, tickets given, refused
-- O(n); grows the array by at most 4,096 slots. The chunks of the tail and of n numbers on must be declared.
local n, tags = tonumber(ARGV[17]), ARGV[18]
if not declared[floor(s.tail / CHUNK)] or not declared[floor((s.tail + n - 1) / CHUNK)] then return keys() end
-- consecutive numbers that nobody held before: whole bytes at once
local function markrun(from, count)
  for window = s.w, s.w + 1 do
    local n, stop = from, from + count
    while n < stop do
      local bytes = n % 8 == 0 and min(floor((stop - n) / 8), (CHUNK - n % CHUNK) / 8) or 0
      if bytes > 0 then
        local chunk = floor(n / CHUNK)
        local key = fresh(bitmap(PRESENT, window, chunk), PRESENT, window, chunk)
        redis.call('SETRANGE', key, n % CHUNK / 8, string.rep('\255', bytes))
        n = n + bytes * 8
      else
        set(PRESENT, window, n)
        n = n + 1
      end
    end
  end
  s.present, s.nextpresent = s.present + count, s.nextpresent + count
end
s.arrived = s.arrived + n
-- a place, and a token of the arrival rate, is kept for everybody who is called; nobody enters before it is known who was in
local direct, kept = 0, s.gate == OPEN and 0 or s.eligible
if not recovering and (s.gate == OPEN or ((s.gate == AUTO or s.gate == REJECT) and s.present == s.eligible)) then
  direct = max(0, min(n, room() - kept, allowed(n + kept) - kept))
end
local given = direct > 0 and take(direct, tags) or {}
spend(#given)
local number = s.tail
s.tail = s.tail + #given
-- all who are present are called: whoever else holds a lower ticket was passed over, and may claim on return
if #given > 0 and s.present == s.eligible then s.ns = s.tail end
local tickets = (s.gate == REJECT or s.gate == MAINTENANCE) and 0 or n - #given
local ticket = s.tail
markrun(ticket, tickets)
s.tail = s.tail + tickets
save()
return head('OK', table.concat(given), number, ticket, tickets, n - #given - tickets)
