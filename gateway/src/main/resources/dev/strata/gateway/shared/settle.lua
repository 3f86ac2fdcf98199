-- Ends leases of one replica and charges what was used, once however often it is sent.
-- KEYS: rates, ends of leases, leases, used, the replica's last number.
local rates, ends, held, spent, last = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local number = tonumber(ARGV[1])
local tokens, cost, back = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local tokens_per_minute = tonumber(ARGV[5])
local now = micros()

if number <= tonumber(redis.call('GET', last) or '0') then
    return 0
end
for i = 6, #ARGV do
    forget(ends, held, ARGV[i])
end
tidy(ends, held)
-- Read before anything is charged: a step that goes wrong is sent again, and must not charge twice.
local gives = tokens_per_minute > 0 and back ~= 0
local minute = gives
    and math.min(tokens_per_minute, level(rates, 'tokens', tokens_per_minute, now) + back)
if tokens > 0 or cost > 0 then
    local day, day_tokens, month, month_cost = used(spent, now)
    redis.call('HSET', spent, 'day', exact(day), 'tokens', exact(day_tokens + tokens),
        'month', exact(month), 'cost', exact(month_cost + cost))
    redis.call('EXPIRE', spent, 35 * 86400)
end
if gives then
    redis.call('HSET', rates, 'tokens', exact(minute), 'tokens_at', exact(now))
    redis.call('EXPIRE', rates, 3600)
end
redis.call('SET', last, exact(number), 'EX', 86400)
return 1
