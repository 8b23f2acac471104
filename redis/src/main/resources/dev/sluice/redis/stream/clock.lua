-- What the stream's clock drives: presence windows, claiming windows, averages. Defines save() and head().
if s.clk >= s.wend then
  s.w, s.wend = s.w + 1, s.clk + s.window
  s.present, s.eligible, s.nextpresent, s.nexteligible = s.nextpresent, s.nexteligible, 0, 0
end
if s.clk >= s.cwend then
  s.cw, s.cwend = s.cw + 1, s.clk + (s.first + s.lease / 4 + 2) * 1000000
end
-- averages a second over about 20 s, unbiased from the first second on; calls count only while somebody waits
if s.clk - s.rated >= 1000000 then
  local passed = min((s.clk - s.rated) / 1000000, 60)
  local fade = math.exp(-passed / 20)
  s.arrivals = s.arrivals * fade + (1 - fade) * s.arrived / passed
  s.exits = s.exits * fade + (1 - fade) * s.exited / passed
  s.weight = s.weight * fade + (1 - fade)
  if s.present > s.eligible or s.called > 0 then
    s.calls = s.calls * fade + (1 - fade) * s.called / passed
    s.callweight = s.callweight * fade + (1 - fade)
  elseif s.present == 0 then
    s.calls, s.callweight = 0, 0
  end
  s.rated, s.arrived, s.exited, s.called = s.clk, 0, 0, 0
end
if s.clk >= s.mwend and notafter > 0 then
  s.mw, s.mwend = s.mw + 1, s.clk + 2 * s.lease * 1000000
  redis.call('UNLINK', KEYS[6 + s.mw % 2])
end
local function rate(sum, weight) return weight > 0 and sum / weight or 0 end

local function save()
  local changed = {}
  s.old = #ranges
  for i, name in ipairs(NAMES) do
    if s[name] ~= tonumber(loaded[i]) then
      changed[#changed + 1] = name
      changed[#changed + 1] = string.format('%.17g', s[name])
    end
  end
  if #changed > 0 then redis.call('HSET', STATE, unpack(changed)) end
  if rearranged then redis.call('HSET', STATE, 'ranges', cmsgpack.pack(ranges)) end
end
-- time, incarnation, stream clock, slots held, capacity, lease, gate, array size, now serving, tail, window,
-- present, eligible, revision epoch, number, calls, exits, arrivals (each a second, in thousandths), what is left of the
-- recovery in ms, chunks of earlier incarnations with present tickets: first, last and so on, this stream's first incarnation
local function head(status, ...)
  local spans = {}
  for i, r in ipairs(ranges) do spans[i] = string.format('%.0f %.0f', r[1], r[2]) end
  return {status, now, s.inc, floor(s.clk), s.used, s.cap, s.lease, s.gate, s.size, s.ns, s.tail, s.w,
    s.present, s.eligible, s.epoch, s.number, floor(rate(s.calls, s.callweight) * 1000),
    floor(rate(s.exits, s.weight) * 1000), floor(rate(s.arrivals, s.weight) * 1000),
    max(0, ceil((s.rec - s.clk) / 1000)), table.concat(spans, ' '), s.since, ...}
end
-- the caller declared too few keys: nothing was done but what time and the loss of state do by themselves
local function keys()
  if notafter > 0 then save() end
  return head('KEYS')
end
local arrays = tonumber(ARGV[15])
if s.size >= arrays * ARRAY then return keys() end
