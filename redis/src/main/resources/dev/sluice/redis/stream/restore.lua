-- Gives listeners whom the store forgot their slots back.
-- restored(slot, tag): in its place: 1; 0 when somebody else has it; 3 when the array has to grow further, in another call.
-- move(number, tag): to another slot, over capacity if need be.
-- loss: when the store lost its state, as far as anybody tells.
local growth, NOWHERE, loss = 2, 4294967295, s.lossat > 0 and s.lossat or s.begun
local function raise(top)
  local first, last = floor(s.hw / PIECE), floor((top - 1) / PIECE)
  if first == last then
    counted(s.hw, top - s.hw)
  else
    counted(s.hw, (first + 1) * PIECE - s.hw)
    counted(top - 1, top - last * PIECE)
    if last > first + 1 then
      redis.call('SETRANGE', COUNTS, (first + 1) * 2, string.rep(pack('>H', PIECE), last - first - 1))
    end
  end
  s.hw = top
end
local function restored(slot, tag)
  if slot == NOWHERE then return 0 end
  while slot >= s.size and growth > 0 do
    grow(slot + 1)
    growth = growth - 1
  end
  if slot >= s.size then return 3 end
  if slot >= s.hw then raise(slot + 1) end
  local _, expiry = lookup(slot)
  if expiry ~= 0 then return 0 end
  write(slot, tag, tick(s.lease))
  counted(slot, -1)
  s.used = s.used + 1
  return 1
end
local function move(number, tag)
  local given = take(1, tag)[1]
  local slot, drawn = unpacked('>I4H', given)
  write(slot, drawn, tick(s.lease))
  note(number, given)
  return given
end
