-- One bit a ticket in chunks of 65,536: 8,192 bytes of bits, then a stamp of eight bytes. A chunk whose stamp is not the
-- one expected (of an earlier life or window) is empty. Defines set(), clear(), isset(), mark(), unmark().
local STAMPED, CHUNKS = {}, KEYS[#KEYS]
local PRESENT, CLAIMING, CLAIMED = 0, 2, 4
local declared, position = {}, 0
for chunk in string.gmatch(ARGV[16], '%d+') do
  declared[tonumber(chunk)] = 8 + arrays + position * 5
  position = position + 1
end
local function stamp(which, window)
  return struct.pack('>I4I4', s.life % 4294967296, which == CLAIMED and 0 or window)
end
-- the key of a chunk's bitmap for a window, or nil when the caller did not declare it
local function bitmap(which, window, chunk)
  local base = declared[chunk]
  return base and KEYS[base + which + (which == CLAIMED and 0 or window % 2)]
end
local function live(key, which, window)
  if STAMPED[key] == nil then STAMPED[key] = redis.call('GETRANGE', key, 8192, 8199) == stamp(which, window) end
  return STAMPED[key]
end
local function fresh(key, which, window, chunk)
  if not live(key, which, window) then
    redis.call('DEL', key)
    redis.call('SETRANGE', key, 8192, stamp(which, window))
    redis.call('SADD', CHUNKS, chunk)
    STAMPED[key] = true
  end
  return key
end
local function isset(which, window, n)
  local key = bitmap(which, window, floor(n / CHUNK))
  return live(key, which, window) and redis.call('GETBIT', key, n % CHUNK) == 1
end
local function set(which, window, n)
  local chunk = floor(n / CHUNK)
  return redis.call('SETBIT', fresh(bitmap(which, window, chunk), which, window, chunk), n % CHUNK, 1) == 0
end
local function clear(which, window, n)
  local key = bitmap(which, window, floor(n / CHUNK))
  return live(key, which, window) and redis.call('SETBIT', key, n % CHUNK, 0) == 1
end
local function called(n) return n < s.ns or n >= RETURN end
-- who waits since an earlier incarnation may have entered without this one's knowing that it was called
local function mark(n)
  local eligible, earlier = called(n) and 1 or 0, n < s.inc * CHUNK
  if past(n) or (n >= s.tail and n < RETURN) or isset(CLAIMED, 0, n) then return end
  if earlier and eligible == 0 then span(floor(n / CHUNK), floor(n / CHUNK)) end
  if set(PRESENT, s.w, n) then s.present, s.eligible = s.present + 1, s.eligible + eligible end
  if set(PRESENT, s.w + 1, n) then s.nextpresent, s.nexteligible = s.nextpresent + 1, s.nexteligible + eligible end
end
local function unmark(n)
  local eligible = called(n) and 1 or 0
  if clear(PRESENT, s.w, n) then s.present, s.eligible = s.present - 1, s.eligible - eligible end
  if clear(PRESENT, s.w + 1, n) then s.nextpresent, s.nexteligible = s.nextpresent - 1, s.nexteligible - eligible end
end
