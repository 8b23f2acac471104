-- Tells what changed since a revision, oldest change first. Changes nothing.
--
-- KEYS  1 policy state (hash: epoch, number)   2 documents (hash: name -> "epoch number json")
--       3 changes (sorted set: name by number of its last revision)
-- ARGV  1 2 revision that the caller has: epoch, number    3 how many documents at most
-- Reply OK, TIME in us, the store's epoch, number (0 0: it has none),
--       whether there are more (0, 1), the number of the last one told,
--       documents: name, epoch, number, JSON each
-- Of another epoch than the caller's, everything is told.
-- O(documents told).
local STATE, DOCUMENTS, CHANGES = KEYS[1], KEYS[2], KEYS[3]
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local state = redis.call('HMGET', STATE, 'epoch', 'number')
local epoch, number, limit = tonumber(state[1]) or 0, tonumber(state[2]) or 0, tonumber(ARGV[3])

local since = tonumber(ARGV[1]) == epoch and ARGV[2] or '0'
local names = redis.call('ZRANGEBYSCORE', CHANGES, '(' .. since, '+inf', 'LIMIT', 0, limit + 1)
local more = 0
if #names > limit then
  more = 1
  names[#names] = nil
end
local documents, last = {}, tonumber(since)
for _, name in ipairs(names) do
  local e, n, json = string.match(redis.call('HGET', DOCUMENTS, name) or '', '^(%d+) (%d+) (.*)$')
  last = tonumber(redis.call('ZSCORE', CHANGES, name))
  if json then documents[#documents + 1] = {name, tonumber(e), tonumber(n), json} end
end
return {'OK', now, epoch, number, more, last, documents}
