-- Says that a replica is there, and counts those that said so lately. KEYS: replicas.
local now = micros()
redis.call('ZADD', KEYS[1], exact(now), ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', exact(now - tonumber(ARGV[2]) * 1000))
redis.call('EXPIRE', KEYS[1], 3600)
return redis.call('ZCARD', KEYS[1])
