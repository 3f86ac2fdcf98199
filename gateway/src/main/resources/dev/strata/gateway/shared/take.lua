-- Takes a request's place and holds for its attempt, or says what is in the way and keeps nothing.
-- KEYS: rates, ends of leases, leases, used. Answer: code, microseconds to wait.
local rates, ends, held, spent = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local lease, is_first = ARGV[1], ARGV[2] == '1'
local tokens, cost, millis = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local per_minute, tokens_per_minute = tonumber(ARGV[6]), tonumber(ARGV[7])
local places, tokens_per_day, cost_per_month = tonumber(ARGV[8]), tonumber(ARGV[9]), tonumber(ARGV[10])
local now = micros()

for _, over in ipairs(redis.call('ZRANGEBYSCORE', ends, '-inf', exact(now))) do
    forget(ends, held, over)
end
tidy(ends, held)

if is_first and places > 0 and field(held, '#places') >= places then
    return {1, 0}
end
local requests = 0
if is_first and per_minute > 0 then
    requests = level(rates, 'requests', per_minute, now)
    if requests < 1 then
        return {2, math.ceil((1 - requests) / per_minute * 60000000)}
    end
end
local minute = 0
if tokens_per_minute > 0 then
    minute = level(rates, 'tokens', tokens_per_minute, now)
    -- One request larger than a minute's allowance passes when the bucket is full.
    local wanted = math.min(tokens, tokens_per_minute)
    if minute < wanted then
        return {3, math.ceil((wanted - minute) / tokens_per_minute * 60000000)}
    end
end
local _, day_tokens, _, month_cost = used(spent, now)
if tokens_per_day > 0 and day_tokens + field(held, '#tokens') + tokens > tokens_per_day then
    return {4, 0}
end
if cost_per_month > 0 and month_cost + field(held, '#cost') + cost > cost_per_month then
    return {5, 0}
end

if is_first and per_minute > 0 then
    redis.call('HSET', rates, 'requests', exact(requests - 1), 'requests_at', exact(now))
end
if tokens_per_minute > 0 then
    redis.call('HSET', rates, 'tokens', exact(minute - tokens), 'tokens_at', exact(now))
end
redis.call('EXPIRE', rates, 3600)
if lease == '' then
    -- Nothing of it outlives the minute.
    return {0, 0}
end
local place = is_first and 1 or 0
redis.call('HSET', held, lease, place .. ':' .. exact(tokens) .. ':' .. exact(cost),
    '#places', exact(field(held, '#places') + place),
    '#tokens', exact(field(held, '#tokens') + tokens),
    '#cost', exact(field(held, '#cost') + cost))
redis.call('ZADD', ends, exact(now + millis * 1000), lease)
for _, key in ipairs({ends, held}) do
    if redis.call('PTTL', key) < millis + 60000 then
        redis.call('PEXPIRE', key, millis + 60000)
    end
end
return {0, 0}
