-- A node's heartbeat: notes that it is there and which revision it runs, and tells who else is.
--
-- KEYS  1 nodes (hash: id -> "seen, us; applied epoch; applied number; since, us; kind; text")
--       2 policy state (hash: epoch, number, run, running, occupied = how often the set changed)
--       3 occupied streams (set)    4 the highest layout of keys that any node wrote
-- ARGV  1 notAfter, us of TIME    2 node's id    3 kind: gateway or admin    4 5 revision it runs: epoch, number
--       6 text, handed on to the others           7 version of the occupied set that it knows, -1: none
--       8 the layout of the keys that it writes   9 n: how many streams are vacant
--       10.. those n streams, then streams with somebody in them
-- Reply LATE, TIME in us
--    or OK, TIME in us, revision's epoch, number, version of the occupied set,
--       nodes: id, age in us, epoch, number, since in us, kind (also left), text each; the occupied streams if the version is newer,
--       the highest layout
-- O(nodes), and O(occupied streams) for those who do not know them yet. Nodes not seen for 10 min are forgotten.
local NODES, STATE, OCCUPIED, LAYOUT = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local FORGET, AHEAD = 600000000, 5000000
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local notafter = tonumber(ARGV[1])
if now > notafter or notafter - now > 5000000 then return {'LATE', now} end

local SHAPE = '^(%d+) (%d+) (%d+) (%d+) (%a+) (.*)$'
local nodes, since, known = {}, now, redis.call('HGETALL', NODES)
for i = 1, #known, 2 do
  local seen, epoch, number, from, kind, text = string.match(known[i + 1], SHAPE)
  local age = math.max(now - tonumber(seen or 0), 0)
  if known[i] == ARGV[2] then
    if epoch == ARGV[4] and number == ARGV[5] then since = tonumber(from) end
  elseif age >= FORGET or tonumber(seen) - now >= AHEAD then
    redis.call('HDEL', NODES, known[i])
  else
    nodes[#nodes + 1] = {known[i], age, tonumber(epoch), tonumber(number), tonumber(from), kind, text}
  end
end
nodes[#nodes + 1] = {ARGV[2], 0, tonumber(ARGV[4]), tonumber(ARGV[5]), since, ARGV[3], ARGV[6]}
redis.call('HSET', NODES, ARGV[2],
  string.format('%.0f %s %s %.0f %s %s', now, ARGV[4], ARGV[5], since, ARGV[3], ARGV[6]))

local vacant, changed = tonumber(ARGV[9]), 0
for i = 10, #ARGV do
  changed = changed + redis.call(i < 10 + vacant and 'SREM' or 'SADD', OCCUPIED, ARGV[i])
end
running(STATE, now)
if changed > 0 then redis.call('HINCRBY', STATE, 'occupied', 1) end
local state = redis.call('HMGET', STATE, 'epoch', 'number', 'occupied')
local layout = tonumber(redis.call('GETRANGE', LAYOUT, 0, -1)) or 0
if layout < tonumber(ARGV[8]) then
  layout = tonumber(ARGV[8])
  redis.call('SET', LAYOUT, layout)
end
local version = tonumber(state[3]) or 0
local occupied = version ~= tonumber(ARGV[7]) and redis.call('SMEMBERS', OCCUPIED) or {}
return {'OK', now, tonumber(state[1]) or 0, tonumber(state[2]) or 0, version, nodes, occupied, layout}
