-- buckets.py: what one API key may still ask of one class of models.
local MINUTE, CUSHION, BACKGROUND_SHARE = 60, 0.03, 0.8
local FIRST_MEAN_OUTPUT, MEAN_WEIGHT = 400, 0.1
local CUT, CUT_EVERY, LEAST_IN_FLIGHT, UNHEARD, REST = 0.7, 1, 2, 100, 60
local KINDS = { 'requests', 'input', 'output' }

local function pool_of(key, name)
  local pool = record('pools', key .. '|' .. name, {
    at = now, limits = {}, levels = {}, mean_output = FIRST_MEAN_OUTPUT, blocked_until = 0,
    rests_until = 0, allowed = 0, threshold = 0, cut_at = 0, in_use = 0, heard = false,
  })
  local passed = math.max(0, now - pool.at)
  pool.at = math.max(pool.at, now)
  for kind, limit in pairs(pool.limits) do
    pool.levels[kind] = math.min(limit, pool.levels[kind] + limit / MINUTE * passed)
  end
  return pool
end

local function need(pool, want)
  local output = pool.mean_output
  if want.output > 0 then output = math.min(want.output, output) end
  return { requests = 1, input = want.input, output = output }
end

local function pool_wait(pool, want)
  local wait, needed = math.max(0, pool.blocked_until - now), need(pool, want)
  for kind, limit in pairs(pool.limits) do
    local floor = limit * (want.interactive and CUSHION or 1 - BACKGROUND_SHARE)
    local missing = math.min(floor + needed[kind], limit * (1 - CUSHION)) - pool.levels[kind]
    wait = math.max(wait, missing / limit * MINUTE)
  end
  return wait
end

local function has_room(pool, want)
  if not pool.heard and pool.in_use >= UNHEARD then return false end
  if pool.allowed == 0 then return true end
  local share = want.interactive and 1 or BACKGROUND_SHARE
  return pool.in_use < math.max(1, pool.allowed * share)
end

local function headroom(pool)
  if pool.rests_until > now then return -2 end
  if pool.blocked_until > now then return -1 end
  local least
  local function share(value) least = least and math.min(least, value) or value end
  for kind, limit in pairs(pool.limits) do share(pool.levels[kind] / limit) end
  if pool.allowed > 0 then share(1 - pool.in_use / pool.allowed) end
  return least or 1
end

local function best_key(want)
  local best, most
  for _, key in ipairs(want.keys) do
    local room = headroom(pool_of(key, want.pool))
    if not most or room > most then best, most = key, room end
  end
  return best
end

local function take(pool, want)
  local needed = need(pool, want)
  for kind in pairs(pool.limits) do pool.levels[kind] = pool.levels[kind] - needed[kind] end
  return needed
end

local function give_back(pool, amounts)
  for kind, amount in pairs(amounts) do
    local limit = pool.limits[kind]
    if limit then pool.levels[kind] = math.min(limit, pool.levels[kind] + amount) end
  end
end

local function learn(pool, limits, left, age)
  pool.heard = true
  for _, kind in ipairs(KINDS) do
    local limit = limits[kind]
    if limit and limit > 0 then
      local level = math.min(limit, (left[kind] or limit) + limit / MINUTE * age)
      if pool.limits[kind] then level = math.min(level, pool.levels[kind]) end
      pool.limits[kind], pool.levels[kind] = limit, level
    end
  end
end

local function say_how(pool, outcome, most, seconds)
  if outcome == 'rest' then
    pool.rests_until = now + math.max(REST, seconds)
  elseif outcome == 'limited' or outcome == 'overloaded' then
    if outcome == 'limited' then
      pool.blocked_until = math.max(pool.blocked_until, now + seconds)
    end
    if now - pool.cut_at >= CUT_EVERY then
      local base = pool.allowed
      if base == 0 then base = math.max(pool.in_use, LEAST_IN_FLIGHT) end
      pool.allowed = math.max(LEAST_IN_FLIGHT, math.min(base, most) * CUT)
      pool.threshold, pool.cut_at = pool.allowed, now
    end
  elseif outcome == 'ok' and pool.allowed > 0 and pool.in_use * 2 >= pool.allowed then
    pool.allowed = pool.allowed + (pool.allowed < pool.threshold and 1 or 1 / pool.allowed)
    if pool.allowed >= most then pool.allowed = 0 end
  end
end
