-- Put before steps that touch leases: each is 'places:tokens:cost' in a hash, its end in a sorted set,
-- and the sums of all stand beside them.
local function forget(ends, held, lease)
    local text = redis.call('HGET', held, lease)
    if text then
        local places, tokens, cost = string.match(text, '^([^:]+):([^:]+):([^:]+)$')
        redis.call('HSET', held,
            '#places', exact(field(held, '#places') - tonumber(places)),
            '#tokens', exact(field(held, '#tokens') - tonumber(tokens)),
            '#cost', exact(field(held, '#cost') - tonumber(cost)))
        redis.call('HDEL', held, lease)
    end
    redis.call('ZREM', ends, lease)
end

-- Sums of costs drift by their rounding; where nothing is held they begin anew.
local function tidy(ends, held)
    if redis.call('ZCARD', ends) == 0 then
        redis.call('DEL', held)
    end
end

-- What was used this day and month: {day, tokens, month, cost}.
local function used(key, now)
    local day = day_of(now)
    local month = month_of(day)
    local tokens = field(key, 'day') == day and field(key, 'tokens') or 0
    local cost = field(key, 'month') == month and field(key, 'cost') or 0
    return day, tokens, month, cost
end

-- What a minute's bucket holds now; a new one is full.
local function level(key, name, capacity, now)
    local known = redis.call('HGET', key, name)
    if not known then
        return capacity
    end
    local since = now - field(key, name .. '_at')
    return math.min(capacity, tonumber(known) + since * capacity / 60000000)
end
