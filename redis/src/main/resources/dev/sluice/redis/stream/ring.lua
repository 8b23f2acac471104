-- The tickets called lately, in batches of about a second, to learn how many of those called show up. Defines showed(),
-- settled(), occupied() and keep(). A batch is {first, behind the last, called at, due, called, showed up, entered}; once its
-- polls were due it leaves the ring, and those of it who showed up and found no slot stay in s.shown.
local packed = redis.call('HGET', STATE, 'ring')
local ring = packed and cmsgpack.unpack(packed) or {}
local FROM, TO, AT, DUE, CALLED, SEEN, IN = 1, 2, 3, 4, 5, 6, 7
local function batch(n)
  for i = #ring, 1, -1 do
    if n >= ring[i][FROM] and n < ring[i][TO] then return ring[i] end
  end
end
-- attempt: 0 the first since it was called, 1 again, 2 returning; entered: 1 or 0
local function showed(n, attempt, entered)
  local called = batch(n)
  if called then
    if attempt == 0 then called[SEEN] = min(called[CALLED], called[SEEN] + 1) end
    called[IN] = min(called[CALLED], called[IN] + entered)
  elseif attempt == 0 then
    s.shown = s.shown + 1 - entered
  elseif attempt == 1 then
    s.shown = max(0, s.shown - entered)
  end
end
-- takes out the batches whose polls were due; how many of the others were called and are not in
local function settled()
  local young, standing = {}, 0
  for _, b in ipairs(ring) do
    if s.clk - b[AT] >= b[DUE] then
      local weight = 1 - 0.9 ^ min(b[CALLED], 20)
      s.show = s.show + weight * (b[SEEN] / b[CALLED] - s.show)
      s.shown = s.shown + max(0, b[SEEN] - b[IN])
    else
      young[#young + 1] = b
      standing = standing + b[CALLED] - b[IN]
    end
  end
  ring = young
  return standing
end
-- the chunk of n, or the next in which somebody may wait
local function occupied(n)
  local chunk = floor(n / CHUNK)
  for _, r in ipairs(ranges) do
    if chunk <= r[2] then return max(chunk, r[1]) end
  end
  return max(chunk, s.inc)
end
local function keep()
  redis.call('HSET', STATE, 'ring', cmsgpack.pack(ring))
end
