-- Put before beat and write. running(state, now): since when this run of Redis is known, us of TIME; 0 where none was known
-- before. Another run may have begun with old data, and somebody know more: revisions of this epoch may be known already that
-- were not given yet, so the next write parts with it.
local function running(state, now)
  local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
  local known = redis.call('HMGET', state, 'run', 'running')
  if known[1] == run then return tonumber(known[2]) end
  local since = known[1] and now or 0
  redis.call('HSET', state, 'run', run, 'running', string.format('%.0f', since))
  if known[1] then redis.call('HSET', state, 'parted', 1) end
  return since
end
