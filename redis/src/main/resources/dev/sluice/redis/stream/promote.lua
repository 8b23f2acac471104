-- Calls tickets: moves nowServing behind the last one called, in order, past those who are absent.
-- Wanted are (min(free, 2 s of the arrival rate) + max(1, exits in 3 s)) / max(show rate, 0.2) who are called and either
-- not due yet or showed up.
--
-- Reply then: tickets called
-- O(chunks declared x log 65,536). Of the chunks from that of nowServing on, in ranges or of this incarnation, the first
-- must be declared.
if recovering or s.clk - s.lastpromote < 90000 or (s.gate ~= AUTO and s.gate ~= OPEN) then save(); return head('OK', 0) end
s.lastpromote = s.clk
local standing = settled()
s.shown = max(0, min(s.shown, s.eligible))
local share = s.interval > 0 and min(room(), 2000000 / s.interval) or room()
local target = ceil((share + max(1, rate(s.exits, s.weight) * 3)) / max(s.show, 0.2))
local want = s.gate == OPEN and s.present or max(0, target - standing - s.shown)
local calls, from, pace = 0, s.ns, max(rate(s.calls, s.callweight), rate(s.exits, s.weight), 1)
while calls < want and s.present > s.eligible and s.ns < s.tail do
  local chunk = occupied(s.ns)
  s.ns = max(s.ns, chunk * CHUNK)
  local offset = s.ns % CHUNK
  local key, after = bitmap(PRESENT, s.w, chunk), bitmap(PRESENT, s.w + 1, chunk)
  if not key then break end
  local function bits(of, window, stop)
    return live(of, PRESENT, window) and redis.call('BITCOUNT', of, offset, stop, 'BIT') or 0
  end
  local here, stop = bits(key, s.w, CHUNK - 1), CHUNK - 1
  local k = min(here, want - calls)
  if k > 0 and (k == want - calls or k == s.present - s.eligible) then
    local low, high = offset, CHUNK - 1
    while low < high do
      local middle = floor((low + high) / 2)
      if bits(key, s.w, middle) >= k then high = middle else low = middle + 1 end
    end
    stop = low
  end
  calls, s.eligible, s.nexteligible = calls + k, s.eligible + k, s.nexteligible + bits(after, s.w + 1, stop)
  s.ns = min(s.tail, chunk * CHUNK + stop + 1)
end
if calls > 0 then
  local due = min(max(calls / (3 * pace) * 1000000, s.pollmin), s.pollmax) + 1000000
  local b = ring[#ring]
  if b and s.clk - b[AT] < 1000000 then
    b[TO], b[CALLED], b[DUE] = s.ns, b[CALLED] + calls, max(b[DUE], due)
  else
    ring[#ring + 1] = {from, s.ns, s.clk, due, calls, 0, 0}
  end
  s.called = s.called + calls
end
while #ranges > 0 and (ranges[1][2] + 1) * CHUNK <= s.ns do
  table.remove(ranges, 1)
  rearranged = true
end
keep()
save()
return head('OK', calls)
