-- Who waits since earlier incarnations, and where to find them: the chunks of those with present tickets that are not called
-- yet, as ranges in order. Defines span(first, last), which adds chunks, and recount().
--
-- Numbers of tickets and sessions of an incarnation begin at 65,536 times the incarnation, which is at least TIME in seconds
-- and above every number known: so numbers alone tell the order, over all incarnations. Numbers from RETURN on are those of
-- returners; the number of a returner's ticket is that of its session plus RETURN.
local ranges, rearranged = s.old > 0 and cmsgpack.unpack(redis.call('HGET', STATE, 'ranges')) or {}, false
local function span(first, last)
  for _, r in ipairs(ranges) do
    if first >= r[1] and last <= r[2] then return end
  end
  ranges[#ranges + 1] = {first, last}
  table.sort(ranges, function(a, b) return a[1] < b[1] end)
  for i = #ranges, 2, -1 do
    if ranges[i][1] <= ranges[i - 1][2] + 1 then
      ranges[i - 1][2] = max(ranges[i - 1][2], table.remove(ranges, i)[2])
    end
  end
  rearranged = true
end
-- Another nowServing came to light: how many of those present are called cannot be told without reading all of their bitmaps.
-- So presence begins anew, with two windows that nobody has marks in, and the recovery lasts until all who poll have them.
local function recount()
  if s.present > 0 or s.nextpresent > 0 then
    s.w, s.wend, s.rec = s.w + 2, s.clk + s.window, max(s.rec, s.clk + s.window)
    s.present, s.eligible, s.nextpresent, s.nexteligible = 0, 0, 0, 0
  end
end
