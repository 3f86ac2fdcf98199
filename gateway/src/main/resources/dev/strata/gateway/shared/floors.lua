-- Says what conversations need, and keeps that longer. KEYS: floors. ARGV: seconds to keep each.
-- Answer, for each key: known (0 or 1), private, rank, eight parts of the topic.
local told = {}
for _, key in ipairs(KEYS) do
    local floor = redis.call('HMGET', key, 'private', 'rank', '0', '1', '2', '3', '4', '5', '6', '7')
    told[#told + 1] = redis.call('EXPIRE', key, ARGV[1])
    for at = 1, 10 do
        told[#told + 1] = tonumber(floor[at] or 0)
    end
end
return told
