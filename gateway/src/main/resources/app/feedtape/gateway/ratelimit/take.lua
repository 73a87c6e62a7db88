-- One call against a bucket: the arithmetic of Bucket.java, decided where all instances share it.
-- KEYS[1] the bucket; ARGV: now in ms, requests, window in ms. Answers {allowed, level, at in ms}.
-- The time is an argument: Redis's own would not move with the services' clock.
local now, requests, window = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local capacity = requests * window
local level, at = 0, now
local kept = redis.call('GET', KEYS[1])
if kept then
  local keptLevel, keptAt, keptWindow = string.match(kept, '^(%d+):(%d+):(%d+)$')
  level, at, keptWindow = tonumber(keptLevel), tonumber(keptAt), tonumber(keptWindow)
  if keptWindow ~= window then
    level = math.ceil(level * window / keptWindow)
  end
  level = math.min(level, capacity)
  -- Never back, however far ahead: what a wrong clock froze ends with its key.
  if now > at then
    level = math.max(0, level - (now - at) * requests)
    at = now
  end
end
if level + window > capacity then
  return {0, level, at}
end
level = level + window
redis.call('SET', KEYS[1], string.format('%.0f:%.0f:%.0f', level, at, window),
  'PX', math.ceil(level / requests) + 1000)
return {1, level, at}
