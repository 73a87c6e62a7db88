-- Calls of one round, each against one bucket: the arithmetic of Bucket.java, decided where all
-- instances share it. KEYS: the buckets, one per call; ARGV: now in ms, then requests and window
-- in ms of each. Answers allowed, level, at in ms of each, in one row.
-- The time is an argument: Redis's own would not move with the services' clock.
local now = tonumber(ARGV[1])

local function take(key, requests, window)
  local capacity = requests * window
  local level, at = 0, now
  local kept = redis.call('GET', key)
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
    return 0, level, at
  end
  level = level + window
  redis.call('SET', key, string.format('%.0f:%.0f:%.0f', level, at, window),
    'PX', math.ceil(level / requests) + 1000)
  return 1, level, at
end

local answers = {}
for call, key in ipairs(KEYS) do
  local allowed, level, at = take(key, tonumber(ARGV[2 * call]), tonumber(ARGV[2 * call + 1]))
  local row = 3 * call
  answers[row - 2], answers[row - 1], answers[row] = allowed, level, at
end
return answers
