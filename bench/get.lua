-- wrk: pages of signed-in people, one after another.
local visitors = {}
for line in io.lines(os.getenv('VISITORS')) do
  local cookie, _, path = line:match('([^\t]*)\t([^\t]*)\t([^\t]*)')
  visitors[#visitors + 1] = { cookie = cookie, path = path }
end
function request()
  local v = visitors[math.random(#visitors)]
  return wrk.format('GET', v.path, { ['Cookie'] = v.cookie, ['Accept-Encoding'] = 'br' })
end
function done(summary, latency)
  io.write(string.format('JSON {"requests": %d, "seconds": %.3f, "p50": %.2f, "p99": %.2f, "max": %.2f, "errors": %d}\n', summary.requests,
    summary.duration / 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency.max / 1000,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
